"""What does not fit in a programme: each kind of warning, where it is and where it is not."""

import random
from datetime import UTC, datetime, time, timedelta

from consult.programme.conflicts import Problem, Theme, warnings
from consult.programme.content import Person, Place, Programme, Talk

NOON = datetime(2026, 10, 28, 11, tzinfo=UTC)  # twelve o'clock in Paris, since the change of clocks
ROOM = Place("Rouge", room="Rouge", venue="La halle", capacity=20, opens=time(9), closes=time(18))
ANA, BO = Person("Ana", "1"), Person("Bo", "2")


def talk(name, start=0, length=60, **given):
    """A session so many minutes after noon."""
    starts = NOON + timedelta(minutes=start)
    given = {"starts": starts, "ends": starts + timedelta(minutes=length), "place": f"Lieu {name}"} | given
    return Talk(guid=name, title=name, **given)


def found(*talks, places=(ROOM,), **more):
    """The warnings about these sessions: which kind, about which."""
    given = Programme("P", talks, places)
    return [(one.problem, "".join(one.guids)) for one in warnings(given, **more) if one.problem is not Problem.NO_VENUE]


def test_a_room_is_taken_twice_only_while_sessions_overlap():
    assert found(talk("a", place="Rouge"), talk("b", 30, place="Rouge")) == [(Problem.ROOM_TWICE, "ab")]
    assert found(talk("a", place="Rouge"), talk("b", 60, place="Rouge")) == []
    assert found(talk("a", place="Rouge"), talk("b", 30)) == []
    assert found(talk("a", place="Rouge"), talk("b", 30, place="Rouge", is_cancelled=True)) == []
    long_one = [talk("a", 0, 300, place="Rouge"), talk("b", 60, place="Rouge"), talk("c", 200, place="Rouge")]
    assert found(*long_one) == [(Problem.ROOM_TWICE, "ab"), (Problem.ROOM_TWICE, "ac")]


def test_a_person_is_at_two_places_only_while_sessions_overlap():
    pair = [(Problem.SPEAKER_TWICE, "ab")]
    assert found(talk("a", speakers=(ANA, BO)), talk("b", 30, speakers=(ANA,))) == pair
    assert found(talk("a", speakers=(ANA,)), talk("b", 30, speakers=(BO,))) == []
    assert found(talk("a", speakers=(ANA,)), talk("b", 30, speakers=(Person("Ana", "3"),))) == [], "of the same name"


def test_places_and_opening_hours():
    assert found(talk("a", place="Rouge", capacity=21)) == [(Problem.OVER_CAPACITY, "a")]
    assert found(talk("a", place="Rouge", capacity=20)) == []
    assert found(talk("a", 330, place="Rouge")) == [(Problem.CLOSED, "a")]
    assert found(talk("a", 300, place="Rouge")) == []
    assert found(talk("a", -190, 20, place="Rouge")) == [(Problem.CLOSED, "a")]
    night = Place("Nuit", room="Nuit", venue="Le bar", opens=time(18), closes=time(2))
    assert found(talk("a", 12 * 60, 120, place="Nuit"), places=(night,)) == []
    assert found(talk("a", 12 * 60, 121, place="Nuit"), places=(night,)) == [(Problem.CLOSED, "a")]


def test_what_is_missing_is_said():
    assert found(talk("a", place="")) == [(Problem.NO_PLACE, "a")]
    assert found(talk("a", starts=None, ends=None)) == [(Problem.NO_SLOT, "a")]
    assert found(talk("a", length=15 * 60)) == [(Problem.LONG, "a")]
    themes = [Theme("Accueil", 3, False), Theme("Lieux", 0, False), Theme("Outils", 5, True)]
    assert found(themes=themes) == [(Problem.THEME_WITHOUT_SESSION, "")]


def test_the_same_people_are_not_expected_twice_at_once():
    crowd = {"a": {1, 2, 3, 4}, "b": {3, 4, 5}, "c": {9}}
    two = [talk("a", project_id=1), talk("b", 30, project_id=2), talk("c", project_id=3)]
    assert found(*two, backers=crowd) == [(Problem.SAME_BACKERS, "ab")]
    assert found(talk("a", project_id=1), talk("b", 60, project_id=2), backers=crowd) == []
    assert found(talk("a", project_id=1), talk("b", 30, project_id=1), backers=crowd) == [], "two chances to see it"
    assert found(talk("a", project_id=1), talk("b", project_id=2), backers={"a": {1, 2, 3}, "b": {3, 4, 5}}) == []


def test_a_thousand_sessions_are_swept_as_one_would_compare_them():
    chance = random.Random(6)
    people = [Person(f"P{n}", str(n)) for n in range(60)]
    places = tuple(Place(f"R{n}", room=f"R{n}", venue="V") for n in range(12))
    talks = tuple(
        talk(
            f"t{n:04d}",
            chance.randrange(0, 5000),
            chance.randrange(15, 180),
            place=f"R{chance.randrange(12)}",
            speakers=tuple(chance.sample(people, 2)),
        )
        for n in range(1000)
    )
    told = warnings(Programme("P", talks, places))
    for problem, key in (
        (Problem.ROOM_TWICE, lambda t: {t.place}),
        (Problem.SPEAKER_TWICE, lambda t: {p.key for p in t.speakers}),
    ):
        late = {  # every session that begins while another one of the same key lasts
            b.guid
            for b in talks
            for a in talks
            if a is not b and key(a) & key(b) and a.overlaps(b) and (a.starts, a.guid) < (b.starts, b.guid)
        }
        assert {one.guids[1] for one in told if one.problem is problem} == late
