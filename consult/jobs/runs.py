"""One run of one job: its transaction, its resting points, its heart, its end.

A run that writes holds the database from its first statement to the next resting point: on SQLite everybody else who
writes waits for it. So it works for PACE, commits, and leaves a GAP in which the others get their turn, longer than
the 100 ms after which a waiting SQLite looks again. Measured with eight writers beside a job of 6,000 rows: without
rests 8 of their 22 writes were refused after 15 s; with them none of 1,392, half done in 3 ms, 95 % in 134 ms.
A run that only reads notes its progress beside its own transaction.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from flask import Flask, g
from flask_babel import gettext as _

from consult.db import reading, rest, transaction
from consult.errors import ConsultError
from consult.jobs import services
from consult.jobs.models import Job, State
from consult.jobs.tasks import TASKS, Cancelled, Task

log = logging.getLogger(__name__)

PACE = 0.1  # seconds between two resting points
GAP = 0.12  # seconds left to those who wait
HEARTBEAT = 10.0  # seconds


class Interrupted(Exception):
    """The worker itself is asked to stop: the job goes back to the queue."""


class Run:
    """What a task is given (see tasks.Progress)."""

    def __init__(self, app: Flask, job: Job, task: Task, stop: threading.Event) -> None:
        self.id, self.attempt, self.done = job.id, job.attempts, job.done
        self._app, self._task, self._stop = app, task, stop
        self._last = monotonic()

    def step(self, done: int, total: int, message: str = "") -> None:
        """Commit and rest, if it is time to; raise Cancelled when asked to stop."""
        if monotonic() - self._last < PACE:
            return
        if self._stop.is_set():
            raise Interrupted
        if self._note(done=done, total=total, message=message[:500]):
            raise Cancelled(_("Arrêté à votre demande."))
        sleep(0 if self._task.reads else GAP)
        self._last = monotonic()

    def _note(self, **values: Any) -> bool:
        if self._task.reads:
            with self._app.app_context(), transaction():
                return services.note(self.id, attempt=self.attempt, **values)
        asked = services.note(self.id, attempt=self.attempt, **values)
        rest()
        return asked

    def finish(self, state: State, **values: Any) -> None:
        """Close this run, in the transaction at hand."""
        services.finish(self.id, attempt=self.attempt, state=state, **values)


def run(app: Flask, job: Job, stop: threading.Event) -> None:
    """Run a claimed job to its end, whatever that is."""
    task = TASKS.get(job.kind)
    with _place(app, job):
        if task is None:
            _end(Run(app, job, Task(job.kind, dict, "", True), stop), State.FAILED, _("Ce travail n’est plus connu."))
            return
        _attempt(Run(app, job, task, stop), task, job.arguments)


def _attempt(one: Run, task: Task, arguments: dict[str, Any]) -> None:
    try:
        with _heart(one):
            _work(one, task, arguments)
    except services.Lost:
        log.warning("job %s was taken over by another worker", one.id)
    except Interrupted:
        _end(one, State.QUEUED, "")
    except Cancelled as error:
        _end(one, State.CANCELLED, str(error))
    except ConsultError as error:
        _end(one, State.FAILED, str(error))
    except Exception:
        log.exception("job %s (%s)", one.id, task.name)
        _end(one, State.FAILED, _("Une erreur de notre part a interrompu ce travail."))


def _work(one: Run, task: Task, arguments: dict[str, Any]) -> None:
    """The end of a run that writes is in the transaction of its last effects: both happen, or neither."""
    if task.reads:
        with reading():
            result = task.function(one, **arguments)
        with transaction():
            one.finish(State.DONE, result=result)
        return
    with transaction():
        result = task.function(one, **arguments)
        one.finish(State.DONE, result=result)


def _end(one: Run, state: State, message: str) -> None:
    try:
        with transaction():
            one.finish(state, message=message[:500])
    except services.Lost:
        log.warning("job %s was taken over by another worker", one.id)


@contextmanager
def _place(app: Flask, job: Job) -> Iterator[None]:
    """Addresses and sentences as for whoever asked for the job; a session of its own."""
    base = job.base or app.config["BASE_URL"] or None
    with app.app_context(), app.test_request_context(base_url=base):
        g.language = job.locale or app.config["DEFAULT_LOCALE"]
        yield


@contextmanager
def _heart(one: Run) -> Iterator[None]:
    """Let the others know, between steps that are far apart, that this run lives."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(HEARTBEAT):
            try:
                with one._app.app_context(), transaction():
                    services.note(one.id, attempt=one.attempt)
            except Exception:
                log.warning("job %s: a heartbeat was missed", one.id)

    thread = threading.Thread(target=beat, name=f"heart of job {one.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
