"""What happened over time: how much each day, and in which weeks or months these days fall.

A day is one of the place where the instance is: what is written after midnight in Paris is not of the day before,
although it is by the clock of the database.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from consult import clock
from consult.db import db

WEEKS = 26  # a longer time is told by month


class local_date(GenericFunction[date]):
    """The day of a moment in a time zone. SQLite has it from `sqlite.py`."""

    type = sa.Date()
    inherit_cache = True


@compiles(local_date, "postgresql")
def _of_postgresql(function: local_date, compiler: SQLCompiler, **more: Any) -> str:
    moment, zone = (compiler.process(clause, **more) for clause in function.clauses)
    return f"CAST(timezone({zone}, timezone('UTC', {moment})) AS DATE)"  # moments are kept in UTC, without a zone


def day(moment: Any) -> sa.ColumnElement[date]:
    """The day of a column of moments."""
    return local_date(moment, clock.zone().key)


def counted(query: sa.Select[*tuple[Any, ...]]) -> dict[date, int]:
    """Counts by day, of a query of `day(…)` and a count."""
    rows = db.session.execute(query.group_by(sa.literal_column("1")))
    return {on: count for on, count in rows if on is not None}


def by_month(days: Collection[date]) -> bool:
    """Whether so long a time is told by month rather than by week."""
    return (max(days) - min(days)).days > WEEKS * 7


def starts(days: Collection[date]) -> list[date]:
    """The first days of the weeks, or of the months, from the first to the last of these days, without a gap."""
    if not days:
        return []
    monthly = by_month(days)
    found, last = [_start(min(days), monthly)], max(days)
    while (following := _start(found[-1] + timedelta(days=32 if monthly else 7), monthly)) <= last:
        found.append(following)
    return found


def _start(one: date, monthly: bool) -> date:
    return one.replace(day=1) if monthly else one - timedelta(days=one.weekday())


def spread(counts: Mapping[date, int], over: Sequence[date]) -> list[int]:
    """How much falls in each period that begins on these days; what was before the first is left out."""
    found = [0] * len(over)
    for one, count in counts.items():
        if one >= over[0]:
            found[bisect_right(over, one) - 1] += count
    return found
