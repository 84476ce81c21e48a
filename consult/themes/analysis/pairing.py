"""The work behind `duplicates`: every pair is bounded in blocks of matrices, the few that remain are scored exactly.

A French title begins with what it asks for ("un annuaire des experts …"), once acts and vessels are left out ("créer
une plateforme de …"), and the body says it again. So a word of a title weighs the more the earlier it stands (1, ½, ⅓),
the more often the body repeats it, and the rarer it is among all texts; and where titles match in part, the rarity of
what they share decides how much that counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from consult.themes.analysis.civic import OPENINGS, subjects
from consult.themes.analysis.duplicates import Pair
from consult.themes.analysis.encoding import encode
from consult.themes.analysis.progress import stage
from consult.themes.analysis.space import tfidf
from consult.themes.analysis.texts import Progress, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 256  # rows compared at a time with all others
_EACH = 20  # candidates kept for a row: the best ones by their bound


def likely(texts: Sequence[Text], *, least: float, progress: Progress) -> list[Pair]:
    """Pairs with a score of at least `least`, rows counted among `texts`, in no order."""
    bodies = [Counter(word.terms[0] for word in subjects(text.body)) for text in texts]
    leads = _Leads(texts, bodies)
    body = tfidf(bodies, everything=True).astype(np.float32).tocsr()
    meaning = encode(texts, stage(progress, 0, 80))
    found = []
    for start in range(0, len(texts), _BLOCK):
        stage(progress, 80, 100)(start, len(texts))
        rows = slice(start, start + _BLOCK)
        titles = (leads.matrix[rows] @ leads.matrix.T).toarray()
        alike = (body[rows] @ body.T).toarray()
        near = np.clip(meaning[rows] @ meaning.T, 0, 1)
        titled = leads.present[rows, None] & leads.present[None, :]
        for at, other in _candidates(_score(titles, alike, near, titled), start, least):
            title = leads.alike(start + at, other, float(titles[at, other]))
            parts = (title, float(alike[at, other]), float(near[at, other]))
            score = float(_score(parts[0], parts[1], parts[2], titled[at, other]))
            if score >= least:
                found.append(Pair(start + at, other, *(round(min(part, 1.0), 4) for part in (score, *parts))))
    progress(1, 1)
    return found


def _score(title: Any, body: Any, meaning: Any, titled: Any) -> Any:
    together = np.where(titled, title / 2 + body / 4 + meaning / 4, body / 2 + meaning / 2)
    return np.maximum(together, body)


def _candidates(bound: "NDArray[Any]", start: int, least: float) -> Iterator[tuple[int, int]]:
    """The best later rows of each row of a block."""
    count = bound.shape[1]
    bound[np.arange(count)[None, :] <= start + np.arange(len(bound))[:, None]] = -1
    size = min(_EACH, count - 1)
    best = np.argpartition(-bound, size - 1, axis=1)[:, :size]
    for at, others in enumerate(best):
        for other in others:
            if bound[at, other] >= least:
                yield at, int(other)


def _asked(title: str) -> list[str]:
    """The stems of a title without its openings; all of them where it holds nothing else."""
    stems = [word.terms[0] for word in subjects(title)]
    return [stem for stem in stems if stem not in OPENINGS] or stems


class _Leads:
    """What titles ask for."""

    def __init__(self, texts: Sequence[Text], bodies: Sequence[Counter[str]]) -> None:
        titles = [_asked(text.title) for text in texts]
        seen = Counter(stem for title, body in zip(titles, bodies, strict=True) for stem in {*title, *body})
        self.rarity = {stem: log((1 + len(texts)) / number) for stem, number in seen.items()}
        self.rows = [self._weights(title, body) for title, body in zip(titles, bodies, strict=True)]
        self.matrix = _unit(self.rows)
        self.present = np.array([bool(row) for row in self.rows])
        self.most = log(1 + len(texts))

    def _weights(self, title: Sequence[str], body: Mapping[str, int]) -> dict[str, float]:
        weights: dict[str, float] = {}
        for place, stem in enumerate(title, 1):
            weight = (1 + log(1 + body.get(stem, 0))) * self.rarity[stem] / place
            weights[stem] = max(weights.get(stem, 0.0), weight)
        return weights

    def alike(self, one: int, other: int, cosine: float) -> float:
        """The likeness of two titles: their cosine, less where they share but frequent words."""
        common = self.rows[one].keys() & self.rows[other].keys()
        rarity = max((self.rarity[stem] for stem in common), default=0.0) / self.most
        return cosine * (cosine + (1 - cosine) * rarity)


def _unit(rows: Sequence[Mapping[str, float]]) -> Any:
    """Rows of weights as a sparse matrix, each of length 1."""
    column: dict[str, int] = {}
    data, indices, ends = [], [], [0]
    for row in rows:
        length = sum(weight * weight for weight in row.values()) ** 0.5
        data += [weight / length for weight in row.values()]
        indices += [column.setdefault(stem, len(column)) for stem in row]
        ends.append(len(data))
    shape = (len(rows), max(len(column), 1))
    return sparse.csr_matrix((np.array(data, dtype=np.float32), indices, ends), shape=shape)
