"""Ballots drawn by Hypothesis, small enough for ties to be frequent, and the same ballots under other names."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from consult.votes.counting.ballots import Ballots, Lots, Mentions, Points, Ranking

Move = Callable[[Any, Sequence[int]], Any]
NAMES = ("Quai", "Parc", "Halle", "Pont", "Tour")


@st.composite
def rankings(draw: st.DrawFn, *, with_ties: bool = True, complete: bool = False) -> Ballots[Ranking]:
    """Rankings of two to five options: partial, with equals, unless told otherwise."""
    size = draw(st.integers(2, len(NAMES)))
    papers = draw(st.lists(ranking(size, with_ties=with_ties, complete=complete), min_size=1, max_size=12))
    return Ballots.of(NAMES[:size], papers)


@st.composite
def ranking(draw: st.DrawFn, size: int, *, with_ties: bool = True, complete: bool = False) -> Ranking:
    """One ranking."""
    order = draw(st.permutations(range(size)))
    kept = order if complete else order[: draw(st.integers(0, size))]
    groups: list[list[int]] = []
    for option in kept:
        if groups and with_ties and draw(st.booleans()):
            groups[-1].append(option)
        else:
            groups.append([option])
    return tuple(tuple(sorted(group)) for group in groups)


@st.composite
def mentions(draw: st.DrawFn) -> Ballots[Mentions]:
    """Mentions on two to five options, some left out."""
    size = draw(st.integers(2, len(NAMES)))
    mention = st.one_of(st.none(), st.integers(0, 6))
    papers = draw(st.lists(st.tuples(*[mention] * size), min_size=1, max_size=12))
    return Ballots.of(NAMES[:size], papers)


@st.composite
def points(draw: st.DrawFn, most: int = 3) -> Ballots[Points]:
    """Points from 1 to `most` for some of two to five options."""
    size = draw(st.integers(2, len(NAMES)))
    paper = st.dictionaries(st.integers(0, size - 1), st.integers(1, most)).map(lambda given: tuple(given.items()))
    return Ballots.of(NAMES[:size], draw(st.lists(paper, min_size=1, max_size=12)))


def moved(ballots: Ballots[Any], order: Sequence[int], move: Move) -> Ballots[Any]:
    """The same vote, its options listed in another order; the lots stay with the options."""
    papers = Counter[Any]()
    for paper, count in ballots.papers.items():
        papers[move(paper, order)] += count
    lots = Lots(tuple(ballots.lots.places[old] for old in order), ballots.lots.rule)
    return Ballots(tuple(ballots.options[old] for old in order), papers, lots)


def move_ranking(paper: Ranking, order: Sequence[int]) -> Ranking:
    """A ranking after its options moved."""
    return tuple(tuple(sorted(order.index(option) for option in group)) for group in paper)


def move_mentions(paper: Mentions, order: Sequence[int]) -> Mentions:
    """Mentions after their options moved."""
    return tuple(paper[old] for old in order)


def move_points(paper: Points, order: Sequence[int]) -> Points:
    """Points after their options moved."""
    return tuple(sorted((order.index(option), given) for option, given in paper))


def shuffled(ballots: Ballots[Any]) -> Ballots[Any]:
    """The same ballots in another order."""
    return Ballots(ballots.options, dict(reversed(list(ballots.papers.items()))), ballots.lots)
