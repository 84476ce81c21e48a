"""The tables of evaluations: surveys whose results are published, and these results as far as they may be shown; who
came, the budget and the words that are quoted, once everybody reads them."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.consultations.models import Consultation
from consult.datasets import Row, dataset, flag, identifier, moment, number, words
from consult.db import db
from consult.evaluation import queries as evaluation
from consult.evaluation.models import Side
from consult.evaluation.surveys import queries, results
from consult.evaluation.surveys.models import Asked, Moment, Survey


def _published(consultation_id: int) -> Iterator[tuple[Survey, results.Results]]:
    consultation = db.session.get_one(Consultation, consultation_id)
    for survey in queries.published(consultation):
        if (found := results.of(survey)) is not None:
            yield survey, found


def _weigh(consultation_id: int) -> int:
    """About a hundred lines a survey."""
    query = sa.select(sa.func.count()).select_from(Survey).filter_by(consultation_id=consultation_id)
    return 100 * (db.session.scalar(query.where(Survey.published.is_not(None))) or 0)


@dataset(
    "surveys",
    _l("Les questionnaires dont les résultats sont publiés"),
    (
        identifier("surveys"),
        words("title", _l("Le titre")),
        words("asked", _l("À qui il s’adresse"), Asked),
        words("moment", _l("Quand on y répond"), Moment),
        words("session", _l("La séance dont il parle, s’il y en a une")),
        flag("anonymous", _l("Si les réponses sont anonymes")),
        number("edition", _l("Son numéro d’édition")),
        number("answers", _l("Combien de personnes ont répondu")),
        moment("published", _l("Moment de la publication des résultats")),
    ),
    weigh=_weigh,
)
def surveys(consultation_id: int) -> Iterator[Row]:
    """Surveys that enough people answered."""
    for one, found in _published(consultation_id):
        kinds = (one.asked, one.moment, one.session.title if one.session else "")
        yield (one.id, one.title, *kinds, one.anonymous, one.edition, found.people, one.published)


@dataset(
    "survey-results",
    _l("Ce qui a été répondu, jamais par moins de cinq personnes"),
    (
        identifier("surveys", "survey_id", _l("Identifiant du questionnaire")),
        words("question", _l("La question")),
        words("kind", _l("Comment on y répond")),
        words("row", _l("La ligne, pour un tableau")),
        words("answer", _l("La réponse, ou celles qui sont réunies")),
        number("count", _l("Combien de personnes, sauf si elles sont trop peu"), hides_small=True),
        number("people", _l("Combien de personnes ont répondu à la question"), hides_small=True),
    ),
    weigh=_weigh,
)
def survey_results(consultation_id: int) -> Iterator[Row]:
    """The bars of each question that may be shown."""
    for survey, found in _published(consultation_id):
        for one in found.outcomes:
            for line in one.lines:
                asked = (one.question.title, one.question.kind.value, line.of)
                yield (survey.id, *asked, line.label, line.count, one.people)


@dataset(
    "attendance",
    _l("Qui est venu à chaque séance"),
    (
        words("session", _l("La séance")),
        moment("starts", _l("Quand elle a commencé")),
        number("expected", _l("Combien de personnes étaient attendues")),
        number("registered", _l("Combien étaient inscrites")),
        number("counted", _l("Combien ont été comptées")),
    ),
)
def attendance(consultation_id: int) -> Iterator[Row]:
    """Once the evaluation is published."""
    after: str | None = ""
    while after is not None and _is_published(consultation_id):
        page = evaluation.attendance(consultation_id, after=after or None, size=500)
        for one in page.items:
            yield (one.session.title, one.session.starts, one.expected, one.registered, one.counted)
        after = page.after


def _is_published(consultation_id: int) -> bool:
    one = evaluation.of(consultation_id)
    return one is not None and one.published is not None


@dataset(
    "budget",
    _l("Le budget de l’édition"),
    (
        words("side", _l("Charge ou produit"), Side),
        words("account", _l("Le compte du plan comptable")),
        words("label", _l("Le libellé")),
        number("cents", _l("Le montant, en centimes d’euro")),
    ),
)
def budget(consultation_id: int) -> Iterator[Row]:
    """Once the evaluation is published."""
    if _is_published(consultation_id):
        for line in evaluation.budget(consultation_id).lines:
            yield (line.side, line.account, line.label, line.cents)


@dataset(
    "verbatims",
    _l("Les mots cités, comme leurs auteurs l’ont accepté"),
    (
        words("question", _l("La question")),
        words("words", _l("Ce qui a été écrit")),
        words("name", _l("Le nom, si la personne l’a voulu")),
    ),
)
def verbatims(consultation_id: int) -> Iterator[Row]:
    """The words that the team chose, of surveys whose results are published."""
    for one in queries.verbatims(db.session.get_one(Consultation, consultation_id)):
        yield (one.question, one.words, one.name)
