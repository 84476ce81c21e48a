"""Writing the archive: each table row by row, with the sum of what was written; nothing is held in memory."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import sqlalchemy as sa
from flask import current_app

from consult import clock
from consult.consultations.models import Consultation
from consult.datasets import DATASETS, Column, Dataset, Kind, Row
from consult.db import db
from consult.exports.formats import FORMATS
from consult.exports.freshness import taken_back
from consult.exports.opendata import describing
from consult.exports.opendata.identifiers import Identifiers
from consult.exports.opendata.models import KeptRow

Tell = Callable[[int], None]
SUMS = "SHA256SUMS"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same data makes the same archive


class Summing(io.RawIOBase):
    """A file that remembers the sum of what was written to it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.sum = out, hashlib.sha256()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Write and add up."""
        self.sum.update(data)
        return self._out.write(data)


class Archive:
    """A ZIP under way."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._sums: dict[str, str] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A file of the archive, to be written."""
        entry = ZipInfo(name, EPOCH)
        entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
        with self._archive.open(entry, "w", force_zip64=True) as out:
            summing = Summing(out)
            buffered = io.BufferedWriter(summing, 65_536)
            yield buffered
            buffered.flush()
        self._sums[name] = summing.sum.hexdigest()

    def text(self, name: str, content: str) -> None:
        """A whole file."""
        with self.file(name) as out:
            out.write(content.encode())

    def finish(self) -> None:
        """Write the sums of all files."""
        self.text(SUMS, "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())))


def times_taken_back(path: Path) -> int | None:
    """How often something had been hidden or taken back when this archive was read; None: nobody knows."""
    try:
        with ZipFile(path) as archive:
            return int(archive.comment)
    except (OSError, BadZipFile, ValueError):
        return None


def open_datasets() -> list[Dataset]:
    """The tables that are for everybody, in their order."""
    return [one for one in DATASETS.values() if one.open]


def write(
    out: BinaryIO, consultation: Consultation, *, address: str, tell: Tell = lambda tables: None
) -> dict[str, int]:
    """Write the archive of a consultation whose key was made; say how many rows each table has."""
    identifiers = Identifiers(consultation.id)
    counts: dict[Dataset, int] = {}
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        archive.comment = str(taken_back(consultation.id)).encode()
        files = Archive(archive)
        for number, one in enumerate(open_datasets()):
            tell(number)
            counts[one] = _write_table(files, one, consultation.id, identifiers)
        _write_words(files, consultation, counts, clock.now(), address)
        files.finish()
    return {one.name: count for one, count in counts.items()}


def _write_table(files: Archive, one: Dataset, consultation_id: int, identifiers: Identifiers) -> int:
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows(one, consultation_id, identifiers):
            count += 1
            yield row

    with files.file(f"{one.name}/{one.name}.csv") as table:
        FORMATS["csv"].write(table, one.names, counted(), title=one.name)
    schema = describing.table_schema(one)
    files.text(f"{one.name}/schema.json", json.dumps(schema, ensure_ascii=False, indent=1) + "\n")
    return count


def _write_words(
    files: Archive, consultation: Consultation, counts: dict[Dataset, int], moment: datetime, address: str
) -> None:
    title = str(current_app.config["INSTANCE_NAME"])
    with files.file("dictionnaire.csv") as out:
        FORMATS["csv"].write(out, describing.DICTIONARY, describing.dictionary(list(counts)), title=title)
    files.text("LICENCE.txt", describing.LICENCE_TEXT)
    files.text("README.md", describing.readme(consultation, counts, moment=moment, address=address))
    told = describing.dcat(consultation, list(counts), moment=moment, address=address, title=title)
    files.text("dcat.jsonld", told)


def rows(one: Dataset, consultation_id: int, identifiers: Identifiers) -> Iterator[Row]:
    """The rows of a table as open data tells them; first those that came with an import and could not be rebuilt."""
    query = sa.select(KeptRow.cells).filter_by(consultation_id=consultation_id, dataset_name=one.name)
    yield from db.session.scalars(query.order_by(KeptRow.position).execution_options(yield_per=1_000))
    tellers = [_teller(column, identifiers) for column in one.columns]
    for row in one.rows(consultation_id):
        yield tuple(tell(cell) for tell, cell in zip(tellers, row, strict=True))


def _teller(column: Column, identifiers: Identifiers) -> Callable[[Any], Any]:
    if column.kind is Kind.IDENTIFIER:
        return lambda cell: identifiers.of(column.to, cell)
    if column.hides_small:
        return lambda cell: None if cell is not None and 0 < cell < describing.SMALL else cell
    return lambda cell: cell
