"""A document as a tagged PDF (PDF/UA-1), set by typst in a process of its own (`typesetter.py`).

`layout.typ` holds the looks; the document reaches it as JSON, so that no text is ever read as markup. PDF/UA refuses a
character that no font can draw: such characters (an emoji, on a server without its font) become `□`, in the PDF alone.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from consult.documents import markdown, svg, typesetter
from consult.documents.hygiene import breakable
from consult.documents.numbers import cell_text, long_date
from consult.documents.tree import (
    Block,
    BulletList,
    Cell,
    Chart,
    Contents,
    Document,
    Drawing,
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

_LAYOUT = Path(__file__).with_name("layout.typ").read_bytes()
_PROBE = b'#set document(title: "?")\n#for sign in json(bytes(sys.inputs.data)) { par(sign) }'
# Letters, marks and punctuation of European languages, which the fonts inside typst draw.
_SURE = re.compile("[\\s!-~\u00a0-\u017f\u2010-\u2027\u202f\u2030\u2039\u203a\u20ac\u200b]+")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_GLYPH = "□"
_drawable: dict[str, bool] = {}


def write(document: Document, out: BinaryIO) -> None:
    """Write the PDF: title page, contents where the tree asks for them, page numbers, tags."""
    source = json.dumps(_Reader(document).data(), ensure_ascii=False)
    out.write(typeset(_LAYOUT, source, document.date))


def typeset(layout: bytes, source: str, written: date) -> bytes:
    """The PDF that a layout makes of this JSON, without the signs that no font can draw."""
    source = _without(source, _undrawable(_unusual(source)))
    for _ in range(3):
        try:
            return _compile(layout, source, written)
        except Refused as error:
            # A sign can lack only in company (a joined emoji, a combining mark): the compiler then names it.
            missing = _missing(error)
            if not missing:
                raise
            source = _without(source, missing)
    return _compile(layout, _without(source, _unusual(source)), written)


class Refused(Exception):
    """The compiler refuses a document, for what it says."""


def _compile(layout: bytes, source: str, written: date) -> bytes:
    asked = json.dumps({"layout": layout.decode(), "source": source, "written": written.isoformat()})
    # -I: the names of this folder must not hide those of the standard library.
    command = [sys.executable, "-I", typesetter.__file__]
    done = subprocess.run(command, input=asked.encode(), capture_output=True, check=False)  # noqa: S603  our own file
    if done.returncode == typesetter.REFUSED:
        raise Refused(done.stderr.decode())
    if done.returncode:
        raise RuntimeError(f"the typesetter failed ({done.returncode}): {done.stderr.decode()[-2000:]}")
    return done.stdout


def _unusual(text: str) -> set[str]:
    return set(_SURE.sub("", text)) - {_NO_GLYPH}


def _undrawable(signs: set[str]) -> set[str]:
    new = sorted(signs - _drawable.keys())
    if new:
        try:
            _compile(_PROBE, json.dumps(new), date(2000, 1, 1))
            missing = set()
        except Refused as error:
            missing = _missing(error)
        _drawable.update({sign: sign not in missing for sign in new})
    return {sign for sign in signs if not _drawable[sign]}


def _missing(error: Refused) -> set[str]:
    named = "".join(_MISSING.findall(str(error)))
    return _unusual(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), named))


def _without(source: str, signs: set[str]) -> str:
    return source.translate(dict.fromkeys(map(ord, signs), _NO_GLYPH))


class _Reader:
    """Reads a tree into what `layout.typ` expects."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.charts = 0

    def data(self) -> dict[str, Any]:
        document = self.document
        lang, _, region = document.language.partition("-")
        return {
            "title": breakable(document.title),
            "subtitle": breakable(document.subtitle),
            "author": document.author,
            "written": long_date(document.date, document.language),
            "date": {"year": document.date.year, "month": document.date.month, "day": document.date.day},
            "lang": lang,
            "region": region or None,
            "accent": document.look.colour,
            "logo": list(document.look.logo),
            "logo_alt": document.look.logo_alt,
            "cover": document.cover,
            "blocks": self.blocks(document.blocks),
        }

    def blocks(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        read: list[dict[str, Any]] = []
        for block in blocks:
            if isinstance(block, RichText):
                read += self.blocks(markdown.blocks(block.source))
            else:
                read.append(self.block(block))
        return read

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                return {"type": "heading", "level": block.level, "text": breakable(block.text), "id": block.id}
            case Paragraph():
                return {"type": "paragraph", "role": block.role, "runs": [self.run(run) for run in block.runs]}
            case Quote():
                return {"type": "quote", "attribution": block.attribution, "blocks": self.blocks(block.blocks)}
            case BulletList():
                items = [self.blocks(item) for item in block.items]
                return {"type": "list", "ordered": block.ordered, "start": block.start, "items": items}
            case Preformatted():
                return {"type": "raw", "text": breakable(block.text)}
            case Rule():
                return {"type": "rule"}
            case TimeBar():
                return {"type": "bar", "start": block.start, "length": block.end - block.start}
            case Figures():
                cards = [{"label": item.label, "value": self.text(item.value)} for item in block.items]
                return {"type": "figures", "items": cards}
            case Table():
                return self.table(block)
            case Chart() | Network() | Map() | Plan():
                return self.chart(block)
            case PageBreak():
                return {"type": "break"}
            case Contents():
                return {"type": "contents", "title": block.title, "depth": block.depth}
            case RichText():
                raise AssertionError("contributions are read by `blocks`")

    def run(self, run: Run) -> tuple[str, str, str]:
        style = "b" * run.bold + "i" * run.italic + "c" * run.code + "s" * run.strike
        known = not run.link.startswith("#") or run.link[1:] in self.document.ids
        return breakable(run.text), style, run.link if known else ""

    def table(self, table: Table) -> dict[str, Any]:
        columns = [breakable(column, 20) for column in table.columns]
        rows = [[breakable(self.text(cell), 20) for cell in row] for row in table.rows]
        return {"type": "table", "caption": table.caption, "columns": columns, "rows": rows, "numeric": table.numeric()}

    def chart(self, chart: Drawing) -> dict[str, Any]:
        self.charts += 1
        drawing = svg.draw(
            chart, language=self.document.language, prefix=f"chart-{self.charts}", font="Libertinus Serif"
        )
        alt = f"{chart.title}. {chart.description}"
        table = self.table(chart.data())
        said = {"title": chart.title, "alt": alt, "description": chart.description}
        return {"type": "chart", "svg": drawing, "table": table, **said}

    def text(self, cell: Cell) -> str:
        return cell_text(cell, self.document.language)
