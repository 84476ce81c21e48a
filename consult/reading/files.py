"""From bytes to text: any encoding that French offices produce, and a clear refusal for the rest.

UTF-8 with or without a byte order mark, UTF-16 with one, Windows-1252. Line ends become "\\n", so that the number of a
line is the one an editor shows. What is empty, binary or above 20 MB is refused with a sentence and a line.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _

from consult.errors import ConsultError
from consult.reading.records import Records

MAX_BYTES = 20 * 1024 * 1024
DELIMITERS = ",;\t"
_SAMPLE_ROWS = 60
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MANY, _RARE = 10_000, 500


class ImportRefused(ConsultError):
    """The file cannot be imported; the sentence says why and where. Nothing has been written."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name, to speak of it, and its bytes."""

    name: str
    data: bytes


def read_text(data: bytes) -> str:
    """Decode a file. Raise `ImportRefused` where it is empty, too large, binary, or in no known encoding."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(_("Ligne 1 : ce fichier dépasse 20 Mo. Coupez-le en plusieurs fichiers."))
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\f\u00a0"):
        raise ImportRefused(_("Ligne 1 : ce fichier est vide."))
    _refuse_binary(text)
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data, "utf-8-sig")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A cut in the middle of the last character is a cut file, not another encoding.
        if error.start > 0 and error.end == len(data) and error.reason == "unexpected end of data":
            return _strictly(data, "utf-8")
        return _strictly(data, "cp1252")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.end == len(data) and error.reason in ("unexpected end of data", "truncated data"):
            message = _("Ligne %(line)d : ce fichier est coupé au milieu d’un caractère.", line=line)
        else:
            message = _("Ligne %(line)d : ce fichier n’est pas du texte, ou son encodage est inconnu.", line=line)
        raise ImportRefused(message) from error


def _refuse_binary(text: str) -> None:
    """A NUL, or more than a stray control character or two in a short stretch, and it is no text."""
    strange = [found.start() for found in islice(_STRANGE.finditer(text), _MANY)]
    first = text.find("\0")
    if first < 0 and len(strange) > max(2, len(text) // _RARE):
        first = strange[0]
    if first >= 0:
        line = text.count("\n", 0, first) + 1
        raise ImportRefused(_("Ligne %(line)d : ce fichier n’est pas du texte.", line=line))


def sniff(text: str) -> str:
    """The delimiter of a table: the one under which most rows are as wide as the first."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    widths = list(_widths(text, delimiter))
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (Counter(widths)[widths[0]] / len(widths), widths[0])


def _widths(text: str, delimiter: str) -> Iterator[int]:
    reader = Records(text, delimiter=delimiter)
    try:
        for __, row in zip(range(_SAMPLE_ROWS), filter(None, reader), strict=False):
            yield len(row)
    except csv.Error:
        return
