"""Keyset pages: ask for one row more than shown; the cursor is the order's values of the last row.

Stable while rows are added, and as fast on the last page as on the first: each order has its index.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from consult.db import db

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the next page (None on the last)."""

    items: Sequence[T]
    after: str | None = None


Order = Sequence[tuple[InstrumentedAttribute[Any], bool]]  # (column, descending?), the last one unique


def paginate(query: sa.Select[Any], order: Order, *, after: str | None, size: int) -> Page[Any]:
    """One page of `query` in this order. A cursor that makes no sense shows the first page."""
    if after and (values := _read(after, order)) is not None:
        query = query.where(_beyond(order, values))
    query = query.order_by(*(column.desc() if down else column.asc() for column, down in order))
    rows = db.session.scalars(query.limit(size + 1)).all()
    items = rows[:size]
    return Page(items, _cursor(items[-1], order) if len(rows) > size else None)


class RowPages:
    """The pages of a query of plain columns, in a rising order of columns that need not be among them.

    The statements are put together once: what changes from one request to the next are parameters of the query.
    """

    def __init__(self, query: sa.Select[Any], columns: Sequence[Any]) -> None:
        self._order: Order = [(column, False) for column in columns]
        self._width = len(columns)
        asked = query.add_columns(*columns).order_by(*columns).limit(sa.bindparam("size", type_=sa.Integer))
        last = [sa.bindparam(f"after_{n}", type_=column.type) for n, column in enumerate(columns)]
        self._first, self._next = asked, asked.where(sa.tuple_(*columns) > sa.tuple_(*last))

    def page(self, *, after: str | None, size: int, **parameters: Any) -> Page[Any]:
        """One page. A cursor that makes no sense shows the first one."""
        values = _read(after, self._order) if after else None
        given = parameters | {"size": size + 1} | {f"after_{n}": value for n, value in enumerate(values or ())}
        rows = db.session.connection().execute(self._first if values is None else self._next, given).all()
        following = _encoded(rows[size - 1][-self._width :]) if len(rows) > size else None
        return Page([row[: -self._width] for row in rows[:size]], following)


def _beyond(order: Order, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """(a, b) after (x, y) as `a < x or (a = x and b < y)`; as a row value when all go one way, which uses the index."""
    columns = [column for column, _ in order]
    if len({down for _, down in order}) == 1:
        row, last = (
            sa.tuple_(*columns),
            sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(values, columns, strict=True))),
        )
        return row < last if order[0][1] else row > last
    lines = []
    for i, (column, down) in enumerate(order):
        equal = [c == v for c, v in zip(columns[:i], values[:i], strict=True)]
        lines.append(sa.and_(*equal, column < values[i] if down else column > values[i]))
    return sa.or_(*lines)


def _cursor(item: Any, order: Order) -> str:
    return _encoded([getattr(item, column.key) for column, _ in order])


def _encoded(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(cursor: str, order: Order) -> list[Any] | None:
    """The values of a cursor, or None where somebody made it up."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_value(column, value) for (column, _), value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        return None


def _value(column: InstrumentedAttribute[Any], value: Any) -> Any:
    wanted = column.type.python_type
    if wanted is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a cursor's moment has a zone")
        return moment.astimezone(UTC)
    if wanted is int and (isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31):
        raise ValueError("a cursor's number is a number")
    if not isinstance(value, wanted):
        raise TypeError("a cursor's value has the type of its column")
    return value
