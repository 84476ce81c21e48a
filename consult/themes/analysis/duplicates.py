"""Near-duplicates: pairs of texts that ask for the same thing, with a score, and groups of them.

The score is half that of the titles, a quarter that of the bodies, a quarter that of their meaning; or that of the
bodies where it is higher: the same text may stand under two titles. Texts without a title are told by the other two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.themes.analysis.texts import Progress, Text, key, quiet

LIKELY = 0.35  # score from which a pair is worth a look
SAME = 0.6  # score from which pairs are grouped


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, the lower first, how alike they are, and what speaks for it; each from 0 to 1."""

    first: int
    second: int
    score: float
    title: float
    body: float
    meaning: float


def pairs(
    texts: Sequence[Text], *, most: int = 200, least: float = LIKELY, progress: Progress = quiet
) -> tuple[Pair, ...]:
    """The likeliest pairs, the best first: `most` at most, with a score of `least` at least."""
    rows = [row for row, text in enumerate(texts) if key(text)]
    if len(rows) < 2:
        return ()
    from consult.themes.analysis import pairing, threads  # noqa: PLC0415  numpy and scipy, for those who compare

    with threads.one():
        found = pairing.likely([texts[row] for row in rows], least=least, progress=progress)
    found = [Pair(rows[p.first], rows[p.second], p.score, p.title, p.body, p.meaning) for p in found]
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))[:most])


def groups(found: Sequence[Pair], *, least: float = SAME) -> tuple[tuple[int, ...], ...]:
    """Rows that pairs of at least this score join, directly or through others; the largest group first."""
    chief: dict[int, int] = {}

    def head(row: int) -> int:
        while chief.setdefault(row, row) != row:
            chief[row] = row = chief[chief[row]]
        return row

    for pair in found:
        if pair.score >= least:
            low, high = sorted((head(pair.first), head(pair.second)))
            chief[high] = low
    members: dict[int, list[int]] = {}
    for row in sorted(chief):
        members.setdefault(head(row), []).append(row)
    return tuple(sorted((tuple(rows) for rows in members.values()), key=lambda rows: (-len(rows), rows)))
