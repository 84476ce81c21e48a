"""A document as ODT (OpenDocument 1.2), written as a stream of XML into its archive.

A stream takes seconds and little memory, where odfpy builds an object for each element. Page numbers of the contents
are references, which the reader's program works out when it opens the document.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from consult.documents import markdown
from consult.documents.numbers import cell_text, long_date
from consult.documents.pictures import Picture, png
from consult.documents.tree import (
    ACCENT,
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

_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_STYLES = Path(__file__).with_name("odt_styles.xml").read_text(encoding="utf-8")
_NAMES = {"body": "Text_20_body", "lead": "Lead", "meta": "Meta", "heading": "Passage"}
_TEXT_WIDTH = 16.0  # centimetres
_LOGO_HEIGHT, _LOGO_WIDTH = 2.0, 8.0  # centimetres
_DEEPEST_QUOTE = 3
_SPACES = re.compile(r"^ +| {2,}| +$", re.MULTILINE)

_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACENAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("meta", "meta"),
    )
)  # fmt: skip
_SPACENAMES += (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)


def write(document: Document, out: BinaryIO) -> None:
    """Write the ODT: title page, contents where the tree asks for them, page numbers, real styles and lists."""
    writer = _Writer(document)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MEDIA_TYPE, ZIP_STORED)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            automatic = _AUTOMATIC.replace(_END, "".join(map(_bar_style, _bars(document))) + _END)
            automatic = automatic.replace(ACCENT, document.look.colour)
            content.write(f"{_START}<office:document-content {_SPACENAMES}>{automatic}".encode())
            content.write(f"<office:body><office:text>{writer.logo()}{_title_page(document)}".encode())
            for block in document.blocks:
                content.write(writer.block(block).encode())
            content.write(b"</office:text></office:body></office:document-content>")
        archive.writestr("styles.xml", _styles(document))
        archive.writestr("meta.xml", _meta(document))
        for name, picture in writer.pictures.items():
            archive.writestr(name, picture.data, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _manifest(writer.pictures))


def _styles(document: Document) -> str:
    language, _, country = document.language.partition("-")
    values = {"LANGUAGE": language, "COUNTRY": country or "none", "TITLE": document.title}
    styles = _STYLES.replace(ACCENT, document.look.colour)
    return re.sub("LANGUAGE|COUNTRY|TITLE", lambda found: escape(values[found[0]]), styles)


def _meta(document: Document) -> str:
    return (
        f"{_START}<office:document-meta {_SPACENAMES}><office:meta><dc:title>{escape(document.title)}</dc:title>"
        f"<dc:subject>{escape(document.subtitle)}</dc:subject><dc:creator>{escape(document.author)}</dc:creator>"
        f"<dc:language>{escape(document.language)}</dc:language><dc:date>{document.date.isoformat()}T00:00:00</dc:date>"
        "</office:meta></office:document-meta>"
    )


def _manifest(pictures: Iterable[str]) -> str:
    files = [("/", _MEDIA_TYPE), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))]
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media_type}"/>'
        for name, media_type in [*files, *((name, "image/png") for name in pictures)]
    )
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'{_START}<manifest:manifest xmlns:manifest="{namespace}" manifest:version="1.2">{entries}</manifest:manifest>'
    )


def _title_page(document: Document) -> str:
    lines = (
        ("Institution", document.author),
        ("Title", document.title),
        ("Subtitle", document.subtitle),
        ("Meta", long_date(document.date, document.language)),
    )
    return "".join(_paragraph(style, _text(line)) for style, line in lines if line) + _PAGE_BREAK * document.cover


def _paragraph(style: str, content: str) -> str:
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def _text(text: str) -> str:
    spaced = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(text, quote=False))
    return spaced.replace("\n", "<text:line-break/>")


_PAGE_BREAK = _paragraph("PageBreak", "")


class _Writer:
    """Writes blocks; `quoted` is how many quotes we are in."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pictures: dict[str, Picture] = {}
        self.tables = 0
        self.charts = 0

    def logo(self) -> str:
        look = self.document.look
        if not look.logo:
            return ""
        self.pictures["Pictures/logo.png"] = Picture(look.logo, look.ratio)
        width = min(_LOGO_WIDTH, _LOGO_HEIGHT / look.ratio)
        frame = _frame("Pictures/logo.png", width, width * look.ratio, look.logo_alt, look.logo_alt)
        return _paragraph("Institution", frame)

    def block(self, block: Block, quoted: int = 0) -> str:
        match block:
            case Heading():
                start, end = (f'<text:bookmark-{edge} text:name="{block.id}"/>' for edge in ("start", "end"))
                mark = f"{start}{_text(block.text)}{end}"
                style = f"Heading_20_{block.level}"
                return f'<text:h text:style-name="{style}" text:outline-level="{block.level}">{mark}</text:h>'
            case Paragraph():
                style = f"Quote{min(quoted, _DEEPEST_QUOTE)}" if quoted and block.role == "body" else _NAMES[block.role]
                return _paragraph(style, self.runs(block.runs))
            case Quote():
                said = _paragraph(f"QuoteSource{min(quoted + 1, _DEEPEST_QUOTE)}", _text(block.attribution))
                return self.blocks(block.blocks, quoted + 1) + (said if block.attribution else "")
            case BulletList():
                return self.bullets(block, quoted)
            case Preformatted():
                return _paragraph("Preformatted_20_Text", _text(block.text))
            case Rule():
                return _paragraph("Horizontal_20_Line", "")
            case TimeBar():
                return _paragraph(_bar_name(block), "")
            case Figures():
                return self.figures(block)
            case Table():
                return self.table(block)
            case Chart() | Network() | Map() | Plan():
                return self.chart(block)
            case RichText():
                return self.blocks(markdown.blocks(block.source), quoted)
            case PageBreak():
                return _PAGE_BREAK
            case Contents():
                return self.contents(block)

    def blocks(self, blocks: Iterable[Block], quoted: int = 0) -> str:
        return "".join(self.block(block, quoted) for block in blocks)

    def runs(self, runs: Iterable[Run]) -> str:
        return "".join(map(self.run, runs))

    def run(self, run: Run) -> str:
        text = _text(run.text)
        styles = (
            ("Strong_20_Emphasis", run.bold),
            ("Emphasis", run.italic),
            ("Strike", run.strike),
            ("Code", run.code),
        )
        for style, wanted in styles:
            text = f'<text:span text:style-name="{style}">{text}</text:span>' if wanted else text
        known = run.link and (not run.link.startswith("#") or run.link[1:] in self.document.ids)
        return f'<text:a xlink:type="simple" xlink:href="{escape(run.link)}">{text}</text:a>' if known else text

    def bullets(self, block: BulletList, quoted: int) -> str:
        start = f' text:start-value="{block.start}"' if block.ordered else ""
        items = []
        for place, item in enumerate(block.items):
            content = "".join(self.listed(inside, quoted) for inside in item)
            items.append(f"<text:list-item{start if place == 0 else ''}>{content}</text:list-item>")
        style = "Numbering_20_1" if block.ordered else "List_20_1"
        return f'<text:list text:style-name="{style}">{"".join(items)}</text:list>'

    def listed(self, block: Block, quoted: int) -> str:
        if isinstance(block, Paragraph) and block.role == "body":
            return _paragraph("List_20_Item", self.runs(block.runs))
        # A list item holds paragraphs and lists only: a table in it becomes lines.
        if isinstance(block, Table):
            rows = (block.columns, *block.rows)
            return "".join(_paragraph("List_20_Item", _text(" · ".join(map(self.text, row)))) for row in rows)
        return self.block(block, quoted)

    def figures(self, block: Figures) -> str:
        most = max(1, min(4, len(block.items)))
        rows = [block.items[place : place + most] for place in range(0, len(block.items), most)]
        lines = "".join(
            "<table:table-row>"
            + "".join(
                '<table:table-cell table:style-name="FigureCell" office:value-type="string">'
                + _paragraph("FigureValue", _text(self.text(item.value)))
                + _paragraph("FigureLabel", _text(item.label))
                + "</table:table-cell>"
                for item in row
            )
            + "<table:table-cell/>" * (most - len(row))
            + "</table:table-row>"
            for row in rows
        )
        return self.framed([1] * most, lines)

    def framed(self, weights: list[int], lines: str) -> str:
        self.tables += 1
        columns = "".join(f'<table:table-column table:style-name="Column{weight}"/>' for weight in weights)
        return (
            f'<table:table table:name="T{self.tables}" table:style-name="Data">{columns}{lines}</table:table>{_AFTER}'
        )

    def table(self, table: Table) -> str:
        numeric = table.numeric()
        head = "".join(
            _cell("HeadCell", "TableHeadNumber" if right else "TableHead", column)
            for column, right in zip(table.columns, numeric, strict=True)
        )
        rows = "".join(f"<table:table-row>{''.join(self.cells(row))}</table:table-row>" for row in table.rows)
        caption = _paragraph("Caption", _text(table.caption)) if table.caption else ""
        lines = f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>{rows}"
        return caption + self.framed(table.weights(), lines)

    def cells(self, row: tuple[Cell, ...]) -> Iterator[str]:
        for cell in row:
            style = "TableNumber" if isinstance(cell, int | float) else "TableText"
            yield _cell("Cell", style, self.text(cell))

    def chart(self, chart: Drawing) -> str:
        self.charts += 1
        name = f"Pictures/chart-{self.charts}.png"
        self.pictures[name] = picture = png(chart, self.document.language)
        frame = _frame(name, _TEXT_WIDTH, _TEXT_WIDTH * picture.ratio, chart.title, chart.description)
        title, said = _paragraph("ChartTitle", _text(chart.title)), _paragraph("Meta", _text(chart.description))
        return title + _paragraph("Picture", frame) + said + self.table(chart.data())

    def contents(self, block: Contents) -> str:
        lines = "".join(self.entry(heading) for heading in self.document.headings(block.depth))
        title = _paragraph("Contents_20_Heading", _text(block.title))
        templates = "".join(map(_template, range(1, block.depth + 1)))
        return (
            '<text:table-of-content text:name="contents" text:protected="true">'
            f'<text:table-of-content-source text:outline-level="{block.depth}">'
            f'<text:index-title-template text:style-name="Contents_20_Heading">{_text(block.title)}'
            f"</text:index-title-template>{templates}</text:table-of-content-source>"
            f'<text:index-body><text:index-title text:name="contents-title">{title}</text:index-title>{lines}'
            "</text:index-body></text:table-of-content>"
        )

    def entry(self, heading: Heading) -> str:
        page = f'<text:bookmark-ref text:reference-format="page" text:ref-name="{heading.id}"/>'
        link = f'<text:a xlink:type="simple" xlink:href="#{heading.id}">{_text(heading.text)}</text:a>'
        return _paragraph(f"Contents_20_{heading.level}", f"{link}<text:tab/>{page}")

    def text(self, cell: Cell) -> str:
        return cell_text(cell, self.document.language)


_AFTER = _paragraph("AfterTable", "")


def _frame(name: str, width: float, height: float, title: str, description: str) -> str:
    return (
        f'<draw:frame draw:style-name="Graphic" draw:name="{name[9:-4]}" text:anchor-type="as-char" '
        f'svg:width="{width:.2f}cm" svg:height="{height:.2f}cm">'
        f'<draw:image xlink:href="{name}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        f"<svg:title>{escape(title)}</svg:title><svg:desc>{escape(description)}</svg:desc></draw:frame>"
    )


def _cell(style: str, text_style: str, text: str) -> str:
    content = _paragraph(text_style, _text(text))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{content}</table:table-cell>'


def _template(level: int) -> str:
    return (
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        "<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-link-end/>"
        '<text:index-entry-tab-stop style:type="right"/><text:index-entry-page-number/>'
        "</text:table-of-content-entry-template>"
    )


def _automatic() -> str:
    columns = "".join(
        f'<style:style style:name="Column{weight}" style:family="table-column">'
        f'<style:table-column-properties style:rel-column-width="{weight}*"/></style:style>'
        for weight in range(1, 11)
    )
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        f'<style:table-cell-properties fo:padding="0.12cm" {borders}/></style:style>'
        for name, borders in (
            ("Cell", 'fo:border-bottom="0.5pt solid #bbbbbb"'),
            ("HeadCell", 'fo:border-bottom="1pt solid #1f4f7b"'),
            ("FigureCell", 'fo:border-top="2.2pt solid #1f4f7b"'),
        )
    )
    return (
        '<office:automatic-styles><style:style style:name="Data" style:family="table">'
        f'<style:table-properties style:width="{_TEXT_WIDTH}cm" table:align="margins"/></style:style>{columns}{cells}'
        '<style:style style:name="Graphic" style:family="graphic"><style:graphic-properties fo:border="none"/>'
        "</style:style></office:automatic-styles>"
    )


_AUTOMATIC = _automatic()
_END = "</office:automatic-styles>"


def _bars(document: Document) -> set[TimeBar]:
    """The bars of a document, each of which needs a style of its own."""
    return {block for block in document.blocks if isinstance(block, TimeBar)}


def _bar_name(bar: TimeBar) -> str:
    return f"Bar{round(bar.start * 1000)}-{round(bar.end * 1000)}"


def _bar_style(bar: TimeBar) -> str:
    """An empty line under a thick border, drawn in as far as the bar begins and ends."""
    left, right = _TEXT_WIDTH * bar.start, _TEXT_WIDTH * (1 - bar.end)
    return (
        f'<style:style style:name="{_bar_name(bar)}" style:family="paragraph" style:parent-style-name="Meta">'
        f'<style:paragraph-properties fo:margin-left="{left:.3f}cm" fo:margin-right="{right:.3f}cm" '
        'fo:margin-top="0.1cm" fo:margin-bottom="0cm" fo:line-height="0.1cm" fo:border-top="4pt solid #1f4f7b" '
        'fo:keep-with-next="always"/></style:style>'
    )
