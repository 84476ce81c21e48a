"""Comma-separated values, read under one bound: the only place that opens `csv`.

`csv` knows one bound on a cell for the whole process. Whoever raises it for one table raises it for all that are being
read meanwhile, and libraries lift it when they are imported; so it stands at the largest of ours, and each table counts
its own cells.
"""

import csv
import io
from collections.abc import Iterator
from typing import TextIO

LONGEST_CELL = 131_072  # characters; a longer cell is a quotation mark that was left open
LARGEST_CELL = 2_000_000  # characters of a cell of an archive of our own


class Records(Iterator[list[str]]):
    """The records of a table, each a list of cells; `line` is the last line read, from 1.

    Raises csv.Error at a record that is not well formed, or that has a cell of more than `longest` characters.
    """

    def __init__(
        self, text: str | TextIO, *, delimiter: str = ",", strict: bool = False, longest: int = LONGEST_CELL
    ) -> None:
        csv.field_size_limit(LARGEST_CELL)
        lines = io.StringIO(text, newline="") if isinstance(text, str) else text
        self._reader = csv.reader(lines, delimiter=delimiter, strict=strict)
        self._longest = longest

    @property
    def line(self) -> int:
        """The last line that was read, from 1."""
        return self._reader.line_num

    def __next__(self) -> list[str]:
        record = next(self._reader)
        if any(len(cell) > self._longest for cell in record):
            raise csv.Error(f"field larger than field limit ({self._longest})")
        return record
