"""Which headings of a transcript are what: title of the whole, part, proposal, "Commentaires", heading inside a text.

The levels of the source are not to be trusted: a proposal at "#", the next at "##", a chapter of its text at "##" too.
So a heading is a proposal's title when it looks like the others (in capitals where most are, not numbered where most
are not), or when the proposal before it is over (signed, or commented) and it is signed or commented itself. Otherwise
it belongs to the text it stands in.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from consult.imports.dates import DAY
from consult.imports.names import unescape
from consult.text import fold

_HEADING = re.compile(r"\f?(#{1,6})[ \t]+(\S.*)")
_COMMENTS = re.compile(r"(?:\d+ )?commentaires?(?: ?\(\d+\))? ?:?")
_NUMBERED = re.compile(r"(?:\d{1,2}|[ivx]{1,4})(?:\.\d{1,2})*[.)]? \S", re.IGNORECASE)
_RULE = re.compile(r"\f|\f? {0,3}(?:-[ -]*-[ -]*-|\*[ *]*\*[ *]*\*|_[ _]*_[ _]*_)[-*_ ]*")
BYLINE = re.compile(rf"Proposée?s? par (?P<author>\S.{{0,78}}?),? le (?P<date>{DAY}) ?\.?[ *]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `at` counts lines from 0, `text` is without emphasis and escapes."""

    at: int
    level: int
    text: str
    opens_comments: bool  # it only announces the comments
    shouts: bool  # it is written in capitals, save for a few letters
    numbered: bool  # it begins with a number, as chapters do


@dataclass(slots=True)
class Block:
    """A proposal's lines: its heading, its text up to `comments[0]` (or `end`), then its comments up to `end`."""

    heading: Heading
    section: str | None
    end: int = 0
    inside: list[Heading] = field(default_factory=list)
    comments: list[Heading] = field(default_factory=list)

    @property
    def body(self) -> range:
        return range(self.heading.at + 1, self.comments[0].at if self.comments else self.end)


@dataclass(slots=True)
class Outline:
    """The headings of a transcript, each in its part: `parts` are titles above proposals, `stray` belong to nothing."""

    level: int
    parts: list[Heading] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    stray: list[Heading] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The line where the first proposal begins; everything before is introduction."""
        return self.blocks[0].heading.at if self.blocks else 0


def is_rule(line: str) -> bool:
    """Whether a line is a form feed or a horizontal rule."""
    return bool(_RULE.fullmatch(line.rstrip(" \t")))


def byline(line: str) -> re.Match[str] | None:
    """Find "Proposé par X le 28/09/2014" at the end of a line."""
    start = line.rfind("Propos")
    return BYLINE.match(line, start) if start >= 0 else None


def headings(lines: Sequence[str]) -> list[Heading]:
    """Every heading, in order."""
    starting = ((at, line) for at, line in enumerate(lines) if line.startswith(("#", "\f#")))
    found = ((at, _HEADING.fullmatch(line.rstrip())) for at, line in starting)
    return [_heading(at, len(m[1]), _unadorned(m[2])) for at, m in found if m]


def _heading(at: int, level: int, text: str) -> Heading:
    letters = [c for c in text if c.isalpha()]
    shouts = sum(c.isupper() for c in letters) * 4 >= len(letters) * 3
    return Heading(at, level, text, bool(_COMMENTS.fullmatch(fold(text))), shouts, bool(_NUMBERED.match(text)))


def _unadorned(text: str) -> str:
    text = re.sub(r"[ \t]+#+$", "", text).strip()
    while len(text) > 2 and text[0] in "*_" and text[0] == text[-1]:
        text = text[1:-1].strip()
    return " ".join(unescape(text).split())


class _Reading:
    """The headings of one transcript, what its titles have in common, and where it is signed."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.headings = headings(lines)
        self.signed = [at for at, line in enumerate(lines) if byline(line)]
        self.level = _usual_level(self.headings)
        titles = [h for h in self.headings if h.level <= self.level and not h.opens_comments]
        self.shouting = sum(h.shouts for h in titles) * 2 > len(titles)
        self.numbered = sum(h.numbered for h in titles) * 2 > len(titles)
        self.titles = [h.at for h in self.headings if self.fits(h)]
        self.commented = [h.at for h in self.headings if h.opens_comments]

    def fits(self, heading: Heading) -> bool:
        """Whether a heading looks like the title of a proposal of this transcript."""
        if heading.level > self.level or heading.opens_comments or (heading.numbered and not self.numbered):
            return False
        return heading.shouts or not self.shouting

    def is_part(self, index: int, *, first: bool) -> bool:
        """Whether a heading stands above proposals: a title comes right after it (for the first, after some words)."""
        heading, after = self.headings[index], next(iter(self.headings[index + 1 : index + 2]), None)
        if after is None or heading.opens_comments or not self.fits(after):
            return False
        between = self.lines[heading.at + 1 : after.at]
        if all(not line.strip() or is_rule(line) for line in between):
            return first or heading.level < after.level
        return first and heading.level < after.level and not _any_in(self.signed, heading.at, after.at)

    def opens(self, heading: Heading, block: Block | None) -> bool:
        """Whether a heading begins a proposal, `block` being the one before it."""
        if heading.level > self.level:
            return False
        if block is None or self.fits(heading):
            return True
        over = block.comments or _any_in(self.signed, block.heading.at, heading.at)
        return bool(over) and self._is_followed_up(heading)

    def _is_followed_up(self, heading: Heading) -> bool:
        """Whether it has a signature or comments of its own before the next title."""
        later = bisect_right(self.titles, heading.at)
        end = self.titles[later] if later < len(self.titles) else len(self.lines)
        return _any_in(self.signed, heading.at, end) or _any_in(self.commented, heading.at, end)


def _any_in(ordered: Sequence[int], after: int, before: int) -> bool:
    place = bisect_right(ordered, after)
    return place < len(ordered) and ordered[place] < before


def _usual_level(all_headings: Sequence[Heading]) -> int:
    """The deepest level of a proposal: one above most "Commentaires"."""
    levels = Counter(h.level - 1 for h in all_headings if h.opens_comments and h.level > 1)
    return levels.most_common(1)[0][0] if levels else 2


def outline(lines: Sequence[str]) -> Outline:
    """Find the place of every heading."""
    reading = _Reading(lines)
    result = Outline(level=reading.level)
    section: str | None = None
    block: Block | None = None
    for index, heading in enumerate(reading.headings):
        if heading.opens_comments:
            (block.comments if block else result.stray).append(heading)
        elif reading.is_part(index, first=not (result.parts or block)):
            result.parts.append(heading)
            section, block = _section(heading, first=len(result.parts) == 1), None
        elif reading.opens(heading, block):
            block = Block(heading, section)
            result.blocks.append(block)
        else:
            (block.inside if block else result.stray).append(heading)
    _close(result, len(lines))
    return result


def _section(part: Heading, *, first: bool) -> str | None:
    """The name of a part: what follows " : " in it, or all of it when it is not the title of the whole."""
    _, colon, name = part.text.partition(" : ")
    return name.strip() if colon else (None if first else part.text)


def _close(result: Outline, length: int) -> None:
    """Each proposal ends where the next proposal or part begins."""
    borders = [*sorted([block.heading.at for block in result.blocks] + [part.at for part in result.parts]), length]
    for block in result.blocks:
        block.end = borders[bisect_right(borders, block.heading.at)]
