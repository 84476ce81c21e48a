"""Limits on attempts: N pass in a window, the next one is told to wait (429 with Retry-After).

Counted in a table of their own, in a transaction of their own, before the request's: a refused log-in is
rolled back, its attempt is not. Each process sees the others' attempts.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from consult import clock, text
from consult.db import Base, db, transaction, upsert
from consult.errors import TooMany

F = TypeVar("F", bound=Callable[..., Any])
CROWD = 10


class Attempt(Base):
    """How many attempts one source made in one window. Sources are kept as digests."""

    __tablename__ = "attempt"

    source: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int] = mapped_column(default=1)


_ONE_MORE = Attempt.count + 1


@dataclass(frozen=True)
class Limit:
    """`times` attempts at `name` per window of `minutes`, for one network address.

    Given `field`, for one value of it from there; the network address itself then has ten times as many: a whole
    workshop may sit behind it.
    """

    name: str
    times: int
    minutes: int
    field: str | None = None

    def sources(self) -> dict[str, int]:
        """Who attempts, and how often they may: the network address, and what was typed in the field."""
        typed = text.fold(request.form.get(self.field, ""))[:254] if self.field else ""
        who = {f"{self.name}/address/{request.remote_addr}": self.times * (CROWD if typed else 1)}
        if typed:
            who[f"{self.name}/{self.field}/{typed}/{request.remote_addr}"] = self.times
        return {hashlib.sha256(one.encode("utf-8", "replace")).hexdigest(): times for one, times in who.items()}


def limit(name: str, *, times: int, minutes: int, field: str | None = None) -> Callable[[F], F]:
    """Declare the limit of a view's unsafe methods."""

    def decorate(view: F) -> F:
        cast(Any, view).limit = Limit(name, times, minutes, field)
        return view

    return decorate


def check() -> None:
    """Count this attempt; raise TooMany past the limit. Runs before anything else of the request."""
    view = current_app.view_functions.get(request.endpoint or "")
    rule: Limit | None = getattr(view, "limit", None)
    if rule is None or request.method != "POST" or not current_app.config["LIMITS"]:
        return
    now = clock.now()
    start = now - timedelta(seconds=now.timestamp() % (rule.minutes * 60))
    with transaction():
        exceeded = [_count(source, start) > times for source, times in rule.sources().items()]
    if any(exceeded):
        wait = int((start + timedelta(minutes=rule.minutes) - now).total_seconds()) + 1
        minutes = -(-wait // 60)
        raise TooMany(_("Trop de tentatives. Réessayez dans %(n)s minutes.", n=minutes), retry_after=wait)


def _count(source: str, start: datetime) -> int:
    upsert(Attempt, {"source": source, "window": start}, {"count": _ONE_MORE})
    return db.session.scalar(sa.select(Attempt.count).filter_by(source=source, window=start)) or 0


def forget_old_attempts() -> None:
    """Delete windows that are over."""
    db.session.execute(sa.delete(Attempt).where(Attempt.window < clock.now() - timedelta(days=1)))


def init_app(app: Flask) -> None:
    """Check limits first of all."""
    app.before_request(check)
