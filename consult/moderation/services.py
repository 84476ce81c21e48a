"""Reporting a thing, deciding what becomes of it, and what its author does then."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from consult import clock, kinds
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import READABLE, Visibility
from consult.moderation import claims, holding, moves, writing
from consult.moderation.cases import locked, put_in_queue, settle, waiting_in
from consult.moderation.effects import EFFECTS
from consult.moderation.letters import acknowledge, tell_author, tell_reporters
from consult.moderation.measures import (
    APPEAL_DELAY,
    EXCLUDING,
    LASTING,
    PLACED,
    RESTRICTIVE,
    Measure,
    Reason,
    ReportState,
    Scope,
    Source,
    possible,
)
from consult.moderation.models import Case, Decision, Report
from consult.moderation.words import standard_statement

RECORDED = {
    Measure.KEEP: Action.CONTRIBUTION_KEPT,
    Measure.PUBLISH: Action.CONTRIBUTION_PUBLISHED,
    Measure.REWORD: Action.CONTRIBUTION_QUESTIONED,
    Measure.MOVE: Action.CONTRIBUTION_MOVED,
    Measure.MERGE: Action.CONTRIBUTION_MERGED,
    Measure.HIDE: Action.CONTRIBUTION_HIDDEN,
    Measure.RESTORE: Action.CONTRIBUTION_RESTORED,
    Measure.WARN: Action.CONTRIBUTION_WARNED,
    Measure.SUSPEND: Action.CONTRIBUTION_WARNED,
    Measure.BAN: Action.CONTRIBUTION_WARNED,
    Measure.LIFT: Action.CONTRIBUTION_LIFTED,
}


def report(
    thing: Any, *, reporter: User | None, reason: Reason, explanation: str = "", contact: str | None = None
) -> Report:
    """Say that something is wrong with a thing that its reporter, or anybody (None), can read.

    Raises RuleBroken where it is not published any more, or where this person's earlier report still waits.
    """
    case = locked(thing)
    if thing.visibility not in READABLE:
        raise RuleBroken(_("Ce texte n’est plus publié : il n’y a plus rien à signaler."))
    who = reporter.id if reporter else None
    filed = put_in_queue(case, reason=reason, reporter_id=who, explanation=explanation, contact=contact)
    if filed is None:
        raise RuleBroken(_("Vous avez déjà signalé ce texte. L’équipe n’a pas encore répondu : rien n’est perdu."))
    record(Action.CONTRIBUTION_REPORTED, thing, actor=reporter, report=filed.id, reason=reason.value)
    acknowledge(thing, filed)
    return filed


def decide(
    thing: Any,
    *,
    moderator: User,
    action: Measure,
    rule: Reason | None = None,
    law: str = "",
    facts: str = "",
    statement: str = "",
    until: datetime | None = None,
    place: str | None = None,
    everywhere: bool = False,
    joined: int | None = None,
    lifts: int | None = None,
    batch: str | None = None,
    seen: int | None = None,
    tell: bool = True,
) -> Decision:
    """Decide what becomes of a thing (loaded as `kinds.resolve` does), settle its reports and tell its author.

    `until` ends a suspension, or the delay to reword; `place` is where a move leads (`moves.destinations`);
    `everywhere` excludes from the whole site; `joined` is the act by which `joining.join` carried a merge out, after it
    asked `refuse`; `lifts` is the decision that a lifting ends, by default the suspension
    that holds here; `batch` names the act over many things that this is part of. `seen` is the number of the last
    decision that the moderator knew of, 0 for none; None asks no question.

    Raises RuleBroken where another decision came in between, where somebody else holds the case, where the measure
    makes no sense for the thing as it stands, where the statement of reasons is not complete, and where the moderator
    wrote the thing.
    """
    case = locked(thing)
    if joined is None:
        refuse(case, thing, moderator=moderator, action=action, seen=seen)
    demand_reasons(action, rule=rule, law=law, facts=facts, statement=statement)
    author = db.session.get_one(User, thing.author_id)
    waited = clock.now() - case.waiting_since if case.waiting_since else None
    decision = Decision(
        kind=case.kind,
        thing_id=case.thing_id,
        consultation_id=case.consultation_id,
        action=action,
        rule=rule,
        law=law if rule is Reason.ILLEGAL else "",
        facts=facts,
        statement=statement.strip() or standard_statement(action),
        scope=_scope(action, everywhere=everywhere),
        until=_end(action, until),
        joined=_act(action, joined),
        lifts_id=(lifts or _suspension_here(author, case)) if action is Measure.LIFT else None,
        batch=batch or secrets.token_hex(8),
        moderator_id=moderator.id,
        author_id=author.id,
        appeal_until=clock.now() + APPEAL_DELAY if action in RESTRICTIVE else None,
        delay=int(waited.total_seconds()) if waited is not None else None,
    )
    if action is Measure.MOVE:
        decision.place_before, decision.place_after = _move(thing, place, moderator), place
    db.session.add(decision)
    db.session.flush()
    if tell:
        tell_author(thing, decision)  # before anything closes the account
    if action in EFFECTS:
        EFFECTS[action](thing, decision, moderator)
    heard = waiting_in(case)
    settle(case, decision)
    if thing.visibility is Visibility.HELD and action is not Measure.REWORD:
        holding.wait_on(thing)  # something about its author was decided; the text still waits
    tell_reporters(thing, decision, heard)
    writing.write(case.consultation_id, writing.of_decision(decision))
    record(RECORDED[action], thing, actor=moderator, decision=decision.id)
    return decision


def refuse(case: Case, thing: Any, *, moderator: User, action: Measure, seen: int | None) -> None:
    """Raise RuleBroken where this moderator cannot take this measure on the thing of a locked case, and say why."""
    if seen is not None and seen != (case.decision_id or 0):
        raise RuleBroken(_("Une autre décision vient d’être prise sur ce texte : lisez-la avant de décider à nouveau."))
    claims.refuse_if_held(case, moderator=moderator)
    if _is_objected_to(case, moderator):
        raise RuleBroken(_("Votre décision sur ce texte est contestée : quelqu’un d’autre doit le relire."))
    if thing.author_id == moderator.id:
        raise RuleBroken(_("Vous avez écrit ce texte : quelqu’un d’autre doit décider."))
    if action not in possible(thing.visibility, is_a_person=thing.IS_A_PERSON):
        if thing.IS_A_PERSON:
            raise RuleBroken(_("Cette mesure est faite pour un texte : avertissez, suspendez ou excluez la personne."))
        raise RuleBroken(
            {
                Visibility.DRAFT: _("Ce texte est un brouillon : il n’y a rien à modérer."),
                Visibility.HELD: _("Ce texte n’a pas encore paru : publiez-le, ou dites ce qui ne va pas."),
                Visibility.PUBLISHED: _("Ce texte est publié : il n’y a rien à rétablir."),
                Visibility.SUPERSEDED: _("Ce texte est publié : il n’y a rien à rétablir."),
                Visibility.HIDDEN: _("Ce texte est déjà masqué."),
                Visibility.WITHDRAWN: _("Ce texte a été retiré par son auteur : plus personne ne le voit."),
            }[thing.visibility]
        )


def _is_objected_to(case: Case, moderator: User) -> bool:
    """Whether somebody who reported this waits for another look at what this very moderator decided."""
    earlier = aliased(Report)
    waits = sa.select(Report.id).where(Report.kind == case.kind, Report.thing_id == case.thing_id)
    waits = waits.where(Report.state == ReportState.OPEN, Report.source == Source.OBJECTION)
    waits = waits.join(earlier, earlier.id == Report.objects_to_id).join(Decision, Decision.id == earlier.decision_id)
    return db.session.scalar(waits.where(Decision.moderator_id == moderator.id).limit(1)) is not None


def demand_reasons(
    action: Measure, *, rule: Reason | None, law: str = "", facts: str = "", statement: str = ""
) -> None:
    """Raise RuleBroken where a measure that restricts lacks a part of its statement of reasons."""
    if action in RESTRICTIVE and not (rule and facts.strip() and statement.strip()):
        raise RuleBroken(_("Cette décision demande une règle, les faits, et un message à l’auteur."))
    if rule is Reason.ILLEGAL and not law.strip():
        raise RuleBroken(_("Dites quelle loi ce texte ne respecte pas."))


def _scope(action: Measure, *, everywhere: bool) -> Scope:
    if action in EXCLUDING:
        return Scope.SITE if everywhere else Scope.CONSULTATION
    return Scope.TEXT if action in PLACED else Scope.NOTHING


def _end(action: Measure, until: datetime | None) -> datetime | None:
    if action not in LASTING:
        return None
    if until is None or until <= clock.now():
        raise RuleBroken(_("Dites jusqu’à quand."))
    return until


def _suspension_here(author: User, case: Case) -> int:
    suspension = author.suspension_in(case.consultation_id)
    if suspension is None:
        raise RuleBroken(_("Cette personne n’est pas suspendue : il n’y a rien à lever."))
    return suspension.decision_id


def _act(action: Measure, joined: int | None) -> int | None:
    if action is Measure.MERGE and joined is None:
        raise RuleBroken(_("Dites avec quelle proposition réunir celle-ci."))
    return joined


def _move(thing: Any, place: str | None, moderator: User) -> str:
    before = moves.put(thing, place, actor=moderator) if place else None
    if before is None:
        raise RuleBroken(_("Choisissez où déplacer ce texte : ailleurs que là où il est."))
    return before


def reworded(thing: Any, *, actor: User) -> None:
    """Bring a thing back to the queue once its author changed it as asked; other changes do not."""
    if not thing.is_to_reword or actor.id != thing.author_id:
        return
    kind, thing_id = kinds.ref(thing)
    asked = sa.select(Decision.rule).filter_by(kind=kind, thing_id=thing_id, action=Measure.REWORD)
    rule = db.session.scalars(asked.order_by(Decision.id.desc()).limit(1)).one()
    put_in_queue(locked(thing), reason=rule or Reason.OTHER, source=Source.AUTHOR, reporter_id=actor.id)
    record(Action.CONTRIBUTION_REWORDED, thing, actor=actor)
