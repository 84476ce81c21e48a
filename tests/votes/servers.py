"""An instance behind a real server: two processes of gunicorn on one SQLite file, and people who vote over HTTP.

`FAULT` builds it wrong on purpose, for tests of the tests: the product knows nothing of it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import flask_migrate
import sqlalchemy as sa
from flask import Flask

import config
from consult import create_app
from consult.db import db, transaction
from tests.bench.measure import free_port
from tests.factories import make_user
from tests.live import session_cookie

ROOT = Path(__file__).parents[2]
PROOF = bool(os.environ.get("PROOF"))
WITHOUT_KEY = "without-key"
DEFERRED = "deferred"


def environment(folder: Path, fault: str = "") -> dict[str, str]:
    """The settings of the instance in this folder."""
    return {
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-tests-0123456789",
        "WORKER": "process",
        "LIMITS": "0",
        "SEARCH_BACKEND": "off",
        "FAULT": fault,
        "PYTHONWARNINGS": "ignore",
    }


def build() -> Flask:
    """What gunicorn runs: the application, or one that is wrong on purpose."""
    app = create_app(config.load())
    if os.environ.get("FAULT") == DEFERRED:
        with app.app_context():
            transactions = app.extensions["sqlite"]
            sa.event.remove(db.engine, "begin", transactions._begin)
            sa.event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
            transactions.write = lambda _connection: None
    return app


@dataclass
class Answer:
    """What came back: a status (0 where nothing did), and where it leads."""

    status: int
    location: str = ""
    text: str = ""


@dataclass
class Person:
    """A browser in which somebody is logged in."""

    user_id: int
    cookie: str
    token: str = ""


@dataclass
class Instance:
    """A running instance. `app` reads the same database from here."""

    app: Flask
    folder: Path
    port: int
    environ: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    people: list[Person] = field(default_factory=list)

    def start(self, *before: str) -> None:
        """Start the server, behind `before` (a tracer) if given, and wait until it answers."""
        command = [*before, sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2"]
        command += ["--threads", "8", "--preload", "--bind", f"127.0.0.1:{self.port}", "--log-level", "warning"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "tests.votes.servers:build()"],
                env=os.environ | self.environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for _ in range(600):
            if self.ask("GET", "/health").status:
                return
            time.sleep(0.05)
        raise RuntimeError(self.log())

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the server and all its processes, at once."""
        assert self.process is not None
        os.killpg(self.process.pid, number)
        self.process.wait(30)

    def kill_workers(self) -> None:
        """End every process that answers, in the middle of whatever it does; the server starts others at once."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def log(self) -> str:
        """What the server said."""
        return (self.folder / "server.log").read_text()

    def ask(self, method: str, path: str, cookie: str = "", form: dict[str, Any] | None = None) -> Answer:
        """One request on a connection of its own. Status 0: nobody answered, or not to the end."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie, "Accept-Language": "fr"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers["Location"] or "", answer.read().decode())
        except (OSError, HTTPException):
            return Answer(0)
        finally:
            connection.close()

    def post(self, person: Person, path: str, **fields: str) -> Answer:
        """Send a form as this person."""
        return self.ask("POST", path, person.cookie, {"csrf_token": person.token} | fields)

    def admit(self, count: int, page: str) -> list[Person]:
        """So many people, logged in, who have opened a page with a form."""
        with self.app.app_context():
            with transaction():
                users = [make_user() for _ in range(count)]
            people = [Person(user.id, session_cookie(self.app, user)) for user in users]
            db.session.remove()
        for person in people:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", page, headers={"Cookie": person.cookie})
            answer = connection.getresponse()
            html = answer.read().decode()
            person.cookie = (answer.headers["Set-Cookie"] or person.cookie).split(";")[0]
            connection.close()
            person.token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
            assert person.token, html[:2000]
        return people

    def look(self, query: Callable[[], Any]) -> Any:
        """What a query finds in the database, in a transaction of its own."""
        with self.app.app_context(), transaction():
            return query()


@contextmanager
def instance(folder: Path, prepare: Callable[[], Any], *, fault: str = "") -> Iterator[tuple[Instance, Any]]:
    """A migrated instance that is served; with it, what `prepare` made."""
    environ = environment(folder, fault)
    app = create_app(config.load(environ) | {"TESTING": True})
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            made = prepare()
            if fault == WITHOUT_KEY:
                _drop_key()
        db.session.remove()
    served = Instance(app, folder, free_port(), environ)
    served.start()
    try:
        yield served, made
    finally:
        served.kill(signal.SIGKILL)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _drop_key() -> None:
    """The table of votes as somebody would make it who forgets its key."""
    columns = db.session.execute(sa.text("SELECT name, type FROM pragma_table_info('vote')")).all()
    db.session.execute(sa.text("DROP TABLE vote"))
    db.session.execute(sa.text(f"CREATE TABLE vote ({', '.join(f'{c.name} {c.type}' for c in columns)})"))


def at_once(acts: Sequence[Callable[[], Answer]], threads: int = 50) -> list[Answer]:
    """What all acts bring back, done by so many threads that start together."""
    ready = threading.Barrier(min(threads, len(acts)))
    mine = threading.local()

    def do(act: Callable[[], Answer]) -> Answer:
        if not getattr(mine, "started", False):
            mine.started = True
            ready.wait(60)
        return act()

    with ThreadPoolExecutor(min(threads, len(acts))) as pool:
        return list(pool.map(do, acts))
