"""The Schulze method.

Source: M. Schulze, “A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method”, Social Choice and Welfare 36 (2011), with winning votes as the strength of a duel, as in the Debian
constitution (A.5). Equal ranks prefer neither; an unranked option is below every ranked one, and equal to the others.
"""

import sys
from array import array
from collections.abc import Sequence
from itertools import chain, combinations, islice

from consult.votes.counting.ballots import Ballots, Ranking
from consult.votes.counting.result import Result, winners

BATCH = 100_000
# For each bit of a byte, the digit "0" or "1" for each byte.
BITS = [bytes(b"01"[byte >> bit & 1] for byte in range(256)) for bit in range(8)]
Matrix = list[list[int]]
Planes = list[int]


def schulze(ballots: Ballots[Ranking], seats: int = 1) -> Result:
    """Rank the options by their strongest paths; the first `seats` of them win."""
    duels = pairwise(ballots)
    paths = strongest_paths(duels)
    order = _order(paths)
    won, ties = winners(ballots, order, seats)
    return Result(
        method="schulze",
        options=ballots.options,
        ballots=ballots.total,
        seats=seats,
        winners=ballots.names(won),
        order=tuple(ballots.names(group) for group in order),
        pairwise=tuple(map(tuple, duels)),
        paths=tuple(map(tuple, paths)),
        ties=ties,
    )


def pairwise(ballots: Ballots[Ranking]) -> Matrix:
    """How many ballots put the row's option above the column's.

    100,000 rankings of 100 options are 495 million duels: each pair is compared on all ballots at once. The bits of an
    option's places are large integers with one bit a ballot, those of the counts too; so are the ballots a duel wins.
    """
    size = len(ballots.options)
    duels = [[0] * size for _ in range(size)]
    papers = iter(ballots.papers.items())
    while batch := list(islice(papers, BATCH)):
        places = _places([ranking for ranking, _count in batch], size)
        counts = _planes(array("Q", (count for _ranking, count in batch)), max(count for _ranking, count in batch))
        for one, other in combinations(range(size), 2):
            won, lost = _compare(places[one], places[other])
            duels[one][other] += sum((won & plane).bit_count() << bit for bit, plane in enumerate(counts))
            duels[other][one] += sum((lost & plane).bit_count() << bit for bit, plane in enumerate(counts))
    return duels


def _places(rankings: list[Ranking], size: int) -> list[Planes]:
    """For each option the planes of its places in these rankings: the later the higher, `size` where it is unranked."""
    table = array("H")
    unranked = array("H", [size]) * size
    for ranking in rankings:
        row = unranked[:]
        options = list(chain.from_iterable(ranking))
        if len(options) == len(ranking):  # without equals: by far the most frequent, and twice as fast
            for place, option in enumerate(options):
                row[option] = place
        else:
            for place, group in enumerate(ranking):
                for option in group:
                    row[option] = place
        table += row
    return [_planes(table[option::size], size) for option in range(size)]


def _planes(numbers: "array[int]", largest: int) -> Planes:
    """The bits of numbers, the lowest first: each plane holds that bit of all of them."""
    data, width = numbers.tobytes(), numbers.itemsize
    parts = [data[part::width] for part in range(width)]
    if sys.byteorder == "big":
        parts.reverse()
    return [int(parts[bit // 8].translate(BITS[bit % 8]), 2) for bit in range(largest.bit_length())]


def _compare(one: Planes, other: Planes) -> tuple[int, int]:
    """The ballots on which one is above the other, and those on which it is below."""
    above = differ = 0
    for mine, theirs in zip(one, other, strict=True):
        here = mine ^ theirs
        above ^= (above ^ theirs) & here  # a higher bit that differs overrules those below it
        differ |= here
    return above, above ^ differ


def strongest_paths(duels: Sequence[Sequence[int]]) -> Matrix:
    """The strength of the strongest path between any two options, 0 without one (Floyd and Warshall; section 2.3.1)."""
    size = range(len(duels))
    paths = [[duels[a][b] if duels[a][b] > duels[b][a] else 0 for b in size] for a in size]
    for middle in size:
        onward = paths[middle]
        for start in size:
            reach = paths[start][middle]
            if reach and start != middle:
                row = [max(direct, min(reach, leg)) for direct, leg in zip(paths[start], onward, strict=True)]
                row[start] = 0
                paths[start] = row
    return paths


def _order(paths: Matrix) -> list[list[int]]:
    """Those that nobody beats come first, then those whom only they beat, and so on."""
    left = list(range(len(paths)))
    order = []
    while left:
        first = [one for one in left if all(paths[one][other] >= paths[other][one] for other in left)]
        order.append(first)
        left = [one for one in left if one not in first]
    return order
