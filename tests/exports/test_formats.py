"""What holds in every tabular format, then what each promises of its own.

S16: 60 formula cells in CSV, XLSX and ODS: 0 live, as LibreOffice computes them.
"""

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.exports import formats
from consult.exports.datasets import DATASETS
from consult.exports.formats import CUT, FORMATS, LONGEST_CELL, Cell, unguarded
from tests.documents.office import convert, needs_office

NAMES = sorted(FORMATS)
STARTS = ("=", "+", "-", "@", "\t=", "\r=", " =", "\n=", "＝", "－")
BODIES = ("1+41", 'HYPERLINK("http://exemple.fr";"clic")', "cmd|' /C calc'!A0", "SUM(1;41)", "A1", "IMPORTXML(A1;A1)")
FORMULAS = [start + body for start in STARTS for body in BODIES]
COLUMNS = ("id", "title", "created", "share", "open")
ROWS: list[Sequence[Cell]] = [
    (
        1,
        'Un guichet ; « près, de » chez "soi"\nligne 2\n  deux espaces',
        datetime(2026, 3, 1, 9, 5, tzinfo=UTC),
        12.5,
        True,
    ),
    (2, "العربية 👩‍👧 <b>&amp;</b> ]]>", date(2026, 3, 2), Decimal("-3"), False),
    (3, None, None, None, None),
    (4, "nul \x00 \x1f \ud800 \ufffe fin", None, float("nan"), None),
]


def render(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    FORMATS[name].write(out, columns, rows, title="Propositions : [toutes] / 2026")
    return out.getvalue()


def read(name: str, content: bytes) -> list[list[object]]:
    """Return the cells of a file, header first."""
    if name.startswith("csv"):
        text = content.decode("utf-8-sig")
        return [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if name == "csv-fr" else ",")
        ]
    if name.startswith("json"):
        objects = json.loads(content) if name == "json" else [json.loads(line) for line in content.splitlines()]
        return [list(objects[0]), *(list(item.values()) for item in objects)] if objects else []
    if name == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return read_ods(content)


def read_ods(content: bytes) -> list[list[object]]:
    root = ElementTree.fromstring(ZipFile(io.BytesIO(content)).read("content.xml"))
    names = {
        "t": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "x": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    rows = root.iterfind(".//t:table-row", names)
    return [
        ["\n".join("".join(p.itertext()) for p in cell.iterfind("x:p", names)) or None for cell in row] for row in rows
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_format_is_named(name: str) -> None:
    one = FORMATS[name]
    assert (one.name, "/" in one.media_type, bool(one.label), bool(one.extension)) == (name, True, True, True)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_written(name: str) -> None:
    cells = read(name, render(name, COLUMNS, ROWS))
    assert cells[0] == list(COLUMNS)
    assert len(cells) == 5
    assert [str(row[0]) for row in cells[1:]] == ["1", "2", "3", "4"]
    assert [row[2] or None for row in cells[1:]] == ["2026-03-01T09:05:00+00:00", "2026-03-02", None, None]
    assert [str(row[1]).count("fin") for row in cells[1:]] == [0, 0, 0, 1]
    assert [row[3] or None for row in cells[1:]][2:] == [None, None]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_table_is_written(name: str) -> None:
    cells = read(name, render(name, COLUMNS, []))
    assert cells == ([] if name.startswith("json") else [list(COLUMNS)])


@pytest.mark.parametrize("name", NAMES)
def test_a_ragged_row_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"zip\(\)"):
        render(name, COLUMNS, [(1, "trop court")])


@pytest.mark.parametrize("name", NAMES)
def test_memory_does_not_grow_with_the_table(name: str, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        with (tmp_path / f"{name}{rows}").open("w+b") as out:
            tracemalloc.start()
            FORMATS[name].write(
                out, ("id", "body"), ((n, f"commentaire numéro {n} " * 10) for n in range(rows)), title="t"
            )
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return highest

    peak(10)
    assert peak(4000) < peak(400) + 300_000


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    for name in ("json", "jsonl", "csv"):
        (found,) = read(name, render(name, ("a",), [(f"x{text}",)]))[1]
        assert found == f"x{text}"
    for name in ("xlsx", "ods"):
        assert len(read(name, render(name, ("a",), [(text,)]))) == 2


def test_french_csv_opens_in_a_french_office() -> None:
    content = render("csv-fr", COLUMNS, ROWS[:1])
    assert content.startswith(b"\xef\xbb\xbfid;title;created;share;open\r\n")
    assert content.endswith(b";12,5;true\r\n")


def test_numbers_stay_numbers_and_negative_ones_too() -> None:
    rows: list[Sequence[Cell]] = [(-3, -2.5, Decimal("-1.25"), 10**20)]
    assert read("csv", render("csv", "abcd", rows))[1] == ["-3", "-2.5", "-1.25", "100000000000000000000"]
    assert read("xlsx", render("xlsx", "abcd", rows))[1] == [-3, -2.5, -1.25, "100000000000000000000"]
    ods = ZipFile(io.BytesIO(render("ods", "abcd", rows))).read("content.xml").decode()
    assert re.findall(r'office:value="([^"]+)"', ods) == ["-3", "-2.5", "-1.25"]


def test_a_text_too_long_for_excel_is_cut_and_says_so() -> None:
    (found,) = read("xlsx", render("xlsx", ("a",), [("é" * 40_000,)]))[1]
    assert (len(str(found)), str(found).endswith(CUT)) == (LONGEST_CELL, True)
    (whole,) = read("xlsx", render("xlsx", ("a",), [("é" * LONGEST_CELL,)]))[1]
    assert whole == "é" * LONGEST_CELL
    (free,) = read("ods", render("ods", ("a",), [("é" * 40_000,)]))[1]
    assert free == "é" * 40_000


@pytest.mark.parametrize("name", ["csv", "csv-fr"])
def test_no_formula_is_live_in_csv(name: str) -> None:
    cells = [str(row[0]) for row in read(name, render(name, ("a",), [(formula,) for formula in FORMULAS]))[1:]]
    assert len(cells) == 60
    assert cells == [f"'{formula}" for formula in FORMULAS]


def test_no_formula_is_live_in_xlsx() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render("xlsx", ("a",), [(formula,) for formula in FORMULAS])))
    cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells].count("s") == 60
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_no_formula_is_live_in_ods() -> None:
    content = (
        ZipFile(io.BytesIO(render("ods", ("a",), [(formula,) for formula in FORMULAS]))).read("content.xml").decode()
    )
    assert content.count('office:value-type="string"') == 61
    assert "formula" not in content


def test_no_formula_is_live_in_any_column_of_any_table_in_any_format() -> None:
    for name, one in DATASETS.items():
        rows = [[formula] * len(one.columns) for formula in FORMULAS]
        for format_name in FORMATS:
            content = render(format_name, one.names, rows)
            cells = [cell for row in read(format_name, content)[1:] for cell in row]
            assert len(cells) == 60 * len(one.columns)
            guard = "'" if format_name.startswith("csv") else ""
            if format_name != "ods":  # which writes tabs and ends of lines as elements: looked at above
                assert [str(cell).replace("_x000D_", "\r") for cell in cells] == [
                    f"{guard}{formula}" for formula in FORMULAS for _ in one.columns
                ], (name, format_name)


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'", "''", "'a", "a'=1", "' =1", "-", ""])
def test_a_text_comes_back_from_csv_whatever_apostrophes_it_begins_with(text: str) -> None:
    ((found,),) = read("csv", render("csv", ("a",), [(text,)]))[1:] or [[""]]
    assert unguarded(str(found)) == text
    assert not re.match(r"\s*[=+\-@]", str(found))


def test_what_a_sheet_cannot_hold_begins_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LONGEST_SHEET", 3)
    rows = [(n,) for n in range(7)]
    book = openpyxl.load_workbook(io.BytesIO(render("xlsx", ("a",), rows)))
    assert [[cell for (cell,) in sheet.iter_rows(values_only=True)] for sheet in book.worksheets] == [
        ["a", 0, 1, 2],
        ["a", 3, 4, 5],
        ["a", 6],
    ]
    assert len({sheet.title for sheet in book.worksheets}) == 3
    assert [row[0] for row in read("ods", render("ods", ("a",), rows))] == [*"a012", *"a345", *"a6"]
    assert len(openpyxl.load_workbook(io.BytesIO(render("xlsx", ("a",), rows[:3]))).worksheets) == 1


@needs_office
def test_libreoffice_computes_none_of_the_formulas_and_reads_every_cell(tmp_path: Path) -> None:
    tables: tuple[tuple[str, Sequence[str], Iterable[Sequence[Cell]]], ...] = (
        ("formulas", ("a",), [(formula,) for formula in FORMULAS]),
        ("rows", COLUMNS, ROWS),
    )
    files = {
        f"{name}-{kind}.{FORMATS[name].extension}": render(name, columns, rows)
        for name in ("xlsx", "ods", "csv")
        for kind, columns, rows in tables
    }
    # A live formula would show 42, a link or an error.
    made = convert(files, tmp_path, "html:HTML (StarCalc)")
    for name in ("xlsx", "ods", "csv"):
        page = re.sub(r"<[^>]+>", " ", made[f"{name}-formulas"].read_text(encoding="utf-8", errors="replace"))
        assert page.count("1+41") == 10
        assert re.findall(r"\b42\b|#REF|#NAME|#NOM|Err:", page) == []
    text = re.sub(r"<[^>]+>", " ", made["ods-rows"].read_text(encoding="utf-8", errors="replace"))
    assert "2026-03-01T09:05:00+00:00" in text
    assert "chez" in text
