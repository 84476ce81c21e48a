"""A festival that was evaluated: surveys in every state, for the browser."""

from typing import Any

from consult.consultations.models import Consultation
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.models import Agreed
from consult.policy import Role
from tests.evaluation.sheets import NO, fill, make_survey
from tests.factories import make_consultation, make_staff

PATHS = [
    "/consultations/festival/surveys",
    "/consultations/festival/surveys/new",
    "/surveys/1",
    "/surveys/1/edit",
    "/surveys/1/sections/new",
    "/surveys/1/questions/new",
    "/surveys/questions/4",
    "/surveys/1/paper",
    "/surveys/2",
    "/surveys/2/results",
    "/surveys/2/words",
]


def play() -> tuple[Consultation, Any]:
    """One survey that takes answers, one whose results are published."""
    place = make_consultation(slug="festival", title="Un festival")
    organiser = make_staff(place, Role.ORGANISER, name="Inès", email="ines@example.org")
    asking.open_to_answers(make_survey(place, organiser), actor=organiser)
    survey = make_survey(place, organiser)
    asking.open_to_answers(survey, actor=organiser)
    for n in range(23):
        come = NO if n % 3 == 0 else "0"
        fill(survey, n, come=come, why=f"C’est loin, pour {n} raisons." if come == NO else "", agreed=Agreed.WORDS)
    asking.close(survey, actor=organiser)
    for words in queries.written(survey).items[:3]:
        answering.choose(survey, answer_id=words.answer_id, question_id=words.question_id, actor=organiser)
    asking.publish(survey, actor=organiser)
    return place, organiser
