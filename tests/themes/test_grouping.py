"""Grouping people: the same as trying everything, explained, and refused with the reason."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.themes.analysis.grouping import CannotGroup, Person, Room, Why, excess, group, sentence, total


def _rooms(*bounds):
    return {theme: Room(f"Thème {theme}", least, most) for theme, (least, most) in enumerate(bounds)}


def _is_allowed(people, seats, rooms, together, apart):
    sizes_hold = all(room.least <= seats.count(theme) <= room.most for theme, room in rooms.items())
    if any(seat in person.barred for person, seat in zip(people, seats, strict=True)):
        return False
    return sizes_hold and all(seats[a] == seats[b] for a, b in together) and all(seats[a] != seats[b] for a, b in apart)


def _best(people, rooms, together, apart):
    """The least (cost, excess) over all groupings that are allowed; None where there is none."""
    tried = product(rooms, repeat=len(people))
    allowed = [seats for seats in tried if _is_allowed(people, seats, rooms, together, apart)]
    return min(((total(people, seats), excess(people, rooms, seats)) for seats in allowed), default=None)


@st.composite
def _cases(draw):
    themes = draw(st.integers(1, 3))
    people = draw(
        st.lists(
            st.builds(
                Person,
                st.just("X"),
                st.lists(st.integers(0, themes - 1), unique=True, max_size=themes).map(tuple),
                st.sampled_from(["", "A", "B"]),
                st.frozensets(st.integers(0, themes - 1), max_size=1),
            ),
            min_size=1,
            max_size=6,
        )
    )
    bounds = [draw(st.tuples(st.integers(0, 2), st.integers(0, 4)).map(sorted)) for _ in range(themes)]
    pair = st.tuples(st.integers(0, len(people) - 1), st.integers(0, len(people) - 1))
    together, apart = draw(st.lists(pair, max_size=2)), draw(st.lists(pair, max_size=2))
    return people, _rooms(*bounds), together, apart


@settings(deadline=None, max_examples=150)
@given(_cases())
def test_no_other_grouping_is_better_and_none_is_found_only_where_there_is_none(case):
    people, rooms, together, apart = case
    best = _best(people, rooms, together, apart)
    if best is None:
        with pytest.raises(CannotGroup):
            group(people, rooms, together=together, apart=apart)
        return
    found = group(people, rooms, together=together, apart=apart)
    seats = [seat.theme for seat in found.seats]
    assert _is_allowed(people, seats, rooms, together, apart)
    assert (found.cost, found.excess) == best == (total(people, seats), excess(people, rooms, seats))


@settings(deadline=None, max_examples=50)
@given(_cases())
def test_who_did_not_get_a_dearer_wish_is_told_why_for_each(case):
    people, rooms, together, apart = case
    try:
        found = group(people, rooms, together=together, apart=apart)
    except CannotGroup:
        return
    for person, seat in zip(people, found.seats, strict=True):
        dearer = person.wishes[: seat.rank - 1] if seat.rank else person.wishes
        assert [theme for theme, _ in seat.instead_of] == list(dearer)
        for theme, why in seat.instead_of:
            seats = [one.theme for one in found.seats]
            assert (why is Why.BARRED) == (theme in person.barred) or together
            if why is Why.FULL and not together:
                assert seats.count(theme) == rooms[theme].most
            if why is Why.NEEDED and not together:
                assert seats.count(seat.theme) == rooms[seat.theme].least
        assert sentence(person, seat, rooms)


def test_two_second_wishes_are_better_than_a_first_and_a_third():
    people = [Person("Ana", (0, 1, 2)), Person("Bo", (0, 2, 1)), Person("Cy", (0,)), Person("Di", (0,))]
    found = group(people, _rooms((0, 2), (1, 1), (1, 1)))
    assert [(seat.theme, seat.rank) for seat in found.seats] == [(1, 2), (2, 2), (0, 1), (0, 1)]
    assert found.cost == 2


def test_three_second_wishes_are_better_than_two_first_and_a_third():
    """1 + 1 + 1 against 0 + 0 + 4: nobody pays for the luck of the others."""
    people = [Person("Ana", (0, 1)), Person("Bo", (1, 2)), Person("Cy", (3, 0, 2))]
    found = group(people, _rooms((1, 1), (1, 1), (1, 1), (0, 0)))
    assert ([seat.rank for seat in found.seats], found.cost) == ([2, 2, 2], 3)


def test_organisations_are_mixed_when_wishes_allow():
    people = [Person(f"{n}", (), "Mairie" if n < 3 else "Asso") for n in range(6)]
    found = group(people, _rooms((2, 2), (2, 2), (2, 2)))
    assert found.excess == 0
    assert all(
        {people[at].organisation for at in range(6) if found.seats[at].theme == t} == {"Mairie", "Asso"}
        for t in range(3)
    )


def test_a_seat_is_told_in_plain_words():
    people = [Person("Ana", (0, 1)), Person("Bo", (0,))]
    rooms = _rooms((0, 1), (0, 2))
    found = group(people, rooms)
    assert [sentence(one, seat, rooms) for one, seat in zip(people, found.seats, strict=True)] == [
        "Vœu n° 2. « Thème 0 » est complet, et y prendre la place de quelqu’un aurait plus coûté.",
        "Vœu n° 1.",
    ]


@pytest.mark.parametrize(
    ("bounds", "together", "apart", "said"),
    [
        ([(3, 5), (3, 5)], [], [], "Les minimums demandent 6 personnes, et 4 personnes sont là."),
        ([(0, 1), (0, 2)], [], [], "Les groupes offrent 3 places pour 4 personnes."),
        ([(3, 2)], [], [], "« Thème 0 » : le minimum (3) dépasse le maximum (2)."),
        ([(0, 4), (0, 4)], [(0, 1), (1, 2)], [(0, 2)], "Ana et Cy doivent être à la fois ensemble et séparés."),
        ([(0, 2), (0, 2)], [(0, 1), (1, 2)], [], "Aucun groupe n’a 3 places pour garder ensemble Ana, Bo, Cy."),
        (
            [(0, 4), (0, 4)],
            [],
            [(0, 1), (1, 2), (0, 2)],
            "Les personnes à séparer ne peuvent pas toutes l’être : les groupes sont trop peu, ou pleins.",
        ),
        (
            [(2, 3), (1, 1), (1, 1)],
            [(0, 1), (1, 2)],
            [],
            "Les personnes à garder ensemble empêchent d’atteindre les minimums.",
        ),
        (
            [(0, 3), (0, 1)],
            [(0, 1), (2, 3)],
            [],
            "Les personnes à garder ensemble ne tiennent pas dans les places des groupes.",
        ),
        ([], [], [], "Il faut au moins une personne et un groupe."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(bounds, together, apart, said):
    people = [Person(name) for name in ("Ana", "Bo", "Cy", "Di")]
    with pytest.raises(CannotGroup) as refusal:
        group(people, _rooms(*bounds), together=together, apart=apart)
    assert str(refusal.value) == said


def test_who_is_barred_from_a_theme_goes_elsewhere_and_is_told_why():
    people = [Person("Ana", (0, 1), barred=frozenset({0})), Person("Bo", (0,))]
    rooms = _rooms((0, 2), (0, 2))
    found = group(people, rooms)
    assert [seat.theme for seat in found.seats] == [1, 0]
    assert sentence(people[0], found.seats[0], rooms) == (
        "Vœu n° 2. « Thème 0 » ne va pas avec la place donnée à la main à quelqu’un d’autre."
    )
    with pytest.raises(CannotGroup, match="ne vont pas avec les places données à la main"):
        group(people, _rooms((0, 2), (0, 0)))


def test_the_same_people_get_the_same_groups_again():
    draw = Random(5)
    people = [Person(f"{n}", tuple(draw.sample(range(6), 3)), f"o{n % 7}") for n in range(60)]
    rooms = _rooms(*[(8, 12)] * 6)
    assert group(people, rooms) == group(people, rooms)
