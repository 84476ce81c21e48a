"""Questions in a person's words, read into clauses.

"…" and « … » hold words that must follow each other; `éco*` stands for the words that begin so (four letters at
least); everything else is words. Nothing is an error: what means nothing here is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.search import french

LONGEST = 400  # characters of a question that are read
MOST = 24  # clauses of a question that are read
SHORTEST_PREFIX = 4

_PIECES = re.compile(rf'"([^"]*)"|«([^»]*)»|“([^”]*)”|([^\W_]{{{SHORTEST_PREFIX},40}})\*')


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that follow each other, each by any of its terms; or all words that begin with `prefix` (folded).

    `start` and `end` say where it stands in the question.
    """

    sequence: tuple[tuple[str, ...], ...]
    start: int
    end: int
    prefix: str = ""


def read(question: str) -> list[Clause]:
    """Read a question, at most LONGEST characters and MOST clauses of it; a word said twice counts once."""
    clauses: dict[tuple[object, str], Clause] = {}
    for clause in _clauses(question[:LONGEST]):
        clauses.setdefault((clause.sequence, clause.prefix), clause)
    return list(clauses.values())[:MOST]


def _clauses(question: str) -> Iterator[Clause]:
    here = 0
    for piece in _PIECES.finditer(question):
        yield from _words(question[here : piece.start()], here)
        here = piece.end()
        if piece[4]:
            yield Clause((), piece.start(), here, prefix=french.fold(piece[4]))
        elif sequence := tuple(word.sequence[0] for word in _words(piece[1] or piece[2] or piece[3] or "", 0)):
            yield Clause(sequence, piece.start(), here)
    yield from _words(question[here:], here)


def _words(text: str, offset: int) -> Iterator[Clause]:
    """One clause a word. A handle is asked for whole."""
    handled = 0
    for word in french.words(text):
        if word.start >= handled:
            yield Clause((word.terms,), offset + word.start, offset + word.end)
        if word.surface.startswith("@"):
            handled = word.end
