"""Formats of tabular exports. To add one, write a function below with @register; every export offers it.

A format writes `columns`, then `rows`, to a binary file, one row at a time: memory does not grow with the table.
Cells are text, numbers, booleans, dates or None (empty); dates are ISO 8601. In what a spreadsheet opens, a text that
begins with `= + - @`, a tab or a carriage return stays a text (OWASP, "CSV injection"); numbers stay numbers. In CSV an
apostrophe before it says so; a text that begins with apostrophes and then such a sign gets one more, so that taking one
away gives back every text (`unguarded`).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from itertools import chain, islice
from math import isfinite
from typing import Any, BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

Cell = str | int | float | Decimal | bool | date | datetime | None


class Write(Protocol):
    def __call__(
        self, out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a table: what it is called, its file name extension, its media type."""

    name: str
    extension: str
    media_type: str
    label: str
    write: Write


FORMATS: dict[str, Format] = {}

LONGEST_CELL = 32_767
CUT = " […]"
LONGEST_SHEET = 1_048_575  # rows under the header, in Excel and LibreOffice alike; what is beyond begins a new sheet
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def register(name: str, extension: str, media_type: str, label: str) -> Callable[[Write], Write]:
    def add(write: Write) -> Write:
        FORMATS[name] = Format(name, extension, media_type, label, write)
        return write

    return add


@register("csv", "csv", "text/csv", "CSV")
def write_csv(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    _write_csv(out, columns, rows, delimiter=",", encoding="utf-8")


@register("csv-fr", "csv", "text/csv", "CSV pour tableur français")
def write_french_csv(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    _write_csv(out, columns, rows, delimiter=";", encoding="utf-8-sig", point=",")


@register("json", "json", "application/json", "JSON")
def write_json(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    before = b"["
    for line in _json_lines(columns, rows):
        out.write(before + b"\n" + line)
        before = b","
    out.write(b"\n]\n" if before == b"," else b"[]\n")


@register("jsonl", "jsonl", "application/x-ndjson", "JSON, un objet par ligne")
def write_json_lines(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    for line in _json_lines(columns, rows):
        out.write(line + b"\n")


@register("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Classeur Excel (XLSX)")
def write_xlsx(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    """Write one sheet; a text past Excel's 32,767 characters is cut, and the cut shown."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with _disk_errors(), Workbook(out, options | {"strings_to_numbers": False, "nan_inf_to_errors": False}) as book:
        book.set_properties({"title": _xml_text(title)})
        for name, part in _sheets(title, rows):
            _write_sheet(book.add_worksheet(name), columns, part, book.add_format({"bold": True}))


@register("ods", "ods", "application/vnd.oasis.opendocument.spreadsheet", "Classeur LibreOffice (ODS)")
def write_ods(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    """Write one sheet, as a stream of OpenDocument 1.2."""
    media_type = FORMATS["ods"].media_type
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", media_type, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(media_type=media_type))
        archive.writestr("meta.xml", _META.format(title=escape(_xml_text(title))))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(_CONTENT_START.encode())
            for name, part in _sheets(title, rows):
                head = _TABLE_START.format(name=escape(name), count=max(len(columns), 1))
                head += f"<table:table-header-rows>{_ods_row(columns, 'H')}</table:table-header-rows>"
                content.write(head.encode())
                for row in part:
                    content.write(_ods_row(_rectangular(columns, row)).encode())
                content.write(b"</table:table>")
            content.write(_CONTENT_END.encode())


def unguarded(text: str) -> str:
    """A text as it was before CSV put an apostrophe in front of it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _sheets(title: str, rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    """The rows, sheet by sheet; there is a sheet even where there is no row."""
    left = iter(rows)
    row = next(left, None)
    number = 1
    yield _sheet_name(title), islice(chain([] if row is None else [row], left), LONGEST_SHEET)
    while (row := next(left, None)) is not None:
        number += 1
        yield f"{_sheet_name(title)[:26]} {number}", islice(chain([row], left), LONGEST_SHEET)


def _write_sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[Cell]], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _fitting(column), bold)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(_rectangular(columns, row)):
            if isinstance(cell, str):
                sheet.write_string(line, place, _fitting(cell))
            elif cell is not None:
                sheet.write(line, place, cell)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """XlsxWriter wraps what the disk says."""
    try:
        yield
    except FileCreateError as error:
        raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))) from error


def _plain(cell: Cell) -> str | int | float | bool | None:
    """Return `cell` as text, a finite number or nothing."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        cell = int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, float) and not isfinite(cell):
        return None
    # Fifteen digits are all a spreadsheet keeps of a number: a longer one is safer as text.
    return str(cell) if isinstance(cell, int) and abs(cell) >= 10**15 else cell


def _rectangular(columns: Sequence[str], row: Sequence[Cell]) -> Iterator[str | int | float | bool | None]:
    for _, cell in zip(columns, row, strict=True):
        yield _plain(cell)


def _csv_cell(cell: str | int | float | bool | None, point: str) -> str | int | None:
    if isinstance(cell, str):
        cell = _SURROGATES.sub("", cell).replace("\x00", "")
        return f"'{cell}" if _FORMULA.match(cell) else cell
    if isinstance(cell, bool):
        return str(cell).lower()
    return repr(cell).replace(".", point) if isinstance(cell, float) else cell


def _write_csv(
    out: BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    delimiter: str,
    encoding: str,
    point: str = ".",
) -> None:
    text = io.TextIOWrapper(out, encoding=encoding, newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([_csv_cell(column, point) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell, point) for cell in _rectangular(columns, row)])
    text.flush()
    text.detach()


def _json_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    for row in rows:
        line = json.dumps(dict(zip(columns, _rectangular(columns, row), strict=True)), ensure_ascii=False)
        yield _SURROGATES.sub("\ufffd", line).encode()


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("", text)


def _fitting(text: str) -> str:
    text = _xml_text(text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", _xml_text(title)).strip()[:31].strip() or "Export"


def _ods_row(row: Iterable[str | int | float | bool | None], style: str = "") -> str:
    return f"<table:table-row>{''.join(_ods_cell(cell, style) for cell in row)}</table:table-row>"


def _ods_cell(cell: str | int | float | bool | None, style: str) -> str:
    named = f' table:style-name="{style}"' if style else ""
    if cell is None or cell == "":
        return f"<table:table-cell{named}/>"
    if isinstance(cell, bool):
        value = str(cell).lower()
        return f'<table:table-cell{named} office:value-type="boolean" office:boolean-value="{value}"/>'
    if isinstance(cell, str):
        return f'<table:table-cell{named} office:value-type="string">{_ods_lines(cell)}</table:table-cell>'
    typed = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell{named} {typed}><text:p>{cell}</text:p></table:table-cell>"


def _ods_lines(text: str) -> str:
    lines = re.split("\r\n|\r|\n", escape(_xml_text(text), quote=False))
    return "".join(f"<text:p>{_ods_spaces(line)}</text:p>" for line in lines)


def _ods_spaces(line: str) -> str:
    """Return `line` with the spaces that OpenDocument would merge written as elements."""
    line = line.replace("\t", "<text:tab/>")
    return re.sub(r"^ +| {2,}| +$", lambda run: f'<text:s text:c="{len(run[0])}"/>', line)


_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)
_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    _START + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
    'manifest:media-type="{media_type}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_META = (
    _START + f"<office:document-meta {_NAMESPACES}><office:meta><dc:title>{{title}}</dc:title></office:meta>"
    "</office:document-meta>"
)
_CONTENT_START = (
    _START + f"<office:document-content {_NAMESPACES}><office:automatic-styles>"
    '<style:style style:name="H" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_TABLE_START = '<table:table table:name="{name}"><table:table-column table:number-columns-repeated="{count}"/>'
_CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"
