"""From the journal of a poll to its result: which ballots count, from which source, and what they say by the poll's
method.

The journal is the truth: nothing is counted here that the public files do not hold.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from consult.errors import RuleBroken
from consult.votes import journal
from consult.votes.counting.ballots import Ballots, Lots
from consult.votes.counting.election import Election, count_votes
from consult.votes.counting.result import Result
from consult.votes.methods import METHODS, numbers
from consult.votes.models import Act, MethodName, Poll, Source

COUNTED = (Source.WEB, Source.ROOM, Source.PAPER)
"""What makes the result; cancelled ballots are out of it."""

Choices = Mapping[int, str]


@dataclass(frozen=True)
class Ballot:
    """What one ballot says in the end, how many were like it (on paper), and where it comes from."""

    choices: Choices
    source: Source
    count: int


def ballots(lines: Iterable[Mapping[str, Any]]) -> list[Ballot]:
    """The ballots in force after these lines of a journal, in the order in which they were first cast."""
    kept: dict[str, Ballot] = {}
    cancelled: set[str] = set()
    for line in lines:
        name = line["ballot"]
        match Act(line["act"]):
            case Act.CAST | Act.CHANGE:
                choices = {int(item): mark for item, mark in line["choices"].items()}
                kept[name] = Ballot(choices, Source(line["source"]), line["count"])
            case Act.WITHDRAW:
                kept.pop(name, None)
            case Act.CANCEL:
                cancelled.add(name)
            case Act.RESTORE:
                cancelled.discard(name)
    return [replace(one, source=Source.CANCELLED) if name in cancelled else one for name, one in kept.items()]


@dataclass(frozen=True)
class Outcome:
    """What a poll may tell: how many ballots by source, the marks by item and source, and the count by its method.

    `marks[source][item][mark]` is a number of ballots. `also` is the second count, where the method has one. `with_all`
    is the result as it would be with the cancelled ballots; None where none is cancelled.
    """

    turnout: dict[Source, int]
    marks: dict[Source, dict[int, Counter[str]]]
    result: Result | None
    also: Result | None = None
    with_all: Result | None = None


def outcome(poll: Poll, titles: Mapping[int, str], costs: Mapping[int, int | None]) -> Outcome:
    """Count a poll whose options have these names, in their order, and these costs.

    Raises RuleBroken while the poll may not tell, whoever asks.
    """
    if not poll.tells:
        raise RuleBroken(_("Résultats visibles à la clôture."))
    return _outcome(
        poll.id,
        journal.latest(poll),
        poll.method_name,
        poll.counting,
        (poll.budget, poll.threshold),
        tuple(titles.items()),
        tuple(costs.items()),
    )


@lru_cache(maxsize=64)
def _outcome(
    poll_id: int,
    _latest: bytes,  # the journal only grows, and no line is like another: what was counted once stays right
    method: MethodName,
    counting: str,
    money: tuple[int | None, int | None],
    titles: tuple[tuple[int, str], ...],
    costs: tuple[tuple[int, int | None], ...],
) -> Outcome:
    found = ballots(journal.lines(poll_id))
    names, prices = dict(titles), dict(costs)
    ways = _ways(method, counting)
    counted = [one for one in found if one.source in COUNTED]

    def result(of: Collection[Ballot], way: str) -> Result:
        return count_votes(election(of, names, method, prices, money), way, _seats(way))

    return Outcome(
        turnout={source: sum(one.count for one in found if one.source is source) for source in Source},
        marks={source: marks_by_item((one for one in found if one.source is source), method) for source in Source},
        result=result(counted, ways[0]) if ways else None,
        also=result(counted, ways[1]) if len(ways) > 1 else None,
        with_all=result(found, ways[0]) if ways and len(found) > len(counted) else None,
    )


def _ways(method: MethodName, counting: str) -> tuple[str, ...]:
    """The rules by which a poll is counted: the one it names first. Budgets have one; a ranking shows both of its."""
    all_ways = METHODS[method].countings
    chosen = counting if counting in all_ways else next(iter(all_ways), "")
    return (chosen,) if method is MethodName.BUDGET else tuple(sorted(all_ways, key=lambda way: way != chosen))


def _seats(way: str) -> int | None:
    return None if way.startswith("budget") else 1


def marks_by_item(found: Iterable[Ballot], method: MethodName) -> dict[int, Counter[str]]:
    """How many of these ballots gave each mark to each item."""
    counts: dict[int, Counter[str]] = {}
    for one in found:
        for item, mark in METHODS[method].plain(one.choices).items():
            counts.setdefault(item, Counter())[mark] += one.count
    return counts


def election(
    found: Iterable[Ballot],
    titles: Mapping[int, str],
    method: MethodName,
    costs: Mapping[int, int | None],
    money: tuple[int | None, int | None] = (None, None),
) -> Election:
    """Ballots in the shape that counting wants; options are named by their titles, made distinct by their numbers.

    `money` is the budget of the poll and its threshold.
    """
    place = {item: index for index, item in enumerate(titles)}
    names = _distinct(titles)
    papers: Counter[Any] = Counter()
    read = _READERS[method]
    for one in found:
        papers[read({place[item]: mark for item, mark in one.choices.items()}, len(names))] += one.count
    all_ballots: Ballots[Any] = Ballots(names, papers, Lots.listed(len(names)))
    prices = tuple(costs.get(item) or 0 for item in titles)
    match method:
        case MethodName.RANKING:
            return Election(rankings=all_ballots)
        case MethodName.JUDGEMENT:
            return Election(mentions=all_ballots)
        case MethodName.POINTS:
            return Election(points=all_ballots)
        case MethodName.BUDGET:
            return Election(points=all_ballots, costs=prices, limit=money[0] or 0, threshold=money[1] or 0)
        case _:
            return Election(approvals=all_ballots)


def _distinct(titles: Mapping[int, str]) -> tuple[str, ...]:
    twice = {title for title, times in Counter(titles.values()).items() if times > 1}
    return tuple(f"{title} ({item})" if title in twice else title for item, title in titles.items())


def _ranking(choices: Choices, _options: int) -> tuple[tuple[int, ...], ...]:
    ranks = numbers(choices)
    return tuple(tuple(sorted(i for i, r in ranks.items() if r == rank)) for rank in sorted(set(ranks.values())))


def _points(choices: Choices, _options: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((item, 1 if mark == "agree" else int(mark)) for item, mark in choices.items()))


def _mentions(choices: Choices, options: int) -> tuple[int | None, ...]:
    keys = [mark.key for mark in METHODS[MethodName.JUDGEMENT].marks]
    return tuple(keys.index(choices[option]) if option in choices else None for option in range(options))


def _approval(choices: Choices, _options: int) -> tuple[int, ...]:
    return tuple(sorted(item for item, mark in choices.items() if mark == "agree"))


_READERS: dict[MethodName, Callable[[Choices, int], Any]] = {
    MethodName.SUPPORT: _approval,
    MethodName.POSITION: _approval,
    MethodName.POINTS: _points,
    MethodName.RANKING: _ranking,
    MethodName.JUDGEMENT: _mentions,
    MethodName.BUDGET: _points,
}
