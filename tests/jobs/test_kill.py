"""R11: a worker that is killed in the middle of a job loses nothing and does nothing twice."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import User
from consult.db import db as database
from consult.db import transaction
from consult.jobs import services
from consult.jobs.models import Job, State
from consult.jobs.tasks import TASKS, Progress, task

ROWS = 40
# Forks a worker, kills it after a moment chosen at random, and begins again, until one comes to the end.
PROGRAM = """
import os, random, signal, time
from datetime import timedelta
import config
from consult import create_app
from consult.jobs import runs, services, worker
from consult.jobs.tasks import task
from tests.jobs.test_kill import add_rows

task("test:kill")(add_rows)
services.LOST_AFTER, services.ATTEMPTS = timedelta(0), 1000
runs.PACE, runs.GAP = 0.0, 0.001
app, chance, kills = create_app(config.load()), random.Random(7), 0
while True:
    if not (child := os.fork()):
        worker.drain(app)
        os._exit(0)
    time.sleep(chance.uniform(0.05, 0.3) * (1 + kills / 5))  # a slow machine must come to the end too
    os.kill(child, signal.SIGKILL)
    if os.WIFEXITED(os.waitpid(child, 0)[1]):
        break
    kills += 1
print(kills)
"""


def add_rows(job: Progress, *, prefix: str) -> dict[str, Any]:
    """Write numbered rows, two by two, resting after each pair; slowly enough to be killed between them."""
    for n in range(job.done, ROWS, 2):
        for i in (n, n + 1):
            database.session.add(User(name=f"{prefix}{i}", name_key=f"{prefix}{i}", origin="kill"))
            database.session.flush()
            time.sleep(0.01)
        job.step(n + 2, ROWS)
    return {"rows": ROWS}


@pytest.fixture(autouse=True)
def _task() -> Iterator[None]:
    task("test:kill")(add_rows)
    yield
    TASKS.pop("test:kill")


@pytest.mark.both
def test_a_job_whose_worker_is_killed_again_and_again_has_its_effects_once(db, engine, app: Flask):
    with transaction():
        job_id = services.enqueue("test:kill", prefix="n").id
    db.session.remove()
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    environ = os.environ | {
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "DATABASE_URL": url,
        "SECRET_KEY": app.config["SECRET_KEY"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONWARNINGS": "ignore",
    }
    ended = subprocess.run([sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    with transaction():
        job = db.session.get_one(Job, job_id)
        names = list(db.session.scalars(sa.select(User.name).order_by(User.id)))
    assert int(ended.stdout) >= 2
    assert job.attempts >= 3
    assert (job.state, job.result) == (State.DONE, {"rows": ROWS})
    assert names == [f"n{i}" for i in range(ROWS)]
