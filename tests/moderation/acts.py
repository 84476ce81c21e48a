"""Reporting and deciding with defaults: a test names only what it is about."""

from datetime import timedelta
from typing import Any

from consult import clock, kinds
from consult.accounts.models import User
from consult.db import db
from consult.moderation import joining, moves, services
from consult.moderation.measures import LASTING
from consult.moderation.models import Decision, Measure, Reason, Report
from tests.factories import make_proposal, make_staff, make_user


def fresh(thing: Any) -> Any:
    """The thing as a page loads it."""
    db.session.flush()
    return kinds.resolve(kinds.ref(thing))


def report(thing: Any, *, reporter: User | None = None, reason: Reason = Reason.INSULT, **given: Any) -> Report:
    """A report by somebody who has an account."""
    return services.report(fresh(thing), reporter=reporter or make_user(), reason=reason, **given)


def decide(thing: Any, action: Measure = Measure.HIDE, *, moderator: User | None = None, **given: Any) -> Decision:
    """A decision by a facilitator of the consultation, with reasons."""
    reasons = {"rule": Reason.INSULT, "facts": "Le mot « crétin ».", "statement": "Pas d’attaque contre une personne."}
    moderator = moderator or make_staff(thing.consultation)
    thing = fresh(thing)
    if action is Measure.MERGE:
        merged: dict[str, Any] = {"title": "Les deux réunies", "body": "Tout."} | reasons | given
        merged.setdefault("others", [fresh(make_proposal(thing.consultation))])
        return joining.join(thing, moderator=moderator, **merged)
    needed = given_for(thing, action) if not {"until", "place"} & set(given) else {}
    return services.decide(thing, moderator=moderator, action=action, **reasons | needed | given)


def given_for(thing: Any, action: Measure) -> dict[str, Any]:
    """What a measure needs beside its reasons."""
    if action in LASTING:
        return {"until": clock.now() + timedelta(days=3)}
    return {"place": next(iter(moves.destinations(thing)))} if action is Measure.MOVE else {}
