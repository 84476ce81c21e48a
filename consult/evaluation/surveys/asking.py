"""Making a survey: its sections and questions, opening, closing and publishing it, and a new edition of it.

Whatever changes its questions holds the survey first and looks whether there is an answer: an answer holds it too, so a
survey never changes under one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.evaluation.surveys.models import (
    LISTED,
    Asked,
    Kind,
    Moment,
    Question,
    Survey,
    SurveyAnswer,
    SurveySection,
    SurveyState,
)
from consult.programme.models import Session

MOST_QUESTIONS = 100
MOST_STEPS = 11
COPIED = (
    "position",
    "kind",
    "title",
    "help",
    "required",
    "options",
    "columns",
    "low",
    "high",
    "low_label",
    "high_label",
)


@dataclass(frozen=True)
class Wording:
    """What is said of a question: see `models.Question`."""

    kind: Kind
    title: str
    help: str = ""
    required: bool = False
    options: Sequence[str] = field(default=())
    columns: Sequence[str] = field(default=())
    low: int | None = None
    high: int | None = None
    low_label: str = ""
    high_label: str = ""
    section_id: int | None = None
    after_id: int | None = None
    after_option: int | None = None


def create(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    asked: Asked = Asked.PUBLICS,
    moment: Moment = Moment.AFTER,
    anonymous: bool = True,
    introduction: str = "",
    session: Session | None = None,
) -> Survey:
    """A new survey, empty and not open."""
    survey = Survey(
        consultation_id=consultation.id,
        title=title,
        asked=asked,
        moment=moment,
        anonymous=anonymous,
        introduction=introduction,
        session_id=session.id if session else None,
    )
    db.session.add(survey)
    record(Action.SURVEY_CREATED, survey, actor=actor)
    return survey


def edit(survey: Survey, *, actor: User, anonymous: bool, **values: Any) -> None:
    """Say otherwise what a survey is about. Raises RuleBroken where answers were promised to be anonymous, or not."""
    hold(survey)
    if anonymous != survey.anonymous:
        if survey.state is not SurveyState.DRAFT or answers(survey.id):
            raise RuleBroken(_("Les réponses sont déjà attendues ainsi : leur anonymat ne peut plus changer."))
        survey.anonymous = anonymous
    for name, value in values.items():
        setattr(survey, name, value)
    _changed(survey, actor)


def add_section(survey: Survey, *, actor: User | None, title: str, text: str = "") -> SurveySection:
    """Add a part at the end. Raises RuleBroken once there is an answer."""
    _hold_unanswered(survey)
    section = SurveySection(survey_id=survey.id, title=title, text=text, position=_next(SurveySection, survey))
    db.session.add(section)
    _changed(survey, actor)
    return section


def edit_section(survey: Survey, section: SurveySection, *, actor: User, title: str, text: str) -> None:
    """Say a part otherwise. Raises RuleBroken once there is an answer."""
    _hold_unanswered(survey)
    section.title, section.text = title, text
    _changed(survey, actor)


def remove_section(survey: Survey, section: SurveySection, *, actor: User) -> None:
    """Take an empty part out. Raises RuleBroken for one that has questions, and once there is an answer."""
    _hold_unanswered(survey)
    inside = sa.select(sa.func.count()).select_from(Question).filter_by(section_id=section.id)
    if db.session.scalar(inside):
        raise RuleBroken(_("Cette partie a encore des questions : retirez-les ou déplacez-les d’abord."))
    db.session.delete(section)
    _changed(survey, actor)


def save_question(survey: Survey, *, actor: User | None, said: Wording, question: Question | None = None) -> Question:
    """Ask something, or ask it otherwise.

    Raises RuleBroken once there is an answer, for a question that cannot be answered, and for a condition on nothing
    that comes before.
    """
    _hold_unanswered(survey)
    _refuse_unanswerable(said)
    one = question or Question(survey_id=survey.id, position=_next(Question, survey))
    for name in (*COPIED[1:], "section_id", "after_id", "after_option"):
        value = getattr(said, name)
        setattr(one, name, list(value) if name in ("options", "columns") else value)
    db.session.add(one)
    db.session.flush()
    _refuse_disorder(survey)
    _changed(survey, actor)
    return one


def remove_question(survey: Survey, question: Question, *, actor: User) -> None:
    """Ask it no more. Raises RuleBroken where another question depends on it, and once there is an answer."""
    _hold_unanswered(survey)
    after = sa.select(Question.title).filter_by(after_id=question.id).limit(1)
    if title := db.session.scalar(after):
        raise RuleBroken(_("« %(title)s » dépend de cette question : changez-la d’abord.", title=title))
    db.session.delete(question)
    _changed(survey, actor)


def move_question(survey: Survey, question: Question, *, actor: User, up: bool) -> None:
    """Ask it before the one before it, or after the one after it, in its part. Raises RuleBroken as `save_question`."""
    _hold_unanswered(survey)
    siblings = [one for one in _ordered(survey) if one.section_id == question.section_id]
    at = next(n for n, one in enumerate(siblings) if one.id == question.id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(siblings):
        siblings[at], siblings[to] = siblings[to], siblings[at]
        for position, one in enumerate(siblings):
            one.position = position
        db.session.flush()
        _refuse_disorder(survey)
        _changed(survey, actor)


def open_to_answers(survey: Survey, *, actor: User | None) -> None:
    """Let people answer. Raises RuleBroken without a question, once its results are published, and if it was redone."""
    hold(survey)
    if survey.published is not None:
        raise RuleBroken(_("Ses résultats sont publiés : ouvrez plutôt une nouvelle édition."))
    if db.session.scalar(sa.select(Survey.id).filter_by(previous_id=survey.id)):
        raise RuleBroken(_("Une nouvelle édition remplace ce questionnaire : c’est elle qu’il faut ouvrir."))
    if not _ordered(survey):
        raise RuleBroken(_("Posez au moins une question avant d’ouvrir le questionnaire."))
    survey.state = SurveyState.OPEN
    record(Action.SURVEY_OPENED, survey, actor=actor)


def close(survey: Survey, *, actor: User | None) -> None:
    """Take no more answers: results exist from now on."""
    hold(survey)
    if survey.state is not SurveyState.OPEN:
        raise RuleBroken(_("Ce questionnaire n’est pas ouvert."))
    survey.state = SurveyState.CLOSED
    record(Action.SURVEY_CLOSED, survey, actor=actor)


def publish(survey: Survey, *, actor: User | None) -> None:
    """Show the results to everybody, for good. Raises RuleBroken before it is closed."""
    hold(survey)
    if survey.state is not SurveyState.CLOSED:
        raise RuleBroken(_("Fermez d’abord le questionnaire : ses résultats ne se publient qu’une fois, entiers."))
    if survey.published is None:
        survey.published = clock.now()
        record(Action.SURVEY_PUBLISHED, survey, actor=actor)


def new_edition(survey: Survey, *, actor: User) -> Survey:
    """A copy of it, to be changed; what was answered stays with the questions of then. It takes no more answers.

    Raises RuleBroken where there is a newer edition already.
    """
    hold(survey)
    if db.session.scalar(sa.select(Survey.id).filter_by(previous_id=survey.id)):
        raise RuleBroken(_("Ce questionnaire a déjà une édition plus récente."))
    if survey.state is SurveyState.OPEN:
        survey.state = SurveyState.CLOSED
    copied = {name: getattr(survey, name) for name in ("consultation_id", "session_id", "title", "introduction")}
    copied |= {name: getattr(survey, name) for name in ("moment", "asked", "anonymous")}
    copy = Survey(**copied, previous_id=survey.id, edition=survey.edition + 1)
    db.session.add(copy)
    db.session.flush()
    _copy_questions(survey, copy)
    record(Action.SURVEY_CREATED, copy, actor=actor, previous=survey.id)
    return copy


def _copy_questions(survey: Survey, copy: Survey) -> None:
    sections: dict[int | None, int | None] = {None: None}
    query = sa.select(SurveySection).filter_by(survey_id=survey.id).order_by(SurveySection.position, SurveySection.id)
    for old in db.session.scalars(query):
        section = SurveySection(survey_id=copy.id, title=old.title, text=old.text, position=old.position)
        db.session.add(section)
        db.session.flush()
        sections[old.id] = section.id
    questions: dict[int | None, int | None] = {None: None}
    for one in _ordered(survey):
        values = {name: getattr(one, name) for name in COPIED}
        place = {"section_id": sections[one.section_id], "after_id": questions[one.after_id]}
        question = Question(survey_id=copy.id, after_option=one.after_option, **place, **values)
        db.session.add(question)
        db.session.flush()
        questions[one.id] = question.id


def hold(survey: Survey) -> None:
    """Let nobody else change this survey, or answer it, until this is done."""
    db.session.flush()
    names = ["state", "version", "anonymous", "published"]
    db.session.refresh(survey, names, with_for_update=True)


def answers(survey_id: int) -> int:
    """How many people answered."""
    query = sa.select(sa.func.count()).select_from(SurveyAnswer).filter_by(survey_id=survey_id)
    return db.session.scalar(query) or 0


def _hold_unanswered(survey: Survey) -> None:
    hold(survey)
    if survey.state is SurveyState.CLOSED or answers(survey.id):
        raise RuleBroken(
            _(
                "Ce questionnaire a déjà été ouvert aux réponses : ses questions ne changent plus. "
                "Ouvrez une nouvelle édition : tout ce qui a été répondu reste, avec les questions d’alors."
            )
        )


def _refuse_unanswerable(said: Wording) -> None:
    if said.kind in LISTED and len(said.options) < (1 if said.kind is Kind.MATRIX else 2):
        raise RuleBroken(_("Donnez au moins deux choix, un par ligne."))
    if said.kind is Kind.MATRIX and len(said.columns) < 2:
        raise RuleBroken(_("Donnez au moins deux colonnes, une par ligne."))
    if any(len(set(some)) < len(some) for some in (said.options, said.columns)):
        raise RuleBroken(_("Deux choix sont les mêmes."))
    if said.kind is Kind.SCALE:
        if said.low is None or said.high is None or said.low >= said.high:
            raise RuleBroken(_("Une échelle va d’un nombre à un plus grand."))
        if said.high - said.low >= MOST_STEPS:
            raise RuleBroken(_("Une échelle a onze degrés au plus."))


def _ordered(survey: Survey) -> Sequence[Question]:
    """The questions as they are asked: those of no part first."""
    query = sa.select(Question).outerjoin(SurveySection, SurveySection.id == Question.section_id)
    query = query.where(Question.survey_id == survey.id)
    place = sa.func.coalesce(SurveySection.position, -1)
    order = (place, sa.func.coalesce(SurveySection.id, 0), Question.position, Question.id)
    return db.session.scalars(query.order_by(*order)).all()


def _refuse_disorder(survey: Survey) -> None:
    """Each condition is on an option of a question that comes before."""
    before: dict[int, Question] = {}
    questions = _ordered(survey)
    if len(questions) > MOST_QUESTIONS:
        raise RuleBroken(_("Un questionnaire a %(n)s questions au plus.", n=MOST_QUESTIONS))
    for one in questions:
        if one.after_id is not None:
            source = before.get(one.after_id)
            if source is None or source.kind is not Kind.ONE or (one.after_option or 0) >= len(source.options):
                raise RuleBroken(
                    _(
                        "« %(title)s » dépend d’un choix : ce choix doit exister, dans une question posée avant elle.",
                        title=one.title,
                    )
                )
        before[one.id] = one


def _next(model: type[Question] | type[SurveySection], survey: Survey) -> int:
    highest = db.session.scalar(sa.select(sa.func.max(model.position)).filter_by(survey_id=survey.id))
    return 0 if highest is None else highest + 1


def _changed(survey: Survey, actor: User | None) -> None:
    survey.version += 1
    db.session.flush()
    db.session.expire(survey, ["sections", "all_questions"])
    record(Action.SURVEY_EDITED, survey, actor=actor)
