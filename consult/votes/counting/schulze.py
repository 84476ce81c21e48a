"""The Schulze method.

Source: M. Schulze, “A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method”, Social Choice and Welfare 36 (2011), with winning votes as the strength of a duel, as in the Debian
constitution (A.5). Equal ranks prefer neither; an unranked option is below every ranked one, and equal to the others.
"""

from collections.abc import Sequence
from itertools import chain

from consult.votes.counting.ballots import Ballots, Ranking
from consult.votes.counting.result import Result, winners

Matrix = list[list[int]]


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

    A row is counted in one large integer of which each option has a lane, wide enough for all ballots: one addition
    counts an option's duels with all those below it. (100,000 rankings of 100 options are 495 million duels.)
    """
    width = ballots.total.bit_length()
    lanes = [1 << (width * option) for option in ballots.indices]
    rows = [0] * len(lanes)
    everyone = sum(lanes)
    for ranking, count in ballots.papers.items():
        below = everyone * count
        options = list(chain.from_iterable(ranking))
        if count == 1 and len(options) == len(ranking):  # without equals: by far the most frequent
            for option in options:
                below -= lanes[option]
                rows[option] += below
            continue
        for group in ranking:
            below -= sum(lanes[option] for option in group) * count
            for option in group:
                rows[option] += below
    lane = (1 << width) - 1
    return [[row >> (width * option) & lane for option in ballots.indices] for row in rows]


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
