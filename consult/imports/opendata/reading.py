"""Reading an archive: nothing is believed of it. Names, sizes and sums are checked before a row is read."""

import csv
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext as _

from consult.datasets import DATASETS, Column, Dataset, Kind
from consult.exports.formats import unguarded
from consult.exports.opendata.archive import SUMS
from consult.reading.files import ImportRefused
from consult.reading.records import LARGEST_CELL, Records

LARGEST = 4 * 1024**3  # bytes, unpacked
DENSEST = 200  # times that a file may grow when it is unpacked
LAST = 2**31 - 1
_SUM = re.compile(r"([0-9a-f]{64})  (\S.*)")
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
Cells = dict[str, Any]


class Archive:
    """An archive whose files have the sums that it says."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator["Archive"]:
        """Open and check an archive. Raises ImportRefused where it is not one of ours, or not whole."""
        try:
            with path.open("rb") as file, ZipFile(file) as archive:
                one = cls(archive)
                one._check()
                yield one
        except _BROKEN as error:
            raise ImportRefused(_("Cette archive est abîmée, ou n’est pas un ZIP : %(error)s", error=error)) from error

    def _check(self) -> None:
        entries = self._archive.infolist()
        if sum(entry.file_size for entry in entries) > LARGEST or any(
            entry.file_size > 1_000_000 and entry.file_size > DENSEST * entry.compress_size for entry in entries
        ):
            raise ImportRefused(_("Cette archive est trop grande une fois ouverte."))
        names = [entry.filename for entry in entries]
        if SUMS not in names or len(set(names)) != len(names):
            raise ImportRefused(_("Ce n’est pas une archive de données ouvertes d’ici : il y manque ses empreintes."))
        sums = dict(self._sums())
        if set(sums) != set(names) - {SUMS}:
            raise ImportRefused(_("Des fichiers de cette archive manquent, ou sont de trop."))
        for name, told in sums.items():
            with self._archive.open(name) as file:
                if hashlib.file_digest(io.BufferedReader(file), "sha256").hexdigest() != told:  # type: ignore[type-var]
                    raise ImportRefused(_("« %(name)s » a changé depuis l’export.", name=name))

    def _sums(self) -> Iterator[tuple[str, str]]:
        for line in self._archive.read(SUMS).decode("utf-8", "replace").splitlines():
            if (found := _SUM.fullmatch(line)) is None:
                raise ImportRefused(_("Les empreintes de cette archive sont illisibles."))
            yield found[2], found[1]

    def has(self, one: Dataset) -> bool:
        """Whether the archive holds this table."""
        return self._name(one) in self._archive.namelist()

    @staticmethod
    def _name(one: Dataset) -> str:
        return f"{one.name}/{one.name}.csv"

    def rows(self, name: str) -> Iterator[Cells]:
        """The rows of a table, its cells by column, as what they are. Raises ImportRefused at the first odd one."""
        one = DATASETS[name]
        if not self.has(one):
            return
        with self._archive.open(self._name(one)) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            yield from _read(one, text)


def _read(one: Dataset, text: io.TextIOWrapper) -> Iterator[Cells]:
    reader = Records(text, strict=True, longest=LARGEST_CELL)
    try:
        if tuple(next(reader, ())) != one.names:
            raise ImportRefused(_("La table « %(name)s » n’a pas les colonnes attendues.", name=one.name))
        for row in reader:
            cells = zip(one.columns, row, strict=True)
            yield {column.name: _value(column, cell) for column, cell in cells}
    except (csv.Error, ValueError, OverflowError) as error:
        line = reader.line
        message = _("Table « %(name)s », ligne %(line)s : %(error)s", name=one.name, line=line, error=error)
        raise ImportRefused(message) from error


def _value(column: Column, cell: str) -> Any:
    """The cell as what its column holds; None where it is empty and not a text."""
    text = unguarded(cell)
    if column.kind is Kind.WORDS:
        if column.values and text and text not in column.values:
            raise ValueError(f"{column.name}: {text[:40]!r}")
        return text
    if not text:
        return None
    match column.kind:
        case Kind.NUMBER:
            number = int(text)
            if abs(number) > LAST:
                raise ValueError(f"{column.name}: {text[:40]!r}")
            return number
        case Kind.FLAG:
            return {"true": True, "false": False}[text] if text in {"true", "false"} else _refuse(column, text)
        case Kind.MOMENT:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else _refuse(column, text)
        case _:
            return text if re.fullmatch(r"[0-9a-f]{1,64}", text) else _refuse(column, text)


def _refuse(column: Column, text: str) -> Any:
    raise ValueError(f"{column.name}: {text[:40]!r}")
