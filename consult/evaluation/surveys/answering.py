"""Keeping answers: by link, from paper; words that are chosen out of them.

Where a survey is not anonymous, each person answers once: by their account, or by their mailbox, of which only a digest
is kept. An account's word goes before one that came by a mailbox nobody checked. Where it is anonymous, who answered
with an account is noted apart, with nothing that would join the two.
"""

import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.accounts.services import email_key
from consult.audit.services import Action, record
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.evaluation.surveys import sheet as sheets
from consult.evaluation.surveys.asking import hold
from consult.evaluation.surveys.models import (
    WRITTEN,
    Agreed,
    Channel,
    Question,
    Reply,
    Survey,
    SurveyAnswer,
    SurveyState,
    SurveyTurnout,
    Verbatim,
)
from consult.evaluation.surveys.sheet import Sheet


@dataclass(frozen=True)
class Respondent:
    """Who fills in a sheet, as far as they say so."""

    account: User | None = None
    name: str = ""
    email: str = ""


NOBODY = Respondent()


def answer(
    survey: Survey, sheet: Sheet, *, by: Respondent = NOBODY, agreed: Agreed = Agreed.NOTHING, seen: int | None = None
) -> None:
    """Keep a sheet sent by link. `seen` is the version of the questions that were read. Questions must be loaded.

    Raises RuleBroken where the survey is not open, changed since it was read, was answered by this person, and for a
    sheet that is not filled in as asked.
    """
    hold(survey)
    if not survey.is_open:
        raise RuleBroken(_("Ce questionnaire ne prend pas de réponse en ce moment."))
    if seen is not None and seen != survey.version:
        raise RuleBroken(_("Le questionnaire vient de changer : relisez vos réponses, puis envoyez-les de nouveau."))
    person = _admit(survey, by)
    if survey.anonymous:
        _keep(survey, sheet, Channel.WEB, agreed=_unnamed(agreed))
    else:
        name = by.account.name if by.account else by.name
        user_id = by.account.id if by.account else None
        _keep(survey, sheet, Channel.WEB, agreed=agreed, person=person, name=name, user_id=user_id)


def type_in(survey: Survey, sheet: Sheet, *, actor: User, name: str = "", agreed: Agreed = Agreed.NOTHING) -> None:
    """Keep a sheet that came on paper, as it was filled in. Questions must be loaded.

    Raises RuleBroken where the survey is not open, and for a sheet that is not filled in as asked.
    """
    hold(survey)
    if not survey.is_open:
        raise RuleBroken(_("Ce questionnaire n’est pas ouvert : ouvrez-le pour saisir des réponses."))
    if survey.anonymous or not name:
        name, agreed = "", _unnamed(agreed)
    _keep(survey, sheet, Channel.PAPER, agreed=agreed, name=name)
    record(Action.SURVEY_TYPED_IN, survey, actor=actor)


def _unnamed(agreed: Agreed) -> Agreed:
    return Agreed.WORDS if agreed is Agreed.NAMED else agreed


def has_answered(survey: Survey, account: User) -> bool:
    """Whether this account has answered."""
    if survey.anonymous:
        return db.session.get(SurveyTurnout, (survey.id, account.id)) is not None
    query = sa.select(SurveyAnswer.id).filter_by(survey_id=survey.id, person=_digest(account.email or ""))
    return db.session.scalar(query.where(SurveyAnswer.user_id.is_not(None))) is not None


def _admit(survey: Survey, by: Respondent) -> str | None:
    """Who answers, in a word that says it once for all; None where nobody is to know."""
    done = RuleBroken(_("Vous avez déjà répondu à ce questionnaire : merci. On n’y répond qu’une fois."))
    if survey.anonymous:
        if by.account and not insert_once(SurveyTurnout, survey_id=survey.id, user_id=by.account.id):
            raise done
        return None
    email = (by.account.email if by.account else by.email) or ""
    if not email:
        raise RuleBroken(_("Donnez une adresse électronique : chaque personne ne répond qu’une fois."))
    person = _digest(email)
    earlier = sa.select(SurveyAnswer).filter_by(survey_id=survey.id, person=person)
    if (row := db.session.scalars(earlier).one_or_none()) is not None:
        if row.user_id is not None or by.account is None:
            raise done
        db.session.execute(sa.delete(Verbatim).filter_by(answer_id=row.id))
        db.session.execute(sa.delete(Reply).filter_by(answer_id=row.id))
        db.session.delete(row)
        db.session.flush()
    return person


def _digest(email: str) -> str:
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"survey\n{email_key(email)}".encode(), hashlib.sha256).hexdigest()


def _keep(
    survey: Survey,
    sheet: Sheet,
    channel: Channel,
    *,
    agreed: Agreed,
    person: str | None = None,
    name: str = "",
    user_id: int | None = None,
) -> None:
    questions = survey.questions
    if found := sheets.problems(questions, sheet):
        titles = {one.id: one.title for one in questions}
        number, sentence = next(iter(found.items()))
        raise RuleBroken(_("%(question)s : %(problem)s", question=titles[number], problem=sentence))
    said = sheets.kept(questions, sheet)
    if not said:
        raise RuleBroken(_("Cette feuille est vide : répondez à une question au moins."))
    whose = {"user_id": user_id, "person": person, "name": name, "agreed": agreed}
    row = SurveyAnswer(survey_id=survey.id, anonymous=survey.anonymous, channel=channel, day=clock.today(), **whose)
    db.session.add(row)
    db.session.flush()
    for number, marks in said.items():
        db.session.add_all(Reply(answer_id=row.id, question_id=number, **mark._asdict()) for mark in marks)
    db.session.flush()


def choose(survey: Survey, *, answer_id: str, question_id: int, actor: User) -> None:
    """Publish these words, as their writer allowed. Raises RuleBroken without consent, and before it is closed."""
    query = sa.select(Reply, SurveyAnswer, Question).join(SurveyAnswer, SurveyAnswer.id == Reply.answer_id)
    query = query.join(Question, Question.id == Reply.question_id)
    query = query.where(SurveyAnswer.survey_id == survey.id, Reply.answer_id == answer_id)
    row = db.session.execute(query.where(Reply.question_id == question_id)).one_or_none()
    if row is None or row[2].kind not in WRITTEN:
        raise RuleBroken(_("Ces mots ne sont plus là."))
    if survey.state is not SurveyState.CLOSED:
        raise RuleBroken(_("Fermez d’abord le questionnaire."))
    if row[1].agreed is Agreed.NOTHING:
        raise RuleBroken(_("Cette personne n’a pas accepté d’être citée : ses mots ne peuvent pas être publiés."))
    named = {"consultation_id": survey.consultation_id, "survey_id": survey.id, "actor_id": actor.id}
    if insert_once(Verbatim, answer_id=answer_id, question_id=question_id, created=clock.now(), **named):
        record(Action.VERBATIM_CHOSEN, survey, actor=actor, question=question_id)


def leave_out(survey: Survey, *, answer_id: str, question_id: int, actor: User) -> None:
    """Publish these words no more."""
    gone = sa.delete(Verbatim).filter_by(survey_id=survey.id, answer_id=answer_id, question_id=question_id)
    db.session.execute(gone)
    record(Action.VERBATIM_LEFT_OUT, survey, actor=actor, question=question_id)
