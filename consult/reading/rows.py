"""A delimited file as rows that know their line. What cannot be read is an `Oddity`; a file that was cut is refused.

Column names are compared without case, accents or the language that Decidim adds ("Title/fr" is "title").
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from consult.reading.files import ImportRefused, Upload, read_text, sniff
from consult.reading.records import Records
from consult.text import fold

_LANGUAGE = re.compile(r"/(?:fr|en|ca|es|machine_translations/\w+)$")


MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something the importer met and how it read it, as a sentence for the person who imports."""

    line: int
    kind: str
    message: str
    file: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """For JSON: `{"line", "kind", "message"}`, and `"file"` where there are several."""
        place: dict[str, str | int] = {"file": self.file} if self.file else {}
        return place | {"line": self.line, "kind": self.kind, "message": self.message}


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its file, the line where it starts, its cells by column, without the spaces around them."""

    file: str
    line: int
    cells: dict[str, str]

    def get(self, *columns: str) -> str:
        """The first of these cells that holds something; "" where none does."""
        return next((self.cells[column] for column in columns if self.cells.get(column)), "")

    def odd(self, kind: str, message: str) -> Oddity:
        """An oddity at this row."""
        return Oddity(self.line, kind, message, self.file)


@dataclass(slots=True)
class Table:
    """A file's columns (as compared, and as written) and its readable rows."""

    name: str
    columns: list[str]
    written: list[str]
    rows: list[Row] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)


def column(name: str) -> str:
    """A column's name as it is compared."""
    return _LANGUAGE.sub("", fold(name.strip("\ufeff ")))


def read_table(upload: Upload) -> Table:
    """Read a delimited file. Raise `ImportRefused` where it is no table, or stops in the middle of a row."""
    try:
        text = read_text(upload.data)
        return _table(upload.name, text, sniff(text))
    except ImportRefused as refusal:
        raise ImportRefused(f"{upload.name} — {refusal}") from refusal


def _table(name: str, text: str, delimiter: str) -> Table:
    records = _records(text, delimiter)
    line, header = next(records, (1, []))
    written = [cell.strip("\ufeff ") for cell in header]
    if len(header) < 2 or not any(written):
        raise ImportRefused(_("Ligne %(line)d : ce fichier n’est pas un tableau avec des noms de colonnes.", line=line))
    table = Table(name, [column(cell) for cell in header], written)
    cells = header
    for line, cells in records:
        if len(table.rows) + len(table.oddities) >= MOST_ROWS:
            raise ImportRefused(_("Ligne %(line)d : ce fichier est trop long. Coupez-le en plusieurs.", line=line))
        _add(table, line, cells)
    if len(cells) < len(header) and not text.endswith("\n"):
        raise ImportRefused(_("Ligne %(line)d : le fichier s’arrête au milieu de cette ligne.", line=line))
    return table


def _add(table: Table, line: int, cells: Sequence[str]) -> None:
    width = len(table.columns)
    if len(cells) < width or any(cells[width:]):
        message = _(
            "%(found)d colonnes au lieu de %(width)d ; cette ligne est laissée de côté.", found=len(cells), width=width
        )
        table.oddities.append(Oddity(line, "row-width", message, table.name))
        return
    found: dict[str, str] = {}
    for name, cell in zip(table.columns, cells, strict=False):
        found[name] = found.get(name) or cell.strip()
    table.rows.append(Row(table.name, line, found))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records that hold something, each with the line where it starts."""
    reader = Records(text, delimiter=delimiter)
    start = last = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            last, start = start, reader.line + 1
    except csv.Error as error:
        message = _(
            "Ligne %(line)d : un guillemet ouvert n’est pas refermé, ou une cellule est trop longue.", line=start
        )
        raise ImportRefused(message) from error
    _refuse_cut(text, delimiter, last)


def _refuse_cut(text: str, delimiter: str, line: int) -> None:
    """A last record whose quotes are left open was cut in the middle of a text."""
    record = "\n".join(text.split("\n")[line - 1 :])
    try:
        list(Records(record, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = _("Ligne %(line)d : le fichier s’arrête au milieu du texte commencé ici.", line=line)
            raise ImportRefused(message) from error
