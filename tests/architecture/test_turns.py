"""On SQLite one writes after another: in turn, held by nobody who only asks, and let go of by whoever dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import User
from consult.db import begin_writing, transaction
from consult.db import db as database
from consult.sqlite import BUSY, Turn
from consult.web.limits import Attempt
from tests.architecture.conftest import note, noted, refusal

HOLDER = """
import sys, time
from consult.sqlite import Turn
Turn(sys.argv[1]).take()
print("mine", flush=True)
time.sleep(60)
"""


def test_who_makes_a_request_is_asked_without_holding_the_others_up(app: Flask, db: Any) -> None:
    with app.test_request_context("/", method="POST"):
        app.preprocess_request()
        database.session.scalar(sa.select(sa.func.count()).select_from(User))
        assert refusal() == ""
        begin_writing()
        assert refusal() == "database is locked"
        database.session.rollback()


def test_a_session_that_has_not_asked_anything_yet_takes_one_turn(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection begins as it is made: to begin again would wait for itself."""
    monkeypatch.setattr("consult.sqlite.BUSY", 0.5)
    with app.test_request_context("/", method="POST"):
        app.preprocess_request()
        database.session.begin()
        begin_writing()
        assert database.session.connection().info["its turn"]
        note("written")
        database.session.commit()
    assert noted() == ["written"]


def test_what_is_written_after_asking_is_one_transaction(app: Flask, db: Any) -> None:
    with app.test_request_context("/", method="POST"):
        app.preprocess_request()
        database.session.scalar(sa.select(sa.func.count()).select_from(User))
        begin_writing()
        note("gone")
        database.session.rollback()
    assert noted() == []


def test_threads_that_write_wait_for_one_another(app: Flask, db: Any) -> None:
    """Each looks, waits and writes what it saw plus one: nothing is lost."""

    def one_more() -> None:
        for _ in range(5):
            with app.app_context(), transaction():
                seen = database.session.scalar(sa.select(sa.func.count()).select_from(Attempt))
                time.sleep(0.002)
                note(str(seen))

    threads = [threading.Thread(target=one_more) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, noted())) == list(range(40))


@pytest.fixture
def holder(tmp_path: Path) -> Any:
    """Another process, which has the turn."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "x")], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "mine\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_process_that_dies_lets_go_of_its_turn(tmp_path: Path, holder: Any) -> None:
    turn = Turn(str(tmp_path / "x"))
    assert not turn._lock()
    os.kill(holder.pid, signal.SIGKILL)
    assert turn.take()
    turn.leave()


def test_a_turn_that_does_not_come_is_given_up(tmp_path: Path, holder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consult.sqlite.BUSY", 0.05)
    turn = Turn(str(tmp_path / "x"))
    assert not turn.take()
    assert not turn._mutex.locked()


def test_the_wait_is_as_long_as_that_of_sqlite(app: Flask, db: Any) -> None:
    assert database.session.scalar(sa.text("PRAGMA busy_timeout")) == BUSY * 1000
