"""Reading surveys: those of a consultation, one of them, the words that were written, those that were chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from consult import clock
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.evaluation.surveys.asking import answers
from consult.evaluation.surveys.disclosure import FEWEST
from consult.evaluation.surveys.models import (
    WRITTEN,
    Agreed,
    Asked,
    Moment,
    Question,
    Reply,
    Survey,
    SurveyAnswer,
    SurveySection,
    SurveyState,
    SurveyTurnout,
    Verbatim,
)
from consult.policy import Permission, may, readable_of_consultation
from consult.programme.models import Session
from consult.web.pagination import Page, paginate


def _whole(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.options(
        joinedload(Survey.consultation).selectinload(Consultation.phases),
        joinedload(Survey.session),
        selectinload(Survey.sections),
        selectinload(Survey.all_questions),
    )


def by_token(token: str, *, viewer: Any) -> Survey:
    """The survey of a link, with its questions; or the 404 page. One that is being written is for the team."""
    one: Survey = found(db.session.scalars(_whole(sa.select(Survey).filter_by(token=token))).one_or_none())
    readable = readable_of_consultation(viewer, one) and one.state is not SurveyState.DRAFT
    return found(one if readable or may(viewer, Permission.EVALUATION_EDIT, one) else None)


def get(survey_id: int, *, viewer: Any) -> Survey:
    """A survey that this viewer may read by its number, with its questions: the team, or whoever reads its results."""
    one: Survey = found(db.session.scalars(_whole(sa.select(Survey).filter_by(id=survey_id))).one_or_none())
    readable = one.published is not None and readable_of_consultation(viewer, one)
    return found(one if readable or may(viewer, Permission.EVALUATION_EDIT, one) else None)


def with_part(section_id: int, *, viewer: Any) -> tuple[Survey, SurveySection]:
    """A part and its survey; or the 404 page."""
    number = found(db.session.scalar(sa.select(SurveySection.survey_id).filter_by(id=section_id)))
    survey = get(number, viewer=viewer)
    return survey, next(one for one in survey.sections if one.id == section_id)


def with_question(question_id: int, *, viewer: Any) -> tuple[Survey, Question]:
    """A question and its survey; or the 404 page."""
    number = found(db.session.scalar(sa.select(Question.survey_id).filter_by(id=question_id)))
    survey = get(number, viewer=viewer)
    return survey, next(one for one in survey.all_questions if one.id == question_id)


def to_answer(session_id: int, *, starts: datetime | None, ends: datetime | None, viewer: Any) -> list[Survey]:
    """The surveys about a session that this viewer may answer now, and has not answered with their account.

    Those of before until it begins, those of during once it has, those of after once it is over. Whoever speaks or
    supports it is sent a link of their own.
    """
    query = sa.select(Survey).filter_by(session_id=session_id, state=SurveyState.OPEN, asked=Asked.PUBLICS)
    query = query.options(joinedload(Survey.consultation).selectinload(Consultation.phases))
    if viewer.is_authenticated:
        turnout = sa.exists().where(SurveyTurnout.survey_id == Survey.id, SurveyTurnout.user_id == viewer.id)
        named = sa.exists().where(SurveyAnswer.survey_id == Survey.id, SurveyAnswer.user_id == viewer.id)
        query = query.where(~turnout, ~named)
    now = clock.now()
    times: dict[Moment, bool] = {
        Moment.BEFORE: not starts or now < starts,
        Moment.DURING: not starts or starts <= now,
        Moment.AFTER: not ends or ends <= now,
    }
    some = [one for one in db.session.scalars(query.order_by(Survey.id)) if times[one.moment]]
    return [one for one in some if may(viewer, Permission.SURVEY_ANSWER, one)]


def newer(survey: Survey) -> Survey | None:
    """The edition that follows, where it was opened."""
    query = sa.select(Survey).filter_by(previous_id=survey.id).where(Survey.state != SurveyState.DRAFT)
    return db.session.scalars(query).one_or_none()


def listed(consultation: Consultation, *, after: str | None = None, size: int = 30) -> Page[Survey]:
    """One page of all its surveys, the latest first: for the team."""
    query = sa.select(Survey).filter_by(consultation_id=consultation.id).options(joinedload(Survey.session))
    return paginate(query, [(Survey.id, True)], after=after, size=size)


def counts(surveys: Iterable[Survey]) -> dict[int, int]:
    """How many answered each of these, in one query."""
    query = sa.select(SurveyAnswer.survey_id, sa.func.count()).group_by(SurveyAnswer.survey_id)
    ids = [one.id for one in surveys]
    return {row[0]: row[1] for row in db.session.execute(query.where(SurveyAnswer.survey_id.in_(ids)))}


def open_to_all(consultation: Consultation) -> Sequence[Survey]:
    """The surveys for the publics that can be answered now."""
    query = sa.select(Survey).filter_by(consultation_id=consultation.id, state=SurveyState.OPEN, asked=Asked.PUBLICS)
    return db.session.scalars(query.order_by(Survey.id.desc())).all()


def published(consultation: Consultation) -> Sequence[Survey]:
    """The surveys whose results everybody reads, with their questions, the first first."""
    query = sa.select(Survey).filter_by(consultation_id=consultation.id).where(Survey.published.is_not(None))
    return db.session.scalars(_whole(query).order_by(Survey.id)).all()


@dataclass(frozen=True)
class Words:
    """What somebody wrote; `name` where they are named; whether it was chosen."""

    answer_id: str
    question_id: int
    question: str
    words: str
    agreed: Agreed
    name: str
    is_chosen: bool
    verbatim_id: int = 0

    @property
    def may_be_quoted(self) -> bool:
        """Whether its writer agreed."""
        return self.agreed is not Agreed.NOTHING


_SAID = (Reply.answer_id, Reply.question_id, Question.title, Reply.words, SurveyAnswer.agreed, SurveyAnswer.name)


def _words(*columns: Any) -> sa.Select[Any]:
    query = sa.select(*columns).join(SurveyAnswer, SurveyAnswer.id == Reply.answer_id)
    return query.join(Question, Question.id == Reply.question_id).where(Question.kind.in_(WRITTEN))


def written(survey: Survey, *, after: str | None = None, size: int = 50) -> Page[Words]:
    """One page of all that was written, question after question, in no order of time: for the team.

    Nothing before the survey is closed, nor where too few answered. Names are shown of those who agreed to it.
    """
    if survey.state is not SurveyState.CLOSED or answers(survey.id) < FEWEST:
        return Page([])
    query = sa.select(Reply).join(Question, Question.id == Reply.question_id).options(joinedload(Reply.answer))
    query = query.where(Question.survey_id == survey.id, Question.kind.in_(WRITTEN))
    page = paginate(query, [(Reply.question_id, False), (Reply.answer_id, False)], after=after, size=size)
    titles = {one.id: one.title for one in survey.questions}
    picked = sa.select(Verbatim.answer_id, Verbatim.question_id).filter_by(survey_id=survey.id)
    chosen = {(row[0], row[1]) for row in db.session.execute(picked)}
    return Page([_said(one, titles, chosen) for one in page.items], page.after)


def _said(one: Reply, titles: dict[int, str], chosen: set[tuple[str, int]]) -> Words:
    key = (one.answer_id, one.question_id)
    name = one.answer.name if one.answer.agreed is Agreed.NAMED else ""
    return Words(*key, titles[one.question_id], one.words, one.answer.agreed, name, key in chosen)


def verbatims(consultation: Consultation) -> Sequence[Words]:
    """The words that were chosen, of surveys whose results everybody reads and that enough people answered."""
    one = aliased(SurveyAnswer)
    enough = sa.select(sa.func.count()).select_from(one).where(one.survey_id == Survey.id).correlate(Survey)
    query = _words(*_SAID, Verbatim.id).join(Survey, Survey.id == SurveyAnswer.survey_id)
    query = query.join(Verbatim, sa.and_(Verbatim.answer_id == Reply.answer_id, Verbatim.question_id == Question.id))
    query = query.where(Survey.consultation_id == consultation.id, Survey.published.is_not(None))
    query = query.where(SurveyAnswer.agreed != Agreed.NOTHING, enough.scalar_subquery() >= FEWEST)
    return [
        Words(row[0], row[1], row[2], row[3], row[4], row[5] if row[4] is Agreed.NAMED else "", True, row[6])
        for row in db.session.execute(query.order_by(Verbatim.id))
    ]


def sessions(consultation: Consultation) -> Sequence[Session]:
    """The sessions that a survey can be about: those that were published, as they follow one another."""
    query = sa.select(Session).filter_by(consultation_id=consultation.id).where(Session.published.is_not(None))
    return db.session.scalars(query.order_by(Session.starts, Session.id)).all()
