"""Signs of a campaign in the votes of a poll: questions for people, never a verdict. Pure: rows in, signals out.

Nothing here blocks, hides or changes a vote, and nothing runs by itself: a facilitator asks, and answers.

* burst      many votes in ten minutes against the poll's own rhythm: Poisson surprise (Legéndy and Salcman,
             “Bursts and recurrences of bursts in the spike trains”, J. Neurophysiology 53, 1985)
* newcomers  among those who gave one mark, many more accounts of the day than among others: exact binomial tail
* host       the same, for addresses at one mail provider; its name is not told
* network    the same, for those who were logged in from one network (the first part of an address); it is not told
* series     many voters with exactly the same marks, while hardly anybody has nearly the same: lockstep (Beutel et al.,
             “CopyCatch”, WWW 2013), judged against its own neighbourhood because people of one opinion vote alike

Each test is made harder by the number of times it is made (Bonferroni).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log, log1p
from statistics import median

WINDOW = timedelta(minutes=10)
NEW = timedelta(days=1)
FEWEST = 20  # voters, below which nothing is asked
FEWEST_ALIKE = 10
FEWEST_MARKS = 4
CHANCE = 1e-3  # of one false question, over all tests of one kind
BUSY = 3  # how many times its usual rhythm a poll may have at its best hours
SLACK = 0.1  # two groups of ordinary people may differ by so much


@dataclass(frozen=True, slots=True)
class Row:
    """One vote: on what, by whom, which mark, when; since when this person has an account, at which mail provider;
    from which network they were logged in, where that is known."""

    item: int
    voter: int
    mark: str
    cast: datetime
    joined: datetime
    host: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A question to people: its voters, and its name within one look at one poll."""

    key: str
    voters: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst(Signal):
    """So many voters (`peak` at most in ten minutes) between two moments, against `usual`. Without an item: ballots."""

    item: int | None
    start: datetime
    end: datetime
    peak: int
    usual: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd(Signal):
    """Of `among` who gave this mark to this item, the voters share a trait; elsewhere `share` of voters have it."""

    trait: str
    item: int
    mark: str
    among: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Signal):
    """Voters with exactly these marks; `near` others differ from them by one mark."""

    marks: Mapping[int, str]
    near: int


def signals(rows: Sequence[Row], *, whole: bool) -> list[Signal]:
    """All questions that these votes raise. `whole`: one ballot is cast as one, so its marks have one moment."""
    return [*bursts(rows, whole=whole), *newcomers(rows), *hosts(rows), *networks(rows), *series(rows)]


# --- bursts -----------------------------------------------------------------------------------------------------------


def bursts(rows: Sequence[Row], *, whole: bool) -> Iterator[Burst]:
    """Ten minutes with far more votes than usual, by item, or by ballot in a `whole` poll.

    Usual is the median number of votes in those ten minutes that have any, of the item where it has enough of them, of
    the whole poll otherwise. What is asked about is improbable even at three times that rhythm.
    """
    events = _events(rows, whole)
    everywhere = [count for times in events.values() for count in _bins(times).values()]
    tests = sum(map(len, events.values()))
    for item, times in sorted(events.items(), key=lambda pair: pair[0] or 0):
        own = list(_bins(times).values())
        usual = max(1, round(median(own if len(own) >= 5 else everywhere)))
        threshold = max(FEWEST, _surprising(BUSY * usual, CHANCE / tests))
        for hot in _hot(times, threshold):
            yield _burst(item, hot, usual)


Moment = tuple[datetime, int]  # when, who


def _events(rows: Sequence[Row], whole: bool) -> dict[int | None, list[Moment]]:
    found: dict[int | None, set[Moment]] = defaultdict(set)
    for row in rows:
        found[None if whole else row.item].add((row.cast, row.voter))
    return {item: sorted(times) for item, times in found.items()}


def _bins(times: Iterable[Moment]) -> Counter[int]:
    return Counter(int(when.timestamp() // WINDOW.total_seconds()) for when, _voter in times)


def _surprising(expected: float, chance: float) -> int:
    """The smallest count whose Poisson tail is below this chance: P(N ≥ n) ≤ (e·λ/n)ⁿ·e^−λ for n > λ (Chernoff)."""
    n = int(expected) + 1
    while n - expected + n * log(expected / n) > log(chance):
        n += 1
    return n


def _hot(times: Sequence[Moment], threshold: int) -> Iterator[tuple[list[Moment], int]]:
    """Stretches of overlapping windows that hold so many votes: the votes in them, and how many at most in a window."""
    start, stretch, peak = 0, (0, -1), 0
    for end, (when, _voter) in enumerate(times):
        while when - times[start][0] >= WINDOW:
            start += 1
        if end - start + 1 < threshold:
            continue
        if start > stretch[1]:
            if peak:
                yield list(times[stretch[0] : stretch[1] + 1]), peak
            stretch, peak = (start, end), 0
        stretch, peak = (stretch[0], end), max(peak, end - start + 1)
    if peak:
        yield list(times[stretch[0] : stretch[1] + 1]), peak


def _burst(item: int | None, hot: tuple[list[Moment], int], usual: int) -> Burst:
    times, peak = hot
    start, end = times[0][0], times[-1][0]
    voters = tuple(sorted({voter for _when, voter in times}))
    key = f"burst-{item or 0}-{start:%Y%m%d%H%M%S}"
    return Burst(key=key, voters=voters, item=item, start=start, end=end, peak=peak, usual=usual)


# --- who they are -----------------------------------------------------------------------------------------------------


def newcomers(rows: Sequence[Row]) -> Iterator[Crowd]:
    """Marks given by many accounts that were a day old at most, against all other voters of the poll."""
    yield from _crowds(rows, "new", {row.voter: "" for row in rows if row.cast - row.joined <= NEW})


def hosts(rows: Sequence[Row]) -> Iterator[Crowd]:
    """Marks given by many addresses at one mail provider, against all other voters of the poll."""
    yield from _crowds(rows, "host", {row.voter: row.host for row in rows if row.host})


def networks(rows: Sequence[Row]) -> Iterator[Crowd]:
    """Marks given by many who were logged in from one network, against all other voters whose network is known."""
    known = [row for row in rows if row.network]
    yield from _crowds(known, "network", {row.voter: row.network for row in known})


def _crowds(rows: Sequence[Row], name: str, trait_of: Mapping[int, str]) -> Iterator[Crowd]:
    everybody = {row.voter for row in rows}
    total = Counter(trait_of.values())
    groups: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in rows:
        groups[row.item, row.mark].add(row.voter)
    tests = len(groups) * len(total)
    for (item, mark), voters in sorted(groups.items()):
        others = len(everybody) - len(voters)
        if len(voters) < FEWEST or others < FEWEST:
            continue
        counts = Counter(trait_of[voter] for voter in voters & trait_of.keys())
        for trait, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            share = (total[trait] - count) / others
            if count >= FEWEST_ALIKE and _tail(count, len(voters), share + SLACK) < CHANCE / tests:
                alike = tuple(sorted(voter for voter in voters if trait_of.get(voter) == trait))
                key = f"{name}-{item}-{mark}-{alike[0]}"
                yield Crowd(key=key, voters=alike, trait=name, item=item, mark=mark, among=len(voters), share=share)


def _tail(count: int, among: int, share: float) -> float:
    """P(N ≥ count) for a binomial number."""
    if share >= 1:
        return 1.0
    each = (
        lgamma(among + 1) - lgamma(n + 1) - lgamma(among - n + 1) + n * log(share) + (among - n) * log1p(-share)
        for n in range(count, among + 1)
    )
    return sum(map(exp, each))


# --- what they say ----------------------------------------------------------------------------------------------------

Marks = frozenset[tuple[int, str]]


def series(rows: Sequence[Row]) -> Iterator[Series]:
    """Exactly the same marks, four at least, by ten voters at least.

    Three times as many as the voters who differ by one mark, and as what chance would give if each mark were given for
    itself: people who think alike fill the neighbourhood too, a copied list does not.
    """
    said: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        said[row.voter][row.item] = row.mark
    by_marks: dict[Marks, list[int]] = defaultdict(list)
    for voter, given in said.items():
        by_marks[frozenset(given.items())].append(voter)
    shares = Counter(pair for given in said.values() for pair in given.items())
    for marks, voters in sorted(by_marks.items(), key=lambda pair: (-len(pair[1]), pair[1])):
        if len(voters) < FEWEST_ALIKE:
            return
        near = sum(len(others) for other, others in by_marks.items() if _differ_by_one(marks, other))
        by_chance = len(said) * exp(sum(log(shares[pair] / len(said)) for pair in marks))
        if len(marks) >= FEWEST_MARKS and len(voters) > 3 * max(near, by_chance):
            yield Series(
                key=f"series-{min(voters)}", voters=tuple(sorted(voters)), marks=dict(sorted(marks)), near=near
            )


def _differ_by_one(one: Marks, other: Marks) -> bool:
    """Whether one mark was added, left out or changed."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    return len({item for item, _mark in one ^ other}) == 1
