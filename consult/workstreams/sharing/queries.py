"""Reading what a work stream laid out."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import visible
from consult.web.pagination import Page, paginate
from consult.workstreams import queries as workstreams
from consult.workstreams.models import WorkStream
from consult.workstreams.sharing.models import Ad, OnShelf

T = TypeVar("T", bound=OnShelf)
SIZE = 20


def on_shelf(
    model: type[T], stream: WorkStream, *, viewer: Any, kind: str | None = None, after: str | None = None
) -> Page[T]:
    """One page of a shelf, the latest first; of one kind, where the shelf has several."""
    shelf: Any = model
    query = visible(sa.select(shelf), viewer).where(
        shelf.workstream_id == stream.id, shelf.visibility == Visibility.PUBLISHED
    )
    if kind:
        query = query.where(shelf.kind == kind)
    return paginate(query.options(joinedload(shelf.author)), [(shelf.id, True)], after=after, size=SIZE)


def ads(consultation_id: int, *, viewer: Any, kind: str | None = None, after: str | None = None) -> Page[Ad]:
    """One page of the small ads of all work streams of a consultation that are not met yet, the latest first."""
    query = visible(sa.select(Ad), viewer).where(
        Ad.consultation_id == consultation_id, Ad.visibility == Visibility.PUBLISHED, Ad.found.is_(False)
    )
    query = query.where(Ad.kind == kind) if kind else query
    query = query.options(joinedload(Ad.author), joinedload(Ad.workstream))
    return paginate(query, [(Ad.id, True)], after=after, size=SIZE)


def get(model: type[T], thing_id: int, *, stream_id: int, viewer: Any) -> T:
    """One thing of a shelf that this viewer may read, with its work stream; or the 404 page."""
    shelf: Any = model
    query = visible(sa.select(shelf), viewer).where(shelf.id == thing_id, shelf.workstream_id == stream_id)
    one: T = found(db.session.scalars(query.options(joinedload(shelf.author))).one_or_none())
    one.workstream = workstreams.get(stream_id, viewer=viewer)
    return one
