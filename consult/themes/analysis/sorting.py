"""The work behind `suggestion`: rows become distinct points, points become groups.

Beyond `AT_ONCE` different texts, that many of them (decided ones first, the others drawn) are grouped, and the rest
follows its neighbours among them: time and memory then grow with the number of texts, not with its square.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from consult.themes.analysis import describing
from consult.themes.analysis.describing import Heads, Reasons
from consult.themes.analysis.expressions import Read, read, shared
from consult.themes.analysis.graph import nearest, neighbours
from consult.themes.analysis.partition import partition
from consult.themes.analysis.progress import stage
from consult.themes.analysis.results import Proposed, Suggestion
from consult.themes.analysis.space import points
from consult.themes.analysis.texts import Progress, Text, distinct, says_nothing
from consult.themes.analysis.voting import VOTERS, nearest_fellow, votes

if TYPE_CHECKING:
    pass

AT_ONCE = 10_000
_SILENT = 3  # answers without an opinion that make a group, if they are also a tenth of an average one
_USUAL = 6  # groups, for that average, where their number is not given


def sort(
    texts: Sequence[Text],
    *,
    count: int | None,
    seed: int,
    decided: Mapping[int, Hashable],
    progress: Progress,
) -> Suggestion:
    """See `suggestion.suggest`; at least one text holds a word."""
    silent = [row for row, text in enumerate(texts) if row not in decided and says_nothing(text)]
    rows = sorted(set(range(len(texts))) - set(silent))
    apart = not rows or (count != 1 and len(silent) >= max(_SILENT, len(texts) / (10 * (count or _USUAL))))
    kinds = list(dict.fromkeys(decided[row] for row in sorted(decided)))
    found = Heads([], {}, [], np.empty((0, 0), dtype=np.float32), np.empty(0, dtype=int), np.empty(0), [])
    if rows:
        heads, place = distinct(texts, rows, decided)
        themes = [kinds.index(decided[row]) if row in decided else -1 for row in heads]
        wanted = count and max(count - apart, len(kinds), 1)
        reads = _read(texts, heads, stage(progress, 0, 15))
        where = points([texts[row] for row in heads], reads, stage(progress, 15, 65))
        found = Heads(
            heads, place, reads, where, np.zeros(len(heads), dtype=int), np.zeros(len(heads)), [None] * len(heads)
        )
        _group(found, themes, count=wanted, seed=seed, progress=stage(progress, 65, 80))
    return describing.describe(texts, found, kinds, decided, silent, apart=apart, progress=stage(progress, 80, 100))


def _read(texts: Sequence[Text], rows: Sequence[int], progress: Progress) -> list[Read]:
    found = []
    for at, row in enumerate(rows):
        if at % 200 == 0:
            progress(at, len(rows))
        found.append(read(texts[row]))
    return found


def _group(found: Heads, themes: Sequence[int], *, count: int | None, seed: int, progress: Progress) -> None:
    """Group the first `AT_ONCE` of the points, after a draw; the others vote."""
    heads, where = found.rows, found.points
    order = np.arange(len(heads))
    free = sum(theme < 0 for theme in themes)
    if len(heads) > AT_ONCE:
        order[-free:] = np.random.default_rng(seed).permutation(order[-free:])
    some, others = np.sort(order[:AT_ONCE]), np.sort(order[AT_ONCE:])
    graph = neighbours(where[some], stage(progress, 0, 60))
    own = [themes[n] for n in some]
    labels = partition(graph, own, count=count, seed=seed, progress=stage(progress, 60, 100))
    size = int(labels.max()) + 1
    _write(found, some, labels, votes(graph, labels, size), nearest_fellow(graph, labels, labels), some)
    if len(others):
        ties = nearest(where[others], where[some], VOTERS, progress)
        chances = votes(ties, labels, size)
        given = np.array([themes[n] for n in others])
        theirs = np.where(given >= 0, given, chances.argmax(axis=1))
        _write(found, others, theirs, chances, nearest_fellow(ties, labels, theirs), some)


def _write(found: Heads, which: Any, labels: Any, chances: Any, fellows: Sequence[int | None], among: Any) -> None:
    found.labels[which] = labels
    found.sure[which] = chances[np.arange(len(labels)), labels]
    for head, fellow in zip(which, fellows, strict=True):
        found.fellows[head] = None if fellow is None else int(among[fellow])


def follow(
    texts: Sequence[Text], themes: Sequence[Hashable | None], filed: Sequence[int], *, progress: Progress
) -> tuple[Proposed, ...]:
    """See `suggestion.assign`; `filed` are the rows from which something can be learned."""
    new = [row for row, theme in enumerate(themes) if theme is None]
    asked = [row for row in new if not says_nothing(texts[row])]
    kinds = list(dict.fromkeys(themes[row] for row in filed))
    labels = np.array([kinds.index(themes[row]) for row in filed])
    reads = _read(texts, [*filed, *asked], stage(progress, 0, 20))
    where = points([texts[row] for row in (*filed, *asked)], reads, stage(progress, 20, 80))
    ties = nearest(where[len(filed) :], where[: len(filed)], VOTERS, stage(progress, 80, 95))
    chances = votes(ties, labels, len(kinds))
    best = chances.argmax(axis=1) if asked else np.empty(0, dtype=int)
    fellows = nearest_fellow(ties, labels, best)
    tell = Reasons([texts[row] for row in filed], reads[: len(filed)], labels, stage(progress, 95, 100))
    found = {row: Proposed(row, None, 0.0) for row in new}
    for n, row in enumerate(asked):
        if (sure := float(chances[n, best[n]])) > 0:
            fellow = fellows[n]
            why = shared(reads[len(filed) + n], tell.telling[best[n]])
            near = None if fellow is None else filed[fellow]
            found[row] = Proposed(row, kinds[best[n]], round(sure, 4), why, near)
    progress(1, 1)
    return tuple(found.values())
