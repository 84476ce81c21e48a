"""The work behind `grouping`: an integer programme, solved exactly by HiGHS.

People kept together are one unit. x(unit, theme) is 1 where it goes. Without units of several people nor pairs to part,
this is a flow of least cost from people through (organisation, theme) to themes, whose linear programme has integral
corners (Ahuja, Magnanti and Orlin, "Network Flows", 1993, section 14): it is solved without branching.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from flask_babel import gettext as _
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from consult.themes.analysis.grouping import CannotGroup, Pair, Person, Room, costs, share, unwished

_SECONDS = 30  # never seen; a table that takes so long is given up with a sentence


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rows of a linear system: what each sums up, and between which bounds."""

    rows: list[dict[int, int]]
    low: list[float]
    high: list[float]

    def add(self, row: dict[int, int], low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)


def place(
    people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]], apart: Sequence[Pair]
) -> list[Hashable]:
    """A theme for each person. Raises `CannotGroup` where there is no solution."""
    themes = list(rooms)
    found = _solve(people, rooms, units, apart)
    if found is None:
        raise CannotGroup(_blame(people, rooms, units, apart))
    seats: list[Hashable] = [None] * len(people)
    for unit, row in zip(units, found.reshape(len(units), len(themes)), strict=True):
        for one in unit:
            seats[one] = themes[int(row.argmax())]
    return seats


def _blame(
    people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]], apart: Sequence[Pair]
) -> str:
    """Which demand is too much: the first without which there is a solution."""
    everywhere = [replace(one, barred=frozenset()) for one in people]
    if everywhere != list(people) and _solve(everywhere, rooms, units, apart) is not None:
        return str(
            _("Des paires demandées ne vont pas avec les places données à la main : laissez libre une des personnes.")
        )
    if apart and _solve(people, rooms, units, ()) is not None:
        return str(_("Les personnes à séparer ne peuvent pas toutes l’être : les groupes sont trop peu, ou pleins."))
    free = {theme: Room(room.title, 0, room.most) for theme, room in rooms.items()}
    if _solve(people, free, units, ()) is not None:
        return str(_("Les personnes à garder ensemble empêchent d’atteindre les minimums."))
    return str(_("Les personnes à garder ensemble ne tiennent pas dans les places des groupes."))


def _solve(
    people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]], apart: Sequence[Pair]
) -> Any | None:
    """x as one row, unit by unit; None where there is no solution."""
    wide = len(rooms)
    prices = _prices(people, rooms, units)
    rules = _Rules([], [], [])
    for at in range(len(units)):
        rules.add({at * wide + theme: 1 for theme in range(wide)}, 1, 1)
    for theme, room in enumerate(rooms.values()):
        rules.add({at * wide + theme: len(unit) for at, unit in enumerate(units)}, room.least, room.most)
    unit_of = {one: at for at, unit in enumerate(units) for one in unit}
    for one, other in apart:
        for theme in range(wide):
            rules.add({unit_of[one] * wide + theme: 1, unit_of[other] * wide + theme: 1}, 0, 1)
    size = _mix(people, rooms, unit_of, rules, prices.size)
    objective = np.concatenate([prices * (len(people) + 1), np.ones(size - prices.size)])
    answer = milp(
        objective,
        constraints=LinearConstraint(_matrix(rules.rows, size), rules.low, rules.high),
        bounds=Bounds(0, np.concatenate([_open(people, rooms, units), np.full(size - prices.size, np.inf)])),
        integrality=np.concatenate([np.ones(prices.size), np.zeros(size - prices.size)]),
        options={"mip_rel_gap": 0, "time_limit": _SECONDS},
    )
    if answer.status == 1:
        raise CannotGroup(_("Ce groupement est trop difficile à calculer : retirez des personnes à garder ensemble."))
    return None if answer.x is None else np.round(answer.x[: prices.size])


def _prices(people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]]) -> Any:
    own, other = costs(people), unwished(people)
    table = [[sum(own[one].get(theme, other) for one in unit if own[one]) for theme in rooms] for unit in units]
    return np.array(table, dtype=float).ravel()


def _open(people: Sequence[Person], rooms: Mapping[Hashable, Room], units: Sequence[Sequence[int]]) -> Any:
    """1 where a unit may go to a theme, 0 where one of its people is barred from it; as one row, unit by unit."""
    table = [[not any(theme in people[one].barred for one in unit) for theme in rooms] for unit in units]
    return np.array(table, dtype=float).ravel()


def _mix(
    people: Sequence[Person], rooms: Mapping[Hashable, Room], unit_of: Mapping[int, int], rules: _Rules, size: int
) -> int:
    """Add a variable for each organisation and theme: how many are beyond its share. Return the number of variables."""
    wide = len(rooms)
    for name, fair in share(people, rooms).items():
        members = [unit_of[at] for at, person in enumerate(people) if person.organisation == name]
        for theme in range(wide):
            row = {unit * wide + theme: members.count(unit) for unit in set(members)}
            rules.add({**row, size: -1}, -np.inf, fair)
            size += 1
    return size


def _matrix(rows: Sequence[dict[int, int]], width: int) -> Any:
    places = [(at, column, value) for at, row in enumerate(rows) for column, value in row.items()]
    at, columns, values = zip(*places, strict=True)
    return sparse.csr_matrix((values, (at, columns)), shape=(len(rows), width))
