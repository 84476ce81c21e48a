"""Why a proposal is where it is: its own words around the expressions that it shares with its group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

AROUND = 70  # signs shown on each side of an expression
MOST = 3  # passages of a body


class Piece(NamedTuple):
    """Some words; `shared` with the group, or not."""

    words: str
    shared: bool = False


@dataclass(frozen=True)
class Why:
    """The title in pieces, passages of the body in pieces, and the expressions that are shared, each once."""

    title: Sequence[Piece]
    body: Sequence[Piece]
    expressions: Sequence[str]


def explain(title: str, body: str, lines: Sequence[Sequence[Any]], *, is_current: bool) -> Why:
    """The reasons as they are shown. `lines` are (expression, field, start, end); they point into the text only where
    `is_current`: a text that was changed since is shown without marks."""
    expressions = list(dict.fromkeys(str(line[0]) for line in lines))
    spans = {
        field: sorted((int(start), int(end)) for _said, where, start, end in lines if where == field and is_current)
        for field in ("title", "body")
    }
    return Why(pieces(title, spans["title"]), passages(body, spans["body"]), expressions)


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """A text cut at these spans, which do not overlap."""
    found, last = [], 0
    for start, end in spans:
        found += [Piece(text[last:start]), Piece(text[start:end], True)]
        last = end
    return [piece for piece in [*found, Piece(text[last:])] if piece.words]


def passages(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The first passages around these spans; without any, the beginning of the text. On one line."""
    if not spans:
        return [Piece(_line(text[: 2 * AROUND]) + ("…" if len(text) > 2 * AROUND else ""))] if text.strip() else []
    windows: list[tuple[int, int]] = []
    for start, end in spans:
        left, right = _word_before(text, start - AROUND), _word_after(text, end + AROUND)
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(right, windows[-1][1]))
        else:
            windows.append((left, right))
    found: list[Piece] = []
    for left, right in windows[:MOST]:
        inside = [(start - left, end - left) for start, end in spans if left <= start and end <= right]
        found += [Piece("… ")] if left else []
        found += [Piece(_line(one.words), one.shared) for one in pieces(text[left:right], inside)]
        found += [Piece(" …")] if right < len(text) else []
    return found


def _line(words: str) -> str:
    """The same on one line; a space at either end stays."""
    inner = " ".join(words.split())
    return f"{' ' if words[:1].isspace() else ''}{inner}{' ' if words[-1:].isspace() and inner else ''}"


def _word_before(text: str, at: int) -> int:
    return 0 if at <= 0 else (text.find(" ", at) + 1 or at)


def _word_after(text: str, at: int) -> int:
    return len(text) if at >= len(text) else max(text.rfind(" ", 0, at), 0) or at
