"""What changed between two versions of a text, word by word, as a reader wants to see it. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECES = re.compile(r"\s+|[\w’'-]+|[^\w\s]", re.UNICODE)
LONGEST = 6_000  # pieces; beyond, whole lines are compared, which is quick


class Change(NamedTuple):
    """A stretch of text that was `kept`, `added` or `removed`."""

    kind: str
    text: str


def between(old: str, new: str) -> list[Change]:
    """The changes that lead from one text to the other; the kept and added ones, joined, are the new text."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if len(before) + len(after) > LONGEST:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return list(_joined(_changes(matcher, before, after)))


def _changes(matcher: "SequenceMatcher[str]", before: list[str], after: list[str]) -> Iterator[Change]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Change("kept", "".join(after[j1:j2]))
        else:
            yield Change("removed", "".join(before[i1:i2]))
            yield Change("added", "".join(after[j1:j2]))


def _joined(changes: Iterator[Change]) -> Iterator[Change]:
    """A lone space between two changed words belongs to the change: « un deux » became « trois quatre »."""
    held: dict[str, str] = {"removed": "", "added": ""}
    for kind, text in changes:
        if kind == "kept" and (text.strip() or not any(held.values())):
            yield from (Change(k, t) for k, t in held.items() if t)
            held = {"removed": "", "added": ""}
            yield Change(kind, text)
        else:
            for side in ("removed", "added") if kind == "kept" else (kind,):
                held[side] += text
    yield from (Change(k, t) for k, t in held.items() if t)
