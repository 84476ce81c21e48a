"""Publishing a draft as a numbered release that never changes, with the list of what differs from the one before."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.programme import queries, services
from consult.programme.changes import Changed, changes
from consult.programme.content import Programme, as_json
from consult.programme.models import Release, Session
from consult.search import services as search

Listener = Callable[[Release, Sequence[Changed]], None]
_listeners: list[Listener] = []


def after_release(listener: Listener) -> Listener:
    """Let this be called with each release and its changes, in its transaction."""
    _listeners.append(listener)
    return listener


def differs(last: Release | None, content: Programme) -> bool:
    """Whether a draft is anything else than the last release; the first one holds a session at least."""
    if last is None:
        return not all(talk.is_cancelled for talk in content.talks)
    return as_json(content) | {"version": last.content.get("version")} != last.content


def release(consultation: Consultation, *, actor: User | None, note: str = "") -> Release:
    """Publish the draft. Raises RuleBroken where nothing changed since the last release."""
    services.open_edition(consultation)
    before, content = queries.last_release(consultation.id), queries.draft(consultation)
    found = changes(queries.released(before, consultation), content)
    if not differs(before, content):
        raise RuleBroken(_("Rien n’a changé depuis la dernière version : il n’y a rien à publier."))
    number = before.number + 1 if before else 1
    one = Release(
        consultation_id=consultation.id,
        number=number,
        actor_id=actor.id if actor else None,
        note=note,
        content=as_json(content) | {"version": str(number)},
        changes=[change.as_json() for change in found],
    )
    db.session.add(one)
    db.session.flush()
    new = sa.update(Session).filter_by(consultation_id=consultation.id, published=None, is_cancelled=False)
    db.session.execute(new.values(published=clock.now()))
    search.touch(one)
    record(Action.PROGRAMME_RELEASED, one, actor=actor, number=number, changes=len(found))
    for listener in _listeners:
        listener(one, found)
    return one
