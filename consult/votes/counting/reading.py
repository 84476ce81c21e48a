"""From the bytes of a file of ballots to lines, and from cells to numbers and names.

UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252 (Debian's sheet of 2007). What is empty, too
large, cut or no text is refused. Lines are numbered as an editor shows them.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from consult.reading.records import Records
from consult.votes.counting.ballots import Number
from consult.votes.counting.election import CountRefused

MAX_BYTES = 256 * 1024 * 1024
MAX_OPTIONS = 1_000
MAX_COUNT = 1_000_000_000
_AMOUNT = re.compile(r"[0-9]{1,15}([.,][0-9]{1,6})?", re.ASCII)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
Row = tuple[int, list[str]]


def refuse(line: int, message: str) -> CountRefused:
    """What to raise for an error on this line. JSON can name halves of a character, which no terminal prints."""
    message = message.encode(errors="replace").decode()
    return CountRefused(_("Ligne %(line)d : %(message)s", line=line, message=message))


def read_text(data: bytes) -> str:
    """Decode a file; all lines end with "\\n"."""
    if len(data) > MAX_BYTES:
        raise refuse(1, _("ce fichier dépasse 256 Mo."))
    text = _decoded(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise refuse(1, _("ce fichier est vide."))
    if strange := _BINARY.search(text):
        raise refuse(text.count("\n", 0, strange.start()) + 1, _("ce fichier n’est pas du texte."))
    return text


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.end == len(data) and error.reason in ("unexpected end of data", "truncated data"):
            raise refuse(line, _("ce fichier est coupé au milieu d’un caractère.")) from error
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise refuse(line, _("ce fichier n’est pas du texte, ou son encodage est inconnu.")) from error


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a table that are not blank, each with the number of its last line; cells stripped."""
    reader = Records(text, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > MAX_OPTIONS + 1:
                raise refuse(reader.line, _("plus de %(most)d colonnes.", most=MAX_OPTIONS))
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line, cells
    except csv.Error as error:
        raise refuse(reader.line, _("ce tableau est mal formé : un guillemet, ou une case trop longue.")) from error


def whole(cell: str, line: int, what: str) -> int:
    """A whole number from 0."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 10 and int(cell) <= MAX_COUNT):
        raise refuse(line, _("%(what)s : « %(cell)s » n’est pas un nombre entier positif.", what=what, cell=cell[:40]))
    return int(cell)


def amount(cell: str, line: int, what: str) -> Number:
    """A number from 0 with at most six decimals, exact."""
    if not _AMOUNT.fullmatch(cell):
        raise refuse(line, _("%(what)s : « %(cell)s » n’est pas un nombre positif.", what=what, cell=cell[:40]))
    value = Fraction(Decimal(cell.replace(",", ".")))
    return value.numerator if value.denominator == 1 else value


@dataclass(slots=True)
class Names:
    """The options of a file, by name."""

    indices: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, line: int) -> int:
        """A new option."""
        if not name:
            raise refuse(line, _("une option n’a pas de nom."))
        if name.encode(errors="replace").decode() != name:
            raise refuse(line, _("ce fichier n’est pas du texte."))
        if name in self.indices:
            raise refuse(line, _("l’option « %(name)s » est là deux fois.", name=name[:80]))
        if len(self.indices) == MAX_OPTIONS:
            raise refuse(line, _("plus de %(most)d options.", most=MAX_OPTIONS))
        return self.indices.setdefault(name, len(self.indices))

    def find(self, name: str, line: int) -> int:
        """A known option."""
        if name not in self.indices:
            raise refuse(line, _("« %(name)s » n’est pas une des options.", name=name[:80]))
        return self.indices[name]
