"""Majority judgement.

Source: M. Balinski and R. Laraki, Majority Judgment (MIT Press, 2011), chapter 1. An option's majority grade is the
median of its mentions, the lower one where there are two. Equals are told apart by their majority values: one median
mention is taken away from each, the new medians are compared, and so on until they differ.

A voter who says nothing of an option gives it the lowest mention (ibid.): all options are judged by the same number.
"""

from collections.abc import Iterable
from functools import cmp_to_key
from itertools import accumulate, groupby

from consult.votes.counting.ballots import Ballots, Mentions
from consult.votes.counting.result import Profile, Result, winners

MENTIONS = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")
Counts = tuple[int, ...]


def majority_judgement(ballots: Ballots[Mentions], seats: int = 1, mentions: tuple[str, ...] = MENTIONS) -> Result:
    """Rank the options by their majority values; the first `seats` of them win."""
    counts = _counts(ballots, len(mentions))
    key = cmp_to_key(compare)
    by_value = sorted(ballots.indices, key=lambda option: key(counts[option]), reverse=True)
    order = [list(group) for _, group in groupby(by_value, key=counts.__getitem__)]
    won, ties = winners(ballots, order, seats)
    return Result(
        method="majority-judgement",
        options=ballots.options,
        ballots=ballots.total,
        seats=seats,
        winners=ballots.names(won),
        order=tuple(ballots.names(group) for group in order),
        mentions=mentions,
        profiles=tuple(_profile(ballots.options[option], counts[option], mentions) for option in by_value),
        ties=ties,
    )


def compare(one: Counts, other: Counts) -> int:
    """Positive where the first has the higher majority value, 0 where both have the same mentions.

    Both count as many mentions, best mention first. Once the median is gone, medians are taken away two by two, the
    lower neighbour first: the pair at the same depth from the worst and from the best, from the middle outwards.
    Only depths at which one of the pairs may change are looked at, so the cost does not depend on the number of voters.
    """
    if median(one) != median(other):
        return median(other) - median(one)
    half = sum(one) // 2
    changes = {half}.union(*(accumulate(counts) for row in (one, other) for counts in (row, row[::-1])))
    for depth in sorted((change for change in changes if 0 < change <= half), reverse=True):
        mine, theirs = _pair(one, depth), _pair(other, depth)
        if mine != theirs:
            return 1 if mine < theirs else -1
    return 0


def median(counts: Counts) -> int:
    """The majority grade: the mention of the lower median."""
    return _from_worst(counts, (sum(counts) + 1) // 2)


def _pair(counts: Counts, depth: int) -> tuple[int, int]:
    return _from_worst(counts, depth), _holder(counts, depth)


def _from_worst(counts: Counts, depth: int) -> int:
    return len(counts) - 1 - _holder(counts[::-1], depth)


def _holder(counts: Iterable[int], depth: int) -> int:
    """Where the mention number `depth` is, counted from the first."""
    return next(place for place, reached in enumerate(accumulate(counts)) if reached >= depth)


def _counts(ballots: Ballots[Mentions], size: int) -> list[Counts]:
    table = [[0] * size for _ in ballots.indices]
    for paper, count in ballots.papers.items():
        for row, mention in zip(table, paper, strict=True):
            row[-1 if mention is None else mention] += count
    return [tuple(row) for row in table]


def _profile(option: str, counts: Counts, mentions: tuple[str, ...]) -> Profile:
    middle = median(counts)
    return Profile(
        option=option,
        counts=counts,
        median=mentions[middle],
        above=sum(counts[:middle]),
        below=sum(counts[middle + 1 :]),
    )
