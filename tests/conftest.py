"""Fixtures: a real application on a real database, and a browser that checks every page it is given.

Every test runs on SQLite; those marked `both` run on PostgreSQL too. Each test gets a clean database.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event

import config
from consult import create_app
from consult.accounts import sessions
from consult.accounts.models import User
from consult.db import _mode, transaction
from consult.db import db as database
from tests.servers import postgresql_server

hypothesis_settings.register_profile("consult", deadline=None)  # no test says how fast a machine is
hypothesis_settings.load_profile("consult")

PASSWORD = "une phrase de passe"


def settings(folder: Path, **more: str) -> dict[str, Any]:
    """The settings of a test instance, in a folder of its own."""
    environ = {"DATA_DIR": str(folder), "SECRET_KEY": "only-for-tests-0123456789", "WORKER": "process", "LIMITS": "0"}
    environ["SEARCH_EVERY"] = "0"  # what a test wrote is found at once
    return config.load(environ | more) | {"TESTING": True, "PROPAGATE_EXCEPTIONS": False}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run writes: in memory where the machine has such a place."""
    if os.access("/dev/shm", os.W_OK):
        path = Path("/dev/shm") / f"consult-tests-{os.getpid()}"
        path.mkdir()
        return path
    return tmp_path_factory.mktemp("instance")


@event.listens_for(sa.Engine, "before_cursor_execute")
def _only_asks(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    """Before its view a request only asks who makes it: what it wrote there would stay whatever becomes of it."""
    assert _mode.get() != "ask" or statement.lstrip().startswith(("SELECT", "SAVEPOINT")), statement


@pytest.fixture(scope="session", autouse=True)
def _cleared(folder: Path) -> Iterator[None]:
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the run."""
    with postgresql_server() as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests marked `both` on both databases."""
    if metafunc.definition.get_closest_marker("both") and "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The database a test runs on."""
    return str(getattr(request, "param", "sqlite"))


# A hundred tables are emptied faster than truncated; no key and no seal is asked, and numbers begin again.
EMPTY = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM %I', one.name);
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        PERFORM setval(quote_ident(one.name), 1, false);
    END LOOP;
END $$
"""
_apps: dict[str, Flask] = {}


@pytest.fixture
def app(engine: str, folder: Path, request: pytest.FixtureRequest) -> Flask:
    """The application; one for each database, kept for the whole run."""
    if engine not in _apps:
        url = request.getfixturevalue("postgresql") if engine == "postgresql" else ""
        app = create_app(settings(folder / engine, DATABASE_URL=url))
        app.test_client_class = Client
        with app.app_context():
            database.create_all()
            if engine == "sqlite":
                database.session.execute(sa.text("SELECT 1"))
                database.session.commit()
                database.engine.dispose()
                shutil.copy(folder / engine / "consult.sqlite", folder / "clean.sqlite")
        _apps[engine] = app
    return _apps[engine]


@pytest.fixture
def db(app: Flask, engine: str, folder: Path) -> Iterator[Any]:
    """A clean database. Tests commit for real."""
    with app.app_context():
        yield database
        database.session.remove()
        app.extensions.pop("search", None)  # a test may have put another index in its place
        for made in ("exports", "index"):  # of the rows of this test
            shutil.rmtree(folder / engine / made, ignore_errors=True)
        if engine == "sqlite":
            database.engine.dispose()
            for leftover in (folder / engine).glob("consult.sqlite*"):
                leftover.unlink()
            shutil.copy(folder / "clean.sqlite", folder / engine / "consult.sqlite")
        else:
            database.session.execute(sa.text(EMPTY))
            database.session.commit()
            database.session.remove()


class Client(FlaskClient):
    """Gives every request a context of its own, as a server does.

    Otherwise requests would share the test's: its `g` (who is logged in, which token was checked) and its session.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; what the test wrote so far is committed first."""
        database.session.commit()
        database.session.remove()
        with self.application.app_context():
            return super().open(*args, **{"buffered": True} | kwargs)


class Browser:
    """A client that follows the forms it is shown, and checks every page it is given."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page = ""
        self.url = ""

    def log_in(self, user: User, password: str = PASSWORD) -> "Browser":
        """Log in through the log-in page."""
        assert user.email is not None
        self.submit("/log-in", {"email": user.email, "password": password})
        return self

    def enter(self, user: User) -> "Browser":
        """Be logged in, without the log-in page: it has tests of its own. What was written so far is committed."""
        number = user.id
        database.session.commit()
        database.session.remove()
        with self.app.test_request_context(), transaction():
            sessions.start(database.session.get_one(User, number))
            started = dict(session)
        with self.client.session_transaction() as kept:
            kept.update(started)
        return self

    def get(self, url: str, status: int = 200, **headers: str) -> str:
        """Read a page."""
        response = self.client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
        assert response.status_code == status, (url, response.status, response.text[:2000])
        self.url, self.page = url, response.text
        if (response.mimetype == "text/html" and "HX_Request" not in headers and status < 300) or status > 399:
            self._check(response.text)
        return response.text

    def submit(self, url: str, data: dict[str, Any] | None = None, *, to: str = "", status: int = 302) -> Any:
        """Fill in the form of the page at `url` (sent to `to`, by default the same address) and send it."""
        form = self._form(self.get(url), to or url.split("?")[0])
        return self.post(to or url, form | (data or {}), status=status)

    def post(self, url: str, data: dict[str, Any], *, status: int = 302) -> Any:
        """Send data as they are."""
        response = self.client.post(url, data=data)
        assert response.status_code == status, (url, response.status, response.text[:3000])
        self.page = response.text
        if response.mimetype == "text/html" and not 300 <= status < 400:
            self._check(response.text)
        return response

    def follow(self, response: Any) -> str:
        """Go where an answer leads."""
        return self.get(response.location)

    @staticmethod
    def _form(html: str, action: str) -> dict[str, Any]:
        """What the form that goes to `action` holds when the page is opened."""
        forms = re.findall(r"<form\b[^>]*>.*?</form>", html, re.S)
        posts = [f for f in forms if 'method="post"' in f.split(">")[0]]
        mine = [f for f in posts if f'action="{action}"' in f] or [f for f in posts if "action=" not in f.split(">")[0]]
        assert mine, f"no form to {action} among {[f[:120] for f in forms]}"
        values: dict[str, Any] = {}
        for tag in re.findall(r"<input\b[^>]*>", mine[0]):
            at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if at.get("type") in {"checkbox", "radio"} and not re.search(r"\bchecked\b", tag):
                continue
            if "name" in at and at.get("type") not in {"submit", "button", "file"}:
                values[at["name"]] = unescape(at.get("value", ""))
        for name, content in re.findall(r'<textarea\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</textarea>', mine[0], re.S):
            values[name] = unescape(content).lstrip("\n")
        for name, content in re.findall(r'<select\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', mine[0], re.S):
            chosen = re.search(r'<option\b[^>]*\bselected\b[^>]*\bvalue="([^"]*)"', content) or re.search(
                r'<option\b[^>]*\bvalue="([^"]*)"', content
            )
            values[name] = unescape(chosen[1]) if chosen else ""
        return values

    @staticmethod
    def _check(html: str) -> str:
        assert len(re.findall(r"<h1\b", html)) == 1, "a page has one h1"
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), f"ids are unique: {sorted(i for i in ids if ids.count(i) > 1)}"
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', html, re.S):
            assert 'name="csrf_token"' in form, "a POST form carries its token"
        assert not re.search(r"\sstyle=|\son[a-z]+=", re.sub(r">[^<]*<", "><", html)), "no inline style or script"
        return html


@pytest.fixture
def browser(app: Flask, db: Any) -> Browser:
    """A visitor who is not logged in."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask, db: Any) -> Callable[[User], Browser]:
    """`browser_of(user)`: a browser in which this person is logged in."""
    return lambda user: Browser(app).enter(user)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as seen:` the statements sent to the database in the block, where pages are made anew."""

    @contextmanager
    def counter() -> Iterator[list[str]]:
        seen: list[str] = []

        def listen(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
                seen.append(statement)

        app.extensions["page_cache"].pages.clear()
        event.listen(database.engine, "before_cursor_execute", listen)
        try:
            yield seen
        finally:
            event.remove(database.engine, "before_cursor_execute", listen)

    return counter
