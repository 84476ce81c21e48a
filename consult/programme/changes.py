"""What changed from one programme to the next, as a release tells it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from consult.programme.content import Place, Programme, Talk
from consult.web.languages import day as day_in_words

Places = Mapping[str, Place]


class Change(StrEnum):
    """The kinds of changes, in the order in which they are told."""

    ADDED = "added"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    MOVED = "moved"
    EDITED = "edited"
    PLACE = "place"
    WHOLE = "whole"


MOVES = ("starts", "ends", "day", "place")  # what those who are registered must hear of, with the venue and its address
FIELDS_OF_TALKS = (
    *("title", "subtitle", "abstract", "description", "format", "track", "publics", "speakers", "capacity"),
    *("registration", "price", "language", "project_id", "extra"),
)
FIELDS_OF_PLACES = (
    *("room", "territory", "latitude", "longitude", "capacity", "accessibility", "opens", "closes"),
    *("guid", "extra"),
)
FIELDS_OF_ALL = ("title", "acronym", "zone_name", "starts", "ends")


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed: the number and identifier of a session, how it is called, what was and what is, its other fields.

    A place has no number, nor has the programme itself.
    """

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
    """What differs, in the order of `Change`, then of the programme. Nothing was moved where nothing was told yet."""
    order = list(Change)
    found = list(_sessions(before, after))
    if before.talks or before.places:
        found += [*_places(before, after), *_whole(before, after)]
    return sorted(found, key=lambda one: order.index(one.change))


def _sessions(before: Programme, after: Programme) -> Iterator[Changed]:
    old = {talk.guid: talk for talk in before.talks}
    was_at, is_at = before.by_label, after.by_label
    for talk in after.talks:
        was = old.pop(talk.guid, None)
        if was is None or (was.is_cancelled and not talk.is_cancelled):
            if not talk.is_cancelled:
                yield Changed(Change.ADDED, talk.guid, talk.title, talk.id, "", _said(after, talk, is_at))
            continue
        fields = _differing(was, talk, FIELDS_OF_TALKS)
        one = Changed(Change.EDITED, talk.guid, talk.title, talk.id, fields=fields)
        if talk.is_cancelled and not was.is_cancelled:
            yield replace(one, change=Change.CANCELLED, before=_said(before, was, was_at), fields=())
        elif not talk.is_cancelled and _moment_and_place(was, was_at) != _moment_and_place(talk, is_at):
            sides = _said(before, was, was_at), _said(after, talk, is_at)
            yield replace(one, change=Change.MOVED, before=sides[0], after=sides[1])
        elif fields:
            yield one
    for guid, was in old.items():
        if not was.is_cancelled:
            yield Changed(Change.REMOVED, guid, was.title, was.id, _said(before, was, was_at))


def _moment_and_place(talk: Talk, places: Places) -> tuple[Any, ...]:
    place = places.get(talk.place)
    where = (place.venue, place.address) if place else ("", "")
    return (*(getattr(talk, name) for name in MOVES), *where)


def _differing(was: object, now: object, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(was, name) != getattr(now, name))


def _places(before: Programme, after: Programme) -> Iterator[Changed]:
    """Places that are not as they were; of those that came or went, the ones of which no session speaks."""
    old, new = before.by_label, after.by_label
    spoken = {talk.place for talk in (*before.talks, *after.talks) if not talk.is_cancelled}
    for label in dict.fromkeys((*new, *old)):
        was, now = old.get(label), new.get(label)
        fields = _differing(was, now, FIELDS_OF_PLACES) if was and now else ()
        one = Changed(Change.PLACE, "", label, before=_where(was), after=_where(now), fields=fields)
        if fields and one.before == one.after:
            yield replace(one, before="", after="")
        elif fields or (one.before != one.after and label not in spoken):
            yield one


def _whole(before: Programme, after: Programme) -> Iterator[Changed]:
    if fields := _differing(before, after, FIELDS_OF_ALL):
        yield Changed(Change.WHOLE, "", after.title, fields=fields)


def _where(place: Place | None) -> str:
    return ", ".join(dict.fromkeys(filter(None, (place.label, place.venue, place.address)))) if place else ""


def _said(programme: Programme, talk: Talk, places: Places) -> str:
    """When and where a session is, in words."""
    day = programme.day_of(talk)
    where = _where(places.get(talk.place)) or talk.place
    parts = [day_in_words(day, "full") if day else "", programme.hours(talk), where]
    return ", ".join(part for part in parts if part) or _("sans créneau ni lieu")
