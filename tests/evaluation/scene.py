"""A festival that was evaluated: surveys in every state, for the browser."""

from datetime import timedelta
from typing import Any

from consult import clock
from consult.consultations.models import Consultation
from consult.evaluation import people, services
from consult.evaluation.models import Counted, Judged
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.models import Agreed
from consult.policy import Role
from consult.programme import releases
from consult.programme import services as programme
from tests.evaluation.sheets import NO, fill, make_survey
from tests.factories import make_consultation, make_staff

PATHS = [
    "/surveys/1",
    "/surveys/questions/4",
    "/surveys/2/results",
    "/consultations/festival/evaluation",
    "/consultations/festival/evaluation/edit",
    "/consultations/festival/evaluation/attendance",
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
    _evaluate(place, organiser)
    return place, organiser


def _evaluate(place: Consultation, organiser: Any) -> None:
    """Two sessions that were counted, figures, a budget, remarks: published."""
    starts = clock.now() + timedelta(days=1)
    for n, title in enumerate(("Table ronde : habiter ici", "Atelier de cartes")):
        times: dict[str, Any] = {"starts": starts + timedelta(hours=n), "ends": starts + timedelta(hours=n + 1)}
        session = programme.create_session(place, actor=organiser, title=title, registration=True, **times)
        services.count(session, actor=organiser, expected=50 - 20 * n, counted=43 - 10 * n)
    releases.release(place, actor=organiser)
    services.introduce(place, actor=organiser, introduction="Deux jours, et **beaucoup** de monde.")
    services.save_figure(place, actor=organiser, label="Participants", value="115", previous="90")
    services.save_figure(place, actor=organiser, label="Séances", counted=Counted.SESSIONS, previous="1")
    for account, label, cents in (("60", "Papier", 66179), ("641", "Cheffe de projet", 760760), ("74", "État", 826939)):
        services.save_budget_line(place, actor=organiser, account=account, label=label, cents=cents)
    for judged, topic, text in (
        (Judged.IMPROVE, "Communication", "Annoncer la date six mois avant."),
        (Judged.KEEP, "Logistique", "Le planning de préparation."),
        (Judged.KEEP, "", "La bonne humeur."),
    ):
        services.save_remark(place, actor=organiser, judged=judged, topic=topic, text=text)
    people.add(place, ["Ana ; Le Port", "Bo ; le port", "Caro ; La Halle"], actor=organiser)
    services.publish(place, actor=organiser)
