"""A document as DOCX.

python-docx makes the package (properties, pictures, links); the body is written as one stretch of WordprocessingML, as
its paragraph objects are slow by the ten thousand. The contents are a field that is already filled: entries lead to
their headings; the page numbers are fields too, which Word writes when it updates the contents (F9).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from html import escape
from io import BytesIO
from typing import BinaryIO

import docx
from docx.document import Document as Package
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from consult.documents import docx_styles, markdown
from consult.documents.numbers import cell_text, long_date
from consult.documents.pictures import png
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

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_STYLES = {"body": "BodyText", "lead": "Lead", "meta": "Meta", "heading": "Passage"}
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_TEXT_WIDTH = 9072  # twentieths of a point: A4 less two margins of 2.5 cm
_LOGO_HEIGHT, _LOGO_WIDTH = 1134, 4536  # 2 cm, 8 cm
_EMU = 635  # English metric units in a twentieth of a point


def write(document: Document, out: BinaryIO) -> None:
    """Write the DOCX: title page, contents where the tree asks for them, page numbers, real styles and lists."""
    package = docx.Document()
    docx_styles.apply(package, document.language, document.title, document.look.colour)
    _set_properties(package, document)
    writer = _Writer(document, package)
    parts = [writer.logo(), _title_page(document), *map(writer.block, document.blocks)]
    docx_styles.add_lists(package, writer.numbered)
    body = package.element.body
    for element in reversed(parse_xml(f"<w:body {_NAMESPACES}>{''.join(parts)}</w:body>")):
        body.insert(0, element)
    package.save(out)


def _set_properties(package: Package, document: Document) -> None:
    properties = package.core_properties
    # Core properties hold 255 characters each.
    properties.title = document.title[:255]
    properties.subject = document.subtitle[:255]
    properties.author = document.author[:255]
    properties.language = document.language
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(document.date, time(), UTC).replace(tzinfo=None)


def _title_page(document: Document) -> str:
    lines = (
        ("Institution", document.author),
        ("Title", document.title),
        ("Subtitle", document.subtitle),
        ("Meta", long_date(document.date, document.language)),
    )
    return "".join(_paragraph(style, _text(line)) for style, line in lines if line) + _PAGE_BREAK * document.cover


def _paragraph(style: str, content: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def _text(text: str, properties: str = "") -> str:
    lines = escape(text, quote=False).split("\n")
    content = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{properties}{content}</w:r>"


def _field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


class _Writer:
    """Writes blocks; `indent` is how deep we are in quotes and lists."""

    def __init__(self, document: Document, package: Package) -> None:
        self.document = document
        self.package = package
        self.bookmarks = {heading.id: number for number, heading in enumerate(document.headings(), 1)}
        self.links: dict[str, str] = {}
        self.numbered: list[int] = []
        self.pictures = 0

    def logo(self) -> str:
        look = self.document.look
        if not look.logo:
            return ""
        self.pictures += 1
        name, _ = self.package.part.get_or_add_image(BytesIO(look.logo))
        width = min(_LOGO_WIDTH, int(_LOGO_HEIGHT / look.ratio))
        drawing = _drawing(self.pictures, name, look.logo_alt, width * _EMU, int(width * look.ratio) * _EMU)
        return _paragraph("Institution", f"<w:r>{drawing}</w:r>")

    def block(self, block: Block, quoted: int = 0, listed: int = 0) -> str:
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph():
                style = _STYLES[block.role] if not quoted or block.role != "body" else "Quote"
                return _paragraph(style, self.runs(block.runs), _indented(quoted, listed))
            case Quote():
                said = _paragraph("QuoteSource", _text(block.attribution), _indented(quoted + 1, listed))
                return self.blocks(block.blocks, quoted + 1, listed) + (said if block.attribution else "")
            case BulletList():
                return self.bullets(block, quoted, listed)
            case Preformatted():
                return _paragraph("Code", _text(block.text), _indented(quoted, listed))
            case Rule():
                return _paragraph("Rule", "")
            case TimeBar():
                return _paragraph("Meta", "", _bar(block))
            case Figures():
                return self.figures(block)
            case Table():
                return self.table(block)
            case Chart() | Network() | Map() | Plan():
                return self.chart(block)
            case RichText():
                return self.blocks(markdown.blocks(block.source), quoted, listed)
            case PageBreak():
                return _PAGE_BREAK
            case Contents():
                return self.contents(block)

    def blocks(self, blocks: Iterable[Block], quoted: int = 0, listed: int = 0) -> str:
        return "".join(self.block(block, quoted, listed) for block in blocks)

    def heading(self, block: Heading) -> str:
        number = self.bookmarks[block.id]
        start = f'<w:bookmarkStart w:id="{number}" w:name="{_bookmark(number)}"/>'
        content = f'{start}{_text(block.text)}<w:bookmarkEnd w:id="{number}"/>'
        return _paragraph(f"Heading{block.level}", content)

    def runs(self, runs: Iterable[Run]) -> str:
        return "".join(map(self.run, runs))

    def run(self, run: Run) -> str:
        style = "Hyperlink" if run.link else "CodeChar" if run.code else ""
        properties = (
            (f'<w:rStyle w:val="{style}"/>' if style else "")
            + "<w:b/>" * run.bold
            + "<w:i/>" * run.italic
            + "<w:strike/>" * run.strike
        )
        text = _text(run.text, f"<w:rPr>{properties}</w:rPr>" if properties else "")
        if run.link.startswith("#"):
            number = self.bookmarks.get(run.link[1:])
            return f'<w:hyperlink w:anchor="{_bookmark(number)}">{text}</w:hyperlink>' if number else text
        return f'<w:hyperlink r:id="{self.link(run.link)}">{text}</w:hyperlink>' if run.link else text

    def link(self, target: str) -> str:
        if target not in self.links:
            name = f"rLink{len(self.links) + 1}"
            # Adding by name spares python-docx a search through all earlier relationships.
            self.package.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, target, name, is_external=True)
            self.links[target] = name
        return self.links[target]

    def bullets(self, block: BulletList, quoted: int, listed: int) -> str:
        if block.ordered:
            self.numbered.append(block.start)
        number = docx_styles.BULLETS + len(self.numbered) if block.ordered else docx_styles.BULLETS
        style = "ListNumber" if block.ordered else "ListBullet"
        marker = f'<w:numPr><w:ilvl w:val="{min(listed, 8)}"/><w:numId w:val="{number}"/></w:numPr>'
        items = []
        for item in block.items:
            first, rest = (item[0], item[1:]) if item and isinstance(item[0], Paragraph) else (Paragraph(()), item)
            items.append(_paragraph(style, self.runs(first.runs), marker))
            items.append(self.blocks(rest, quoted, listed + 1))
        return "".join(items)

    def figures(self, block: Figures) -> str:
        most = 4
        rows = [block.items[place : place + most] for place in range(0, len(block.items), most)]
        width = _TEXT_WIDTH // max(1, min(most, len(block.items)))
        lines = "".join(
            "<w:tr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                + _paragraph("FigureValue", _text(self.text(item.value)))
                + _paragraph("FigureLabel", _text(item.label))
                + "</w:tc>"
                for item in row
            )
            + "</w:tr>"
            for row in rows
        )
        grid = f'<w:gridCol w:w="{width}"/>' * min(most, len(block.items))
        return (
            f"<w:tbl>{_table_properties('Figures')}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>{_AFTER}" if rows else ""
        )

    def table(self, table: Table) -> str:
        weights = table.weights()
        widths = [_TEXT_WIDTH * weight // sum(weights) for weight in weights]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        heads = ["TableHeadNumber" if right else "TableHead" for right in table.numeric()]
        head = "".join(map(_cell, widths, heads, table.columns))
        rows = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{self.row(row, widths)}</w:tr>" for row in table.rows)
        caption = _paragraph("Caption", _text(table.caption)) if table.caption else ""
        return (
            f"{caption}<w:tbl>{_table_properties('Data', table.caption)}<w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>{_AFTER}"
        )

    def row(self, row: tuple[Cell, ...], widths: list[int]) -> str:
        styles = ["TableNumber" if isinstance(cell, int | float) else "TableText" for cell in row]
        return "".join(map(_cell, widths, styles, map(self.text, row)))

    def chart(self, chart: Drawing) -> str:
        self.pictures += 1
        picture = png(chart, self.document.language)
        name, _ = self.package.part.get_or_add_image(BytesIO(picture.data))
        width = _TEXT_WIDTH * _EMU
        drawing = _drawing(
            self.pictures, name, f"{chart.title}. {chart.description}", width, int(width * picture.ratio)
        )
        parts = (
            _paragraph("ChartTitle", _text(chart.title)),
            _paragraph("Picture", f"<w:r>{drawing}</w:r>"),
            _paragraph("Meta", _text(chart.description)),
        )
        return "".join(parts) + self.table(chart.data())

    def contents(self, block: Contents) -> str:
        headings = self.document.headings(block.depth)
        code = f'TOC \\o "1-{block.depth}" \\h \\z \\u'
        begin, end = _field(code, "|").split("|")
        lines = [self.entry(heading, begin if place == 0 else "") for place, heading in enumerate(headings)]
        lines.append(f"<w:p>{end}</w:p>" if headings else "")
        return _paragraph("ContentsTitle", _text(block.title)) + "".join(lines)

    def entry(self, heading: Heading, begin: str) -> str:
        anchor = _bookmark(self.bookmarks[heading.id])
        page = _field(f"PAGEREF {anchor} \\h", "<w:r><w:t></w:t></w:r>")
        link = f'<w:hyperlink w:anchor="{anchor}">{_text(heading.text)}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        return _paragraph(f"TOC{heading.level}", begin + link)

    def text(self, cell: Cell) -> str:
        return cell_text(cell, self.document.language)


_AFTER = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _indented(quoted: int, listed: int) -> str:
    depth = min(listed, 8) * 360 + (min(quoted, 6) * 360 if quoted else 0)
    return f'<w:ind w:left="{depth}"/>' if depth else ""


def _bar(block: TimeBar) -> str:
    """An empty line under a thick border, drawn in as far as the bar begins and ends."""
    left, right = int(_TEXT_WIDTH * block.start), int(_TEXT_WIDTH * (1 - block.end))
    border = '<w:pBdr><w:top w:val="single" w:sz="36" w:space="0" w:color="1F4F7B"/></w:pBdr>'
    spacing = '<w:spacing w:before="60" w:after="0" w:line="80" w:lineRule="exact"/>'
    return f'<w:keepNext/>{border}{spacing}<w:ind w:left="{left}" w:right="{right}"/>'


def _table_properties(style: str, caption: str = "") -> str:
    named = f'<w:tblCaption w:val="{escape(caption)}"/>' if caption else ""
    look = '<w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1"/>'
    return f'<w:tblPr><w:tblStyle w:val="{style}"/>{look}{named}</w:tblPr>'


def _cell(width: int, style: str, text: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(style, _text(text))}</w:tc>'


def _drawing(number: int, name: str, description: str, width: int, height: int) -> str:
    said = escape(description)
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="chart-{number}" descr="{said}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="chart-{number}" descr="{said}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )
