"""Stored counters: figures kept beside the row they describe, so that lists can be ordered by them.

A counter is declared once, with the query that is its truth. Whoever changes what is counted says `follow(model, id)`
in the same transaction; `flask check` compares every stored figure with its truth and must find no difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from consult.db import Base, db, execute


@dataclass(frozen=True)
class Counter:
    """`column` holds what `truth` counts; it changes when the row of `source` that `key` points at changes."""

    column: InstrumentedAttribute[int]
    truth: sa.ScalarSelect[int]
    source: type[Base]
    key: InstrumentedAttribute[Any]

    @cached_property
    def update(self) -> sa.Update:
        """Write the truth where `key` is :thing."""
        update = sa.update(self.column.class_.__table__).where(self.key == sa.bindparam("thing"))
        return update.values({self.column.key: self.truth})

    @property
    def name(self) -> str:
        """Table and column, as in `proposal.support`."""
        return f"{self.column.class_.__tablename__}.{self.column.key}"


COUNTERS: list[Counter] = []


def declare(
    column: InstrumentedAttribute[int],
    truth: sa.ScalarSelect[int],
    *,
    source: type[Base],
    key: InstrumentedAttribute[Any],
) -> None:
    """Declare a stored counter. `truth` is a scalar query correlated with the table of `column`."""
    COUNTERS.append(Counter(column, truth, source, key))


def follow(source: type[Base], thing_id: int) -> None:
    """Bring up to date every counter that looks at this row of `source`."""
    for counter in COUNTERS:
        if counter.source is source:
            execute(counter.update, {"thing": thing_id})
            _forget(counter)


def _forget(counter: Counter) -> None:
    """Rows already loaded must read the new figure from the database."""
    for thing in db.session.identity_map.values():
        if type(thing) is counter.column.class_:
            db.session.expire(thing, [counter.column.key])


def differences() -> Iterator[tuple[str, int, int, int]]:
    """Every stored figure that is wrong: (counter, row id, stored, true)."""
    for counter in COUNTERS:
        model: Any = counter.column.class_
        query = sa.select(model.id, counter.column, counter.truth).where(counter.column != counter.truth)
        for row_id, stored, true in db.session.execute(query):
            yield counter.name, row_id, stored, true
