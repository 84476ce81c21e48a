"""Pointing at anything: Ref("proposal", 12) <-> row, title, address.

Reports, search results and follows speak of things of any kind; each kind is registered once, beside its model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from flask import url_for
from flask_babel import LazyString
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from consult import clock
from consult.db import db


class Visibility(StrEnum):
    """Where a contribution stands. Only `published` is listed; policy.visible() knows who reads the rest.

    `superseded`: others took its place in lists; at its own address everybody still reads it. `held`: it waits for the
    team to read it; until then its author and the team read it, nobody else.
    """

    DRAFT = "draft"
    HELD = "held"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


READABLE = (Visibility.PUBLISHED, Visibility.SUPERSEDED)  # by everybody, at its own address
UNREADABLE = tuple(one for one in Visibility if one not in READABLE)


class Contribution:
    """What a person says in a consultation: it has an author, a place and a visibility.

    `consultation_id` tells where rights are read; it is not the owner. `reword_until`: moderation asked its author to
    reword by then. Relationships raise when not loaded.
    """

    IS_A_PERSON: ClassVar[bool] = False  # what is decided of it concerns its author: there is no text

    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLISHED)
    reword_until: Mapped[datetime | None]

    @property
    def is_to_reword(self) -> bool:
        """Whether its author was asked to say it otherwise, and still may."""
        return self.reword_until is not None and clock.now() < self.reword_until

    @declared_attr
    def author_id(cls) -> Mapped[int]:
        """Who said it."""
        return mapped_column(sa.ForeignKey("user.id"), index=True)

    @declared_attr
    def consultation_id(cls) -> Mapped[int]:
        """Where it was said."""
        return mapped_column(sa.ForeignKey("consultation.id"), index=True)

    @declared_attr
    def author(cls) -> Mapped[Any]:
        """The account of the author."""
        return relationship("User", lazy="raise_on_sql", foreign_keys=[cls.author_id])  # type: ignore[list-item]

    @declared_attr
    def consultation(cls) -> Mapped[Any]:
        """The consultation in which it was said."""
        return relationship("Consultation", lazy="raise_on_sql", foreign_keys=[cls.consultation_id])  # type: ignore[list-item]

    @classmethod
    def with_phases(cls) -> ORMOption:
        """Load option: its consultation and the phases of it, which the rules of policy look at."""
        place: Any = cls.consultation.property.mapper.class_
        return joinedload(cls.consultation).selectinload(place.phases)

    @classmethod
    def shown_in_context(cls) -> sa.ColumnElement[bool]:
        """True where the thing around it (the proposal of a comment) is shown too."""
        return sa.true()

    @classmethod
    def open_to(cls, viewer: Any) -> sa.ColumnElement[bool]:
        """True where this viewer is among those for whom it was written; nearly all is written for everybody."""
        return sa.true()


class Ref(NamedTuple):
    """A thing of any kind, by name and number."""

    kind: str
    id: int


@dataclass(frozen=True)
class Kind:
    """What is the same question for all kinds: its row, its title, its address."""

    name: str
    model: type[Any]
    label: LazyString
    title: Callable[[Any], str]
    endpoint: str
    arguments: Callable[[Any], dict[str, Any]]
    changed: Callable[[Any], None]
    load: Callable[[], tuple[Any, ...]]
    words: Callable[[Any], str]


KINDS: dict[str, Kind] = {}


def register(
    name: str,
    model: type[Any],
    *,
    label: LazyString,
    title: Callable[[Any], str],
    endpoint: str,
    arguments: Callable[[Any], dict[str, Any]],
    changed: Callable[[Any], None] = lambda thing: None,
    load: Callable[[], tuple[Any, ...]] = tuple,
    words: Callable[[Any], str] = lambda thing: thing.body,
) -> None:
    """Register a kind. A name used twice stops the application from starting.

    `changed` is called after its visibility changed, to mend what depends on it; `load` gives the loader options that
    title and address need; `words` is what its author wrote below the title, in Markdown.
    """
    if name in KINDS and KINDS[name].model is not model:
        raise RuntimeError(f"two kinds are called {name!r}")
    KINDS[name] = Kind(name, model, label, title, endpoint, arguments, changed, load, words)


def ref(thing: Any) -> Ref:
    """The reference of a row."""
    return Ref(kind_of(thing).name, thing.id)


def kind_of(thing: Any) -> Kind:
    """The kind of a row."""
    return next(kind for kind in KINDS.values() if isinstance(thing, kind.model))


def resolve(reference: Ref) -> Any | None:
    """The row, with what its title and address need; None where there is none."""
    if (kind := KINDS.get(reference.kind)) is None:
        return None
    query = sa.select(kind.model).where(kind.model.id == reference.id).options(*kind.load())
    return db.session.scalars(query).one_or_none()


def title(thing: Any) -> str:
    """The title of a row, for links to it."""
    return kind_of(thing).title(thing)


def words(thing: Any) -> str:
    """What the author of a row wrote below its title, in Markdown."""
    return kind_of(thing).words(thing)


def url(thing: Any, **more: Any) -> str:
    """The address of a row."""
    kind = kind_of(thing)
    return url_for(kind.endpoint, **kind.arguments(thing), **more)
