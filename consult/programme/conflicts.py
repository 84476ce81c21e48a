"""What does not fit in a programme: warnings, none of which forbids anything. Pure.

Sessions are sorted by their hours and swept once: a thousand of them cost a few hundredths of a second.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.programme.content import Place, Programme, Talk

SHARED = 0.5  # of the people behind the smaller one of two sessions
LONG = timedelta(hours=14)  # a session that lasts longer is said to be long


class Problem(StrEnum):
    """The kinds of warnings, the gravest first."""

    ROOM_TWICE = "room-twice"
    SPEAKER_TWICE = "speaker-twice"
    OVER_CAPACITY = "over-capacity"
    CLOSED = "outside-opening-hours"
    SAME_BACKERS = "same-backers"
    NO_PLACE = "no-place"
    NO_SLOT = "no-slot"
    NO_VENUE = "room-without-venue"
    THEME_WITHOUT_SESSION = "theme-without-session"
    LONG = "long"


PROBLEMS: dict[Problem, LazyString] = {
    Problem.ROOM_TWICE: _l("Une salle prise deux fois"),
    Problem.SPEAKER_TWICE: _l("Une personne à deux endroits"),
    Problem.OVER_CAPACITY: _l("Plus de places que la salle n’en a"),
    Problem.CLOSED: _l("Hors des heures d’ouverture"),
    Problem.SAME_BACKERS: _l("Les mêmes personnes attendues à la même heure"),
    Problem.NO_PLACE: _l("Sans lieu"),
    Problem.NO_SLOT: _l("Sans créneau"),
    Problem.NO_VENUE: _l("Une salle dont le lieu n’est pas dit"),
    Problem.THEME_WITHOUT_SESSION: _l("Un thème soutenu, sans séance"),
    Problem.LONG: _l("Une durée inhabituelle"),
}


@dataclass(frozen=True, slots=True)
class Warning:
    """One warning: its kind, a sentence, the sessions it is about (by guid)."""

    problem: Problem
    sentence: str
    guids: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"kind": self.problem.value, "message": self.sentence, "sessions": list(self.guids)}


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the consultation: how many supports its proposals have, and whether a session speaks of it."""

    title: str
    support: int
    has_session: bool


def warnings(
    programme: Programme, *, backers: Mapping[str, Collection[int]] | None = None, themes: Iterable[Theme] = ()
) -> list[Warning]:
    """Everything that does not fit, the gravest first, then by hour.

    `backers` are the people who support the proposals from which a session comes, by its guid.
    """
    talks = sorted(programme.scheduled, key=lambda talk: (talk.starts, talk.guid))
    found = [
        *_rooms_twice(programme, talks),
        *_speakers_twice(programme, talks),
        *_places(programme),
        *_same_backers(programme, talks, backers or {}),
        *_missing(programme),
        *_rooms_without_venue(programme),
        *_themes(themes),
    ]
    order = list(Problem)
    return sorted(found, key=lambda one: order.index(one.problem))


def by_session(found: Iterable[Warning]) -> dict[str, list[Warning]]:
    """The warnings about each session."""
    told: dict[str, list[Warning]] = {}
    for one in found:
        for guid in one.guids:
            told.setdefault(guid, []).append(one)
    return told


def _clashes(
    talks: Sequence[Talk], keys: Callable[[Talk], Iterable[Hashable]]
) -> Iterator[tuple[Hashable, Talk, Talk]]:
    """(key, earlier, later) for every session that begins while another of the same key lasts.

    Each is named once, with the one that lasts the longest: n sessions give n warnings at most. Sorted by their start.
    """
    lasting: dict[Hashable, Talk] = {}
    for talk in talks:
        for key in keys(talk):
            before = lasting.get(key)
            if before is not None and before.overlaps(talk):
                yield key, before, talk
            if before is None or talk.until > before.until:
                lasting[key] = talk


def _rooms_twice(programme: Programme, talks: Sequence[Talk]) -> Iterator[Warning]:
    rooms = {place.label for place in programme.places if place.room}
    for _key, one, other in _clashes(talks, lambda talk: [talk.place] if talk.place in rooms else []):
        said = _pair(programme, one, other) | {"room": one.place}
        sentence = _("« %(one)s » et « %(other)s » sont dans la même salle, %(room)s, à %(hour)s le %(day)s.", **said)
        yield Warning(Problem.ROOM_TWICE, sentence, (one.guid, other.guid))


def _speakers_twice(programme: Programme, talks: Sequence[Talk]) -> Iterator[Warning]:
    names: dict[Hashable, str] = {p.key or p.name: p.name for talk in talks for p in talk.speakers}
    for key, one, other in _clashes(talks, lambda talk: [p.key or p.name for p in talk.speakers]):
        said = _pair(programme, one, other) | {"name": names[key]}
        sentence = _(
            "%(name)s est attendu(e) à la fois à « %(one)s » et à « %(other)s », à %(hour)s le %(day)s.", **said
        )
        yield Warning(Problem.SPEAKER_TWICE, sentence, (one.guid, other.guid))


def _pair(programme: Programme, one: Talk, other: Talk) -> dict[str, str]:
    return {"one": one.title, "other": other.title} | _hour(
        programme, max(one.starts or other.until, other.starts or one.until)
    )


def _hour(programme: Programme, moment: datetime) -> dict[str, str]:
    local = programme.local(moment)
    return {"hour": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}


def _places(programme: Programme) -> Iterator[Warning]:
    """Rooms that are too small, and hours at which their venue is closed."""
    by_label = programme.by_label
    for talk in programme.talks:
        place = by_label.get(talk.place)
        if place is None or talk.is_cancelled:
            continue
        if place.capacity is not None and talk.capacity is not None and talk.capacity > place.capacity:
            said = {"title": talk.title, "asked": talk.capacity, "place": place.label, "has": place.capacity}
            sentence = _("« %(title)s » prévoit %(asked)s places ; %(place)s en a %(has)s.", **said)
            yield Warning(Problem.OVER_CAPACITY, sentence, (talk.guid,))
        if _is_closed(programme, talk, place):
            said = {"title": talk.title, "place": place.venue or place.label, "hours": programme.hours(talk)}
            said |= {"opens": _clock(place.opens), "closes": _clock(place.closes)}
            sentence = _("« %(title)s » (%(hours)s) : %(place)s ouvre de %(opens)s à %(closes)s.", **said)
            yield Warning(Problem.CLOSED, sentence, (talk.guid,))


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at else "…"


def _is_closed(programme: Programme, talk: Talk, place: Place) -> bool:
    """Whether some of it lies outside the hours of its venue. A venue that closes after midnight is open until then."""
    if talk.starts is None or (place.opens is None and place.closes is None):
        return False
    first = programme.local(talk.starts)
    last = programme.local(talk.until if talk.ends else talk.starts)
    begins = first.hour * 60 + first.minute
    ends = last.hour * 60 + last.minute + 1440 * (last.date() - first.date()).days
    opens = place.opens.hour * 60 + place.opens.minute if place.opens else 0
    closes = place.closes.hour * 60 + place.closes.minute if place.closes else 1440
    if closes <= opens:
        closes += 1440
        if begins < closes - 1440:  # the small hours of the evening before
            begins, ends = begins + 1440, ends + 1440
    return begins < opens or ends > closes


def _same_backers(
    programme: Programme, talks: Sequence[Talk], backers: Mapping[str, Collection[int]]
) -> Iterator[Warning]:
    """Pairs that take place at once, and that half of those behind the smaller one would both wish to see."""
    lasting: list[tuple[Talk, frozenset[int]]] = []
    for talk in talks:
        mine = frozenset(backers.get(talk.guid, ()))
        if not mine:
            continue
        lasting = [(one, people) for one, people in lasting if one.overlaps(talk)]
        for one, people in lasting:
            shared = len(mine & people)
            if shared and shared >= SHARED * min(len(mine), len(people)) and not _is_repeated(one, talk):
                who = ngettext("%(num)s personne soutient", "%(num)s personnes soutiennent", shared)
                said = _pair(programme, one, talk) | {"who": who}
                sentence = _(
                    "%(who)s à la fois ce dont viennent « %(one)s » et « %(other)s », qui ont lieu à la même heure "
                    "(%(hour)s le %(day)s).",
                    **said,
                )
                yield Warning(Problem.SAME_BACKERS, sentence, (one.guid, talk.guid))
        lasting.append((talk, mine))


def _is_repeated(one: Talk, other: Talk) -> bool:
    """Two sessions of one project are two chances to see it."""
    return one.project_id is not None and one.project_id == other.project_id


def _missing(programme: Programme) -> Iterator[Warning]:
    for talk in programme.talks:
        if talk.is_cancelled:
            continue
        if not talk.place:
            yield Warning(Problem.NO_PLACE, _("« %(title)s » n’a pas encore de lieu.", title=talk.title), (talk.guid,))
        if talk.starts is None:
            sentence = _("« %(title)s » n’a pas encore de créneau.", title=talk.title)
            yield Warning(Problem.NO_SLOT, sentence, (talk.guid,))
        elif talk.ends and talk.ends - talk.starts > LONG:
            hours = talk.minutes // 60
            sentence = _("« %(title)s » dure %(hours)s heures.", title=talk.title, hours=hours)
            yield Warning(Problem.LONG, sentence, (talk.guid,))


def _rooms_without_venue(programme: Programme) -> Iterator[Warning]:
    used = {talk.place for talk in programme.talks if not talk.is_cancelled}
    for place in programme.places:
        if place.room and not place.venue and place.label in used:
            sentence = _("On ne sait pas dans quel lieu est la salle « %(room)s ».", room=place.label)
            yield Warning(Problem.NO_VENUE, sentence)


def _themes(themes: Iterable[Theme]) -> Iterator[Warning]:
    for theme in themes:
        if theme.support > 0 and not theme.has_session:
            sentence = ngettext(
                "Aucune séance ne parle de « %(title)s », dont les propositions ont %(num)s soutien.",
                "Aucune séance ne parle de « %(title)s », dont les propositions ont %(num)s soutiens.",
                theme.support,
                title=theme.title,
            )
            yield Warning(Problem.THEME_WITHOUT_SESSION, sentence)
