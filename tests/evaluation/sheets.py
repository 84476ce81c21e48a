"""A survey with a question of every kind, and sheets that fill it in."""

from collections.abc import Sequence
from typing import Any

from consult.consultations.models import Consultation
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.asking import Wording
from consult.evaluation.surveys.models import Kind, Question, Survey
from consult.evaluation.surveys.sheet import CHOSEN, Mark

YES, NO = "0", "1"
PLEASED = ("Pas du tout", "Un peu", "Beaucoup")


def make_survey(place: Consultation, organiser: Any, **given: Any) -> Survey:
    """One question of every kind, in two parts; the text is asked of those who would not come back."""
    survey = asking.create(place, actor=organiser, title="Votre avis", **given)
    part = asking.add_section(survey, actor=organiser, title="Et après")
    words: list[dict[str, Any]] = [
        {"kind": Kind.ONE, "title": "Reviendrez-vous ?", "required": True, "options": ("Oui", "Non")},
        {"kind": Kind.SCALE, "title": "Votre note", "low": 1, "high": 5, "high_label": "bravo"},
        {"kind": Kind.SEVERAL, "title": "Vous avez aimé", "options": ("L’accueil", "Les ateliers", "Le repas")},
        {"kind": Kind.MATRIX, "title": "Satisfaction", "options": ("Le lieu", "Les horaires"), "columns": PLEASED},
        {"kind": Kind.RANKING, "title": "À refaire", "options": ("Le forum", "Le bal", "La visite")},
        {"kind": Kind.DATE, "title": "La date qui vous irait"},
        {"kind": Kind.SHORT, "title": "D’où venez-vous ?"},
    ]
    first, *_rest = [asking.save_question(survey, actor=organiser, said=Wording(**one)) for one in words]
    condition: dict[str, Any] = {"after_id": first.id, "after_option": 1, "section_id": part.id, "required": True}
    why = Wording(Kind.LONG, "Pourquoi pas ?", **condition)
    asking.save_question(survey, actor=organiser, said=why)
    return loaded(survey)


def loaded(survey: Survey) -> Survey:
    """The same, with its questions, for its team."""
    return queries.get(survey.id, viewer=_Team())


class _Team:
    is_authenticated = is_admin = True
    id = None


def by_title(survey: Survey) -> dict[str, Question]:
    """Its questions, by their titles."""
    return {one.title: one for one in survey.questions}


def a_sheet(survey: Survey, **said: Sequence[Mark]) -> dict[int, Sequence[Mark]]:
    """A sheet that says what is given of the eight questions: come, note, liked, pleased, redo, date, home, why."""
    short = ("come", "note", "liked", "pleased", "redo", "date", "home", "why")
    ids = {name: one.id for name, one in zip(short, survey.questions, strict=True)}
    return {ids[name]: marks for name, marks in said.items()}


def fill(survey: Survey, n: int, *, come: str = YES, why: str = "", **more: Any) -> None:
    """One sheet by nobody in particular; `n` makes it differ from the others."""
    said: dict[str, Sequence[Mark]] = {
        "come": [Mark(value=come)],
        "note": [Mark(value=str(4 + n % 2))],
        "liked": [Mark(place, CHOSEN) for place in range(1 + n % 2)],
        "pleased": [Mark(0, "2"), Mark(1, str(n % 3))],
        "redo": [Mark(0, "1"), Mark(1, "2"), Mark(2, "3")],
        "date": [Mark(value="2027-06-05")],
    }
    if why:
        said["why"] = [Mark(words=why)]
    answering.answer(survey, a_sheet(survey, **said), **more)
