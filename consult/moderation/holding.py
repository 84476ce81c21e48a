"""What is read by the team before it is shown: everything, or a person's first contribution, as organisers choose.

What is held waits in the queue. Its author reads it, marked as waiting, and so does the team; nobody else does
(`policy.readable`). Publishing, asking to reword and hiding are decisions like all others. The team's own texts, and
what it enters for people without an account, are never held.
"""

from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.kinds import KINDS, READABLE, Contribution, Visibility
from consult.moderation import house
from consult.moderation.cases import locked, put_in_queue
from consult.moderation.measures import Holding, Reason, Source
from consult.moderation.words import HELD_FOR


def why(what: str, *, consultation_id: int, person: User) -> Holding | None:
    """Why something of this sort (`house.READ`) is held when this person says it here now; None: it is not held.

    Asked before the thing is there: it would count as the first one.
    """
    chosen: Holding = getattr(house.rules_of(consultation_id), what)
    if chosen is Holding.AFTER or person.is_ghost or house.is_of_team(person, consultation_id):
        return None
    return None if chosen is Holding.FIRST and _was_shown(person, consultation_id) else chosen


def _was_shown(person: User, consultation_id: int) -> bool:
    """Whether anything this person said here is there for all to read."""
    models: list[Any] = [
        kind.model for kind in KINDS.values() if issubclass(kind.model, Contribution) and not kind.model.IS_A_PERSON
    ]
    mine = [
        sa.exists().where(m.author_id == person.id, m.consultation_id == consultation_id, m.visibility.in_(READABLE))
        for m in models
    ]
    return bool(db.session.scalar(sa.select(sa.or_(*mine))))


def hold(thing: Any, *, actor: User, reason: Holding) -> None:
    """Let a thing that was just said wait for the team. What hangs on its visibility is the caller's."""
    thing.visibility = Visibility.HELD
    _wait(thing, reason)
    record(Action.CONTRIBUTION_HELD, thing, actor=actor, reason=reason.value)


def look_again(thing: Any, what: str, *, actor: User) -> None:
    """After its author changed what is shown: where everything is read, it waits to be read again, and stays shown."""
    if thing.visibility is not Visibility.PUBLISHED or thing.author_id != actor.id:
        return
    if why(what, consultation_id=thing.consultation_id, person=actor) is Holding.ALWAYS:
        _wait(thing, Holding.AFTER)


def wait_on(thing: Any, reason: Holding = Holding.ALWAYS) -> None:
    """Leave in the queue what is still held after a decision on something else, its author for instance."""
    _wait(thing, reason)


def _wait(thing: Any, reason: Holding) -> None:
    with force_locale(current_app.config["DEFAULT_LOCALE"]):
        said = str(HELD_FOR[reason])
    put_in_queue(locked(thing), reason=Reason.OTHER, source=Source.HELD, explanation=said)
