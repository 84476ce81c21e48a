"""The one place that reads the time, so that tests and the demonstration can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def zone() -> ZoneInfo:
    """The time zone of the instance: the setting TIMEZONE."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def day_of(moment: datetime) -> date:
    """The day that a moment falls on where the instance is: 23:30 in UTC is tomorrow in Paris."""
    return moment.astimezone(zone()).date()


def today() -> date:
    """The day it is where the instance is."""
    return day_of(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` inside the block: for whoever writes the past (demonstration, tests)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
