"""Limits on attempts: N pass in a window, the next one is told to wait (429 with Retry-After).

Counted apart from the request's transaction, before it (`web.attempts`): a refused log-in is rolled back, its attempt
is not. Each process sees the others' attempts.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, current_app, request, session
from flask_babel import ngettext

from consult import clock, text
from consult.db import SAFE_METHODS, db
from consult.errors import TooMany
from consult.web.attempts import Attempt, counting

__all__ = ["Attempt", "Limit", "forget_old_attempts", "limit"]

F = TypeVar("F", bound=Callable[..., Any])
CROWD = 10
LONGEST = 254  # characters of a field that are looked at
ACCOUNT = "account"  # where the signed session keeps whose it is, so that counting asks the database nothing


@dataclass(frozen=True)
class Limit:
    """`times` attempts at `name` per window of `minutes`: for one account; for one network address of a visitor.

    Given `field`, for one value of it from there, as `key` spells it. The network address of people who are told apart
    has ten times as many: a whole workshop may sit behind it. `reads`: reading counts too, not only sending.
    """

    name: str
    times: int
    minutes: int
    field: str | None = None
    reads: bool = False
    key: Callable[[str], str] = text.fold

    def sources(self) -> dict[str, int]:
        """Who attempts, and how often they may: the network address; the account, or what was typed in the field."""
        typed = self.key(request.form.get(self.field, "")[:LONGEST])[:LONGEST] if self.field else ""
        account = session.get(ACCOUNT) if not self.field else None
        who = {f"{self.name}/address/{request.remote_addr}": self.times * (CROWD if typed or account else 1)}
        if typed:
            who[f"{self.name}/{self.field}/{typed}/{request.remote_addr}"] = self.times
        if account:
            who[f"{self.name}/account/{account}"] = self.times
        return {hashlib.sha256(one.encode("utf-8", "replace")).hexdigest(): times for one, times in who.items()}


def limit(
    name: str,
    *,
    times: int,
    minutes: int,
    field: str | None = None,
    reads: bool = False,
    key: Callable[[str], str] = text.fold,
) -> Callable[[F], F]:
    """Declare the limit of a view: of its unsafe methods, and of reading it where `reads`.

    `key`: what spellings of one value of the field have in common.
    """

    def decorate(view: F) -> F:
        cast(Any, view).limit = Limit(name, times, minutes, field, reads, key)
        return view

    return decorate


def check() -> None:
    """Count this attempt; raise TooMany past the limit. Runs before anything else of the request."""
    view = current_app.view_functions.get(request.endpoint or "")
    rule: Limit | None = getattr(view, "limit", None)
    if rule is None or not current_app.config["LIMITS"] or (request.method in SAFE_METHODS and not rule.reads):
        return
    now = clock.now()
    start = now - timedelta(seconds=now.timestamp() % (rule.minutes * 60))
    sources = rule.sources()
    counts = counting().count(list(sources), start, rule.minutes * 60)
    if any(counts[source] > times for source, times in sources.items()):
        wait = int((start + timedelta(minutes=rule.minutes) - now).total_seconds()) + 1
        raise TooMany(_refusal(-(-wait // 60)), retry_after=wait)


def _refusal(minutes: int) -> str:
    return str(
        ngettext(
            "Trop de tentatives. Réessayez dans une minute.",
            "Trop de tentatives. Réessayez dans %(num)s minutes.",
            minutes,
        )
    )


def forget_old_attempts() -> None:
    """Delete windows that are over."""
    db.session.execute(sa.delete(Attempt).where(Attempt.window < clock.now() - timedelta(days=1)))


def init_app(app: Flask) -> None:
    """Check limits first of all."""
    app.before_request(check)
