"""« Vouliez-vous dire … » : the known word nearest to one that stands nowhere in the index.

Known words are kept as written (`folded written`, so that they lie in the order of their folded form). Candidates begin
with the same letter; nearest is the fewest letters added, left out, changed or swapped (optimal string alignment), at
most one up to five letters and two beyond, then the most used.
"""

import heapq
from collections.abc import Sequence

from consult.search import french
from consult.search.questions import Clause
from consult.search.ranking import Snapshot

SHORTEST = 4


def suggest(snapshot: Snapshot, question: str, unknown: Sequence[Clause]) -> str | None:
    """The question with its unknown words replaced by the nearest known ones; None when none is near."""
    better = question
    for clause in sorted(unknown, key=lambda clause: -clause.start):
        if clause.prefix or len(clause.sequence) != 1:
            continue
        if known := nearest(snapshot, question[clause.start : clause.end]):
            better = better[: clause.start] + known + better[clause.end :]
    return better if better != question else None


def nearest(snapshot: Snapshot, word: str) -> str | None:
    """The known word nearest to a word, as it is written; None when none is near."""
    folded = french.fold(word)
    if not SHORTEST <= len(folded) <= french.LONGEST:
        return None
    offers: list[tuple[int, int, bytes]] = []
    near = 1 if len(folded) < 6 else 2
    letters = set(folded)
    for name in snapshot.reader.expand_prefix("surface", folded[0]):
        candidate = name.partition(b" ")[0].decode()
        if abs(len(candidate) - len(folded)) > near or len(letters.symmetric_difference(candidate)) > 2 * near:
            continue
        if (far := distance(folded, candidate, near)) <= near:
            offers.append((far, -snapshot.reader.doc_frequency("surface", name), name))
    # The vocabulary keeps words of documents that are gone until the next merge: they are offered to nobody.
    best = (name for _far, _use, name in heapq.nsmallest(20, offers) if snapshot.lives("surface", name))
    return next((name.decode().partition(" ")[2] for name in best), None)


def distance(one: str, other: str, limit: int) -> int:
    """How many letters to add, leave out, change or swap to make one word of another; limit + 1 for more than limit."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            steps = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
