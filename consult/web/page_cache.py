"""Pages for passers-by are made once, and given again until anything at all is written.

What somebody sees who is not logged in depends on the address, the language and the data. So such a page is kept, in
this process, under the state of the database when it was asked for: one commit anywhere, by any process, and all of
them are forgotten. Nothing has to know which pages show what. What changes by the clock alone (a phase that opens) is
at most `LIVES` seconds late, and not at all where it falls on a multiple of them, as whole minutes do.

Kept are pages alone, with status 200 and no header but those named here, in whose making the session was not used.
Whoever has a session with more in it than the half of a form's token is answered afresh.
"""

import sqlite3
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request, session
from flask_babel import get_locale

from consult import clock
from consult.db import db
from consult.web.forms import TOKEN

LIVES = 10  # seconds
MOST = 1000  # pages of a process
NEVER = {None, "web.asset", "pages.health"}  # what is no page: the database need not be asked
HEADERS = {"Content-Type", "Content-Length", "Content-Security-Policy", "Link", "Cache-Control"}
Key = tuple[str, str, bool]


@dataclass
class PageCache:
    """The pages of one state of the data."""

    state: Any = None
    pages: dict[Key, tuple[bytes, list[tuple[str, str]]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def find(self, state: Any, key: Key) -> Response | None:
        """The page, if it was made in this state. Another state takes the place of the one before."""
        with self.lock:
            if state != self.state:
                self.pages.clear()
                self.state = state
            if (kept := self.pages.get(key)) is None:
                return None
        body, headers = kept
        return Response(body, headers=headers)

    def keep(self, state: Any, key: Key, response: Response) -> None:
        """Keep a page, unless the data changed while it was being made."""
        with self.lock:
            if state == self.state and len(self.pages) < MOST:
                self.pages[key] = (response.get_data(), list(response.headers))


class SqliteState:
    """Counts the commits of a SQLite database, those of other processes too. Its connection never writes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._path = str(engine.url.database)
        self._connection: sqlite3.Connection | None = None
        self._connections = 0  # each counts from its own beginning, so its number is part of the value
        self._lock = Lock()
        sa.event.listen(engine, "engine_disposed", self._forget)

    def __call__(self) -> Any:
        """A value that differs from the one before if anything was committed in between."""
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(self._path, check_same_thread=False)
                self._connections += 1
            return self._connections, self._connection.execute("PRAGMA data_version").fetchone()[0]

    def _forget(self, _engine: sa.Engine) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _postgresql_state() -> Any:
    """The snapshot in which this request reads: two with the same name see the same."""
    raw: Any = db.session.connection().connection.dbapi_connection
    return raw.execute("SELECT pg_current_snapshot()::text").fetchone()[0]


def _is_for_all() -> bool:
    """Whether a page is asked for, and depends on nobody."""
    if request.method != "GET" or request.endpoint in NEVER or request.blueprint == "api":
        return False
    return "Authorization" not in request.headers and set(session) <= {TOKEN}


def _is_plain(response: Response) -> bool:
    """A page, and nothing else."""
    page = response.status_code == 200 and response.mimetype == "text/html" and not response.is_streamed
    return page and HEADERS.issuperset(response.headers.keys())


def init_app(app: Flask) -> None:
    """Answer with kept pages; must follow whatever comes before every request, and precede every feature."""
    cache = app.extensions["page_cache"] = PageCache()
    with app.app_context():
        state = SqliteState(db.engine) if db.engine.dialect.name == "sqlite" else _postgresql_state

    @app.before_request
    def give() -> Response | None:
        if not _is_for_all():
            return None
        now = int(clock.now().timestamp()) // LIVES
        key = (request.url, str(get_locale()), request.headers.get("HX-Request") == "true")
        g.kept = (state(), now), key
        found = cache.find(*g.kept)
        if found is not None:
            g.pop("kept")
        return found

    @app.after_request
    def keep(response: Response) -> Response:
        made = g.pop("kept", None)
        if made and _is_plain(response) and not session.modified and not g.get("personal"):
            asked, key = made
            cache.keep(asked, key, response)
        return response
