"""What the evaluation adds to the trail: session → survey about it, session → evaluation that counted who came."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.consultations.models import Consultation
from consult.db import db
from consult.evaluation.models import Evaluation, Headcount
from consult.evaluation.surveys.disclosure import FEWEST
from consult.evaluation.surveys.models import Survey, SurveyAnswer
from consult.programme.models import Session
from consult.trail.registry import Edge, Scope, edges

_TOOK_PLACE = (Session.published.is_not(None), ~Session.is_cancelled)


@edges("session", "survey", label=_l("a été évaluée par le questionnaire"))
def surveyed(scope: Scope) -> Iterator[Edge]:
    """From a session to the surveys about it whose results everybody reads, and that enough people answered."""
    people = sa.select(sa.func.count()).select_from(SurveyAnswer).where(SurveyAnswer.survey_id == Survey.id)
    answered = people.correlate(Survey).scalar_subquery()
    query = sa.select(Session.id, Survey.id, Survey.title, Survey.published, answered)
    query = query.join(Survey, Survey.session_id == Session.id).where(*_TOOK_PLACE, answered >= FEWEST)
    query = query.where(Survey.consultation_id == scope.consultation_id, Survey.published.is_not(None))
    rows = db.session.execute(query.where(scope.narrow(Session.id)).order_by(Survey.id))
    for source, target, title, published, count in rows:
        page = ("survey_answers.outcome", {"survey_id": target})
        yield Edge(source, target, title, page, published, why=ngettext("%(num)s réponse", "%(num)s réponses", count))


@edges("session", "evaluation", label=_l("figure dans le bilan"))
def evaluated(scope: Scope) -> Iterator[Edge]:
    """From a session to the evaluation that says how many came, once everybody reads it."""
    said = (Session.id, Evaluation.id, Consultation.title, Consultation.slug, Evaluation.published, Headcount.counted)
    query = sa.select(*said).join(Headcount, Headcount.session_id == Session.id)
    query = query.join(Evaluation, Evaluation.consultation_id == Session.consultation_id)
    query = query.join(Consultation, Consultation.id == Session.consultation_id)
    query = query.where(Session.consultation_id == scope.consultation_id, *_TOOK_PLACE)
    query = query.where(Evaluation.published.is_not(None), Headcount.counted.is_not(None), scope.narrow(Session.id))
    for source, target, title, slug, published, count in db.session.execute(query.order_by(Session.id)):
        if published is not None:
            why = _("Personnes venues : %(n)s.", n=count)
            yield Edge(source, target, title, ("evaluation.show", {"slug": slug}), published, why=why)
