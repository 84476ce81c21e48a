"""Signals and cancellations on their pages: questions for the team, a public list for all, nothing by itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.polls import services
from consult.polls.models import PublicPoll
from consult.polls.room import services as room
from consult.proposals import services as proposals
from consult.votes.models import Source, Vote
from consult.votes.queries import wrong_journals, wrong_tallies
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.polls.scenes import items, make_poll


def rush(one: PublicPoll, people: int = 25) -> list[User]:
    """Many people who vote within four minutes, after a few who came one by one."""
    item = items(one)[0]
    start = clock.now() - timedelta(hours=9)
    for n in range(6):
        with clock.at(start + timedelta(hours=n)):
            services.vote(one, voter=make_user(), choices={item: "agree"})
    crowd = [make_user(name=f"Foule {n}") for n in range(people)]
    for n, person in enumerate(crowd):
        with clock.at(start + timedelta(hours=7, seconds=10 * n)):
            services.vote(one, voter=person, choices={item: "agree"})
    return crowd


def counted(db: Any) -> dict[Source, int]:
    db.session.rollback()
    return room.received(db.session.get_one(PublicPoll, 1, options=[sa.orm.joinedload(PublicPoll.poll)]).poll)


def test_a_rush_is_a_question_and_changes_nothing(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    rush(one)
    browser = browser_of(make_staff(one.consultation))
    page = browser.get(f"/polls/{one.id}/signals")
    assert "25 votes en 10 minutes, contre 1 d’habitude." in page
    assert "Est-ce une annonce dans une réunion" in page
    assert counted(db)[Source.WEB] == 31
    assert db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("poll:can%"))).all() == []


def test_a_quiet_poll_raises_no_question(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    services.vote(one, voter=make_user(), choices={items(one)[0]: "agree"})
    page = browser_of(make_staff(one.consultation)).get(f"/polls/{one.id}/signals")
    assert "Rien de remarquable" in page
    assert "La plateforme ne garde que le début de l’adresse du réseau" in page


def test_votes_from_one_network_are_a_question_that_does_not_tell_which(
    browser_of: Callable[..., Browser], db: Any
) -> None:
    one = make_poll()
    first, second = items(one)[:2]
    for n in range(60):
        person, crowd = make_user(), n < 25
        known = (2, "90.63.12.0/24" if crowd else f"81.2.{n}.0/24")
        for days, network in ((3, "77.1.1.0/24"), known, (0, "77.1.1.0/24")):  # the vote is after the second
            with clock.at(clock.now() - timedelta(days=days)):
                accounts.open_session(person, network=network)
                db.session.flush()
        with clock.at(clock.now() - timedelta(minutes=9 * n + 1)):
            services.vote(one, voter=person, choices={first if crowd else second: "agree"})
    page = browser_of(make_staff(one.consultation)).get(f"/polls/{one.id}/signals")
    assert "Sur 25 personnes qui ont fait ce choix et dont le réseau est connu, 25 étaient connectées" in page
    assert "90.63" not in page


def test_votes_are_cancelled_from_a_signal_and_put_back(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    crowd = rush(one)
    facilitator = make_staff(one.consultation)
    browser = browser_of(facilitator)
    page = browser.get(f"/polls/{one.id}/signals")
    url = next(part.split('"')[0] for part in page.split('href="') if "signal=burst" in part.split('"')[0])
    page = browser.get(url)
    assert page.count(" checked") == 25
    form = browser._form(page, url)
    three = [str(person.id) for person in crowd[:3]]
    browser.post(url, form | {"voter": three, "reason": " "}, status=422)
    assert browser.page.count(" checked") == 3
    assert counted(db)[Source.WEB] == 31
    answer = browser.post(url, form | {"voter": three, "reason": "Trois comptes d’essai."})
    assert "3 votes annulés." in browser.follow(answer)
    assert counted(db)[Source.WEB] == 28
    act = db.session.scalar(sa.select(AuditEntry).filter_by(action="poll:cancelled"))
    assert (act.actor_id, act.details) == (
        facilitator.id,
        {"cancellation": 1, "count": 3, "reason": "Trois comptes d’essai."},
    )
    undo = f"/polls/{one.id}/cancellations/1/undo"
    page = browser.get(f"/polls/{one.id}/cancellations")
    form = browser._form(page, undo)
    browser.post(undo, form | {"reason": ""}, status=422)
    browser.post(undo, form | {"reason": "Une erreur de notre part."})
    browser.post(undo, form | {"reason": "Encore.", "form_key": "another"}, status=409)
    assert counted(db)[Source.WEB] == 31
    [act] = db.session.scalars(sa.select(AuditEntry).filter_by(action="poll:restored"))
    assert (act.actor_id, act.details) == (
        facilitator.id,
        {"cancellation": 1, "count": 3, "reason": "Une erreur de notre part."},
    )
    assert list(wrong_journals()) == []
    assert list(wrong_tallies()) == []


def test_everybody_reads_what_was_cancelled_but_not_whose(
    browser: Browser, browser_of: Callable[..., Browser], db: Any
) -> None:
    one = make_poll()
    person = make_user(name="Pseudonyme")
    services.vote(one, voter=person, choices={items(one)[0]: "agree"})
    there = browser_of(make_staff(one.consultation))
    url = f"/polls/{one.id}/cancellations"
    form = there._form(there.get(f"{url}/new?named=pseudo"), f"{url}/new?named=pseudo")
    there.post(f"{url}/new", form | {"voter": str(person.id), "reason": "Vote de démonstration."})
    page = browser.get(url)
    assert "1 vote annulé" in page
    assert "Vote de démonstration." in page
    assert "Pseudonyme" not in page
    assert "Rétablir" not in page


def test_people_are_found_by_their_pseudonym(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    for name in ("Élodie", "Marc", "100 %"):
        services.vote(one, voter=make_user(name=name), choices={items(one)[0]: "agree"})
    browser = browser_of(make_staff(one.consultation))
    for typed, found in (("elod", ["Élodie"]), ("%", ["100 %"]), ("nobody", [])):
        page = browser.get(f"/polls/{one.id}/cancellations/new?named={typed.replace('%', '%25')}")
        assert [name for name in ("Élodie", "Marc", "100 %") if f">{name} <small>" in page] == found


@pytest.mark.parametrize("voter", [[], ["0"], ["x"], ["-1"], ["99999999999"], ["²"]])
def test_a_choice_of_nobody_cancels_nothing(browser_of: Callable[..., Browser], db: Any, voter: list[str]) -> None:
    one = make_poll()
    services.vote(one, voter=make_user(), choices={items(one)[0]: "agree"})
    browser = browser_of(make_staff(one.consultation))
    url = f"/polls/{one.id}/cancellations/new"
    browser.submit(url, {"voter": voter, "reason": "Pour voir."}, status=422)
    assert "Il n’y a aucun vote à annuler." in browser.page


@pytest.mark.parametrize(("rule", "later"), [("sealed", "Foule 1"), ("secret", "Dans un vote secret")])
def test_a_silent_poll_tells_no_signal_and_no_voter(
    browser_of: Callable[..., Browser], db: Any, rule: str, later: str
) -> None:
    one = make_poll(**{rule: True})
    rush(one)
    browser = browser_of(make_staff(one.consultation))
    for page in ("signals", "cancellations/new"):
        html = browser.get(f"/polls/{one.id}/{page}")
        assert "votes en 10 minutes" not in html
        assert "Foule" not in html
    with clock.at(clock.now() + timedelta(days=2)):
        assert later in browser.get(f"/polls/{one.id}/cancellations/new")


def supported(consultation: Consultation) -> None:
    quiet, loud = make_proposal(consultation), make_proposal(consultation, title="Une idée très suivie")
    start = clock.now() - timedelta(days=3)
    for n in range(25):
        person = make_user()
        with clock.at(start + timedelta(hours=2 * n)):
            proposals.vote(quiet, voter=person, mark="agree")
        with clock.at(start + timedelta(hours=5, seconds=10 * n)):
            proposals.vote(loud, voter=make_user(), mark="agree")


def test_the_votes_on_proposals_have_signals_too(browser_of: Callable[..., Browser], db: Any) -> None:
    consultation = make_consultation()
    supported(consultation)
    browser = browser_of(make_staff(consultation))
    page = browser.get(f"/consultations/{consultation.slug}/signals")
    assert "Une idée très suivie" in page
    assert "25 votes en 10 minutes, contre 1 d’habitude." in page
    url = next(part.split('"')[0] for part in page.split('href="') if "signal=burst" in part.split('"')[0])
    voters = [str(voter) for voter in db.session.scalars(sa.select(Vote.voter_id).where(Vote.item_id == 2))]
    answer = browser.submit(url, {"voter": voters, "reason": "Une vague de faux comptes."}, to=url)
    assert "25 votes annulés" in browser.follow(answer)
    assert list(wrong_tallies()) == []


@pytest.mark.parametrize("path", ["signals", "cancellations/new"])
def test_only_the_team_sees_signals(browser_of: Callable[..., Browser], browser: Browser, db: Any, path: str) -> None:
    one = make_poll()
    for url in (f"/polls/{one.id}/{path}", f"/consultations/{one.consultation.slug}/{path}"):
        assert browser.client.get(url).location.startswith("/log-in")
        browser_of(make_user()).get(url, 403)


def test_a_draft_keeps_its_cancellations(browser: Browser, db: Any) -> None:
    one = make_poll(is_published=False)
    browser.get(f"/polls/{one.id}/cancellations", 404)


def test_a_cancellation_belongs_to_its_poll(browser_of: Callable[..., Browser], db: Any) -> None:
    consultation = make_consultation()
    one, other = make_poll(consultation), make_poll(consultation)
    person = make_user()
    for poll in (one, other):
        services.vote(poll, voter=person, choices={items(poll)[0]: "agree"})
    browser = browser_of(make_staff(consultation))
    for poll in (one, other):
        browser.submit(f"/polls/{poll.id}/cancellations/new", {"voter": str(person.id), "reason": "Un essai."})
    form = browser._form(browser.get(f"/polls/{one.id}/cancellations"), f"/polls/{one.id}/cancellations/1/undo")
    browser.post(f"/polls/{one.id}/cancellations/2/undo", form | {"reason": "Non."}, status=404)


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_ask_the_same_of_the_database_whatever_there_is(
    browser_of: Callable[..., Browser],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    db: Any,
    people: int,
) -> None:
    consultation = make_consultation()
    for _ in range(people):
        proposals.vote(make_proposal(consultation), voter=make_user(), mark="agree")
    one = make_poll(consultation)
    rush(one, people)
    browser = browser_of(make_staff(one.consultation))
    for person in database.session.scalars(sa.select(User.id).where(User.name.like("Foule%")).limit(people)).all():
        browser.submit(f"/polls/{one.id}/cancellations/new", {"voter": str(person), "reason": "Un essai."})
    counts = {}
    for page in ("signals", "cancellations/new", "cancellations"):
        for place in (f"polls/{one.id}", f"consultations/{one.consultation.slug}"):
            with count_queries() as seen:
                browser.get(f"/{place}/{page}")
            counts[f"{place.split('/')[0]} {page}"] = len(seen)
    assert counts == {
        "polls signals": 6,
        "consultations signals": 7,
        "polls cancellations/new": 6,
        "consultations cancellations/new": 6,
        "polls cancellations": 6,
        "consultations cancellations": 6,
    }
