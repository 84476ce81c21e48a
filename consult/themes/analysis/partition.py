"""From a graph to groups: k-means on its spectral embedding, around what people decided.

Decided points never move, and pull the centre of their group towards them (constrained k-means: Basu, Banerjee and
Mooney, ICML 2002). Several starts, drawn from the seed; the tightest result is kept.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from consult.themes.analysis import graph as graphs
from consult.themes.analysis.texts import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STARTS = 10
_FEW_STARTS = 3  # while looking for a number of groups
_PATIENCE = 6  # numbers of groups that may be no better before the search ends
_STEPS = 100
_FEWEST = 2
_MOST = 30  # groups that the method may choose: nobody reads more themes than that
_AS_GOOD = 0.97  # share of the best modularity with which fewer groups are as good


def partition(
    graph: Any, decided: Sequence[int], *, count: int | None, seed: int, progress: Progress
) -> "NDArray[np.int_]":
    """A group for each point: `count` of them, or as many as suit the graph. `decided` are 0, 1, … or -1 for free."""
    total = graph.shape[0]
    fixed = max(decided, default=-1) + 1
    bound = max(fixed, min(total, count or _upper_bound(total, fixed)))
    if total <= bound and count:
        return _each_alone(decided, fixed)
    if fixed:
        graph = graphs.lay_decisions(graph, decided)
    vectors = graphs.spectrum(graph, min(bound, total), seed)
    if count:
        return _k_means(graphs.embedding(vectors, bound), np.asarray(decided), bound, seed)
    return _fitting(
        graph, vectors, np.asarray(decided), range(min(max(_FEWEST, fixed), bound), bound + 1), seed, progress
    )


def _upper_bound(total: int, fixed: int) -> int:
    """√n at most: a rule of thumb under which groups have √n texts on average; and some more than people have made."""
    return max(fixed + 1, _FEWEST, min(_MOST, int(total**0.5)))


def _each_alone(decided: Sequence[int], fixed: int) -> "NDArray[np.int_]":
    free = iter(range(fixed, fixed + len(decided)))
    return np.array([own if own >= 0 else next(free) for own in decided])


def _fitting(
    graph: Any, vectors: Any, decided: "NDArray[np.int_]", sizes: range, seed: int, progress: Progress
) -> "NDArray[np.int_]":
    """The fewest groups whose modularity is almost the best (White and Smyth, SDM 2005): it falls again where groups
    are cut too small, while the silhouette mostly grows to the end."""
    found: list[float] = []
    for size in sizes:
        progress(size - sizes.start, len(sizes))
        labels = _k_means(graphs.embedding(vectors, size), decided, size, seed, starts=_FEW_STARTS)
        found.append(graphs.modularity(graph, labels))
        if len(found) - found.index(max(found)) > _PATIENCE:
            break
    best = max(found)
    size = next(size for size, score in zip(sizes, found, strict=False) if score >= best - (1 - _AS_GOOD) * abs(best))
    return _k_means(graphs.embedding(vectors, size), decided, size, seed)


def _k_means(
    points: "NDArray[np.float64]", decided: "NDArray[np.int_]", size: int, seed: int, starts: int = _STARTS
) -> "NDArray[np.int_]":
    draw = np.random.default_rng(seed)
    tries = [_one_run(points, decided, _start(points, decided, size, draw)) for __ in range(starts)]
    return min(tries, key=lambda found: found[0])[1]


def _start(points: Any, decided: "NDArray[np.int_]", size: int, draw: np.random.Generator) -> Any:
    """The means of what is decided, then far points drawn as k-means++ does (Arthur and Vassilvitskii 2007)."""
    centres = [points[decided == one].mean(axis=0) for one in range(decided.max(initial=-1) + 1)]
    free = points[decided < 0]
    if not centres:
        centres = [free[draw.integers(len(free))]]
    away = np.min([((free - centre) ** 2).sum(axis=1) for centre in centres], axis=0)
    while len(centres) < size and len(free):
        chances = away / away.sum() if away.sum() > 0 else None
        centres.append(free[draw.choice(len(free), p=chances)])
        away = np.minimum(away, ((free - centres[-1]) ** 2).sum(axis=1))
    return np.array(centres)


def _one_run(points: Any, decided: "NDArray[np.int_]", centres: Any) -> tuple[float, "NDArray[np.int_]"]:
    squares = (points**2).sum(axis=1)
    labels = np.full(len(points), -1)
    ones, ends = np.ones(len(points)), np.arange(len(points) + 1)
    for __ in range(_STEPS):
        away = squares[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
        new = np.where(decided >= 0, decided, away.argmin(axis=1))
        if (new == labels).all():
            break
        labels = new
        sizes = np.bincount(labels, minlength=len(centres))
        members = sparse.csr_matrix((ones, labels, ends), shape=(len(points), len(centres)))
        sums = members.T @ points
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    return float(away[np.arange(len(points)), labels].sum()), labels
