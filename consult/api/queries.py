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
from consult.proposals.datasets import comments_where, proposals_where
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

NOT_SHOWN = (Visibility.HELD, Visibility.HIDDEN)

# Requests come by the thousand: what each of them asks is put together once.
_PUBLISHED = sa.select(Consultation.id).where(Consultation.slug == sa.bindparam("slug"), Consultation.is_published)
_listed = sa.select(*(getattr(Consultation, name) for name in COLUMNS)).where(Consultation.is_published)
CONSULTATIONS = RowPages(_listed, [Consultation.id])


def place(slug: str) -> int:
    """The number of a published consultation, or the 404 problem."""
    return found(db.session.connection().scalar(_PUBLISHED, {"slug": slug}))


@lru_cache
def pages(dataset: str) -> RowPages:
    """The pages of a table; the slug of a consultation is a parameter of theirs, and finds it in the same statement."""
    one = PUBLIC[dataset]
    source: Any = one.source(_PUBLISHED.correlate(None).scalar_subquery())  # type: ignore[arg-type]
    return RowPages(_as_words(source), one.key)


def _as_words(source: sa.Select[Any]) -> sa.Select[Any]:
    """The same with words of vocabularies as they are stored: JSON says them so, and making members of them costs."""
    plain = [sa.type_coerce(c, sa.String) if isinstance(c.type, sa.Enum) else c for c in source.selected_columns]
    return source.with_only_columns(*plain)


def proposal_row(proposal_id: int, *, reader: User | None = None) -> Any:
    """The row of a proposal that everybody reads, or that is its reader's and not shown; or the 404 problem."""
    if reader and (own := db.session.execute(proposals_where(*_own(Proposal, proposal_id, reader))).one_or_none()):
        return own
    shown = (Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    here = sa.select(Proposal.consultation_id).where(Proposal.id == proposal_id, *shown)
    return _row("proposals", here, Proposal.id == proposal_id)


def comment_row(comment_id: int, *, reader: User | None = None) -> Any:
    """The row of a comment that everybody reads, or that is its reader's and not shown; or the 404 problem."""
    if reader:
        mine = comments_where(*_own(Comment, comment_id, reader), readable(Proposal, reader))
        if own := db.session.execute(mine).one_or_none():
            return own
    here = sa.select(Comment.consultation_id).where(Comment.id == comment_id)
    return _row("comments", here.where(Comment.visibility == Visibility.PUBLISHED), Comment.id == comment_id)


def _own(model: Any, number: int, reader: User) -> tuple[sa.ColumnElement[bool], ...]:
    """What finds this row where it is the reader's own and moderation does not show it (yet)."""
    return model.id == number, model.author_id == reader.id, model.visibility.in_(NOT_SHOWN)


def _row(dataset: str, here: Any, condition: sa.ColumnElement[bool]) -> Any:
    source: Any = PUBLIC[dataset].source(found(db.session.scalar(here)))
    return found(db.session.execute(source.where(condition)).one_or_none())


def tokens_of(user: User) -> Sequence[ApiToken]:
    """A person's tokens, the latest first."""
    query = sa.select(ApiToken).filter_by(user_id=user.id).order_by(ApiToken.id.desc())
    return db.session.scalars(query).all()
