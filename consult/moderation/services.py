"""Reporting a thing, and deciding what becomes of it."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters, kinds
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.kinds import READABLE, Visibility
from consult.moderation.letters import tell_author
from consult.moderation.models import POSSIBLE, SANCTIONS, Case, Decision, Measure, Reason, Report, ReportState, Scope
from consult.search import services as search

RECORDED = {
    Measure.KEEP: Action.CONTRIBUTION_KEPT,
    Measure.HIDE: Action.CONTRIBUTION_HIDDEN,
    Measure.RESTORE: Action.CONTRIBUTION_RESTORED,
    Measure.WARN: Action.CONTRIBUTION_WARNED,
}
SHOWN_AS = {Measure.HIDE: Visibility.HIDDEN, Measure.RESTORE: Visibility.PUBLISHED}


def report(
    thing: Any, *, reporter: User | None, reason: Reason, explanation: str = "", contact: str | None = None
) -> Report:
    """Say that something is wrong with a thing that its reporter, or anybody (None), can read.

    Raises RuleBroken where it is not published any more, or where this person's earlier report still waits.
    """
    case = _locked_case(thing)
    if thing.visibility not in READABLE:
        raise RuleBroken(_("Ce texte n’est plus publié : il n’y a plus rien à signaler."))
    about = {"kind": case.kind, "thing_id": case.thing_id, "consultation_id": case.consultation_id}
    who = {"reporter_id": reporter.id if reporter else None, "contact": contact or None}
    said = {"reason": reason, "explanation": explanation, "state": ReportState.OPEN, "created": clock.now()}
    if not insert_once(Report, **about, **who, **said):
        raise RuleBroken(_("Vous avez déjà signalé ce texte. L’équipe n’a pas encore répondu : rien n’est perdu."))
    case.waiting_since = case.waiting_since or clock.now()
    _recount(case)
    filed = db.session.scalars(sa.select(Report).where(*_on(case)).order_by(Report.id.desc()).limit(1)).one()
    record(Action.CONTRIBUTION_REPORTED, thing, actor=reporter, report=filed.id, reason=reason.value)
    return filed


def decide(
    thing: Any,
    *,
    moderator: User,
    action: Measure,
    rule: Reason | None = None,
    facts: str = "",
    statement: str = "",
    seen: int | None = None,
) -> Decision:
    """Decide what becomes of a thing (loaded as `kinds.resolve` does), settle its reports and tell its author.

    `seen` is the number of the last decision that the moderator knew of, 0 for none; None asks no question.
    Raises RuleBroken where another decision came in between, where the measure makes no sense for the thing as it
    stands, where a sanction has no reasons, and where the moderator wrote the thing.
    """
    case = _locked_case(thing)
    _refuse(case, thing, moderator=moderator, action=action, seen=seen)
    if action in SANCTIONS and not (rule and facts.strip() and statement.strip()):
        raise RuleBroken(_("Cette décision demande une règle, les faits, et un message à l’auteur."))
    waited = clock.now() - case.waiting_since if case.waiting_since else None
    decision = Decision(
        kind=case.kind,
        thing_id=case.thing_id,
        consultation_id=case.consultation_id,
        action=action,
        rule=rule,
        facts=facts,
        statement=statement,
        scope=Scope.TEXT if action is Measure.HIDE else Scope.NOTHING,
        moderator_id=moderator.id,
        delay=int(waited.total_seconds()) if waited is not None else None,
    )
    db.session.add(decision)
    db.session.flush()
    _carry_out(thing, action)
    _settle(case, decision)
    record(RECORDED[action], thing, actor=moderator, decision=decision.id)
    tell_author(thing, decision)
    return decision


def _locked_case(thing: Any) -> Case:
    """The case of a thing, opened if need be and locked; the thing's visibility is read again under the lock."""
    kind, thing_id = kinds.ref(thing)
    place = thing.consultation_id
    db.session.flush()
    insert_once(Case, kind=kind, thing_id=thing_id, consultation_id=place, reports=0, created=clock.now())
    query = sa.select(Case).filter_by(kind=kind, thing_id=thing_id).with_for_update()
    case = db.session.scalars(query, execution_options={"populate_existing": True}).one()
    db.session.refresh(thing, ["visibility"])
    return case


def _refuse(case: Case, thing: Any, *, moderator: User, action: Measure, seen: int | None) -> None:
    if seen is not None and seen != (case.decision_id or 0):
        raise RuleBroken(_("Une autre décision vient d’être prise sur ce texte : lisez-la avant de décider à nouveau."))
    if thing.author_id == moderator.id:
        raise RuleBroken(_("Vous avez écrit ce texte : quelqu’un d’autre doit décider."))
    if action not in POSSIBLE[thing.visibility]:
        raise RuleBroken(
            {
                Visibility.DRAFT: _("Ce texte est un brouillon : il n’y a rien à modérer."),
                Visibility.PUBLISHED: _("Ce texte est publié : il n’y a rien à rétablir."),
                Visibility.SUPERSEDED: _("Ce texte est publié : il n’y a rien à rétablir."),
                Visibility.HIDDEN: _("Ce texte est déjà masqué."),
                Visibility.WITHDRAWN: _("Ce texte a été retiré par son auteur : plus personne ne le voit."),
            }[thing.visibility]
        )


def _carry_out(thing: Any, action: Measure) -> None:
    """Show or hide the thing, and mend what depends on it."""
    if (visibility := SHOWN_AS.get(action)) is None:
        return
    thing.visibility = visibility
    db.session.flush()
    kinds.kind_of(thing).changed(thing)
    search.touch(thing)


def _settle(case: Case, decision: Decision) -> None:
    waiting = sa.update(Report).where(*_on(case), Report.state == ReportState.OPEN)
    db.session.execute(waiting.values(state=ReportState.SETTLED, decision_id=decision.id))
    case.waiting_since, case.decided, case.decision_id = None, clock.now(), decision.id
    _recount(case)


def _recount(case: Case) -> None:
    db.session.flush()
    counters.follow(Case, case.id)


def _on(case: Case) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return Report.kind == case.kind, Report.thing_id == case.thing_id
