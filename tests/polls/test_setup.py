"""What organisers do: the two steps without JavaScript, rows of options, the draft, the freeze."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult import clock
from consult.consultations import queries as consultations
from consult.policy import Role
from consult.polls import services
from consult.polls.models import Option, PublicPoll
from consult.votes.models import MethodName, Poll
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.polls.polls import items, make_poll

LOCAL = "%Y-%m-%dT%H:%M"
RULE_FIELDS = {"max_items", "points", "max_points", "budget", "threshold", "counting"}
ASKED = {
    MethodName.SUPPORT: {"max_items"},
    MethodName.POSITION: set(),
    MethodName.POINTS: {"points", "max_points"},
    MethodName.RANKING: {"counting"},
    MethodName.JUDGEMENT: set(),
    MethodName.BUDGET: {"budget", "points", "max_points", "counting", "threshold"},
}


def filled(**more):
    """A poll as an organiser types it."""
    days = {name: (clock.now() + timedelta(days=n)).strftime(LOCAL) for name, n in (("opens", 1), ("closes", 9))}
    rows = {"rows": "3", "option-1-title": "Un marché", "option-2-title": "Un jardin"}
    return {"title": "Que faire de la place ?", "text": "Dites-le.", "audience": "members"} | days | rows | more


@pytest.fixture
def place(db):
    """A consultation's address."""
    consultation = make_consultation()
    db.session.commit()
    return consultation.slug


@pytest.fixture
def organiser(db, place, browser_of):
    """An organiser's browser."""
    consultation = consultations.get(place, viewer=make_user(is_admin=True))
    person = make_staff(consultation, Role.ORGANISER)
    db.session.commit()
    return browser_of(person)


def new(place, method):
    return f"/consultations/{place}/polls/new?method={method.value}"


def only(db):
    """The poll there is, with its rules."""
    db.session.rollback()
    return db.session.execute(sa.select(PublicPoll, Poll).join(Poll, Poll.id == PublicPoll.poll_id)).one()


def options(db):
    db.session.rollback()
    return list(db.session.scalars(sa.select(Option.title).order_by(Option.position)))


def test_the_method_comes_first(organiser, place):
    page = organiser.get(f"/consultations/{place}/polls/new")
    assert [f"method={method.value}" in page for method in MethodName] == [True] * 6


@pytest.mark.parametrize("method", MethodName)
def test_only_the_rules_that_fit_are_asked(organiser, place, method):
    form = organiser._form(organiser.get(new(place, method)), new(place, method))
    assert RULE_FIELDS & form.keys() == ASKED[method]
    assert ("option-1-cost" in form) == (method is MethodName.BUDGET)


RULES = {
    MethodName.SUPPORT: ({"max_items": "3"}, {"max_items": 3}),
    MethodName.POSITION: ({}, {}),
    MethodName.POINTS: ({"points": "10", "max_points": "4"}, {"points": 10, "max_points": 4}),
    MethodName.RANKING: ({"counting": "irv"}, {"counting": "irv"}),
    MethodName.JUDGEMENT: ({}, {}),
    MethodName.BUDGET: (
        {"budget": "1000", "counting": "budget-greedy", "option-1-cost": "600", "option-2-cost": "700"},
        {"budget": 1000, "counting": "budget-greedy"},
    ),
}


@pytest.mark.parametrize("method", MethodName)
def test_a_draft_is_written_then_published(db, organiser, place, browser, method):
    typed, kept = RULES[method]
    shown = organiser.submit(new(place, method), filled(**typed), to=new(place, method)).location
    one, poll = only(db)
    assert (one.title, one.published, poll.method_name) == ("Que faire de la place ?", None, method)
    assert {name: getattr(poll, name) for name in kept} == kept
    assert options(db) == ["Un marché", "Un jardin"]
    browser.get(shown, status=404)
    assert "Que faire de la place" not in browser.get(f"/consultations/{place}/polls")
    organiser.submit(shown, to=f"{shown}/publish")
    assert "Que faire de la place" in browser.get(f"/consultations/{place}/polls")
    assert "Un marché" in browser.get(shown)


def test_rows_come_and_go_without_javascript(db, organiser, place):
    url = new(place, MethodName.SUPPORT)
    form = organiser._form(organiser.get(url), url) | filled()
    more = organiser._form(organiser.post(url, form | {"change": "add"}, status=200).text, url)
    assert more["rows"] == "4"
    more |= {"option-4-title": "Une fontaine"}
    fewer = organiser._form(organiser.post(url, more | {"change": "remove-1"}, status=200).text, url)
    assert [fewer.get(f"option-{n}-title") for n in (1, 2, 3, 4)] == ["Un jardin", "", "Une fontaine", None]
    assert fewer["title"] == "Que faire de la place ?"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PublicPoll)) == 0
    organiser.post(url, fewer)
    assert options(db) == ["Un jardin", "Une fontaine"]


def test_options_are_taken_from_proposals(db, organiser, place):
    consultation = consultations.get(place, viewer=make_user(is_admin=True))
    liked = make_proposal(consultation, title="Planter des arbres").id
    db.session.commit()
    url = new(place, MethodName.RANKING)
    form = organiser._form(organiser.get(url), url) | filled()
    page = organiser.post(url, form | {"change": "proposals", "proposal": str(liked)}, status=200).text
    organiser.post(url, organiser._form(page, url))
    db.session.rollback()
    rows = db.session.execute(sa.select(Option.title, Option.proposal_id).order_by(Option.position)).all()
    assert rows == [("Un marché", None), ("Un jardin", None), ("Planter des arbres", liked)]


def test_a_proposal_of_elsewhere_is_no_option(db, organiser, place):
    foreign = make_proposal().id
    db.session.commit()
    url = new(place, MethodName.SUPPORT)
    page = organiser.submit(url, filled(**{"option-1-proposal_id": str(foreign)}), to=url, status=422).text
    assert "Une des propositions n’est plus là" in page


@pytest.mark.parametrize(
    ("method", "typed", "sentence"),
    [
        (MethodName.SUPPORT, {"title": ""}, "La question"),
        (MethodName.RANKING, {"option-2-title": ""}, "Donnez au moins deux options à départager."),
        (MethodName.SUPPORT, {"option-2-title": "Un marché"}, "Deux options ont cet intitulé"),
        (MethodName.SUPPORT, {"option-3-body": "Sans titre"}, "Donnez un intitulé à cette option"),
        (MethodName.POINTS, {"points": ""}, "Points par personne"),
        (MethodName.POINTS, {"points": "-3"}, "Points par personne"),
        (MethodName.BUDGET, {"budget": "10", "option-1-cost": "5"}, "Donnez le coût de cette option."),
        (
            MethodName.BUDGET,
            {"budget": "10", "option-1-cost": "11", "option-2-cost": "10"},
            "Ce coût dépasse le budget",
        ),
        (
            MethodName.BUDGET,
            {
                "budget": "10",
                "option-1-cost": "5",
                "option-2-cost": "5",
                "counting": "budget-greedy-threshold",
            },
            "Donnez le seuil que cette règle demande.",
        ),
        (MethodName.SUPPORT, {"closes": ""} | {"secret": "y"}, "Donnez la date de clôture"),
        (MethodName.SUPPORT, {"closes": "2020-01-01T10:00", "opens": "2019-01-01T10:00"}, "Cette date est passée"),
        (MethodName.SUPPORT, {"closes": "2020-01-01T10:00"}, "La clôture doit venir après l’ouverture."),
        (MethodName.SUPPORT, {"rows": "9" * 30, "title": ""}, "La question"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(db, organiser, place, method, typed, sentence):
    url = new(place, method)
    page = organiser.submit(url, filled(**typed), to=url, status=422).text
    assert sentence in page
    assert organiser._form(page, url)["option-1-title"] == "Un marché"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PublicPoll)) == 0


def test_a_poll_is_edited_even_in_its_method_until_somebody_votes(db, organiser, place):
    consultation = consultations.get(place, viewer=make_user(is_admin=True))
    one = make_poll(consultation=consultation, published=False).id
    url = f"/polls/{one}/edit?method=ranking"
    organiser.submit(url, filled(**{"option-3-title": "Un banc"}), to=url)
    kept, poll = only(db)
    assert (kept.title, poll.method_name, poll.max_items) == ("Que faire de la place ?", MethodName.RANKING, None)
    assert options(db) == ["Un marché", "Un jardin", "Un banc"]


def test_once_somebody_voted_the_page_says_that_nothing_changes(db, organiser, place):
    consultation = consultations.get(place, viewer=make_user(is_admin=True))
    one = make_poll(consultation=consultation).id
    form_page = organiser.get(f"/polls/{one}/edit")
    poll = db.session.scalars(sa.select(PublicPoll).filter_by(id=one).options(joinedload(PublicPoll.poll))).one()
    services.vote(poll, voter=make_user(), choices={items(poll)[0]: "agree"})
    db.session.commit()
    assert "ne peut plus être modifié" in organiser.get(f"/polls/{one}/edit")
    assert "Un premier vote existe" in organiser.get(f"/polls/{one}")
    form = organiser._form(form_page, f"/polls/{one}/edit?method=support")
    assert "ne peut plus être modifié" in organiser.post(f"/polls/{one}/edit", form | filled(), status=409).text
    assert options(db) == ["Option 1", "Option 2", "Option 3"]


def test_who_asks_for_secrecy_is_pointed_to_belenios(organiser, place):
    page = organiser.get(new(place, MethodName.SUPPORT))
    assert 'href="https://www.belenios.org"' in page
    assert "Ceci est un outil de consultation." in page


def test_others_cannot_write_polls(db, place, browser, browser_of):
    consultation = consultations.get(place, viewer=make_user(is_admin=True))
    facilitator, member = make_staff(consultation), make_user()
    one = make_poll(consultation=consultation, published=False).id
    db.session.commit()
    for person in (facilitator, member):
        browser_of(person).get(f"/consultations/{place}/polls/new", status=403)
    browser.get(f"/polls/{one}", status=404)
    browser_of(member).get(f"/polls/{one}", status=404)
    browser_of(facilitator).get(f"/polls/{one}")
    browser_of(facilitator).get(f"/polls/{one}/edit", status=403)
