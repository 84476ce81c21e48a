"""Undoing decisions: what an appeal that is won does, and what a moderator takes back who pressed the wrong key.

Decisions are append-only: undoing one is another decision, which the register shows too.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, kinds
from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import claims, joins, moves, services
from consult.moderation.cases import locked, reopen
from consult.moderation.measures import UNDOING, Measure
from consult.moderation.models import Decision

TAKEN_BACK_BY_HAND = (Measure.PUBLISH, Measure.RESTORE, Measure.LIFT)  # what restricts again needs its own reasons
UNDO_DELAY = timedelta(minutes=30)


def undo(thing: Any, decision: Decision, *, actor: User, statement: str, tell: bool = True) -> Decision | None:
    """Undo what a decision did, as far as it still holds; return the decision that does."""
    claims.release([kinds.ref(thing)])
    action = UNDOING.get(decision.action, Measure.LIFT)
    given: dict[str, Any] = {"moderator": actor, "action": action, "statement": statement, "tell": tell}
    if decision.action is Measure.MERGE and _was_lifted(decision):
        return None
    if action is Measure.LIFT:
        return services.decide(thing, lifts=decision.id, **given)
    if action is Measure.RESTORE:
        return services.decide(thing, **given) if thing.visibility is Visibility.HIDDEN else None
    if decision.place_before not in moves.destinations(thing):
        return None  # it is there already, or that place is gone
    reasoned: dict[str, Any] = {"rule": decision.rule, "law": decision.law, "facts": decision.facts}
    return services.decide(thing, place=decision.place_before, **given, **reasoned)


def undo_with_others(thing: Any, decision: Decision, *, actor: User, statement: str) -> Decision | None:
    """Undo a decision on an appeal, of which its author is told; authors of texts that it joined are told here."""
    undone = undo(thing, decision, actor=actor, statement=statement, tell=False)
    said = _("Une décision qui concernait aussi votre texte a été annulée : il a repris sa place.")
    for other in joins.of_the_same(decision):
        if (beside := kinds.resolve(other.ref)) is not None:
            undo(beside, other, actor=actor, statement=said)
    return undone


def lift_all(kind: str, act: int, *, actor: User, statement: str) -> None:
    """Lift the decisions that an act of joining carried out, for it was undone by itself; every author is told why.

    Raises RuleBroken where this person may not decide on one of the texts.
    """
    for decision in joins.decided(kind, act):
        if (thing := kinds.resolve(decision.ref)) is not None:
            undo(thing, decision, actor=actor, statement=statement)


def _was_lifted(decision: Decision) -> bool:
    return db.session.scalar(sa.select(Decision.id).filter_by(lifts_id=decision.id).limit(1)) is not None


def can_be_taken_back(decision: Decision, *, by: User) -> bool:
    """Whether this person may still take this decision back by pressing a button."""
    is_fresh = clock.now() < decision.created + UNDO_DELAY
    return is_fresh and decision.moderator_id == by.id and decision.action not in TAKEN_BACK_BY_HAND


def take_back(batch: str, *, moderator: User) -> int:
    """Take back one's own decisions of one act, while it is fresh; what waited waits again. Say how many.

    Decisions after which another was taken stay. Raises RuleBroken where nothing can be taken back.
    """
    mine = sa.select(Decision).where(Decision.batch == batch, Decision.moderator_id == moderator.id)
    fresh = mine.where(Decision.created > clock.now() - UNDO_DELAY, Decision.action.not_in(TAKEN_BACK_BY_HAND))
    decisions = db.session.scalars(fresh.order_by(Decision.kind, Decision.thing_id)).all()
    count = sum(_take_back(decision, moderator) for decision in decisions)
    if not count:
        raise RuleBroken(_("Il n’y a plus rien à annuler : c’est fait, trop ancien, ou quelqu’un a décidé depuis."))
    return count


def _take_back(decision: Decision, moderator: User) -> bool:
    thing = kinds.resolve(decision.ref)
    if thing is None or locked(thing).decision_id != decision.id:
        return False
    said = _("Une erreur de manipulation : cette décision est reprise aussitôt.")
    undo(thing, decision, actor=moderator, statement=said)
    reopen(locked(thing), decision)
    return True
