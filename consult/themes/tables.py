"""Texts of a table (CSV) that is not a consultation: any encoding, comma, semicolon or tab, one column or many.

Each record under the header is a row, whatever its width, so that the number of a row is its place in the file.
"""

import csv
from collections.abc import Sequence

from flask_babel import gettext as _

from consult.reading.files import ImportRefused, Upload, read_text, sniff
from consult.reading.records import Records
from consult.reading.rows import MOST_ROWS, column
from consult.themes.analysis.texts import CannotAnalyse, Text


def read_texts(upload: Upload, columns: Sequence[str]) -> list[Text]:
    """One text a row. One column is its body; the first of several is its title.

    Raises `ImportRefused` where the file cannot be read, `CannotAnalyse` where a column is missing.
    """
    records = _records(upload)
    header = [column(cell) for cell in records[0]]
    if not columns:
        raise CannotAnalyse(
            _("Dites quelles colonnes lire. Celles du fichier : %(columns)s.", columns=", ".join(records[0]))
        )
    missing = [name for name in columns if column(name) not in header]
    if missing:
        message = _(
            "Ce fichier n’a pas de colonne « %(name)s ». Ses colonnes : %(columns)s.",
            name=", ".join(missing),
            columns=", ".join(records[0]),
        )
        raise CannotAnalyse(message)
    places = [header.index(column(name)) for name in columns]
    return [_text([record[at].strip() if at < len(record) else "" for at in places]) for record in records[1:]]


def _refuse_open_quote(content: str) -> None:
    """Raise csv.Error where a quotation mark is never closed: all that follows would be one cell, and rows be lost."""
    try:
        for _record in Records(content, delimiter=sniff(content), strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise


def _text(cells: Sequence[str]) -> Text:
    return Text(cells[0], "\n".join(filter(None, cells[1:]))) if len(cells) > 1 else Text("", cells[0])


def _records(upload: Upload) -> list[list[str]]:
    content = read_text(upload.data)
    reader = Records(content, delimiter=sniff(content))
    try:
        found = [record for record in reader if record]
        _refuse_open_quote(content)
    except csv.Error as error:
        line = reader.line
        message = _("Ligne %(line)d : une cellule est trop longue, ou un guillemet n’est pas refermé.", line=line)
        raise ImportRefused(message) from error
    if len(found) > MOST_ROWS:
        raise ImportRefused(_("Ligne %(line)d : ce fichier est trop long. Coupez-le en plusieurs.", line=MOST_ROWS))
    if len(found[0]) == 1:  # one column: what looks like a delimiter is part of the text
        return [[sniff(content).join(record)] for record in found]
    return found
