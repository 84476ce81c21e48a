"""Ballots from a file: Pabulib's `.pb`, Debian's tally sheets, tables (CSV), our own form (JSON).

The content tells which, not the name. Each reader is a module that says what its format is; it raises `CountRefused`,
with the line, and nothing else.
"""

import re

from consult.votes.counting.debian import read_debian
from consult.votes.counting.election import Election
from consult.votes.counting.own import read_own
from consult.votes.counting.pabulib import read_pabulib
from consult.votes.counting.reading import read_text
from consult.votes.counting.table import read_table

_DEBIAN = re.compile(r"^V: |\bOption 1\s*-+>:", re.MULTILINE)


def read_ballots(data: bytes) -> Election:
    """Read a file of ballots in any of the formats."""
    text = read_text(data)
    start = text.lstrip()
    if start.startswith(("{", "[")):
        return read_own(text)
    if start.partition("\n")[0].strip(" ;") in ("META", "PROJECTS", "VOTES"):
        return read_pabulib(text)
    if _DEBIAN.search(text[:100_000]):
        return read_debian(text)
    return read_table(text)
