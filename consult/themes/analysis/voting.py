"""How surely a text belongs to a group: the share of its neighbours, weighted by likeness, that are there."""

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

VOTERS = 15  # neighbours that speak for a new text


def votes(ties: Any, labels: "NDArray[np.int_]", size: int) -> "NDArray[np.float64]":
    """Share of each group among the neighbours: texts × groups, each row sums to 1, or 0 where nobody is near."""
    ones = np.ones(len(labels))
    membership = sparse.csr_matrix((ones, (np.arange(len(labels)), labels)), shape=(len(labels), size))
    sums = np.asarray((ties @ membership).todense(), dtype=np.float64)
    totals = sums.sum(axis=1, keepdims=True)
    return np.where(totals > 0, sums / np.where(totals > 0, totals, 1), 0)


def nearest_fellow(ties: Any, labels: "NDArray[np.int_]", own: "NDArray[np.int_]") -> list[int | None]:
    """For each text, the nearest neighbour among those of its group `own`."""
    ties = ties.tocsr()
    found: list[int | None] = []
    for row in range(ties.shape[0]):
        here = slice(ties.indptr[row], ties.indptr[row + 1])
        columns, weights = ties.indices[here], ties.data[here]
        fellows = labels[columns] == own[row]
        found.append(int(columns[fellows][weights[fellows].argmax()]) if fellows.any() else None)
    return found
