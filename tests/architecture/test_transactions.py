"""A request is a transaction: an answer commits it, anything else leaves no trace."""

import logging

import pytest
from flask import Flask

from consult.db import db as database
from tests.architecture.conftest import noted
from tests.conftest import Browser

PRAGMAS = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 15000}


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def test_every_new_connection_is_set_for_safety(app: Flask) -> None:
    """synchronous 2 is FULL."""
    with app.app_context():
        connections = [database.engine.connect() for _ in range(3)]
        for connection in connections:
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS} == PRAGMAS
            connection.close()


def test_a_request_that_may_write_takes_the_write_lock_at_once(probe: Flask) -> None:
    """BEGIN IMMEDIATE: with a deferred BEGIN, whoever writes second is refused under load."""
    assert probe.test_client().post("/probe/look_and_report").text == "refused: database is locked"


def test_a_request_that_reads_leaves_the_write_lock_to_others(probe: Flask) -> None:
    assert probe.test_client().get("/probe/look_and_report").text == "free"


@pytest.mark.both
def test_a_reading_request_cannot_write(probe: Flask, engine: str) -> None:
    """S23. `query_only` on SQLite, READ ONLY on PostgreSQL."""
    assert probe.test_client().get("/probe/write").status_code >= 500
    assert noted() == []


@pytest.mark.both
def test_a_writing_request_can_write_after_a_reading_one(probe: Flask, engine: str) -> None:
    """The connection that was closed to writing is opened again."""
    client = probe.test_client()
    client.get("/probe/write")
    token = Browser._form(client.get("/log-in").text, "/log-in")
    assert client.post("/probe/write_properly", data=token).status_code == 302
    assert noted() == ["properly"]


@pytest.mark.both
@pytest.mark.parametrize(("view", "status"), [("write_and_raise", 500), ("write_and_refuse", 409)])
def test_what_fails_leaves_no_trace(probe: Flask, engine: str, view: str, status: int) -> None:
    assert probe.test_client().post(f"/probe/{view}").status_code == status
    assert noted() == []


@pytest.mark.both
def test_a_commit_that_fails_is_an_error_page(probe: Flask, engine: str) -> None:
    """The answer was ready, and would have been a lie."""
    answer = probe.test_client().post("/probe/fail_to_commit")
    assert answer.status_code in {500, 503}
    assert "Rien n’a été enregistré" in answer.text
    assert noted() == []


@pytest.mark.both
def test_nothing_is_written_for_a_view_that_checked_no_token(probe: Flask, engine: str) -> None:
    assert probe.test_client().post("/probe/write").status_code == 500
    assert noted() == []


@pytest.mark.both
@pytest.mark.parametrize("token", [{}, {"csrf_token": ""}, {"csrf_token": "20991231235959##0123456789abcdef"}])
def test_nothing_is_written_with_a_wrong_token(probe: Flask, engine: str, token: dict[str, str]) -> None:
    answer = probe.test_client().post("/probe/write_properly", data=token)
    assert answer.status_code == 409
    assert noted() == []
