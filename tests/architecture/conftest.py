"""An application with a few views that do what no view should, on the database of the other tests."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, redirect

from consult import clock, create_app
from consult.accounts.models import AccountSession
from consult.db import db as database
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import Attempt


def note(source: str) -> None:
    """Write a row that asks for nothing else."""
    database.session.add(Attempt(source=source, window=clock.now()))
    database.session.flush()


def noted() -> list[str]:
    """The rows written so far, read on a connection of one's own."""
    with database.engine.connect() as connection:
        return list(connection.execute(sa.select(Attempt.source)).scalars())


@access("public")
def write() -> Any:
    note("written")
    return "done"


@access("public")
def write_and_raise() -> Any:
    g.csrf_checked = True
    note("raised")
    raise RuntimeError("after the write")


@access("public")
def write_and_refuse() -> Any:
    g.csrf_checked = True
    note("refused")
    return "no", 409


@access("public")
def write_properly() -> Any:
    Act.from_request().demand()
    note("properly")
    return redirect("/probe/there")


@access("public")
def fail_to_commit() -> Any:
    """The row points at nobody, and the database says so only when it commits."""
    g.csrf_checked = True
    dialect = database.engine.dialect.name
    if dialect == "sqlite":
        database.session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        database.session.add(AccountSession(token_hash="x", user_id=999))
        database.session.flush()
    else:
        note("lost")
        backend = database.session.scalar(sa.text("SELECT pg_backend_pid()"))
        with database.engine.connect() as other:
            other.execute(sa.select(sa.func.pg_terminate_backend(backend)))
    return redirect("/probe/there")


def refusal() -> str:
    """What another connection would hear that began to write now; empty where it could."""
    with database.engine.connect() as other:
        raw: Any = other.connection.dbapi_connection
        raw.execute("PRAGMA busy_timeout=0")
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")
        except Exception as error:
            return str(error)
        finally:
            other.invalidate()
    return ""


@access("public")
def look_and_report() -> Any:
    """Whether somebody else could begin to write now, before this request wrote anything."""
    g.csrf_checked = True
    database.session.scalar(sa.select(sa.func.count()).select_from(Attempt))
    refused = refusal()
    return f"refused: {refused}" if refused else "free"


@pytest.fixture
def probe(app: Flask, db: Any) -> Iterator[Flask]:
    """A second application on the same database, with these views under /probe/."""
    second = create_app(dict(app.config))
    for view in (write, write_and_raise, write_and_refuse, write_properly, fail_to_commit, look_and_report):
        second.add_url_rule(f"/probe/{view.__name__}", view_func=view, methods=["GET", "POST"])
    yield second
    with second.app_context():
        database.session.remove()
        database.engine.dispose()
