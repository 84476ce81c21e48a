"""Markdown of contributors, read once into the blocks of the tree.

CommonMark without HTML, with tables, strikethrough, bare web addresses, and line ends kept as typed. Headings of a body
become titled paragraphs, so that a contribution never enters the outline of the document that quotes it; pictures
become their description. Past `_DEEPEST` levels, quotes and lists lose their frame, never their words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from consult.documents.tree import Block, BulletList, Paragraph, Preformatted, Quote, Rule, Run, Table

_READER = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 40})
_READER.enable(["table", "strikethrough", "linkify"])
_DEEPEST = 6


def blocks(source: str) -> tuple[Block, ...]:
    """Return the blocks that `source` says; never raises, whatever the text."""
    return tuple(_blocks(_READER.parse(source), 0))


def plain(runs: Sequence[Run]) -> str:
    """Return the text of `runs` without style."""
    return "".join(run.text for run in runs)


def _blocks(tokens: Sequence[Token], depth: int) -> Iterator[Block]:
    for token, inside in _elements(tokens):
        match token.type:
            case "paragraph_open":
                yield Paragraph(_runs(inside[0]))
            case "heading_open":
                yield Paragraph(_runs(inside[0]), role="heading")
            case "blockquote_open":
                yield from _framed(Quote, _blocks(inside, depth + 1), depth)
            case "bullet_list_open" | "ordered_list_open":
                yield from _list(token, inside, depth)
            case "fence" | "code_block":
                yield Preformatted(token.content)
            case "hr":
                yield Rule()
            case "table_open":
                yield _table(inside)


def _elements(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Pair each token of the outer level with the tokens it encloses."""
    opened = depth = 0
    for place, token in enumerate(tokens):
        if token.nesting == 0 and depth == 0:
            yield token, ()
        if token.nesting == 1 and depth == 0:
            opened = place
        depth += token.nesting
        if token.nesting == -1 and depth == 0:
            yield tokens[opened], tokens[opened + 1 : place]


def _framed(frame: Callable[[tuple[Block, ...]], Block], inside: Iterator[Block], depth: int) -> Iterator[Block]:
    if depth < _DEEPEST:
        yield frame(tuple(inside))
    else:
        yield from inside


def _list(token: Token, inside: Sequence[Token], depth: int) -> Iterator[Block]:
    items = [tuple(_blocks(content, depth + 1)) for _, content in _elements(inside)]
    if depth < _DEEPEST:
        start = int(token.attrs.get("start", 1))
        yield BulletList(tuple(items), ordered=token.type == "ordered_list_open", start=start)
    else:
        yield from (block for item in items for block in item)


def _table(inside: Sequence[Token]) -> Table:
    rows = [
        tuple(plain(_runs(cell[0])) for _, cell in _elements(row))
        for _, part in _elements(inside)
        for _, row in _elements(part)
    ]
    return Table("", rows[0], tuple(rows[1:]))


@dataclass(slots=True)
class _Style:
    """How many marks of each kind are open, and the link we are in."""

    strong: int = 0
    em: int = 0
    s: int = 0
    link: str = ""

    def follow(self, token: Token) -> None:
        name = token.type.rpartition("_")[0]
        if name == "link":
            target = str(token.attrs.get("href", ""))
            self.link = "" if target.startswith("#") else target
        elif name in {"strong", "em", "s"}:
            setattr(self, name, getattr(self, name) + token.nesting)

    def run(self, text: str, code: bool = False) -> Run:
        return Run(text, self.strong > 0, self.em > 0, code, self.s > 0, self.link)


def _runs(inline: Token) -> tuple[Run, ...]:
    style = _Style()
    runs: list[Run] = []
    for token in inline.children or ():
        match token.type:
            case "text" | "image" | "text_special":
                _append(runs, style.run(token.content))
            case "softbreak" | "hardbreak":
                _append(runs, style.run("\n"))
            case "code_inline":
                _append(runs, style.run(token.content, code=True))
            case _:
                style.follow(token)
    return tuple(runs)


def _append(runs: list[Run], run: Run) -> None:
    if runs and replace(runs[-1], text="") == replace(run, text=""):
        runs[-1] = replace(run, text=runs[-1].text + run.text)
    elif run.text:
        runs.append(run)
