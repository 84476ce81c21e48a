"""What changed from one programme to the next, as a release tells it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from consult.programme.content import Programme, Talk


class Change(StrEnum):
    """The kinds of changes, in the order in which they are told."""

    ADDED = "added"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    MOVED = "moved"
    EDITED = "edited"


MOVES = ("starts", "ends", "place")  # what those who are registered must hear of
TEXTS = (
    "title",
    "subtitle",
    "abstract",
    "description",
    "format",
    "track",
    "speakers",
    "capacity",
    "registration",
    "price",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One session that changed: its number and identifier, how it is called, what was and what is."""

    change: Change
    guid: str
    title: str
    session_id: int = 0
    before: str = ""
    after: str = ""
    fields: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What a release keeps."""
        kept = {name: getattr(self, name) for name in ("guid", "title", "session_id", "before", "after")}
        return kept | {"change": self.change.value, "fields": list(self.fields)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Changed":
        """What a release kept."""
        return cls(**kept | {"change": Change(kept["change"]), "fields": tuple(kept["fields"])})


def changes(before: Programme, after: Programme) -> list[Changed]:
    """What differs, in the order of `Change`, then of the programme."""
    order = list(Change)
    return sorted(_changes(before, after), key=lambda one: order.index(one.change))


def _changes(before: Programme, after: Programme) -> Iterator[Changed]:
    old = {talk.guid: talk for talk in before.talks if not talk.is_cancelled}
    new = {talk.guid: talk for talk in after.talks}
    for talk in after.talks:
        was = old.get(talk.guid)
        if was is None and not talk.is_cancelled:
            yield Changed(Change.ADDED, talk.guid, talk.title, talk.id, "", said(after, talk))
        elif was is not None and talk.is_cancelled:
            yield Changed(Change.CANCELLED, talk.guid, talk.title, talk.id, said(before, was))
        elif was is not None and any(getattr(was, name) != getattr(talk, name) for name in MOVES):
            yield Changed(Change.MOVED, talk.guid, talk.title, talk.id, said(before, was), said(after, talk))
        elif was is not None and (fields := tuple(n for n in TEXTS if getattr(was, n) != getattr(talk, n))):
            yield Changed(Change.EDITED, talk.guid, talk.title, talk.id, fields=fields)
    for guid, was in old.items():
        if guid not in new:
            yield Changed(Change.REMOVED, guid, was.title, was.id, said(before, was))


def said(programme: Programme, talk: Talk) -> str:
    """When and where a session is, in words."""
    day = programme.day_of(talk)
    parts = [format_date(day, "full") if day else "", programme.hours(talk), talk.place]
    return ", ".join(part for part in parts if part) or _("sans créneau ni lieu")
