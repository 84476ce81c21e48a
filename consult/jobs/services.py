"""What happens to jobs: asked for, stopped, taken by a worker, ended."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, has_request_context, request
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock
from consult.db import db
from consult.errors import RuleBroken
from consult.jobs.models import Job, State
from consult.jobs.tasks import TASKS

LOST_AFTER = timedelta(minutes=1)
ATTEMPTS = 3
KEPT_FOR = timedelta(days=30)


class Lost(Exception):
    """This worker was taken for dead and another one has the job: it must not write."""


def enqueue(kind: str, *, owner: Any = None, **arguments: Any) -> Job:
    """Ask for a job, in the transaction of the act that wants it. `arguments` are JSON."""
    if kind not in TASKS:
        raise LookupError(f"no task is called {kind!r}")
    job = Job(
        kind=kind,
        arguments=arguments,
        owner_id=owner.id if owner else None,
        base=current_app.config["BASE_URL"] or (request.url_root if has_request_context() else ""),
        locale=str(get_locale() or ""),
    )
    db.session.add(job)
    db.session.flush()
    call_worker()
    return job


def call_worker() -> None:
    """Wake the worker of this process once this transaction is committed."""
    g.work_waits = True


def stop(job: Job) -> None:
    """Ask a job to stop: at once where it has not begun, at its next step where it runs."""
    if job.is_over:
        raise RuleBroken(_("Ce travail est déjà terminé."))
    queued = sa.update(Job).filter_by(id=job.id, state=State.QUEUED)
    ended = db.session.execute(queued.values(state=State.CANCELLED, finished=clock.now()))
    if not ended.rowcount:  # type: ignore[attr-defined]
        db.session.execute(sa.update(Job).filter_by(id=job.id).values(stop=True))
    db.session.expire(job)


def resume(job: Job) -> None:
    """Start a job again that failed or was stopped; it goes on from its last resting point."""
    again = sa.update(Job).where(Job.id == job.id, Job.state.in_([State.FAILED, State.CANCELLED]))
    values: dict[str, Any] = {"state": State.QUEUED, "stop": False, "attempts": 0, "message": "", "finished": None}
    if not db.session.execute(again.values(**values)).rowcount:  # type: ignore[attr-defined]
        raise RuleBroken(_("Ce travail ne peut pas être repris."))
    db.session.expire(job)
    call_worker()


def claim() -> Job | None:
    """Take the oldest job that waits, or whose worker has gone silent. The caller commits before it starts."""
    now = clock.now()
    silent = sa.and_(Job.state == State.RUNNING, Job.beat < now - LOST_AFTER)
    query = sa.select(Job).where(sa.or_(Job.state == State.QUEUED, silent)).order_by(Job.id).limit(1)
    job = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if job is None:
        return None
    job.started = job.started or now
    job.state, job.beat, job.attempts = State.RUNNING, now, job.attempts + 1
    if job.attempts > ATTEMPTS:
        job.state, job.finished = State.FAILED, now
        job.message = _("Ce travail s’est interrompu plusieurs fois. Rien n’empêche de le reprendre plus tard.")
    return job


def is_waiting() -> bool:
    """Whether there is anything to claim: a look that holds nobody up."""
    silent = sa.and_(Job.state == State.RUNNING, Job.beat < clock.now() - LOST_AFTER)
    return db.session.scalar(sa.select(sa.exists().where(sa.or_(Job.state == State.QUEUED, silent)))) or False


def note(job_id: int, *, attempt: int, **values: Any) -> bool:
    """Write down how a run goes; say whether it should stop. Raises Lost where it is no longer this run's job."""
    mine = sa.update(Job).where(Job.id == job_id, Job.attempts == attempt, Job.state == State.RUNNING)
    stopped: bool | None = db.session.scalar(mine.values(beat=clock.now(), **values).returning(Job.stop))
    if stopped is None:
        raise Lost(job_id)
    return stopped


def finish(job_id: int, *, attempt: int, state: State, **values: Any) -> None:
    """Close a run, or put its job back in the queue. Raises Lost where it is no longer this run's job."""
    ended = None if state is State.QUEUED else clock.now()
    note(job_id, attempt=attempt, state=state, finished=ended, **values)


def forget_old_jobs() -> None:
    """Delete jobs that ended long ago."""
    db.session.execute(sa.delete(Job).where(Job.finished < clock.now() - KEPT_FOR))
