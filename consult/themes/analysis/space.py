"""Texts as points: what they say (stems, TF-IDF, latent semantic analysis) beside what they mean (the encoder).

Both halves weigh the same: the inner product of two points is the mean of their two cosines. Words catch the subject
in the writers' own terms ("ISF", "compteur Linky"), the encoder joins texts that share no word. Its vectors are
centred: what all texts of one consultation have in common tells nothing about themes.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from consult.themes.analysis.encoding import encode
from consult.themes.analysis.expressions import Read
from consult.themes.analysis.results import Field
from consult.themes.analysis.texts import Progress, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T", np.float32, np.float64)
LATENT = 100  # dimensions of the latent semantic analysis, as is usual for a few thousand texts
_TITLE = 2  # times that a word of the title counts
_SMALL = 10  # texts below which a word may be alone, or everywhere
_OFTEN = 0.5  # share of the texts beyond which a word tells nothing


def points(texts: Sequence[Text], reads: Sequence[Read], progress: Progress) -> "NDArray[np.float32]":
    """One point of length 1 at most for each text."""
    words = latent(tfidf([stems(passages) for passages in reads]))
    meaning = normal(_centred(encode(texts, progress)))
    return np.hstack([words, meaning]).astype(np.float32) / np.float32(np.sqrt(2))


def stems(passages: Read) -> Counter[str]:
    """How often each stem is in a text."""
    found: Counter[str] = Counter()
    for passage in passages:
        for word in passage.words:
            found[word.terms[0]] += _TITLE if passage.field is Field.TITLE else 1
    return found


def tfidf(
    counts: Sequence[Counter[str]], *, among: Sequence[Counter[str]] | None = None, everything: bool = False
) -> Any:
    """Sublinear TF-IDF with smoothed frequencies (Salton and Buckley 1988), rows of length 1: texts × stems, sparse.

    Frequencies are those of `among`. Stems of a single text, or of most texts, are left out unless `everything`.
    """
    among = counts if among is None else among
    total = len(among)
    seen = Counter(stem for own in among for stem in own)
    least, most = (1, total) if everything or total < _SMALL else (2, _OFTEN * total)
    kept = sorted(stem for stem, number in seen.items() if least <= number <= most)
    column = {stem: at for at, stem in enumerate(kept)}
    cells = [(row, column[s], n, seen[s]) for row, own in enumerate(counts) for s, n in own.items() if s in column]
    if not cells:
        return sparse.csr_matrix((len(counts), max(len(kept), 1)), dtype=np.float64)
    rows, columns, numbers, frequencies = (np.array(part) for part in zip(*cells, strict=True))
    weights = (1 + np.log(numbers)) * (np.log((1 + total) / (1 + frequencies)) + 1)
    matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(len(counts), len(kept)))
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    return sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ matrix


def latent(matrix: Any) -> "NDArray[np.float64]":
    """Latent semantic analysis (Deerwester et al. 1990), rows of length 1; a text without known stems stays at 0."""
    size = min(LATENT, min(matrix.shape) - 1)
    if size < 2 or not matrix.nnz:
        return normal(matrix.toarray()) if matrix.shape[1] <= LATENT else np.zeros((matrix.shape[0], 1))
    start = np.random.default_rng(0).uniform(0.5, 1.5, min(matrix.shape))
    __, __, axes = svds(matrix.tocsr(), k=size, v0=start, return_singular_vectors="vh")
    return normal(matrix @ axes.T)


def normal(rows: "NDArray[T]") -> "NDArray[T]":
    """Rows of length 1; those that are almost nothing become 0."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0), dtype=rows.dtype)


def _centred(rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
    there = np.abs(rows).sum(axis=1) > 0
    middle = rows[there].mean(axis=0) if there.any() else 0
    return np.where(there[:, None], rows - middle, 0)
