"""What each measure does to a thing or to its author, beside being written down."""

from collections.abc import Callable
from typing import Any

from consult import clock, kinds
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.kinds import Visibility
from consult.moderation import joins
from consult.moderation.measures import EXCLUDING, Measure, Scope
from consult.moderation.models import Decision
from consult.search import services as search


def _show_as(visibility: Visibility) -> Callable[[Any, Decision, User], None]:
    """Show or hide the thing, and mend what depends on it."""

    def effect(thing: Any, _decision: Decision, _moderator: User) -> None:
        thing.visibility, thing.reword_until = visibility, None
        db.session.flush()
        kinds.kind_of(thing).changed(thing)
        search.touch(thing)

    return effect


def _ask_to_reword(thing: Any, decision: Decision, _moderator: User) -> None:
    thing.reword_until = decision.until


def _exclude(thing: Any, decision: Decision, moderator: User) -> None:
    """Keep the author from writing; a ban from the whole site closes the account."""
    author = db.session.get_one(User, thing.author_id)
    place = decision.consultation_id if decision.scope is Scope.CONSULTATION else None
    accounts.suspend(author, consultation_id=place, decision_id=decision.id, ends=decision.until)
    if decision.action is Measure.BAN and decision.scope is Scope.SITE:
        accounts.ban(author, actor=moderator, reason=decision.statement[:500])
    record(Action.ACCOUNT_SUSPENDED, author, actor=moderator, decision=decision.id)


def _lift(thing: Any, decision: Decision, moderator: User) -> None:
    """End what an earlier decision began: the author may write again, or need not reword; texts part."""
    ended = db.session.get_one(Decision, decision.lifts_id)
    author = db.session.get_one(User, thing.author_id)
    if ended.action is Measure.REWORD:
        thing.reword_until = None
    if ended.action is Measure.MERGE:
        joins.part(ended, actor=moderator)
    if ended.action in EXCLUDING:
        accounts.lift_suspension(author, decision_id=ended.id)
    if ended.action is Measure.BAN and ended.scope is Scope.SITE:
        accounts.unban(author, actor=moderator)


def _need_not_reword(thing: Any, _decision: Decision, _moderator: User) -> None:
    thing.reword_until = None


def _publish(thing: Any, decision: Decision, moderator: User) -> None:
    """Show what was held; what bears a date of publication is of today."""
    if getattr(thing, "published", None):
        thing.published = clock.now()
    _show_as(Visibility.PUBLISHED)(thing, decision, moderator)


EFFECTS: dict[Measure, Callable[[Any, Decision, User], None]] = {
    Measure.KEEP: _need_not_reword,
    Measure.MERGE: _need_not_reword,
    Measure.PUBLISH: _publish,
    Measure.HIDE: _show_as(Visibility.HIDDEN),
    Measure.RESTORE: _show_as(Visibility.PUBLISHED),
    Measure.REWORD: _ask_to_reword,
    Measure.SUSPEND: _exclude,
    Measure.BAN: _exclude,
    Measure.LIFT: _lift,
}
