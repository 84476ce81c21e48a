"""Surveys: made, answered by link and from paper, frozen, closed, published; what nobody may learn from them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import NotFound

from consult import clock
from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.documents.qr import qr_code
from consult.errors import RuleBroken
from consult.evaluation.surveys import answering, asking, queries, results
from consult.evaluation.surveys.answering import Respondent
from consult.evaluation.surveys.asking import Wording
from consult.evaluation.surveys.models import (
    Agreed,
    Asked,
    Channel,
    Kind,
    Moment,
    Reply,
    Survey,
    SurveyAnswer,
    SurveyState,
    SurveyTurnout,
    Verbatim,
)
from consult.evaluation.surveys.sheet import Mark
from consult.policy import Role
from consult.programme import releases
from consult.programme import services as programme
from tests.conftest import Browser
from tests.evaluation.sheets import NO, a_sheet, by_title, fill, loaded, make_survey
from tests.factories import make_consultation, make_staff, make_user

OTHERS: dict[str, dict[str, Any]] = {
    "before": {"moment": Moment.BEFORE},
    "during": {"moment": Moment.DURING},
    "speakers": {"asked": Asked.SPEAKERS},
}


@pytest.fixture
def place(db: Any) -> Consultation:
    return make_consultation(slug="festival")


@pytest.fixture
def organiser(place: Consultation) -> Any:
    return make_staff(place, Role.ORGANISER)


@pytest.fixture
def survey(place: Consultation, organiser: Any) -> Survey:
    """An anonymous survey that takes answers."""
    one = make_survey(place, organiser)
    asking.open_to_answers(one, actor=organiser)
    return one


def count(db: Any, model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_what_is_not_asked_is_neither_demanded_nor_kept(app: Flask, db: Any, survey: Survey) -> None:
    with app.test_request_context():
        fill(survey, 0, why="Dit sans qu’on le demande")
        with pytest.raises(RuleBroken, match=r"Pourquoi pas.*obligatoire"):
            fill(survey, 1, come=NO)
        fill(survey, 1, come=NO, why="Trop loin")
        for said in ({"come": [Mark(value="2")]}, {"come": [Mark(value="0"), Mark(value="1")]}):
            with pytest.raises(RuleBroken, match="pas une de celles"):
                answering.answer(survey, a_sheet(survey, **said))
        twice = [Mark(0, "1"), Mark(1, "1"), Mark(2, "2")]
        with pytest.raises(RuleBroken, match="même rang"):
            answering.answer(survey, a_sheet(survey, come=[Mark(value="0")], redo=twice))
    assert db.session.scalars(sa.select(Reply.words).where(Reply.words != "")).all() == ["Trop loin"]
    assert count(db, SurveyAnswer) == 2


@pytest.mark.both
def test_an_anonymous_sheet_carries_nobody_and_whoever_has_an_account_answers_once(
    app: Flask, db: Any, survey: Survey, engine: str
) -> None:
    person = make_user()
    with app.test_request_context():
        fill(survey, 0, by=Respondent(person), agreed=Agreed.NAMED)
        with pytest.raises(RuleBroken, match="déjà répondu"):
            fill(survey, 1, by=Respondent(person))
    row = db.session.scalars(sa.select(SurveyAnswer)).one()
    assert (row.user_id, row.person, row.name, row.agreed) == (None, None, "", Agreed.WORDS)
    assert db.session.scalars(sa.select(SurveyTurnout.user_id)).one() == person.id
    db.session.commit()
    for values in ({"user_id": person.id}, {"person": "x"}, {"name": "Ana"}, {"anonymous": False}):
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.update(SurveyAnswer).values(**values))
        db.session.rollback()


def test_one_person_answers_once_where_a_name_is_asked(
    app: Flask, db: Any, place: Consultation, organiser: Any
) -> None:
    survey = make_survey(place, organiser, anonymous=False)
    asking.open_to_answers(survey, actor=organiser)
    person = make_user(name="Ana", email="ana@example.org")
    with app.test_request_context():
        fill(survey, 0, by=Respondent(name="Une autre", email="Ana@Example.org"), agreed=Agreed.NAMED)
        with pytest.raises(RuleBroken, match="déjà répondu"):
            fill(survey, 1, by=Respondent(name="Encore", email="ana+x@example.org"))
        with pytest.raises(RuleBroken, match="adresse électronique"):
            fill(survey, 1)
        fill(survey, 2, by=Respondent(person))
        with pytest.raises(RuleBroken, match="déjà répondu"):
            fill(survey, 3, by=Respondent(person))
        answering.type_in(survey, a_sheet(survey, come=[Mark(value="0")]), actor=organiser)
    rows = {row.channel: row for row in db.session.scalars(sa.select(SurveyAnswer))}
    assert (rows[Channel.WEB].name, rows[Channel.WEB].user_id) == ("Ana", person.id), "the account's word goes first"
    assert "example.org" not in str(rows[Channel.WEB].person)
    assert rows[Channel.PAPER].person is None


def test_a_survey_with_answers_changes_no_more_and_nothing_is_lost(
    app: Flask, db: Any, survey: Survey, organiser: Any
) -> None:
    question = survey.questions[0]
    with app.test_request_context():
        fill(survey, 0)
    acts: list[Callable[[], Any]] = [
        lambda: asking.save_question(survey, actor=organiser, said=Wording(Kind.SHORT, "Autre"), question=question),
        lambda: asking.save_question(survey, actor=organiser, said=Wording(Kind.SHORT, "De plus")),
        lambda: asking.remove_question(survey, question, actor=organiser),
        lambda: asking.move_question(survey, question, actor=organiser, up=False),
        lambda: asking.add_section(survey, actor=organiser, title="Une partie"),
        lambda: asking.edit(survey, actor=organiser, anonymous=False),
    ]
    for act in acts:
        with pytest.raises(RuleBroken):
            act()
    copy = loaded(asking.new_edition(survey, actor=organiser))
    assert (copy.edition, copy.state, survey.state) == (2, SurveyState.DRAFT, SurveyState.CLOSED)
    assert [q.title for q in copy.questions] == [q.title for q in survey.questions]
    assert copy.questions[-1].after_id == copy.questions[0].id
    asking.save_question(copy, actor=organiser, said=Wording(Kind.SHORT, "De plus"))
    assert count(db, SurveyAnswer) == 1
    with pytest.raises(RuleBroken, match="édition plus récente"):
        asking.new_edition(survey, actor=organiser)
    with pytest.raises(RuleBroken, match="remplace"):
        asking.open_to_answers(survey, actor=organiser)


def test_a_condition_is_on_a_choice_that_comes_before(db: Any, place: Consultation, organiser: Any) -> None:
    survey = make_survey(place, organiser)
    come, why = survey.questions[0], survey.questions[-1]
    with pytest.raises(RuleBroken, match="dépend de cette question"):
        asking.remove_question(survey, come, actor=organiser)
    later = Wording(Kind.ONE, come.title, options=("Oui", "Non"), section_id=why.section_id)
    asking.save_question(survey, actor=organiser, said=later, question=come)
    earlier = Wording(Kind.LONG, why.title, after_id=come.id, after_option=1)
    with pytest.raises(RuleBroken, match="posée avant"):
        asking.save_question(survey, actor=organiser, said=earlier, question=why)
    db.session.rollback()


def test_results_come_when_it_is_closed_and_show_no_small_group(
    app: Flask, db: Any, survey: Survey, organiser: Any
) -> None:
    with app.test_request_context():
        for n in range(12):
            fill(survey, n, come=NO if n < 2 else "0", why="Trop loin" if n < 2 else "")
        assert results.of(survey) is None, "while it is open a second look would show the difference"
        asking.close(survey, actor=organiser)
        found = results.of(survey)
        assert found is not None
        told = {one.question.title: one for one in found.outcomes}
        come = told["Reviendrez-vous ?"]
        assert [(line.label, line.count) for line in come.lines] == [("Oui, Non", 12)]
        assert not told["Pourquoi pas ?"].is_shown
        assert told["Votre note"].mean == 4.5
        assert [(line.label, line.count) for line in told["Vous avez aimé"].lines] == [
            ("L’accueil", 12),
            ("Les ateliers", 6),
            ("Le repas", 0),
        ]
        rows = [(line.of, line.label, line.count) for line in told["Satisfaction"].lines]
        assert rows == [
            ("Le lieu", "Pas du tout", 0),
            ("Le lieu", "Un peu", 0),
            ("Le lieu", "Beaucoup", 12),
            ("Les horaires", "de Pas du tout à Beaucoup", 12),
        ]
        shown = [line.count for one in found.outcomes for line in one.lines if line.count]
        assert min(shown) >= 5
        assert told["À refaire"].order == ["Le forum", "Le bal", "La visite"]
        assert told["D’où venez-vous ?"].is_shown is False


def test_fewer_than_five_sheets_show_nothing_to_anybody(app: Flask, db: Any, survey: Survey, organiser: Any) -> None:
    with app.test_request_context():
        for n in range(4):
            fill(survey, n, come=NO, why="Non", agreed=Agreed.WORDS)
        asking.close(survey, actor=organiser)
        assert results.of(survey) is None
        assert queries.written(survey).items == []
        asking.open_to_answers(survey, actor=organiser)
        fill(survey, 4, come=NO, why="Non")
        asking.close(survey, actor=organiser)
        found = results.of(survey)
        assert found is not None
        assert found.people == 5


def test_words_are_published_as_their_writers_allowed(app: Flask, db: Any, place: Consultation, organiser: Any) -> None:
    survey = make_survey(place, organiser, anonymous=False)
    asking.open_to_answers(survey, actor=organiser)
    with app.test_request_context():
        for n, agreed in enumerate([Agreed.NOTHING, Agreed.WORDS, Agreed.NAMED, Agreed.NAMED, Agreed.WORDS]):
            by = Respondent(name=f"Personne {n}", email=f"p{n}@example.org")
            fill(survey, n, come=NO, why=f"Mots {n}", by=by, agreed=agreed)
        written = queries.written(survey)
        assert written.items == []
        asking.close(survey, actor=organiser)
        written = queries.written(survey)
        assert {one.words: one.name for one in written.items} == {
            "Mots 0": "",
            "Mots 1": "",
            "Mots 2": "Personne 2",
            "Mots 3": "Personne 3",
            "Mots 4": "",
        }
        keys: dict[str, dict[str, Any]] = {
            one.words: {"answer_id": one.answer_id, "question_id": one.question_id} for one in written.items
        }
        with pytest.raises(RuleBroken, match="pas accepté"):
            answering.choose(survey, actor=organiser, **keys["Mots 0"])
        for words in ("Mots 1", "Mots 2", "Mots 4"):
            answering.choose(survey, actor=organiser, **keys[words])
        answering.leave_out(survey, actor=organiser, **keys["Mots 4"])
        assert queries.verbatims(place) == [], "not before the results are published"
        asking.publish(survey, actor=organiser)
        assert [(one.words, one.name) for one in queries.verbatims(place)] == [
            ("Mots 1", ""),
            ("Mots 2", "Personne 2"),
        ]
        assert count(db, Verbatim) == 2
        with pytest.raises(RuleBroken, match="publiés"):
            asking.open_to_answers(survey, actor=organiser)


def test_a_survey_is_prepared_answered_and_read_on_its_pages(
    app: Flask, db: Any, place: Consultation, organiser: Any, browser_of: Callable[[Any], Browser], browser: Browser
) -> None:
    team = browser_of(organiser)
    new = "/consultations/festival/surveys/new"
    team.submit(new, {"title": ""}, status=422)
    team.follow(team.submit(new, {"title": "Votre avis", "anonymous": "y"}))
    here = "/surveys/1"
    assert "Posez au moins une question" in team.submit(here, to=f"{here}/open", status=409).text
    asked = f"{here}/questions/new"
    team.submit(asked, {"title": "Revenir ?", "kind": "one", "options": "Oui"}, status=422)
    assert "au moins deux choix" in team.page
    assert "\nOui</textarea>" in team.page, "what was typed stays"
    team.submit(asked, {"title": "Revenir ?", "kind": "one", "options": "Oui\nNon", "required": "y"})
    team.submit(asked, {"title": "Échelle", "kind": "scale", "low": "5", "high": "1"}, status=422)
    assert "plus grand" in team.page
    team.submit(asked, {"title": "Pourquoi ?", "kind": "long", "required": "y", "after": "1-1"})
    team.submit(asked, {"title": "Une note", "kind": "scale", "low": "1", "high": "5"})
    team.submit(here, {"up": "1"}, to="/surveys/questions/3/move")
    token = db.session.scalar(sa.select(Survey.token))
    link = f"/surveys/answer/{token}"
    browser.get(link, status=404)
    browser.get(here, status=302)
    team.submit(here, to=f"{here}/open")
    assert f"{link}</a>" in team.get(here)
    drawn = re.search(r'aria-label="Code QR du questionnaire">.*?<path d="([^"]*)"', team.page, re.S)
    assert drawn
    assert drawn[1] == qr_code(f"http://localhost{link}").path
    page = browser.get(link)
    assert "Seulement si vous avez répondu «\xa0Non\xa0» à «\xa0Revenir ?\xa0»." in page
    browser.submit(link, {"q1": "1", "q3": "4"}, status=422)
    assert "Cette réponse est obligatoire." in browser.page
    assert re.search(r'<input[^>]*checked[^>]*name="q3"[^>]*value="4"', browser.page), "what was typed stays"
    browser.submit(link, {"q1": "0", "q2": "Rien", "q3": "5"})
    for n in range(1, 5):
        browser.submit(link, {"q1": "1", "q2": f"Trop loin {n}", "q3": "4", "quoted": "y"})
    assert "Merci" in browser.get(f"{link}/thanks")
    team.submit(f"{here}/paper", {"q1": "0", "q3": "5"})
    assert "6 réponses" in team.get(f"{here}/paper")
    assert db.session.scalars(sa.select(Reply.words).filter_by(words="Rien")).all() == []
    browser.get(f"{here}/results", status=404)
    assert "à la clôture" in team.get(f"{here}/results")
    team.submit(here, to=f"{here}/close")
    browser.get(f"{here}/results", status=404)
    assert "Ce questionnaire est clos" in browser.get(link)
    assert "Oui, Non" in team.get(f"{here}/results")
    words = team.get(f"{here}/words")
    assert "Trop loin 1" in words
    team.submit(f"{here}/words", {"keep": "1"})
    told = "/consultations/festival/exports/{}/csv"
    tables = ("surveys", "survey-results", "verbatims")
    assert [browser.get(told.format(name)).count("\n") for name in tables] == [1, 1, 1], (
        "nothing before it is published"
    )
    assert "Trop loin" not in browser.get("/consultations/festival/evaluation")
    team.submit(here, to=f"{here}/publish")
    assert [browser.get(told.format(name)).count("\n") for name in tables] == [2, 3, 2]
    assert browser.get("/consultations/festival/evaluation").count("Trop loin") == 1
    shown = browser.get(f"{here}/results")
    assert "Oui, Non" in shown
    assert (shown.count('<figure class="chart">'), shown.count("<table>")) == (2, 2), "each chart with its table"
    assert "6 réponses" in shown
    browser.get(f"{here}/words", status=302)
    assert "Votre avis" in team.get("/consultations/festival/surveys")
    assert "Les questions ne changent plus" in team.get(here)
    assert team.follow(team.submit(here, to=f"{here}/edition")).count("Revenir") >= 1


def test_every_kind_of_question_is_asked_and_shown_on_its_pages(
    app: Flask, db: Any, survey: Survey, organiser: Any, browser: Browser
) -> None:
    link, read = f"/surveys/answer/{survey.token}", f"/surveys/{survey.id}/results"
    asking.open_to_answers(make_survey(survey.consultation, organiser, asked=Asked.SPEAKERS), actor=organiser)
    db.session.commit()
    offered = re.findall(r"/surveys/answer/\w+", browser.get("/consultations/festival/evaluation"))
    assert offered == [link], "those who speak are sent a link of their own"
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(link)).split())
    for said in (
        "Votre note facultatif 1 2 3 4 5 – bravo Vous avez aimé facultatif L’accueil Les ateliers Le repas",
        "Satisfaction Le lieu facultatif Pas du tout Un peu Beaucoup Les horaires facultatif",
        "À refaire 1 pour ce qui vient d’abord. Le forum facultatif – 1 2 3",
        "Et après Pourquoi pas ? obligatoire Seulement si vous avez répondu « Non » à « Reviendrez-vous ? ».",
    ):
        assert said in page, (said, page)
    survey = loaded(db.session.get_one(Survey, survey.id))
    with app.test_request_context():
        for n in range(12):
            fill(survey, n)
        asking.close(survey, actor=organiser)
        asking.publish(survey, actor=organiser)
    db.session.commit()
    shown = browser.get(read)
    charts = re.findall(r"<figcaption>(.*?)</figcaption>", shown)
    answers = "Les réponses à «\xa0{}\xa0»"
    titles = ("Reviendrez-vous ?", "Votre note", "Vous avez aimé")
    assert charts[:5] == [*(answers.format(title) for title in titles), "Le lieu", "Les horaires"]
    assert charts[5:] == ["En premier pour", answers.format("La date qui vous irait")]
    assert "<li>Le forum</li><li>Le bal</li><li>La visite</li>" in shown


def test_who_is_no_part_of_the_team_reads_no_survey_by_its_number(db: Any, survey: Survey) -> None:
    db.session.commit()
    with pytest.raises(NotFound):
        queries.get(survey.id, viewer=Visitor())
    assert by_title(survey)["Votre note"].kind is Kind.SCALE


def test_a_session_leads_to_what_is_asked_of_its_publics_once_it_is_over(
    db: Any, place: Consultation, organiser: Any, browser: Browser, browser_of: Callable[[Any], Browser]
) -> None:
    starts = clock.now() + timedelta(hours=2)
    said: dict[str, Any] = {"title": "La table ronde", "starts": starts, "ends": starts + timedelta(hours=1)}
    session = programme.create_session(place, actor=organiser, **said)
    releases.release(place, actor=organiser)
    after = make_survey(place, organiser, session=session)
    others = {name: make_survey(place, organiser, session=session, **more) for name, more in OTHERS.items()}
    for survey in (after, *others.values()):
        asking.open_to_answers(survey, actor=organiser)
    make_survey(place, organiser, session=session)  # still being written
    member, url, number = make_user(), f"/sessions/{session.id}", after.id
    asked = {one.token: name for name, one in {"after": after, **others}.items()}
    db.session.commit()

    def offered(by: Browser, **later: float) -> list[str]:
        with clock.at(starts + timedelta(**later)):
            return [asked[token] for token in re.findall(r"/surveys/answer/(\w+)", by.get(url))]

    assert offered(browser, minutes=-1) == ["before"]
    assert offered(browser, minutes=30) == ["during"]
    assert offered(browser, hours=1) == offered(browser_of(member), hours=1) == ["after", "during"]
    db.session.add(SurveyTurnout(survey_id=number, user_id=member.id))
    db.session.commit()
    assert offered(browser_of(member), hours=1) == ["during"]
    asking.close(db.session.get_one(Survey, number), actor=organiser)
    db.session.commit()
    assert offered(browser, hours=1) == ["during"]
