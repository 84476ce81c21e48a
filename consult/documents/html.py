"""A document as HTML: a standalone page, or a fragment to put in one of ours.

The document's title is the `h1`, so a heading of level 1 is an `h2`. The standalone page carries its own style sheet
and a Content-Security-Policy that allows this sheet alone; the fragment carries neither.
"""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import BinaryIO

from markupsafe import Markup

from consult.documents import markdown, svg
from consult.documents.numbers import cell_text, long_date
from consult.documents.tree import (
    ACCENT,
    Block,
    BulletList,
    Chart,
    Contents,
    Document,
    Drawing,
    Figures,
    Heading,
    Look,
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

_SHEET = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_TAGS = {"body": "p", "lead": 'p class="lead"', "meta": 'p class="meta"', "heading": 'p class="subheading"'}


def _policy(sheet: str, logo: bytes) -> str:
    """What the page may load: its own sheet, and the logo that it holds."""
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'" + ("; img-src data:" if logo else "")


def _logo(look: Look) -> str:
    if not look.logo:
        return ""
    data = b64encode(look.logo).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{escape(look.logo_alt)}" class="logo" height="64">\n'


def write(document: Document, out: BinaryIO) -> None:
    """Write the standalone page, in UTF-8."""
    title = escape(document.title)
    look = document.look
    sheet = _SHEET.replace(ACCENT, look.colour, 1)
    out.write(
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(sheet, look.logo))}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{escape(document.author)}">\n'
        f"<title>{title}</title>\n<style>{sheet}</style>\n</head>\n<body>\n<header>\n"
        f'{_logo(look)}<p class="meta">{escape(document.author)}</p>\n<h1>{title}</h1>\n'
        f'<p class="lead">{escape(document.subtitle)}</p>\n'
        f'<p class="meta"><time datetime="{document.date.isoformat()}">'
        f"{long_date(document.date, document.language)}</time></p>\n</header>\n<main>\n".encode()
    )
    writer = _Writer(document)
    for block in document.blocks:
        out.write(writer.block(block).encode())
    out.write(b"</main>\n</body>\n</html>\n")


def fragment(document: Document, *, prefix: str = "") -> Markup:
    """Return the blocks alone, to sit under the `h1` of a page; `prefix` keeps ids apart from those of that page."""
    writer = _Writer(document, prefix)
    return Markup("").join(Markup(writer.block(block)) for block in document.blocks)  # noqa: S704  all text is escaped


class _Writer:
    def __init__(self, document: Document, prefix: str = "") -> None:
        self.document = document
        self.prefix = prefix
        self.charts = 0
        self.above = ""  # the heading that was written last

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                self.above = block.text
                tag = f"h{block.level + 1}"
                return f'<{tag} id="{self.prefix}{block.id}">{escape(block.text)}</{tag}>\n'
            case Paragraph():
                tag = _TAGS[block.role]
                return f"<{tag}>{self.runs(block.runs)}</{tag.split()[0]}>\n"
            case Quote():
                said = f"<footer>{escape(block.attribution)}</footer>" if block.attribution else ""
                return f"<blockquote>{self.blocks(block.blocks)}{said}</blockquote>\n"
            case BulletList():
                return self.bullets(block)
            case Preformatted():
                return f"<pre>{escape(block.text)}</pre>\n"
            case Rule():
                return "<hr>\n"
            case TimeBar():
                x, width = f"{100 * block.start:g}%", f"{100 * (block.end - block.start):g}%"
                bar = f'<rect class="bar" x="{x}" width="{width}" height="6"/>'
                return f'<svg class="time-bar" width="100%" height="6" aria-hidden="true">{bar}</svg>\n'
            case Figures():
                return self.figures(block)
            case Table():
                return self.table(block)
            case Chart() | Network() | Map() | Plan():
                return self.chart(block)
            case RichText():
                return self.blocks(markdown.blocks(block.source))
            case PageBreak():
                return ""
            case Contents():
                return self.contents(block)

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        return "".join(self.block(block) for block in blocks)

    def runs(self, runs: tuple[Run, ...]) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        text = escape(run.text).replace("\n", "<br>\n")
        for tag, wanted in (("code", run.code), ("s", run.strike), ("em", run.italic), ("strong", run.bold)):
            text = f"<{tag}>{text}</{tag}>" if wanted else text
        if run.link.startswith("#"):
            known = run.link[1:] in self.document.ids
            return f'<a href="#{self.prefix}{run.link[1:]}">{text}</a>' if known else text
        return f'<a href="{escape(run.link)}" rel="nofollow ugc noopener">{text}</a>' if run.link else text

    def bullets(self, block: BulletList) -> str:
        items = "".join(f"<li>{self.item(item)}</li>\n" for item in block.items)
        start = f' start="{block.start}"' if block.start != 1 else ""
        return f"<ol{start}>\n{items}</ol>\n" if block.ordered else f"<ul>\n{items}</ul>\n"

    def item(self, blocks: tuple[Block, ...]) -> str:
        match blocks:
            case (Paragraph(role="body") as only,):
                return self.runs(only.runs)
        return self.blocks(blocks)

    def figures(self, block: Figures) -> str:
        items = "".join(
            f"<div><dt>{escape(item.label)}</dt><dd>{escape(self.text(item.value))}</dd></div>" for item in block.items
        )
        return f'<dl class="figures">{items}</dl>\n'

    def table(self, table: Table, name: str = "") -> str:
        caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
        rows = "".join(f"<tr>{self.row(table, row)}</tr>\n" for row in table.rows)
        shown = f"{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>"
        # Where it is wider than the page it scrolls on its own, by keyboard too.
        label = escape(table.caption or name or table.columns[0])
        return f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>{shown}</table></div>\n'

    def row(self, table: Table, row: tuple[str | int | float | None, ...]) -> str:
        cells = []
        for place, cell in enumerate(row):
            text = escape(self.text(cell))
            if table.row_headers and place == 0:
                cells.append(f'<th scope="row">{text}</th>')
            else:
                cells.append(f'<td class="number">{text}</td>' if isinstance(cell, int | float) else f"<td>{text}</td>")
        return "".join(cells)

    def chart(self, chart: Drawing) -> str:
        self.charts += 1
        drawing = svg.draw(chart, language=self.document.language, prefix=f"{self.prefix}chart-{self.charts}")
        # Under a heading that names it already, its name is not said twice.
        name = "" if chart.title == self.above else f"<strong>{escape(chart.title)}</strong><br>\n"
        caption = f"<figcaption>{name}{escape(chart.description)}</figcaption>"
        # On a telephone it stays large enough to be read, and scrolls on its own, by keyboard too. Its inks are
        # those of paper: it keeps a light ground in the dark.
        label = escape(chart.title)
        shown = f'<div class="drawing light" role="group" tabindex="0" aria-label="{label}">{drawing}</div>'
        return f"<figure>{caption}\n{shown}\n{self.table(chart.data(), chart.title)}</figure>\n"

    def contents(self, block: Contents) -> str:
        lines = "".join(
            f'<li class="level-{heading.level}"><a href="#{self.prefix}{heading.id}">{escape(heading.text)}</a></li>\n'
            for heading in self.document.headings(block.depth)
        )
        title = escape(block.title)
        return (
            f'<nav class="contents" aria-label="{title}"><p class="subheading">{title}</p>\n<ul>\n{lines}</ul></nav>\n'
        )

    def text(self, cell: str | int | float | None) -> str:
        return cell_text(cell, self.document.language)
