"""A document as Markdown, and as data (JSON).

Markdown is written from the tree, never copied from a contribution: what a person typed cannot become a heading, a link
or HTML of the document. The JSON keeps contributions as their Markdown source; each block says its `type`.
"""

import json
import re
from textwrap import indent
from typing import BinaryIO

from consult.documents import markdown, stored
from consult.documents.numbers import cell_text, long_date
from consult.documents.tree import (
    Block,
    BulletList,
    Cell,
    Chart,
    Contents,
    Document,
    Figures,
    Heading,
    Map,
    Network,
    PageBreak,
    Paragraph,
    Plan,
    Preformatted,
    Quote,
    RichText,
    Rule,
    Run,
    Table,
    TimeBar,
)

_SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
_STARTS = re.compile(r"^(\s*)([#=+:-]|\d{1,9}(?=[.)]))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=[#\w]+;)")


def write_markdown(document: Document, out: BinaryIO) -> None:
    """Write the document as CommonMark with tables, in UTF-8."""
    head = [f"# {_escape(document.title)}", _escape(document.subtitle), _escape(document.author)]
    head.append(long_date(document.date, document.language))
    out.write("\n\n".join(line for line in head if line).encode())
    for block in document.blocks:
        text = _block(block, document)
        if text:
            out.write(f"\n\n{text}".encode())
    out.write(b"\n")


def write_json(document: Document, out: BinaryIO) -> None:
    """Write the tree as JSON, in UTF-8."""
    out.write(json.dumps(stored.plain(document), ensure_ascii=False, indent=1).encode())


def _escape(text: str) -> str:
    text = _ENTITY.sub("&amp;", _SIGNS.sub(r"\\\1", text))
    return _STARTS.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2][0].isdigit() else f"{m[1]}\\{m[2]}", text)


def _block(block: Block, document: Document) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_escape(block.text)}"
        case Paragraph():
            text = _runs(block.runs)
            return f"**{_escape(markdown.plain(block.runs)).strip()}**" if block.role == "heading" else text
        case Quote():
            said = f"\n\n— {_escape(block.attribution)}" if block.attribution else ""
            return indent(_blocks(block.blocks, document) + said, "> ", lambda _: True)
        case BulletList():
            return _list(block, document)
        case Preformatted():
            fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", block.text)), 3)
            return f"{fence}\n{block.text}\n{fence}"
        case Rule() | PageBreak() | TimeBar():
            return "---" if isinstance(block, Rule) else ""
        case Figures():
            values = [_escape(cell_text(item.value, document.language)) for item in block.items]
            return "\n".join(
                f"- **{value}** {_escape(item.label)}" for value, item in zip(values, block.items, strict=True)
            )
        case Table():
            return _table(block, document.language)
        case Chart() | Network() | Map() | Plan():
            table = _table(block.data(), document.language)
            return f"**{_escape(block.title)}**\n\n{_escape(block.description)}\n\n{table}"
        case RichText():
            return _blocks(markdown.blocks(block.source), document)
        case Contents():
            return _contents(block, document)


def _blocks(blocks: tuple[Block, ...], document: Document) -> str:
    return "\n\n".join(text for text in (_block(block, document) for block in blocks) if text)


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    before, text, after = re.fullmatch(r"(\s*)(.*?)(\s*)", run.text, re.DOTALL).groups()  # type: ignore[union-attr]
    text = _escape(text).replace("\n", "\\\n")
    if run.code and text:
        ticks = "`" * (1 + max((len(found) for found in re.findall("`+", run.text)), default=0))
        text = f"{ticks} {run.text.strip()} {ticks}"
    marks = "~~" * run.strike + "**" * run.bold + "*" * run.italic
    text = f"{marks}{text}{marks[::-1]}" if text else text
    text = f"[{text}](<{run.link}>)" if run.link and not run.link.startswith("#") else text
    return before.replace("\n", "\\\n") + text + after.replace("\n", "\\\n")


def _list(block: BulletList, document: Document) -> str:
    lines = []
    for place, item in enumerate(block.items, block.start):
        mark = f"{place}. " if block.ordered else "- "
        lines.append(mark + indent(_blocks(item, document), " " * len(mark)).removeprefix(" " * len(mark)))
    return "\n".join(lines)


def _table(table: Table, language: str) -> str:
    lines = [_row(table.columns, language), "|" + " --- |" * len(table.columns)]
    lines += [_row(row, language) for row in table.rows]
    caption = f"**{_escape(table.caption)}**\n\n" if table.caption else ""
    return caption + "\n".join(lines)


def _row(cells: tuple[Cell, ...], language: str) -> str:
    return "| " + " | ".join(_escape(cell_text(cell, language)) for cell in cells) + " |"


def _contents(block: Contents, document: Document) -> str:
    lines = [f"{'  ' * (heading.level - 1)}- {_escape(heading.text)}" for heading in document.headings(block.depth)]
    return "\n".join([f"**{_escape(block.title)}**", "", *lines])
