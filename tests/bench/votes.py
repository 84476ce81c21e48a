"""`python -m tests.bench.votes`: how many votes a second one instance takes, on SQLite with full durability.

Two processes of gunicorn, as in docs/operations.md; so many people who each vote one vote after another on a connection
that stays open. The goal is 200 votes a second on two quiet cores, without an error; beside it stands what a bare Flask
page gives on the same machine in the same minute.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from consult import counters
from consult.db import db
from consult.votes.models import Vote
from consult.votes.queries import wrong_journals, wrong_tallies
from tests.bench.measure import BARE, free_port, server
from tests.factories import make_consultation, make_proposal
from tests.votes.servers import Person, instance

GOAL = 200
BARE_THREADS = 4  # as many as the bare server has
MARKS = ("agree", "mixed", "disagree")


def proposals() -> list[int]:
    """A consultation with a hundred proposals."""
    consultation = make_consultation()
    return [make_proposal(consultation).id for _ in range(100)]


def ask(
    port: int, seconds: float, people: int, form: bool, crowd: list[Person], ids: list[int]
) -> tuple[float, Counter[int]]:
    """Requests a second of so many people at once, and the statuses that came back."""
    found, end, lock = Counter[int](), time.perf_counter() + seconds, threading.Lock()

    def run(n: int) -> None:
        connection, draw, mine = HTTPConnection("127.0.0.1", port, timeout=60), random.Random(n), Counter[int]()
        while time.perf_counter() < end:
            if form:
                data = {"csrf_token": crowd[n].token, "mark": draw.choice(MARKS)}
                headers = {"Cookie": crowd[n].cookie, "Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", f"/proposals/{draw.choice(ids)}/vote", urlencode(data), headers)
            else:
                connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            mine[answer.status] += 1
        connection.close()
        with lock:
            found.update(mine)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(people)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found.values()) / (time.perf_counter() - start), found


def wrong() -> int:
    """How many counts are not true afterwards."""
    return len([*counters.differences(), *wrong_tallies(), *wrong_journals()])


def main() -> int:
    """Measure and print; return the exit status: 1 for an error or a wrong count, or with --strict below the goal."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--people", type=int, default=16)
    asked.add_argument("--strict", action="store_true", help="exit 1 below the goal")
    given = asked.parse_args()
    bare_port = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="consult-bench-") as folder,
        instance(Path(folder), proposals) as (one, ids),
    ):
        crowd = one.admit(given.people, f"/proposals/{ids[0]}")
        ask(one.port, 2, given.people, True, crowd, ids)
        with server(["-c", BARE, str(bare_port)], bare_port):
            bare, _ = ask(bare_port, 5, BARE_THREADS, False, crowd, ids)
        rate, statuses = ask(one.port, given.seconds, given.people, True, crowd, ids)
        errors = sum(count for status, count in statuses.items() if status != 302)
        rows = one.look(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Vote)))
        differences = one.look(wrong)
    lines = (
        f"{rate:6.0f} votes a second of {given.people} people (goal {GOAL}): {statuses.total()} votes, {rows} in force",
        f"{errors:6} errors, {differences} wrong counts",
        f"{bare / rate:6.1f} × a bare page ({bare:.0f} a second)",
    )
    print("\n".join(lines))  # noqa: T201
    return int(bool(errors or differences or (given.strict and rate < GOAL)))


if __name__ == "__main__":
    sys.exit(main())
