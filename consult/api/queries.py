"""What the API reads that is not a table of `consult.datasets`: places, single rows, a person's tokens."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import User, Visitor
from consult.api.models import ApiToken
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.exports.datasets import PUBLIC
from consult.kinds import READABLE, Visibility
from consult.policy import readable
from consult.proposals.models import Proposal
from consult.web.pagination import RowPages

COLUMNS = (
    "slug",
    "title",
    "summary",
    "territory",
    "organiser",
    "state",
    "opens",
    "closes",
)  # of a consultation in a list

# Requests come by the thousand: what each of them asks is put together once.
_PUBLISHED = sa.select(Consultation.id).where(Consultation.slug == sa.bindparam("slug"), Consultation.is_published)
_listed = sa.select(*(getattr(Consultation, name) for name in COLUMNS)).where(Consultation.is_published)
CONSULTATIONS = RowPages(_listed, [Consultation.id])


def place(slug: str) -> int:
    """The number of a published consultation, or the 404 problem."""
    return found(db.session.scalar(_PUBLISHED, {"slug": slug}))


@lru_cache
def pages(dataset: str) -> RowPages:
    """The pages of a table; which consultation is a parameter of theirs."""
    one = PUBLIC[dataset]
    source: Any = one.source(sa.bindparam("consultation", type_=sa.Integer))  # type: ignore[arg-type]
    return RowPages(source, one.key)


def proposal_row(proposal_id: int) -> Any:
    """The row of a proposal that everybody reads, or the 404 problem."""
    shown = (Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    here = sa.select(Proposal.consultation_id).where(Proposal.id == proposal_id, *shown)
    return _row("proposals", here, Proposal.id == proposal_id)


def comment_row(comment_id: int) -> Any:
    """The row of a comment that everybody reads, or the 404 problem."""
    here = sa.select(Comment.consultation_id).where(Comment.id == comment_id)
    return _row("comments", here.where(Comment.visibility == Visibility.PUBLISHED), Comment.id == comment_id)


def _row(dataset: str, here: Any, condition: sa.ColumnElement[bool]) -> Any:
    source: Any = PUBLIC[dataset].source(found(db.session.scalar(here)))
    return found(db.session.execute(source.where(condition)).one_or_none())


def tokens_of(user: User) -> Sequence[ApiToken]:
    """A person's tokens, the latest first."""
    query = sa.select(ApiToken).filter_by(user_id=user.id).order_by(ApiToken.id.desc())
    return db.session.scalars(query).all()
