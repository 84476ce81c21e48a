"""What can be found: each model is registered once, with the function that makes documents of its rows.

Only rows that everybody may read are handed to it (policy.visible decides), so that neither a count nor a suggestion
tells of anything else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from consult import kinds
from consult.db import db
from consult.policy import Role, visible
from consult.search.documents import Document

T = TypeVar("T")
Describe = Callable[[Sequence[Any]], Iterable[Document]]


class Anybody:
    """The viewer for whom documents are made."""

    id = None
    is_authenticated = False
    is_admin = False

    def role_in(self, consultation_id: int) -> Role | None:
        """None."""
        return None

    def consultations_as(self, *roles: Role) -> list[int]:
        """Nowhere."""
        return []


@dataclass(frozen=True)
class Indexed:
    """A model in the index. `follows`: for a row of another model, which rows change their document with it."""

    model: Any
    describe: Describe
    follows: Mapping[type[Any], Callable[[Any], sa.ColumnElement[bool]]]

    @property
    def kind(self) -> kinds.Kind:
        """The kind under which its documents are kept."""
        return next(kind for kind in kinds.KINDS.values() if kind.model is self.model)

    def things(self, ids: Iterable[int], viewer: Any) -> Sequence[Any]:
        """Those of these rows that the viewer may read, with what their title and address need."""
        query = sa.select(self.model).where(self.model.id.in_(list(ids))).options(*self.kind.load())
        return db.session.scalars(visible(query, viewer).execution_options(populate_existing=True)).all()

    def documents(self, ids: Iterable[int]) -> dict[str, Document]:
        """The documents of those of these rows that everybody may read, by key."""
        return {document.key: document for document in self.describe(self.things(ids, Anybody()))}


INDEXED: dict[str, Indexed] = {}


def indexes(
    model: type[T], *, follows: Mapping[type[Any], Callable[[Any], sa.ColumnElement[bool]]] | None = None
) -> Callable[[Callable[[Sequence[T]], Iterable[Document]]], Callable[[Sequence[T]], Iterable[Document]]]:
    """Register the function that makes documents of rows of this model; a row it leaves out is not found.

    `follows={Proposal: lambda proposal: Comment.thread_id == proposal.thread_id}` makes them anew with other rows.
    """

    def register(
        describe: Callable[[Sequence[T]], Iterable[Document]],
    ) -> Callable[[Sequence[T]], Iterable[Document]]:
        INDEXED[model.__name__] = Indexed(model, describe, follows or {})
        return describe

    return register


def by_kind(name: str) -> Indexed | None:
    """What is registered for a kind."""
    return next((indexed for indexed in INDEXED.values() if indexed.kind.name == name), None)


def everything(size: int = 500) -> Iterator[Document]:
    """Every document there should be, read in steps."""
    for indexed in list(INDEXED.values()):
        last = 0
        while ids := _after(indexed.model, last, size):
            yield from indexed.documents(ids).values()
            last = ids[-1]
            db.session.expunge_all()


def _after(model: Any, last: int, size: int) -> Sequence[int]:
    return db.session.scalars(sa.select(model.id).where(model.id > last).order_by(model.id).limit(size)).all()
