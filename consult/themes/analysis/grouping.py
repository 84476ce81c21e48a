"""People into groups by their ranked wishes: sizes between a least and a most, some kept together or apart.

What is optimal: the sum over all people of (r - 1)², where r is the rank of the wish they got: two second choices (1
and 1) are better than a first and a third (0 and 4). A theme that one did not wish for counts as the rank after the
longest list. Who wished for nothing goes anywhere. Among all optimal groupings, one that mixes organisations most is
taken: it has the fewest people beyond an equal share of their organisation in each group.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.errors import ConsultError

Pair = tuple[int, int]


class CannotGroup(ConsultError):
    """What is asked for cannot be met; the sentence says which part of it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to place: a name to speak of them, the themes they wish for, the dearest first, where they come from.

    `barred`: themes to which they cannot go, because of where somebody sits already.
    """

    name: str
    wishes: tuple[Hashable, ...] = ()
    organisation: str = ""
    barred: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """How many people a theme's group takes, from `least` to `most`."""

    title: str
    least: int
    most: int


class Why(StrEnum):
    """Why somebody did not get a theme that they wished for more."""

    FULL = "full"
    NEEDED = "needed"
    TOGETHER = "together"
    APART = "apart"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody goes; the rank of that wish, from 1, None where it is none of theirs; why not the dearer ones."""

    theme: Hashable
    rank: int | None
    instead_of: tuple[tuple[Hashable, Why], ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """A seat for each person, in their order. `cost` is the sum that was made least; `excess` how many are beyond an
    equal share of their organisation."""

    seats: tuple[Seat, ...]
    cost: int
    excess: int


def group(
    people: Sequence[Person],
    rooms: Mapping[Hashable, Room],
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> Grouping:
    """Place everybody. Pairs are of places in `people`. Raises `CannotGroup` where that cannot be."""
    apart = sorted({(min(pair), max(pair)) for pair in apart})
    units = _units(len(people), together)
    _refuse_sizes(people, rooms)
    _refuse_pairs(people, rooms, units, apart)
    from consult.themes.analysis import placing  # noqa: PLC0415  scipy: 0.4 s and 40 MB for those who place people

    seats = placing.place(people, rooms, units, apart)
    return Grouping(
        tuple(_seats(people, rooms, units, apart, seats)), total(people, seats), excess(people, rooms, seats)
    )


def costs(people: Sequence[Person]) -> list[dict[Hashable, int]]:
    """What each theme costs each person; a theme that is not in it costs `unwished(people)`, for those who wish."""
    return [{theme: rank**2 for rank, theme in enumerate(dict.fromkeys(person.wishes))} for person in people]


def unwished(people: Sequence[Person]) -> int:
    """What a theme costs somebody who wished for others."""
    return max((len(set(person.wishes)) for person in people), default=0) ** 2


def total(people: Sequence[Person], seats: Sequence[Hashable]) -> int:
    """What a grouping costs."""
    other = unwished(people)
    return sum(own.get(seat, other) for own, seat in zip(costs(people), seats, strict=True) if own)


def share(people: Sequence[Person], rooms: Mapping[Hashable, Room]) -> dict[str, int]:
    """How many of each organisation a group would have, were they spread equally; none for those who are alone."""
    sizes: dict[str, int] = {}
    for person in people:
        if person.organisation:
            sizes[person.organisation] = sizes.get(person.organisation, 0) + 1
    return {name: -(-size // len(rooms)) for name, size in sizes.items() if size > 1}


def excess(people: Sequence[Person], rooms: Mapping[Hashable, Room], seats: Sequence[Hashable]) -> int:
    """How many people are beyond the share of their organisation in their group."""
    fair = share(people, rooms)
    here: dict[tuple[str, Hashable], int] = {}
    for person, seat in zip(people, seats, strict=True):
        here[person.organisation, seat] = here.get((person.organisation, seat), 0) + 1
    return sum(max(0, count - fair[name]) for (name, __), count in here.items() if name in fair)


def sentence(person: Person, seat: Seat, rooms: Mapping[Hashable, Room]) -> str:
    """The seat and its reasons in plain words."""
    if not person.wishes:
        return str(_("Sans vœu exprimé."))
    told = _("Vœu n° %(rank)d.", rank=seat.rank) if seat.rank else _("Aucun des vœux n’a pu être suivi.")
    return " ".join([told, *(_reason(rooms[theme].title, why) for theme, why in seat.instead_of)])


def _reason(title: str, why: Why) -> str:
    sentences = {
        Why.FULL: _("« %(title)s » est complet, et y prendre la place de quelqu’un aurait plus coûté.", title=title),
        Why.NEEDED: _("« %(title)s » aurait fait descendre le groupe choisi sous son minimum.", title=title),
        Why.TOGETHER: _("« %(title)s » convenait moins aux personnes à garder ensemble.", title=title),
        Why.APART: _("« %(title)s » accueille quelqu’un dont il fallait être séparé.", title=title),
        Why.BARRED: _("« %(title)s » ne va pas avec la place donnée à la main à quelqu’un d’autre.", title=title),
    }
    return str(sentences[why])


def _seats(
    people: Sequence[Person],
    rooms: Mapping[Hashable, Room],
    units: Sequence[Sequence[int]],
    apart: Sequence[Pair],
    seats: Sequence[Hashable],
) -> Iterable[Seat]:
    unit_of = {one: unit for unit in units for one in unit}
    strangers: dict[int, set[int]] = {}
    for one, other in apart:
        strangers.setdefault(one, set()).add(other)
        strangers.setdefault(other, set()).add(one)
    sizes = {theme: seats.count(theme) for theme in rooms}
    own_costs, other_cost = costs(people), unwished(people)

    def why(unit: Sequence[int], here: Hashable, wish: Hashable) -> Why:
        if any(wish in people[one].barred for one in unit):
            return Why.BARRED
        theirs = [own_costs[one] for one in unit if own_costs[one]]
        dearer = sum(own.get(wish, other_cost) - own.get(here, other_cost) for own in theirs) < 0
        if not dearer:
            return Why.TOGETHER
        if any(seats[other] == wish for one in unit for other in strangers.get(one, ())):
            return Why.APART
        return Why.FULL if sizes[wish] + len(unit) > rooms[wish].most else Why.NEEDED

    for at, (person, seat) in enumerate(zip(people, seats, strict=True)):
        ranked = list(dict.fromkeys(person.wishes))
        rank = ranked.index(seat) + 1 if seat in ranked else None
        dearer = [wish for wish in (ranked if rank is None else ranked[: rank - 1]) if wish in rooms]
        yield Seat(seat, rank, tuple((wish, why(unit_of[at], seat, wish)) for wish in dearer))


def _units(count: int, together: Iterable[Pair]) -> list[list[int]]:
    """People who go together, as lists; who goes alone is a list of one."""
    chief = list(range(count))

    def head(one: int) -> int:
        while chief[one] != one:
            chief[one] = one = chief[chief[one]]
        return one

    for one, other in together:
        low, high = sorted((head(one), head(other)))
        chief[high] = low
    found: dict[int, list[int]] = {}
    for one in range(count):
        found.setdefault(head(one), []).append(one)
    return list(found.values())


def _refuse_sizes(people: Sequence[Person], rooms: Mapping[Hashable, Room]) -> None:
    if not people or not rooms:
        raise CannotGroup(_("Il faut au moins une personne et un groupe."))
    for room in rooms.values():
        if not 0 <= room.least <= room.most:
            message = _("« %(title)s » : le minimum (%(least)d) dépasse le maximum (%(most)d).")
            raise CannotGroup(message % {"title": room.title, "least": room.least, "most": room.most})
    least, most = (sum(getattr(room, bound) for room in rooms.values()) for bound in ("least", "most"))
    if least > len(people):
        there = ngettext("%(num)d personne est là", "%(num)d personnes sont là", len(people))
        raise CannotGroup(_("Les minimums demandent %(least)d personnes, et %(there)s.", least=least, there=there))
    if most < len(people):
        raise CannotGroup(
            _("Les groupes offrent %(most)d places pour %(count)d personnes.", most=most, count=len(people))
        )


def _refuse_pairs(
    people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]], apart: Sequence[Pair]
) -> None:
    unit_of = {one: at for at, unit in enumerate(units) for one in unit}
    for one, other in apart:
        if unit_of[one] == unit_of[other]:
            names = {"one": people[one].name, "other": people[other].name}
            raise CannotGroup(_("%(one)s et %(other)s doivent être à la fois ensemble et séparés.") % names)
    largest = max(units, key=len)
    if (count := len(largest)) > max(room.most for room in rooms.values()):
        together = ", ".join(people[one].name for one in largest)
        message = _("Aucun groupe n’a %(count)d places pour garder ensemble %(names)s.", count=count, names=together)
        raise CannotGroup(message)
