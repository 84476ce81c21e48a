"""A programme as it is read, printed, compared and exchanged. Pure: it knows no row, and becomes JSON and back.

Whatever shows a programme is made from this, whether it comes from the draft, from a release or from a file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from consult.programme import times
from consult.programme.times import HalfDay

TENTATIVE, CONFIRMED = "tentative", "confirmed"


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker. `key` tells two people of one name apart; `extra` is what else a file said of them."""

    name: str
    key: str = ""
    guid: str = ""
    organisation: str = ""
    state: str = CONFIRMED
    biography: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_tentative(self) -> bool:
        """Whether they have not confirmed yet."""
        return self.state == TENTATIVE


@dataclass(frozen=True, slots=True)
class Place:
    """Where sessions take place: a room of a venue, a venue as a whole, or a room whose venue is not known.

    `label` names it in the programme, and no other.
    """

    label: str
    room: str = ""
    venue: str = ""
    address: str = ""
    territory: str = ""
    latitude: float | None = None
    longitude: float | None = None
    capacity: int | None = None
    accessibility: str = ""
    opens: time | None = None
    closes: time | None = None
    guid: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk:
    """A session as it is read. `place` is the label of one; `day` is said without hours where these are not known."""

    guid: str
    title: str
    id: int = 0
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    day: date | None = None
    place: str = ""
    format: str = ""
    track: str = ""
    publics: tuple[str, ...] = ()
    speakers: tuple[Person, ...] = ()
    capacity: int | None = None
    registration: bool | None = None
    price: str = ""
    language: str = ""
    project_id: int | None = None
    is_cancelled: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long it lasts; 0 where nobody knows."""
        if self.starts is None or self.ends is None:
            return 0
        return int((self.ends - self.starts).total_seconds()) // 60

    @property
    def is_scheduled(self) -> bool:
        """Whether it has a slot, and takes place."""
        return self.starts is not None and not self.is_cancelled

    def overlaps(self, other: "Talk") -> bool:
        """Whether both take place at some moment; one whose end is not known lasts a minute."""
        if self.starts is None or other.starts is None:
            return False
        return self.starts < other.until and other.starts < self.until

    @property
    def until(self) -> datetime:
        """When it is over at the earliest; it must have a slot."""
        if self.starts is None:
            raise ValueError("a session without a slot is over at no time")
        return self.ends or self.starts + timedelta(minutes=1)


@dataclass(frozen=True)
class Programme:
    """All sessions of an edition, in order, with its places. `version` is that of a release, or of a file.

    Views ask for the same days again and again: they are found once.
    """

    title: str
    talks: tuple[Talk, ...] = ()
    places: tuple[Place, ...] = ()
    zone_name: str = "Europe/Paris"
    acronym: str = ""
    version: str = ""
    starts: date | None = None
    ends: date | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of its hours."""
        return ZoneInfo(self.zone_name)

    def place_of(self, talk: Talk) -> Place | None:
        """Where a session takes place, if that is known."""
        return self.by_label.get(talk.place)

    @cached_property
    def by_label(self) -> Mapping[str, Place]:
        """Its places by their labels."""
        return {place.label: place for place in self.places}

    @property
    def scheduled(self) -> tuple[Talk, ...]:
        """The sessions that have a slot and take place, in order."""
        return tuple(talk for talk in self.talks if talk.is_scheduled)

    def day_of(self, talk: Talk) -> date | None:
        """The day of the programme on which a session is."""
        return times.programme_day(talk.starts, self.zone) if talk.starts else talk.day

    @cached_property
    def _by_day(self) -> Mapping[date | None, Sequence[Talk]]:
        """The sessions that take place, by their days."""
        found: dict[date | None, list[Talk]] = {}
        for talk in self.talks:
            if not talk.is_cancelled:
                found.setdefault(self.day_of(talk), []).append(talk)
        return found

    def days(self) -> list[date]:
        """The days that have sessions, in order."""
        return sorted(day for day in self._by_day if day)

    def on(self, day: date | None) -> tuple[Talk, ...]:
        """The sessions of a day, those without an hour last; None: those whose day is not known."""
        return tuple(self._by_day.get(day, ()))

    def half_days(self, day: date) -> Iterator[tuple[HalfDay | None, list[Talk]]]:
        """The sessions of a day by half-days; None for those whose hour is not known."""

        def half(talk: Talk) -> HalfDay | None:
            return times.half_day(talk.starts, self.zone) if talk.starts else None

        for key, some in groupby(self.on(day), half):
            yield key, list(some)

    def local(self, moment: datetime) -> datetime:
        """A moment as the clocks of the programme show it."""
        return moment.astimezone(self.zone)

    def hours(self, talk: Talk) -> str:
        """« 14:00–15:30 », « 14:00 », or nothing."""
        if talk.starts is None:
            return ""
        start = f"{self.local(talk.starts):%H:%M}"
        return f"{start}–{self.local(talk.ends):%H:%M}" if talk.ends else start

    def keeping(self, talks: Iterable[Talk]) -> "Programme":
        """The same with these sessions alone."""
        return replace(self, talks=tuple(talks))


def in_order(talks: Iterable[Talk]) -> tuple[Talk, ...]:
    """By the hour at which they begin, then as they are called; those without a slot last."""

    def key(talk: Talk) -> tuple[Any, ...]:
        return (talk.starts is None, talk.starts.timestamp() if talk.starts else 0, talk.day or date.max, talk.place)

    return tuple(sorted(talks, key=lambda talk: (*key(talk), talk.title, talk.guid)))


_NAMES = {kind: tuple(one.name for one in fields(kind)) for kind in (Programme, Talk, Place, Person)}


def as_json(programme: Programme) -> dict[str, Any]:
    """What a release keeps: plain JSON."""
    return {name: _plain(getattr(programme, name)) for name in _NAMES[Programme]}


def _plain(value: Any) -> Any:
    if isinstance(value, Talk | Place | Person):
        value = {name: getattr(value, name) for name in _NAMES[type(value)]}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one not in ("", None, (), {}, [])}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


_READ: dict[str, Any] = {
    "starts": datetime.fromisoformat,
    "ends": datetime.fromisoformat,
    "day": date.fromisoformat,
    "opens": time.fromisoformat,
    "closes": time.fromisoformat,
    "publics": tuple,
}


def from_json(kept: Mapping[str, Any]) -> Programme:
    """The programme that a release kept."""
    days: dict[str, Any] = {name: date.fromisoformat(kept[name]) for name in ("starts", "ends") if kept.get(name)}
    places = tuple(_read(Place, one) for one in kept.get("places") or ())
    talks = tuple(_talk(one) for one in kept.get("talks") or ())
    plain = {name: kept[name] for name in ("title", "zone_name", "acronym", "version") if kept.get(name)}
    return Programme(**{"title": ""} | plain, places=places, talks=talks, **days)


def talks_of(kept: Mapping[str, Any], ids: Collection[int]) -> dict[int, Talk]:
    """These sessions alone, out of what a release kept, by their numbers."""
    return {one["id"]: _talk(one) for one in kept.get("talks") or () if one.get("id") in ids}


def _talk(kept: Mapping[str, Any]) -> Talk:
    speakers = tuple(_read(Person, one) for one in kept.get("speakers") or ())
    talk: Talk = _read(Talk, {**kept, "speakers": speakers})
    return talk


def _read(kind: type[Any], kept: Mapping[str, Any]) -> Any:
    """What an earlier edition kept and this one does not know is left out."""
    known = {name: kept[name] for name in _NAMES[kind] if name in kept}
    for name in _READ.keys() & known.keys():
        if known[name]:
            known[name] = _READ[name](known[name])
    return kind(**known)
