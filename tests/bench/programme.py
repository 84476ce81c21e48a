"""`python -m tests.bench.programme`: what a programme of 1,000 sessions costs. With --strict: fail beyond the limits.

Views in milliseconds of CPU, as multiples of a bare Flask page; warnings and booklets in seconds.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import flask_migrate

import config
from consult import create_app
from consult.db import db
from consult.policy import Role
from consult.programme import files, queries
from tests.bench.measure import BARE, Server, cost, free_port, server
from tests.bench.pages import say
from tests.factories import make_consultation, make_staff
from tests.programme.acts import CONTEXT
from tests.programme.many import make_many

VIEWS = ("", "/places", "/themes", "/publics", "/grid", "/mine", "/print")
MILLISECONDS, WARNINGS, BOOKLET = 300, 2, 60


def seconds(what: str, most: float, act: Callable[[], Any]) -> bool:
    """Print how long an act takes; say whether that is within the limit."""
    start = time.perf_counter()
    act()
    took = time.perf_counter() - start
    say(f"{what:10} {took:6.2f} s   at most {most} s{'' if took <= most else '  beyond'}")
    return took <= most


def prepare(sessions: int) -> list[bool]:
    """Make the programme; measure what is computed of it without a page."""
    consultation = make_consultation(slug="festival")
    make_many(consultation, make_staff(consultation, Role.ORGANISER), sessions)
    db.session.commit()
    draft = queries.draft(consultation)
    kept = [seconds("warnings", WARNINGS, lambda: queries.warnings(consultation, draft))]
    for name in ("pdf", "docx", "odt"):
        kept.append(seconds(name, BOOKLET, lambda name=name: files.WRITERS[name].write(draft, CONTEXT)))
    return kept


def view(path: str) -> Callable[[Server, int], None]:
    """Ask for a view of the programme."""

    def act(one: Server, _n: int) -> None:
        status, text = one.ask("GET", f"/consultations/festival/programme{path}")
        if status != 200:
            raise RuntimeError(f"{path}: {status}\n{text[:500]}")

    return act


def main() -> int:
    """Measure; return the exit status."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sessions", type=int, default=1_000)
    asked.add_argument("--times", type=int, default=20, help="requests a view")
    asked.add_argument("--strict", action="store_true", help="exit 1 where something is beyond its limit")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        environ = {"DATA_DIR": folder, "LIMITS": "0", "SEARCH_BACKEND": "off"}
        app = create_app(config.load(environ | {"WORKER": "process"}))
        with app.test_request_context():
            flask_migrate.upgrade()
            kept = prepare(given.sessions)
            db.engine.dispose()
        port, bare_port = free_port(), free_port()
        command = ["-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
        with server(["-c", BARE, str(bare_port)], bare_port) as bare, server(command, port, environ) as ours:
            for path in VIEWS:
                one = cost(ours, bare, view(path), given.times)
                kept.append(one.cpu <= MILLISECONDS)
                mark = "" if kept[-1] else "  beyond"
                say(f"{path or '/':10} {one.cpu:6.1f} ms {one.ratio:7.1f}× {one.p50:6.1f} ms {one.p95:6.1f} ms{mark}")
    return int(given.strict and not all(kept))


if __name__ == "__main__":
    sys.exit(main())
