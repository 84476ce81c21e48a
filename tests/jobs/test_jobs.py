"""Jobs: asked for in the act's transaction, run once, seen while they run, stopped, taken up again."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.accounts.models import User
from consult.db import db as database
from consult.db import transaction
from consult.errors import ConsultError, RuleBroken
from consult.jobs import runs, services, worker
from consult.jobs.models import Job, State
from consult.jobs.tasks import PERIODIC, TASKS, Progress, periodic, task

Hook = Callable[[int], None]


def people() -> list[str]:
    """Who is there, in order."""
    with transaction():
        return list(database.session.scalars(sa.select(User.name).order_by(User.id)))


def state_of(job_id: int) -> tuple[State, int, str]:
    """Where a job stands, as somebody else sees it."""
    with transaction():
        job = database.session.get_one(Job, job_id)
        return job.state, job.done, job.message


@pytest.fixture
def hook() -> list[Hook]:
    """What happens after the n-th row and before the n-th step."""
    return []


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, hook: list[Hook]) -> Iterator[str]:
    """A job that writes n rows and rests after each."""
    monkeypatch.setattr(runs, "PACE", 0.0)
    monkeypatch.setattr(runs, "GAP", 0.0)

    @task("test:rows", label="Des lignes")
    def write(job: Progress, *, n: int) -> dict[str, Any]:
        for i in range(job.done + 1, n + 1):
            database.session.add(User(name=f"{i}", name_key=f"{i}", origin="test"))
            database.session.flush()
            for do in hook:
                do(i)
            job.step(i, n, f"ligne {i}")
        return {"message": f"{n} lignes", "url": "/help"}

    yield "test:rows"
    TASKS.pop("test:rows")


def ask(kind: str, **arguments: Any) -> int:
    """Enqueue and commit."""
    with transaction():
        return services.enqueue(kind, **arguments).id


@pytest.mark.both
def test_a_job_is_lost_with_the_act_that_wanted_it(db, engine, app, rows):
    def act() -> None:
        services.enqueue(rows, n=1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        act()
    assert worker.drain(app) == 0
    ask(rows, n=1)
    assert (worker.drain(app), worker.drain(app)) == (1, 0)
    assert people() == ["1"]


@pytest.mark.both
def test_a_job_ends_with_its_effects_and_its_result(db, engine, app, rows):
    job_id = ask(rows, n=3)
    worker.drain(app)
    assert people() == ["1", "2", "3"]
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.done, job.total, job.attempts) == (State.DONE, 3, 3, 1)
    assert job.result == {"message": "3 lignes", "url": "/help"}
    assert job.finished is not None


@pytest.mark.both
def test_several_workers_run_each_job_once(db, engine, app, rows):
    for _ in range(12):
        ask(rows, n=0)
    ran: list[int] = []
    threads = [threading.Thread(target=lambda: ran.append(worker.drain(app))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(ran) == 12
    assert set(db.session.execute(sa.select(Job.state, Job.attempts))) == {(State.DONE, 1)}


@pytest.mark.both
def test_a_failed_job_keeps_what_it_wrote_before_its_last_rest_and_goes_on_from_there(db, engine, app, rows, hook):
    def fail(i: int) -> None:
        if i == 3:
            raise ValueError("no luck")

    hook.append(fail)
    job_id = ask(rows, n=4)
    worker.drain(app)
    assert people() == ["1", "2"]
    assert state_of(job_id) == (State.FAILED, 2, "Une erreur de notre part a interrompu ce travail.")
    hook.clear()
    with transaction():
        services.resume(db.session.get_one(Job, job_id))
    worker.drain(app)
    assert people() == ["1", "2", "3", "4"]
    assert state_of(job_id)[0] is State.DONE


def test_a_job_says_in_its_own_words_what_the_person_can_mend(db, app, rows, hook):
    def refuse(i: int) -> None:
        raise RuleBroken("Ce fichier n’est pas une transcription (ligne 3).")

    hook.append(refuse)
    job_id = ask(rows, n=1)
    worker.drain(app)
    assert state_of(job_id) == (State.FAILED, 0, "Ce fichier n’est pas une transcription (ligne 3).")
    assert people() == []


@pytest.mark.both
def test_a_running_job_stops_at_its_next_step(db, engine, app, rows, hook):
    job_id = ask(rows, n=5)

    def stop_after_two(i: int) -> None:
        if i == 2:
            database.session.execute(sa.update(Job).filter_by(id=job_id).values(stop=True))

    hook.append(stop_after_two)
    worker.drain(app)
    assert people() == ["1", "2"]
    assert state_of(job_id) == (State.CANCELLED, 2, "Arrêté à votre demande.")


def test_a_job_that_waits_is_stopped_at_once_and_only_once(db, app, rows):
    job_id = ask(rows, n=1)
    with transaction():
        services.stop(db.session.get_one(Job, job_id))
    assert worker.drain(app) == 0
    assert state_of(job_id)[0] is State.CANCELLED
    with pytest.raises(RuleBroken), transaction():
        services.stop(db.session.get_one(Job, job_id))


@pytest.mark.both
def test_progress_is_seen_and_others_write_while_a_job_runs(db, engine, app, rows, monkeypatch):
    seen: list[tuple[int, str]] = []
    job_id = ask(rows, n=3)

    def look() -> None:
        with app.app_context(), transaction():
            job = database.session.get_one(Job, job_id)
            seen.append((job.done, job.message))
            database.session.add(User(name=f"autre {job.done}", name_key=f"autre {job.done}", origin="other"))

    def rest(_seconds: float) -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    monkeypatch.setattr(runs, "sleep", rest)
    worker.drain(app)
    assert seen == [(1, "ligne 1"), (2, "ligne 2"), (3, "ligne 3")]
    assert people() == ["1", "autre 1", "2", "autre 2", "3", "autre 3"]


@pytest.mark.both
def test_a_worker_taken_for_dead_cannot_write_any_more(db, engine, app, rows, monkeypatch):
    job_id = ask(rows, n=3)

    def take_over(_seconds: float) -> None:
        with app.app_context(), transaction():
            taken = sa.update(Job).where(Job.id == job_id, Job.done == 2)
            database.session.execute(taken.values(attempts=Job.attempts + 1))

    monkeypatch.setattr(runs, "sleep", take_over)
    worker.drain(app)
    assert people() == ["1", "2"]
    assert state_of(job_id)[:2] == (State.RUNNING, 2)


@pytest.mark.both
def test_a_job_whose_worker_went_silent_is_run_again_three_times_at_most(db, engine, app, rows):
    job_id = ask(rows, n=1)
    later = clock.now()
    for attempt in (1, 2, 3, 4):
        later += services.LOST_AFTER + timedelta(seconds=1)
        with clock.at(later), transaction():
            job = services.claim()
            assert job is not None
            assert job.attempts == attempt
        assert not services.is_waiting()
    assert state_of(job_id)[0] is State.FAILED


def test_a_worker_that_must_stop_puts_its_job_back(db, app, rows, hook):
    job_id, stop = ask(rows, n=3), threading.Event()
    hook.append(lambda i: stop.set() if i == 2 else None)
    worker.drain(app, stop)
    assert people() == ["1"]
    assert state_of(job_id) == (State.QUEUED, 1, "")
    hook.clear()
    worker.drain(app)
    assert people() == ["1", "2", "3"]


@pytest.mark.both
def test_a_job_that_reads_sees_one_state_and_holds_nobody_up(db, engine, app, monkeypatch):
    monkeypatch.setattr(runs, "PACE", 0.0)
    counts: list[int] = []

    @task("test:read", reads=True)
    def read(job: Progress) -> dict[str, Any]:
        for n in (1, 2, 3):
            counts.append(len(database.session.scalars(sa.select(User.id)).all()))
            with app.app_context(), transaction():
                database.session.add(User(name=f"{n}", name_key=f"{n}", origin="test"))
            job.step(n, 3, f"page {n}")
        return {"pages": 3}

    job_id = ask("test:read")
    worker.drain(app)
    TASKS.pop("test:read")
    assert people() == ["1", "2", "3"]
    if engine == "sqlite":
        assert counts == [0, 0, 0]
    assert state_of(job_id) == (State.DONE, 3, "page 3")


def test_a_job_that_reads_cannot_write(db, app):
    @task("test:sly", reads=True)
    def write(job: Progress) -> None:
        database.session.add(User(name="1", name_key="1", origin="test"))
        database.session.flush()

    job_id = ask("test:sly")
    worker.drain(app)
    TASKS.pop("test:sly")
    assert state_of(job_id)[0] is State.FAILED
    assert people() == []


def test_two_tasks_cannot_have_one_name(rows):
    def other(job: Progress) -> None:
        """Another one."""

    with pytest.raises(RuntimeError, match="two tasks are called 'test:rows'"):
        task("test:rows")(other)
    with pytest.raises(LookupError):
        services.enqueue("test:unknown")


def test_the_worker_thread_is_woken_by_the_commit_and_does_what_is_periodic(db, app: Flask, rows, monkeypatch):
    monkeypatch.setattr(worker, "LOOK_EVERY", 60.0)
    called, ended = threading.Event(), threading.Event()

    @periodic(3600)
    def look() -> None:
        called.set()

    @task("test:end", reads=True)
    def end(job: Progress) -> None:
        ended.set()

    try:
        worker.start_once(app)
        worker.start_once(app)
        assert called.wait(20)
        ask("test:end")
        assert ended.wait(20)
        worker.finish(app)
        assert [t.name for t in threading.enumerate() if t.name == "worker"] == []
    finally:
        TASKS.pop("test:end")
        PERIODIC.pop()


def test_a_job_speaks_the_language_of_whoever_asked(db, app, rows, hook):
    def refuse(i: int) -> None:
        raise ConsultError(str(services.current_app.jinja_env.globals["get_locale"]()))  # type: ignore[operator]

    hook.append(refuse)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        job_id = ask(rows, n=1)
    worker.drain(app)
    assert state_of(job_id)[2] == "en"
