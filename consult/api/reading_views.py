"""Reading: consultations, and the rows of their tables, page by page; never an entity, only the columns told."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts.models import Visitor
from consult.api.operations import Refused, answer, operation
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.datasets import Dataset
from consult.db import db, found
from consult.exports.datasets import PUBLIC
from consult.kinds import READABLE, Visibility
from consult.policy import access, readable
from consult.proposals.models import Proposal
from consult.web.pagination import RowPages
from consult.web.reading import row_number

SIZE, MOST = 20, 100
ROW, PAGE = "row", "page"
COLUMNS = ("slug", "title", "summary", "territory", "organiser", "state", "opens", "closes")


def _size() -> int:
    asked = request.args.get("limit", str(SIZE))
    number = row_number(asked)
    if number is None or number > MOST:
        raise Refused(_("« limit » va de 1 à %(most)s.", most=MOST), {"limit": [_("Un nombre de 1 à 100.")]})
    return number


def _page(items: list[Any], after: str | None, **values: Any) -> Any:
    """A page, and where the next one is."""
    following = url_for(f"api.{values.pop('endpoint')}", **values, limit=_size(), after=after) if after else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return answer({"items": items, "next": following}, headers=headers)


@operation(
    "GET",
    "/consultations",
    _l("Les consultations publiées"),
    answers="consultation",
    paged=True,
)
def list_consultations() -> Any:
    """Consultations, in the order in which they were made."""
    page = _CONSULTATIONS.page(after=request.args.get("after"), size=_size())
    items = [dict(zip(COLUMNS, row, strict=True)) for row in page.items]
    return _page(items, page.after, endpoint="list_consultations")


@operation(
    "GET",
    "/consultations/<slug>",
    _l("Une consultation, avec ses chiffres"),
    answers="consultations",
    let_in=access("public"),
)
def read_consultation(slug: str) -> Any:
    """One consultation."""
    one = PUBLIC["consultations"]
    return answer(_row(one, next(one.rows(_place(slug)))))


@operation(
    "GET",
    "/consultations/<slug>/<dataset>",
    _l("Une table, page par page"),
    answers="dataset",
    let_in=access("public"),
    paged=True,
)
def list_rows(slug: str, dataset: str) -> Any:
    """The rows of a table."""
    one = found(PUBLIC.get(dataset) if dataset != "consultations" else None)
    place, size = _place(slug), _size()
    if not one.key:
        return answer({"items": [_row(one, row) for row in one.rows(place)], "next": None})
    page = _pages(dataset).page(after=request.args.get("after"), size=size, consultation=place)
    items = [_row(one, row) for row in page.items]
    return _page(items, page.after, endpoint="list_rows", slug=slug, dataset=dataset)


@operation(
    "GET",
    "/proposals/<int:proposal_id>",
    _l("Une proposition"),
    answers="proposals",
    let_in=access("public"),
)
def read_proposal(proposal_id: int) -> Any:
    """One proposal."""
    shown = (Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    place = sa.select(Proposal.consultation_id).where(Proposal.id == proposal_id, *shown)
    return _one("proposals", place, Proposal.id == proposal_id)


@operation(
    "GET",
    "/comments/<int:comment_id>",
    _l("Un commentaire"),
    answers="comments",
    let_in=access("public"),
)
def read_comment(comment_id: int) -> Any:
    """One comment."""
    place = sa.select(Comment.consultation_id).where(Comment.id == comment_id)
    return _one("comments", place.where(Comment.visibility == Visibility.PUBLISHED), Comment.id == comment_id)


def _one(dataset: str, place: Any, condition: sa.ColumnElement[bool]) -> Any:
    one = PUBLIC[dataset]
    source: Any = one.source(found(db.session.scalar(place)))
    return answer(_row(one, found(db.session.execute(source.where(condition)).one_or_none())))


def _row(one: Dataset, row: Any) -> dict[str, Any]:
    return dict(zip(one.names, row, strict=True))


def _place(slug: str) -> int:
    """The number of a published consultation, or the 404 problem."""
    return found(db.session.scalar(_PUBLISHED, {"slug": slug}))


# Requests come by the thousand: what each of them asks is put together once.
_PUBLISHED = sa.select(Consultation.id).where(Consultation.slug == sa.bindparam("slug"), Consultation.is_published)
_listed = sa.select(*(getattr(Consultation, name) for name in COLUMNS)).where(Consultation.is_published)
_CONSULTATIONS = RowPages(_listed, [Consultation.id])


@lru_cache
def _pages(dataset: str) -> RowPages:
    one = PUBLIC[dataset]
    source: Any = one.source(sa.bindparam("consultation", type_=sa.Integer))  # type: ignore[arg-type]
    return RowPages(source, one.key)
