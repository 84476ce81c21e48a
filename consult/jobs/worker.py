"""The worker: takes jobs one after another, and does what is done again and again.

It is a thread of the server (`WORKER=thread`), or a process of its own (`flask jobs work`). Several may run: each job
is claimed by one of them. Whoever enqueues wakes the worker of the same process; the others look every few seconds.
"""

import logging
import threading
import time

from flask import Flask, g

from consult.db import after_commit, transaction
from consult.jobs import runs, services
from consult.jobs.tasks import PERIODIC, Periodic

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
_wake = threading.Event()
_started = threading.Lock()


@after_commit
def wake() -> None:
    """Wake the worker when the transaction that was just committed left work for it."""
    if g.pop("work_waits", False):
        _wake.set()


def nudge() -> None:
    """Let the worker look around now."""
    _wake.set()


def work(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set. A broken database does not end it."""
    due: dict[int, float] = {}
    while not stop.is_set():
        woken = _wake.is_set()
        _wake.clear()
        try:
            _do_periodic(app, due, woken=woken)
            drain(app, stop)
        except Exception:
            log.exception("worker")
        _wake.wait(LOOK_EVERY)


def drain(app: Flask, stop: threading.Event | None = None) -> int:
    """Run all jobs that wait; say how many there were."""
    stop, count = stop or threading.Event(), 0
    while not stop.is_set() and _run_next(app, stop):
        count += 1
    return count


def _run_next(app: Flask, stop: threading.Event) -> bool:
    with app.app_context():
        if not services.is_waiting():
            return False
        with transaction():
            job = services.claim()
        if job is not None and not job.is_over:
            runs.run(app, job, stop)
        return job is not None


def do_periodic(app: Flask) -> None:
    """Do everything periodic once, now."""
    _do_periodic(app, {}, woken=True)


def _do_periodic(app: Flask, due: dict[int, float], *, woken: bool) -> None:
    for number, one in enumerate(PERIODIC):
        if time.monotonic() >= due.get(number, 0.0) or (woken and one.eager):
            due[number] = time.monotonic() + one.seconds
            _do(app, one)


def _do(app: Flask, one: Periodic) -> None:
    try:
        with app.app_context():
            one.function()
    except Exception:
        log.exception("periodic: %s", one.function.__name__)


def start(app: Flask) -> tuple[threading.Thread, threading.Event]:
    """Start the worker as a thread of this process; the event stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return thread, stop


def start_once(app: Flask) -> None:
    """Start the worker of this process, unless it has started: at the first request, so that it survives a fork."""
    with _started:
        if "worker" not in app.extensions:
            app.extensions["worker"] = start(app)


def finish(app: Flask, *, patience: float = 10.0) -> None:
    """Stop the worker of this process; a job at work goes back to the queue at its next step."""
    with _started:
        thread, stop = app.extensions.pop("worker", (None, None))
    if thread and stop:
        stop.set()
        _wake.set()
        thread.join(patience)
