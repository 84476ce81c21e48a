"""After a decision: the author answers or appeals, somebody else judges the appeal, the team answers."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.moderation import writing
from consult.moderation.cases import locked, put_in_queue
from consult.moderation.letters import tell_of_answer, tell_of_ruling
from consult.moderation.measures import APPEAL_DELAY, Outcome, Reason, Source
from consult.moderation.models import Answer, Appeal, Decision, Report
from consult.moderation.undoing import undo_with_others


def answer(thing: Any, decision: Decision, *, author: User, body: str) -> Answer:
    """Say something about a decision, as the author of the thing; or as the team, which the author is told by mail.

    What the author says brings the thing back to the queue.
    """
    is_team = author.id != decision.author_id
    said = Answer(decision_id=decision.id, author_id=author.id, is_team=is_team, body=body)
    db.session.add(said)
    record(Action.DECISION_ANSWERED, thing, actor=author, decision=decision.id)
    if is_team:
        tell_of_answer(thing, decision, said)
    else:
        rule = decision.rule or Reason.OTHER
        put_in_queue(locked(thing), reason=rule, source=Source.AUTHOR, reporter_id=author.id, explanation=body)
    return said


def lodge(decision: Decision, *, author: User, body: str) -> Appeal:
    """Appeal against a decision, once, within its delay.

    Raises RuleBroken where it restricts nothing, is not this person's, is too old, or was appealed against already.
    """
    if decision.author_id != author.id or not decision.restricts:
        raise RuleBroken(_("Il n’y a rien à contester dans cette décision."))
    if not decision.can_be_appealed:
        raise RuleBroken(_("Le délai de six mois pour contester cette décision est passé."))
    about = {"decision_id": decision.id, "consultation_id": decision.consultation_id, "author_id": author.id}
    said = {"decided_by_id": decision.moderator_id, "body": body, "reasons": "", "created": clock.now()}
    if not insert_once(Appeal, **about, **said):
        raise RuleBroken(_("Vous avez déjà contesté cette décision : quelqu’un d’autre va la relire."))
    lodged = db.session.scalars(sa.select(Appeal).filter_by(decision_id=decision.id)).one()
    writing.write(lodged.consultation_id, writing.of_appeal(lodged))
    record(Action.APPEAL_LODGED, lodged, actor=author, decision=decision.id)
    return lodged


def object_to(thing: Any, report: Report, *, body: str) -> Report:
    """Ask, as whoever reported a thing, that somebody else look again at what was decided (article 20), once.

    The thing comes back to the queue; whoever decided cannot decide on it again as long as this waits. Raises
    RuleBroken where nothing was decided, where it is too late, or where this report was objected about already.
    """
    decided = db.session.get(Decision, report.decision_id) if report.decision_id else None
    if decided is None or report.source is not Source.PERSON:
        raise RuleBroken(_("Rien n’a encore été décidé sur ce signalement."))
    if clock.now() >= decided.created + APPEAL_DELAY:
        raise RuleBroken(_("Le délai de six mois pour contester cette décision est passé."))
    case = locked(thing)
    said: dict[str, Any] = {"reporter_id": report.reporter_id, "contact": report.contact, "explanation": body}
    filed = None
    if not db.session.scalar(sa.select(Report.id).filter_by(objects_to_id=report.id)):
        filed = put_in_queue(case, reason=report.reason, source=Source.OBJECTION, **said)
    if filed is None:
        raise RuleBroken(_("Vous avez déjà contesté cette décision : quelqu’un d’autre va la relire."))
    filed.objects_to_id = report.id
    db.session.flush()
    record(Action.APPEAL_LODGED, thing, actor=None, decision=decided.id, by="reporter")
    return filed


def may_judge(appeal: Appeal, person: User) -> bool:
    """Whether this person of the team is somebody else: neither who decided nor who appeals."""
    return person.id not in {appeal.decided_by_id, appeal.author_id}


def judge(thing: Any, appeal: Appeal, *, judge: User, outcome: Outcome, reasons: str) -> Decision | None:
    """Judge an appeal against a decision on a thing; where the decision falls, undo what it did and return that.

    The appeal's decision must be loaded. Raises RuleBroken where this person decided or appeals, where it was judged
    already, and without reasons.
    """
    _refuse(appeal, judge, reasons)
    appeal.judge_id, appeal.outcome, appeal.reasons, appeal.ruled = judge.id, outcome, reasons, clock.now()
    db.session.flush()
    writing.write(appeal.consultation_id, writing.of_ruling(appeal))
    record(Action.APPEAL_RULED, appeal, actor=judge, decision=appeal.decision_id, outcome=outcome.value)
    falls = outcome is Outcome.OVERTURNED
    undone = undo_with_others(thing, appeal.decision, actor=judge, statement=reasons) if falls else None
    tell_of_ruling(thing, appeal)
    return undone


def _refuse(appeal: Appeal, judge: User, reasons: str) -> None:
    db.session.flush()
    db.session.refresh(appeal, ["outcome"], with_for_update=True)
    if not may_judge(appeal, judge):
        raise RuleBroken(_("Quelqu’un d’autre doit relire cette décision : vous l’avez prise, ou elle vous concerne."))
    if appeal.outcome is not None:
        raise RuleBroken(_("Quelqu’un d’autre vient de juger cette contestation."))
    if not reasons.strip():
        raise RuleBroken(_("Expliquez à l’auteur ce qui a été relu et pourquoi vous concluez ainsi."))
