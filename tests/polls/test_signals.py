"""Signs of a campaign: planted ones are found with their numbers, ordinary votes raise few questions."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from math import exp, lgamma, log

import pytest

from consult.polls.signals.finding import Burst, Crowd, Row, Series, Signal, _surprising, _tail, bursts, signals

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MARKS = ("agree", "mixed", "disagree")
HOSTS = ("gmail.example",) * 5 + ("orange.example",) * 3 + ("free.example",) * 2


def by_hour(chance: random.Random) -> datetime:
    """Some moment in thirty days, six times as often in the evening as in the morning, and never at night."""
    hour = chance.choices(range(24), [0] * 7 + [1, 2, 3, 3, 3, 5, 4, 3, 3, 3, 4, 6, 6, 6, 5, 2, 0])[0]
    return START.replace(hour=hour) + timedelta(days=chance.randrange(30), seconds=chance.randrange(3600))


def ordinary(chance: random.Random, *, voters: int = 400, items: int = 8, whole: bool = True) -> list[Row]:
    """Two camps and those between, a third of whom registered to vote; each marks most items."""
    rows = []
    for voter in range(1, voters + 1):
        camp = chance.choice([(0.75, 0.1, 0.15), (0.15, 0.15, 0.7), (0.4, 0.3, 0.3)])
        cast = by_hour(chance)
        joined = (
            cast - timedelta(minutes=5) if chance.random() < 0.33 else START - timedelta(days=chance.randrange(900))
        )
        for item in range(1, items + 1):
            if chance.random() < 0.85:
                when = cast if whole else cast + timedelta(seconds=20 * item)
                rows.append(Row(item, voter, chance.choices(MARKS, camp)[0], when, joined, chance.choice(HOSTS)))
    return rows


def planted(
    number: int, *, marks: dict[int, str], cast: datetime, spread: timedelta, joined: datetime, host: str = "x.example"
) -> list[Row]:
    """So many voters with these marks, evenly spread from a moment on."""
    return [
        Row(item, 10_000 + n, mark, cast + spread * n / number, joined, host)
        for n in range(number)
        for item, mark in marks.items()
    ]


def names(found: list[Signal]) -> list[str]:
    return sorted({type(one).__name__ for one in found})


@pytest.mark.parametrize("whole", [True, False])
def test_ordinary_votes_raise_few_questions(whole: bool) -> None:
    """100 polls, small and large: at most one question in twenty of them."""
    asked = 0
    for seed in range(100):
        chance = random.Random(seed)
        rows = ordinary(
            chance, voters=chance.choice([30, 100, 400, 1200]), items=chance.choice([1, 3, 5, 8]), whole=whole
        )
        asked += bool(signals(rows, whole=whole))
    assert asked <= 5


def test_nobody_and_one_voter_raise_none() -> None:
    assert signals([], whole=True) == []
    assert signals([Row(1, 1, "agree", START, START)], whole=True) == []


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_a_burst_is_found_with_its_numbers(seed: int, whole: bool) -> None:
    rows = ordinary(random.Random(seed), whole=whole)
    moment = START + timedelta(days=11, hours=6)
    old = START - timedelta(days=100)
    spread = timedelta(minutes=9)
    rows += planted(42, marks={2: "agree"}, cast=moment, spread=spread, joined=old)
    [burst] = bursts(rows, whole=whole)
    assert (burst.item, burst.usual) == (None if whole else 2, 1)
    assert 42 <= burst.peak <= 50
    assert set(range(10_000, 10_042)) <= set(burst.voters)
    assert moment - timedelta(minutes=10) < burst.start <= burst.end < moment + timedelta(minutes=20)


def test_a_long_burst_is_one_question() -> None:
    rows = ordinary(random.Random(3))
    rows += planted(300, marks={1: "agree"}, cast=START + timedelta(days=4), spread=timedelta(hours=1), joined=START)
    [burst] = bursts(rows, whole=True)
    assert len(burst.voters) >= 300
    assert burst.end - burst.start >= timedelta(minutes=59)


def test_two_bursts_are_two_questions() -> None:
    rows = ordinary(random.Random(3))
    for day in (4, 9):
        moment = START + timedelta(days=day)
        rows += planted(40, marks={1: "agree"}, cast=moment, spread=timedelta(minutes=5), joined=START)
    assert [burst.start.date().day for burst in bursts(rows, whole=True)] == [6, 11]


def test_a_busy_poll_is_measured_by_its_own_rhythm() -> None:
    """Fifty votes in ten minutes are a question where there are usually two, not where there are twenty."""
    quiet = [Row(1, n, "agree", START + timedelta(minutes=5 * n), START) for n in range(1000)]
    busy = [Row(1, n, "agree", START + timedelta(seconds=30 * n), START) for n in range(1000)]
    extra = planted(50, marks={1: "agree"}, cast=START + timedelta(hours=4), spread=timedelta(minutes=9), joined=START)
    assert names(list(bursts(quiet + extra, whole=True))) == ["Burst"]
    assert names(list(bursts(busy + extra, whole=True))) == []


@pytest.mark.parametrize("seed", range(10))
def test_new_accounts_behind_one_mark_are_found(seed: int) -> None:
    chance = random.Random(seed)
    rows = ordinary(chance)
    for n in range(100):
        cast = by_hour(chance)
        rows.append(Row(3, 10_000 + n, "agree", cast, cast - timedelta(hours=1), chance.choice(HOSTS)))
    [crowd] = [one for one in signals(rows, whole=True) if isinstance(one, Crowd)]
    assert (crowd.trait, crowd.item, crowd.mark) == ("new", 3, "agree")
    assert set(range(10_000, 10_100)) <= set(crowd.voters)
    assert crowd.share < 0.4


@pytest.mark.parametrize("seed", range(10))
def test_one_mail_provider_behind_one_mark_is_found(seed: int) -> None:
    chance = random.Random(seed)
    rows = ordinary(chance)
    rows += [Row(3, 10_000 + n, "agree", by_hour(chance), START - timedelta(days=9), "x.example") for n in range(60)]
    [crowd] = [one for one in signals(rows, whole=True) if isinstance(one, Crowd)]
    assert (crowd.trait, crowd.item, crowd.mark, crowd.share) == ("host", 3, "agree", 0)
    assert crowd.voters == tuple(range(10_000, 10_060))


@pytest.mark.parametrize("seed", range(10))
def test_one_network_behind_one_mark_is_found_and_one_that_everybody_shares_is_not(seed: int) -> None:
    chance = random.Random(seed)
    homes = [f"81.2.{n}.0/24" for n in range(90)]
    rows = [replace(row, network=homes[row.voter % 90] if row.voter % 4 else "") for row in ordinary(chance)]
    for n in range(40):
        rows.append(Row(3, 10_000 + n, "agree", by_hour(chance), START, chance.choice(HOSTS), "90.63.12.0/24"))
    [crowd] = [one for one in signals(rows, whole=True) if isinstance(one, Crowd)]
    assert (crowd.trait, crowd.item, crowd.mark, crowd.share) == ("network", 3, "agree", 0)
    assert crowd.voters == tuple(range(10_000, 10_040))
    assert crowd.among < len({row.voter for row in rows if (row.item, row.mark) == (3, "agree")}), "the known ones"
    shared = [replace(row, network="90.63.12.0/24") for row in rows]
    assert [one for one in signals(shared, whole=True) if isinstance(one, Crowd)] == []


@pytest.mark.parametrize("seed", range(10))
def test_a_copied_list_is_found(seed: int) -> None:
    chance = random.Random(seed)
    rows = ordinary(chance)
    copied = {1: "agree", 2: "disagree", 3: "agree", 5: "mixed", 8: "disagree"}
    for n in range(25):
        cast = by_hour(chance)
        rows += [Row(item, 10_000 + n, mark, cast, START - timedelta(days=9), "") for item, mark in copied.items()]
    [series] = [one for one in signals(rows, whole=True) if isinstance(one, Series)]
    assert series.marks == copied
    assert set(range(10_000, 10_025)) <= set(series.voters)
    assert series.near * 3 < len(series.voters)


def test_people_who_all_agree_are_no_copied_list() -> None:
    chance = random.Random(1)
    rows = [
        Row(item, voter, "agree" if chance.random() < 0.97 else "disagree", by_hour(chance), START)
        for voter in range(300)
        for item in range(6)
    ]
    assert [one for one in signals(rows, whole=True) if isinstance(one, Series)] == []


def test_the_order_of_the_rows_changes_nothing() -> None:
    chance = random.Random(2)
    rows = ordinary(chance) + planted(
        42, marks={2: "agree"}, cast=START, spread=timedelta(minutes=9), joined=START - timedelta(days=9)
    )
    mixed = chance.sample(rows, len(rows))
    assert signals(mixed, whole=False) == signals(rows, whole=False)
    assert any(isinstance(one, Burst) for one in signals(rows, whole=False))


@pytest.mark.parametrize("expected", [1, 3, 30, 200])
@pytest.mark.parametrize("chance", [1e-3, 1e-8])
def test_surprise_is_never_below_that_of_a_poisson_number(expected: int, chance: float) -> None:
    """Nor far above it."""

    def tail(least: int) -> float:
        return sum(exp(n * log(expected) - expected - lgamma(n + 1)) for n in range(least, least + 400))

    exact = next(n for n in count(expected) if tail(n) <= chance)
    assert exact <= _surprising(expected, chance) <= exact + 1 + exact // 12


def test_the_tail_is_that_of_a_binomial_number() -> None:
    assert _tail(0, 10, 0.3) == pytest.approx(1)
    assert _tail(9, 10, 0.5) == pytest.approx(11 / 1024)
    assert _tail(10, 10, 1.0) == 1
