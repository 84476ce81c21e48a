"""What happens by itself: reminders, waiting lists after a change, letters after a release."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult import clock
from consult.db import db, transaction
from consult.jobs import services as jobs
from consult.jobs.tasks import Progress, periodic, task
from consult.programme import queries as programmes
from consult.programme import releases
from consult.programme import services as programme
from consult.programme.changes import Change, Changed
from consult.programme.content import Talk
from consult.programme.models import Release, Session
from consult.registrations import letters, services
from consult.registrations.models import Registration, State

BEFORE = timedelta(hours=26)  # a reminder goes the day before
KEPT_FOR = timedelta(days=90)  # names and addresses, after the session
UNCONFIRMED = timedelta(days=7)
AT_ONCE = 200  # letters of one round
TOLD = (Change.CANCELLED, Change.REMOVED, Change.MOVED)  # changes of which people who are registered hear


@programme.after_change
def follow(sessions: Sequence[Session]) -> None:
    """There may be more places: a job lets the waiting lists of these sessions move up."""
    ids = {session.id for session in sessions}
    waiting = sa.select(Registration.session_id).where(Registration.state == State.WAITING).distinct()
    if found := sorted(ids & set(db.session.scalars(waiting))):
        jobs.enqueue("registrations:settle", session_ids=found)


@task("registrations:settle", label=_l("Listes d’attente"))
def move_up(_job: Progress, *, session_ids: list[int]) -> None:
    """Give the places that are free now to those who wait."""
    services.settle(db.session.scalars(sa.select(Session).where(Session.id.in_(session_ids))).all())


@releases.after_release
def announce(release: Release, changed: Sequence[Changed]) -> None:
    """Tell those who are registered for a session that moved, or does not take place any more."""
    if any(one.change in TOLD for one in changed):
        jobs.enqueue("registrations:announce", release_id=release.id)


@task("registrations:announce", label=_l("Messages aux personnes inscrites"))
def write_to_registered(job: Progress, *, release_id: int) -> dict[str, Any]:
    """One letter to each person and session that changed."""
    kept = db.session.scalar(sa.select(Release.changes).filter_by(id=release_id)) or []
    changed = [one for one in map(Changed.from_json, kept) if one.change in TOLD]
    count = 0
    for place, one in enumerate(changed[job.done :], job.done + 1):
        talk = Talk(one.guid, one.title, one.session_id)
        for registration in _held(one.session_id):
            letters.send(registration, talk, "registration_changed", change=one)
            count += 1
        job.step(place, len(changed))
    return {"letters": count}


def _held(session_id: int) -> Sequence[Registration]:
    query = sa.select(Registration).where(Registration.session_id == session_id)
    held = Registration.state.in_((State.SEATED, State.WAITING))
    return db.session.scalars(query.where(held, Registration.email != "")).all()


@periodic(86_400)
def forget() -> None:
    """Forget who came once it is long over, and addresses that nobody confirmed; how many came stays."""
    now = clock.now()
    over = sa.select(Session.id).where(sa.func.coalesce(Session.ends, Session.starts) < now - KEPT_FOR)
    nobody = {
        "name": "",
        "email": "",
        "user_id": None,
        "person": sa.literal("gone/") + sa.cast(Registration.id, sa.String),
    }
    with transaction():
        stale = sa.delete(Registration).where(
            Registration.state == State.ASKED, Registration.created < now - UNCONFIRMED
        )
        db.session.execute(stale)
        known = sa.update(Registration).where(Registration.session_id.in_(over), Registration.email != "")
        db.session.execute(known.values(nobody), execution_options={"synchronize_session": False})


@periodic(900)
def remind() -> None:
    """Write to those who have a place in a session that the last release puts on tomorrow, once."""
    now = clock.now()
    waiting = sa.and_(Registration.state == State.SEATED, Registration.reminded.is_(None), Registration.email != "")
    with transaction():
        query = sa.select(Session).where(Session.id.in_(sa.select(Registration.session_id).where(waiting)))
        told = programmes.told(*db.session.scalars(query))
        soon = {n: t for n, t in told.items() if t.is_scheduled and t.starts and now < t.starts < now + BEFORE}
        held = sa.select(Registration).where(waiting, Registration.session_id.in_(soon)).order_by(Registration.id)
        for one in db.session.scalars(held.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
            letters.send(one, soon[one.session_id], "registration_reminder")
            one.reminded = now
