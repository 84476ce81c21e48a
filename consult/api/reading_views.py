"""Reading: consultations, and the rows of their tables, page by page; never an entity, only the columns told."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.api import queries
from consult.api.operations import Refused, answer, operation, owner
from consult.datasets import Dataset
from consult.db import found
from consult.exports.datasets import PUBLIC
from consult.policy import access
from consult.web.reading import row_number

SIZE, MOST = 20, 100
ROW, PAGE = "row", "page"


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
    page = queries.CONSULTATIONS.page(after=request.args.get("after"), size=_size())
    items = [dict(zip(queries.COLUMNS, row, strict=True)) for row in page.items]
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
    return answer(_row(one, next(one.rows(queries.place(slug)))))


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
    size = _size()
    if not one.key:
        return answer({"items": [_row(one, row) for row in one.rows(queries.place(slug))], "next": None})
    page = queries.pages(dataset).page(after=request.args.get("after"), size=size, slug=slug)
    if not page.items:
        queries.place(slug)  # nothing to tell of it, or no such consultation
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
    """One proposal; its author's token reads it while it waits for the team, or once it is hidden."""
    row = queries.proposal_row(proposal_id, reader=owner())
    return answer(_row(PUBLIC["proposals"], row), headers=_shared())


@operation(
    "GET",
    "/comments/<int:comment_id>",
    _l("Un commentaire"),
    answers="comments",
    let_in=access("public"),
)
def read_comment(comment_id: int) -> Any:
    """One comment; its author's token reads it while it waits for the team, or once it is hidden."""
    row = queries.comment_row(comment_id, reader=owner())
    return answer(_row(PUBLIC["comments"], row), headers=_shared())


def _shared() -> dict[str, str] | None:
    """What a token was sent for is for its owner alone."""
    return {"Cache-Control": "private, no-store"} if owner() else None


def _row(one: Dataset, row: Any) -> dict[str, Any]:
    return dict(zip(one.names, row, strict=True))
