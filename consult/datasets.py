"""Tables that can be taken away: one registry, read by exports, open data and the API.

A feature declares its tables in its own `datasets.py`, which is found by its name (`exports/datasets.py`):

    @dataset("sections", _l("Les rubriques"), (identifier("sections"), words("title", _l("Le nom"))), key=[Section.id])
    def sections(consultation_id: int) -> Query:
        return sa.select(Section.id, Section.title).where(Section.consultation_id == consultation_id)

* A table is a query of plain columns, ordered by `key` (unique, the last column an id), or an iterator of rows.
* It holds what everybody may read, or names the permission that it asks for.
* An identifier says of which table it is (`people` for accounts), so that open data can replace it.
* `hides_small`: a number of people in a group, which open data leaves out under five.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.db import db

Row = Sequence[Any]
Query = sa.Select[*tuple[Any, ...]]
Source = Callable[[int], Query | Iterator[Row]]
PEOPLE = "people"
AT_ONCE = 1_000  # rows held in memory


class Kind(StrEnum):
    """What the cells of a column hold."""

    IDENTIFIER = "identifier"
    WORDS = "words"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for machines, what it holds, in a sentence for people.

    `to` is the table whose identifiers it holds; `values` are the only words it can hold.
    """

    name: str
    kind: Kind
    description: LazyString
    to: str = ""
    values: tuple[str, ...] = ()
    hides_small: bool = False


def identifier(to: str, name: str = "id", description: LazyString | None = None) -> Column:
    """The identifier of a row, or of a row of another table."""
    return Column(name, Kind.IDENTIFIER, description or _l("Identifiant de la ligne"), to)


def words(name: str, description: LazyString, values: type[StrEnum] | None = None) -> Column:
    """A text, or one of the words of a vocabulary."""
    return Column(name, Kind.WORDS, description, values=tuple(values) if values else ())


def number(name: str, description: LazyString, *, hides_small: bool = False) -> Column:
    """A whole number."""
    return Column(name, Kind.NUMBER, description, hides_small=hides_small)


def flag(name: str, description: LazyString) -> Column:
    """Yes or no."""
    return Column(name, Kind.FLAG, description)


def moment(name: str, description: LazyString) -> Column:
    """A date with its hour, in ISO 8601."""
    return Column(name, Kind.MOMENT, description)


def author() -> tuple[Column, Column]:
    """Who wrote the row: the pseudonym, and the account."""
    return (
        words("author", _l("Pseudonyme de la personne qui l’a écrit")),
        identifier(PEOPLE, "author_id", _l("Identifiant de la personne qui l’a écrit")),
    )


@dataclass(frozen=True)
class Dataset:
    """A table: its name for people, its columns, its rows for one consultation; for whom, if not for everybody.

    `open`: it belongs to open data. `weigh` says about how much there is to read, for rows that are no query.
    """

    name: str
    label: LazyString
    columns: tuple[Column, ...]
    source: Source
    key: tuple[Any, ...] = ()
    permission: str = ""
    open: bool = True
    weigh: Callable[[int], int] | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return not self.permission

    def rows(self, consultation_id: int) -> Iterator[Row]:
        """All rows in their order, a few at a time: memory does not grow with them."""
        source = self.source(consultation_id)
        if not isinstance(source, sa.Select):
            yield from source
            return
        for row in db.session.execute(source.order_by(*self.key).execution_options(yield_per=AT_ONCE)):
            yield tuple(row)

    def weight(self, consultation_id: int) -> int:
        """How many rows there are to read."""
        if self.weigh is not None:
            return self.weigh(consultation_id)
        source = self.source(consultation_id)
        if not isinstance(source, sa.Select):
            return 1
        return db.session.scalar(sa.select(sa.func.count()).select_from(source.subquery())) or 0


DATASETS: dict[str, Dataset] = {}


def dataset(
    name: str,
    label: LazyString,
    columns: Sequence[Column],
    *,
    key: Sequence[Any] = (),
    permission: str = "",
    open: bool = True,
    weigh: Callable[[int], int] | None = None,
) -> Callable[[Source], Source]:
    """Register a table. A name, or a name of a column, used twice stops the application from starting."""
    if name in DATASETS or len({column.name for column in columns}) != len(columns):
        raise RuntimeError(f"two tables are called {name!r}, or two of its columns have one name")

    def register(source: Source) -> Source:
        is_open = open and not permission
        DATASETS[name] = Dataset(name, label, tuple(columns), source, tuple(key), permission, is_open, weigh)
        return source

    return register
