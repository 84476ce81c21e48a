"""Who is near whom: a sparse graph of nearest neighbours, and its spectral embedding.

Each point is joined to its 2√n nearest ones, weighted by their likeness; the graph is sparse, so that 10,000 texts fit
in memory. People's decisions are laid over it: texts that they put together are joined, texts that they put apart are
not (Kamvar, Klein and Manning, "Spectral Learning", IJCAI 2003).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from consult.themes.analysis.space import normal
from consult.themes.analysis.texts import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 512  # rows compared at a time with all others
_LEAST = 10  # neighbours
_DENSE = 600  # points below which a full decomposition is as quick
_RIDGE = 0.01  # weight shared by a point's ties to all others: no isolated pair becomes a theme of its own


def neighbours(points: "NDArray[np.float32]", progress: Progress) -> Any:
    """The graph as a symmetric sparse matrix of likeness (0 to 1), without loops."""
    graph = nearest(points, points, max(_LEAST, round(2 * len(points) ** 0.5)), progress, itself=False)
    return graph.maximum(graph.T).tocsr()


def nearest(
    points: "NDArray[np.float32]",
    among: "NDArray[np.float32]",
    size: int,
    progress: Progress,
    *,
    itself: bool = True,
) -> Any:
    """Likeness of each point to its `size` nearest ones, sparse: points × among.

    `itself`: row n may be near column n.
    """
    size = min(size, len(among) - (not itself))
    rows, columns, weights = [], [], []
    for start in range(0, len(points), _BLOCK):
        progress(start, len(points))
        likeness = points[start : start + _BLOCK] @ among.T
        own = np.arange(len(likeness))
        if not itself:
            likeness[own, start + own] = -1
        near = np.argpartition(-likeness, size - 1, axis=1)[:, :size]
        rows.append(np.repeat(start + own, size))
        columns.append(near.ravel())
        weights.append(np.clip(np.take_along_axis(likeness, near, axis=1), 0, 1).ravel())
    progress(len(points), len(points))
    ties = (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns)))
    found = sparse.csr_matrix(ties, shape=(len(points), len(among)))
    found.eliminate_zeros()
    return found


def lay_decisions(graph: Any, decided: Sequence[int]) -> Any:
    """Join what people put together, part what they put apart. `decided`: a theme for each point, -1 where free."""
    theme = np.asarray(decided)
    ties = graph.tocoo()
    apart = (theme[ties.row] >= 0) & (theme[ties.col] >= 0) & (theme[ties.row] != theme[ties.col])
    rows, columns, weights = ([part[~apart]] for part in (ties.row, ties.col, ties.data))
    for one in sorted({int(t) for t in theme if t >= 0}):
        members = np.flatnonzero(theme == one)
        for step in range(1, min(len(members), max(_LEAST, round(2 * len(theme) ** 0.5)) // 2 + 1)):
            rows.append(members)
            columns.append(np.roll(members, -step))
            weights.append(np.ones(len(members), dtype=np.float32))
    shape = graph.shape
    joined = sparse.csr_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    joined.data = np.minimum(joined.data, 1)
    return joined.maximum(joined.T).tocsr()


def spectrum(graph: Any, size: int, seed: int) -> "NDArray[np.float64]":
    """The `size` leading eigenvectors of the normalised graph, as columns, the leading one first.

    Regularised as in Amini, Chen, Bickel and Levina, Annals of Statistics 41 (2013).
    """
    count = graph.shape[0]
    share = _RIDGE / count
    roots = 1 / np.sqrt(np.asarray(graph.sum(axis=1)).ravel() + _RIDGE)
    if count <= _DENSE or size >= count - 1:
        dense = (graph.toarray() + share) * roots[:, None] * roots
        __, vectors = linalg.eigh(dense, subset_by_index=[count - size, count - 1])
    else:
        scaled = sparse.diags(roots) @ graph.astype(np.float64) @ sparse.diags(roots)

        def product(vector: Any) -> Any:
            return scaled @ vector + roots * (share * (roots @ vector))

        operator = LinearOperator((count, count), matvec=product, dtype=np.float64)
        start = np.random.default_rng(seed).uniform(0.5, 1.5, count)
        __, vectors = eigsh(operator, k=size, which="LA", v0=start, tol=1e-5)
    return np.asarray(vectors[:, ::-1])


def embedding(vectors: "NDArray[np.float64]", size: int) -> "NDArray[np.float64]":
    """The points in the leading eigenvectors, on the unit sphere (Ng, Jordan and Weiss, NIPS 2001)."""
    return normal(vectors[:, :size])


def modularity(graph: Any, labels: "NDArray[np.int_]") -> float:
    """How much more the groups hold together than chance (Newman and Girvan 2004), 1 at most."""
    ties = graph.tocoo()
    total = ties.data.sum()
    if not total:
        return 0.0
    inside = ties.data[labels[ties.row] == labels[ties.col]].sum() / total
    strength = np.bincount(labels, weights=np.asarray(graph.sum(axis=1)).ravel()) / total
    return float(inside - (strength**2).sum())
