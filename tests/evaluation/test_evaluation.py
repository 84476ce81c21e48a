"""The evaluation of an edition: who came, the budget, figures, remarks; what everybody reads, and when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult import clock
from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.evaluation import people, queries, services
from consult.evaluation.accounting import Budget, side_of
from consult.evaluation.models import Attendee, BudgetLine, Counted, Judged, Side
from consult.evaluation.surveys import asking
from consult.policy import Role
from consult.programme import releases
from consult.programme import services as programme
from consult.registrations import services as registrations
from consult.trail.walking import whole
from tests.conftest import Browser
from tests.evaluation.sheets import fill, make_survey
from tests.factories import make_consultation, make_staff, make_user


@pytest.fixture
def place(db: Any) -> Consultation:
    return make_consultation(slug="festival")


@pytest.fixture
def organiser(place: Consultation) -> Any:
    return make_staff(place, Role.ORGANISER)


def make_sessions(place: Consultation, organiser: Any, count: int) -> list[Any]:
    """Published sessions, an hour after another, in three days."""
    starts = clock.now() + timedelta(days=3)
    made = [
        programme.create_session(
            place,
            actor=organiser,
            title=f"Séance {n}",
            registration=True,
            starts=starts + timedelta(hours=n),
            ends=starts + timedelta(hours=n + 1),
        )
        for n in range(count)
    ]
    releases.release(place, actor=organiser)
    return made


def test_a_person_and_an_organisation_count_once_over_an_edition(
    app: Flask, db: Any, place: Consultation, organiser: Any
) -> None:
    first, second = make_sessions(place, organiser, 2)
    ana = make_user(email="ana@example.org")
    with app.test_request_context():
        for session in (first, second):
            one = registrations.register(session, person=ana)
            registrations.check_in(session, scan=f"s{session.id}", code=one.code, scanned=clock.now())
        registrations.register(first, person=make_user())
        lines = [
            "Ana Durand ; La Fibre 64 ; Ana@example.org",
            "Bo Leroy ; la fibre64",
            "BO LEROY;Fibre 64",
            "",
            "Caro ; L’Établi\tcaro@example.org",
            "Dan",
        ]
        assert people.add(place, lines, actor=organiser) == 4
        assert people.add(place, lines, actor=organiser) == 0
    assert people.came(place.id) == people.Came(people=4, organisations=2)
    kept = " ".join(map(str, db.session.execute(sa.select(Attendee.person, Attendee.organisation)).all()))
    assert "Durand" not in kept
    assert "example" not in kept
    with pytest.raises(RuleBroken, match="Ligne 2"):
        people.add(place, ["Ana", " ; Une structure"], actor=organiser)
    found = queries.counted(place.id)
    assert (found[Counted.SESSIONS], found[Counted.PEOPLE], found[Counted.ORGANISATIONS]) == (2, 4, 2)
    people.forget(place, actor=organiser)
    assert people.came(place.id).people == 1, "who was checked in stays"


def test_days_are_those_of_where_the_programme_takes_place(app: Flask, place: Consultation, organiser: Any) -> None:
    """After midnight in Paris it is still the day before by the sun of Greenwich."""
    for hour in (22, 23, 40):  # of UTC: 0 h and 1 h on the 3rd, 18 h on the 3rd
        starts = datetime(2031, 7, 2, tzinfo=UTC) + timedelta(hours=hour)
        given = {"starts": starts, "ends": starts + timedelta(hours=1)}
        programme.create_session(place, actor=organiser, title=f"Séance {hour}", **given)
    releases.release(place, actor=organiser)
    assert queries.counted(place.id)[Counted.DAYS] == 1


def test_attendance_is_expected_registered_and_counted(
    app: Flask, db: Any, place: Consultation, organiser: Any, count_queries: Any
) -> None:
    sessions = make_sessions(place, organiser, 31)
    with app.test_request_context():
        one = registrations.register(sessions[0], person=make_user())
        registrations.register(sessions[0], person=make_user())
        registrations.check_in(sessions[0], scan="a", code=one.code, scanned=clock.now())
        services.count(sessions[1], actor=organiser, expected=50, counted=0)
        with pytest.raises(RuleBroken):
            services.count(sessions[2], actor=organiser, expected=-1, counted=None)
    told = [(a.expected, a.registered, a.counted) for a in queries.attendance(place.id, size=2).items]
    assert told == [(None, 2, 1), (50, 0, 0)]
    assert queries.totals(place.id) == queries.Totals(50, 2, 1)
    seen = []
    for size in (1, 30):
        db.session.commit()
        with count_queries() as statements:
            assert len(queries.attendance(place.id, size=size).items) == size
        seen.append(len(statements))
    assert seen == [3, 3]


AMOUNTS = st.lists(st.tuples(st.sampled_from(["60", "6226", "641", "74", "758", "86", "87"]), st.integers(0, 10**9)))


@settings(deadline=None)
@given(AMOUNTS)
def test_a_budget_is_balanced_or_says_by_how_much(amounts: list[tuple[str, int]]) -> None:
    lines = [BudgetLine(side=side_of(number), account=number, label="x", cents=cents) for number, cents in amounts]
    budget = Budget(lines)
    assert budget.charges + budget.products == sum(cents for _number, cents in amounts)
    assert budget.gap == budget.products - budget.charges
    for side in Side:
        assert sum(group.total for group in budget.groups(side)) == budget.total(side)
    staff = sum(cents for number, cents in amounts if number == "641")
    assert budget.without_staff == budget.charges - staff


def test_an_account_is_one_of_the_chart() -> None:
    sides = {number: side_of(number) for number in ("60", "6226", "74", "86", "87", "8", "41", "89", "6a", "٦٠", "")}
    assert [number for number, side in sides.items() if side is Side.CHARGE] == ["60", "6226", "86"]
    assert [number for number, side in sides.items() if side is Side.PRODUCT] == ["74", "87"]


def test_what_the_team_enters_is_read_once_it_is_published(
    app: Flask, db: Any, place: Consultation, organiser: Any, browser_of: Callable[[Any], Browser], browser: Browser
) -> None:
    facilitator = browser_of(make_staff(place))
    team = browser_of(organiser)
    make_sessions(database.session.merge(place), database.session.merge(organiser), 2)
    here = "/consultations/festival/evaluation"
    assert "n’est pas encore publié" in browser.get(here)
    team.submit(f"{here}/edit", {"introduction": "Une **belle** édition."})
    team.submit(f"{here}/figures/new", {"label": "Participants", "value": "115", "counted": "days"}, status=422)
    assert "l’une ou l’autre" in team.page
    team.submit(f"{here}/figures/new", {"label": "Participants", "value": "115", "unit": "personnes", "previous": "90"})
    team.submit(f"{here}/figures/new", {"label": "Séances", "counted": "sessions"})
    budget = f"{here}/budget/new"
    team.submit(budget, {"account": "41", "label": "Clients", "amount": "1"}, status=422)
    assert "pas de ceux d’un budget" in team.page
    team.submit(budget, {"account": "60", "label": "Papier", "amount": "-3"}, status=422)
    team.submit(budget, {"account": "60", "label": "Papier", "amount": "100,50"})
    team.submit(budget, {"account": "641", "label": "Une cheffe de projet", "amount": "1 000"})
    team.submit(budget, {"account": "74", "label": "L’agence", "amount": "1 000"})
    team.submit(f"{here}/remarks/new", {"judged": "keep", "topic": "Logistique", "text": "Le planning."})
    team.submit(f"{here}/attendees", {"lines": " ; Rien"}, status=422)
    assert "Ligne 1" in team.page
    team.submit(f"{here}/attendees", {"lines": "Ana ; Le Port\nBo ; le port"})
    team.submit("/sessions/1/attendance", {"expected": "-1"}, status=422)
    team.submit("/sessions/1/attendance", {"expected": "40", "counted": "35"})
    assert "Papier" not in browser.get(here)
    browser.get(f"{here}/attendance", status=404)
    browser.get(f"{here}/edit", status=302)
    facilitator.submit(f"{here}/remarks/new", {"judged": "improve", "text": "Le repas."})
    facilitator.submit(f"{here}/edit", to=f"{here}/edit")
    token = {"csrf_token": "x"}
    facilitator.post(f"{here}/publish", token, status=403)
    team.submit(f"{here}/edit", to=f"{here}/publish")
    page = browser.get(here).replace("\xa0", " ").replace("\u202f", " ")
    told: tuple[str, ...] = (
        "<strong>belle</strong>",
        "115 personnes",
        "90 personnes",
        "Les charges dépassent les produits de 100,50 €",
    )
    told += ("60 – Achats", "641 – Une cheffe de projet", "1 100,50 €", "Le planning.", "Le repas.", "Sous-total hors")
    assert [words for words in told if words not in page] == []
    assert "Séance 0" in browser.get(f"{here}/attendance")
    team.submit("/evaluation/budget/3", {"amount": "1100,50"})
    assert "Le budget est équilibré" in browser.get(here)
    for extension in ("md", "html", "docx", "odt", "pdf"):
        assert browser.client.get(f"{here}.{extension}").status_code == 200
    printed = browser.client.get(f"{here}.md").text
    assert [words for words in ("belle", "Papier", "Le planning.", "Séance 0") if words not in printed] == []
    browser.get(f"{here}.exe", status=404)
    team.submit("/evaluation/remarks/1", {"do": "remove"})
    assert "Le planning." not in browser.get(here)
    team.submit(f"{here}/edit", to=f"{here}/withdraw")
    assert "Papier" not in browser.get(here)
    browser.get(f"{here}.md", status=404)
    assert queries.remarks(1)[Judged.KEEP] == {}


def test_a_session_leads_on_to_what_was_said_of_it_once_that_is_published(
    app: Flask, db: Any, place: Consultation, organiser: Any
) -> None:
    session, other = make_sessions(place, organiser, 2)
    survey = make_survey(place, organiser, session=session)
    asking.open_to_answers(survey, actor=organiser)
    services.count(session, actor=organiser, expected=None, counted=31)
    services.introduce(place, actor=organiser, introduction="Un mot.")
    with app.test_request_context():
        for n in range(5):
            fill(survey, n)

        def told() -> list[tuple[str, str, str]]:
            steps = whole(place.id, viewer=Visitor())
            return [(one.source.kind, one.target.kind, one.edge.why) for one in steps if one.source.kind == "session"]

        asking.close(survey, actor=organiser)
        assert told() == []
        asking.publish(survey, actor=organiser)
        assert told() == [("session", "survey", "5 réponses")]
        services.publish(place, actor=organiser)
        assert told()[1:] == [("session", "evaluation", "Personnes venues\xa0: 31.")]
        other.is_cancelled = session.is_cancelled = True
        db.session.flush()
        assert told() == []
