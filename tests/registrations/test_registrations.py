"""Registering: never more than there are places, a waiting list that moves up, links, letters, the door."""

import json
import os
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.consultations.models import Consultation
from consult.db import transaction
from consult.documents.qr import qr_code
from consult.errors import RuleBroken
from consult.jobs.models import Job
from consult.notifications.models import Letter
from consult.policy import Role
from consult.programme import releases
from consult.programme import services as programme
from consult.programme.models import Session
from consult.registrations import letters, queries, rounds, services
from consult.registrations.models import Desk, Registration, Scan, State
from tests.factories import make_consultation, make_staff, make_user
from tests.races import race

CROWD, PLACES = (200, 20) if os.environ.get("PROOF") else (30, 8)


@pytest.fixture
def session(db):
    """A published session with two places, in three days."""
    return make_session(db, capacity=2)


def make_session(db, **given):
    consultation = make_consultation(slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
    starts = clock.now() + timedelta(days=3)
    times = {"starts": starts, "ends": starts + timedelta(hours=1)}
    one = programme.create_session(consultation, actor=organiser, title="L’atelier", registration=True, **times | given)
    releases.release(consultation, actor=organiser)
    db.session.commit()
    one.organiser = organiser
    return one


def states(db):
    """Where everybody stands, in the order of their requests."""
    db.session.rollback()
    db.session.expire_all()
    query = sa.select(Registration.name, Registration.state).order_by(Registration.number, Registration.id)
    return [(row[0], row[1].value) for row in db.session.execute(query)]


def written(db):
    """The letters that wait: to whom, about what."""
    db.session.rollback()
    return [(letter.recipient, letter.subject) for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))]


def queued(db):
    """The work that waits for somebody's turn: what and about what."""
    db.session.rollback()
    return [(job.kind, job.arguments) for job in db.session.scalars(sa.select(Job).order_by(Job.id))]


@pytest.mark.both
@pytest.mark.slow
def test_a_crowd_gets_exactly_the_places_there_are_and_the_rest_wait_in_order(app, db, engine):
    session = make_session(db, capacity=PLACES)
    people = [make_user(name=f"Personne {n}") for n in range(CROWD)]
    db.session.commit()
    ids = [person.id for person in people]

    def ask(user_id):
        row = db.session.get(Session, session.id)
        return services.register(row, person=db.session.get(type(people[0]), user_id)).number

    with app.test_request_context():
        numbers = race(app, *(lambda user_id=user_id: in_request(app, ask, user_id) for user_id in ids))
    assert sorted(numbers) == list(range(1, CROWD + 1)), numbers
    found = [state for _name, state in states(db)]
    assert found == ["seated"] * PLACES + ["waiting"] * (CROWD - PLACES)
    desk = db.session.scalars(sa.select(Desk)).one()
    assert (desk.places, desk.taken, desk.numbered) == (PLACES, PLACES, CROWD)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Desk).values(taken=PLACES + 1))
    db.session.rollback()


def in_request(app, act, *arguments):
    """Letters name addresses, which a request knows."""
    with app.test_request_context():
        return act(*arguments)


def test_a_place_given_up_goes_to_the_first_who_waits(app, db, session):
    people = [make_user(name=name) for name in "ABCD"]
    with app.test_request_context():
        held = [services.register(session, person=person) for person in people]
        assert services.register(session, person=people[0]) is held[0], "asking twice is asking once"
        services.cancel(held[1])
        services.cancel(held[1])
        db.session.commit()
        assert states(db) == [("A", "seated"), ("B", "cancelled"), ("C", "seated"), ("D", "waiting")]
        assert written(db)[-1] == (people[2].email, "Une place s’est libérée : L’atelier")
        services.register(db.session.get(Session, session.id), person=people[1])
        db.session.commit()
        assert states(db)[-1] == ("B", "waiting"), "whoever comes back takes a new turn"
        one = db.session.get(Session, session.id)
        programme.edit_session(one, actor=session.organiser, capacity=1)
        db.session.commit()
        assert [state for _n, state in states(db)].count("seated") == 2, "nobody is sent away"
        programme.edit_session(db.session.get(Session, session.id), actor=session.organiser, capacity=3)
        db.session.commit()
        assert queued(db)[-1] == ("registrations:settle", {"session_ids": [session.id]})
        rounds.move_up(None, session_ids=[session.id])
    db.session.commit()
    assert [state for _n, state in states(db)] == ["seated", "seated", "seated", "waiting"]


def test_by_e_mail_nothing_is_taken_before_the_link_is_confirmed(db, session, browser):
    url = f"/sessions/{session.id}/registration"
    browser.submit(url, {"name": "Ana", "email": "pas une adresse"}, status=422)
    assert 'value="Ana"' in browser.page
    browser.submit(url, {"name": "Ana", "email": "ana@example.org"})
    assert states(db) == [("Ana", "asked")]
    letter = db.session.scalars(sa.select(Letter)).one()
    link = re.search(r"http://[^/]+(/registrations/\S+)", letter.text)[1]
    assert "pressez ce bouton" in browser.get(link).lower()
    assert states(db) == [("Ana", "asked")], "reading the page acts on nothing"
    browser.submit(link, {"do": "confirm"})
    assert states(db) == [("Ana", "seated")]
    one = db.session.scalars(sa.select(Registration)).one()
    page = browser.get(link)
    assert (one.ticket in page, f'<path d="{qr_code(one.code).path}"' in page) == (True, True)
    browser.submit(link, {"do": "cancel"})
    assert states(db) == [("Ana", "cancelled")]
    browser.get("/registrations/forged", status=404)


def test_what_cannot_be_registered_for_says_why(app, db, session):
    person = make_user()
    refusals = {
        "a déjà commencé": {"starts": clock.now() - timedelta(hours=1), "ends": clock.now() + timedelta(hours=1)},
        "n’a pas d’inscription": {"registration": False},
        "est annulée": {"is_cancelled": True},
    }
    for words, values in refusals.items():
        db.session.execute(sa.update(Session).values(**values))
        db.session.expire_all()
        row = db.session.get(Session, session.id)
        releases.release(db.session.get(Consultation, row.consultation_id), actor=None)
        db.session.commit()
        with pytest.raises(RuleBroken, match=words):
            services.register(db.session.get(Session, session.id), person=person)


def test_those_registered_hear_of_tomorrow_and_of_changes(app, db, session):
    person = make_user()
    with app.test_request_context():
        services.register(session, person=person)
        db.session.commit()
        rounds.remind()
        assert [subject for _to, subject in written(db)] == ["Votre place : L’atelier"]
        with clock.at(session.starts - timedelta(hours=20)):
            rounds.remind()
            rounds.remind()
        row = db.session.get(Session, session.id)
        programme.edit_session(row, actor=session.organiser, starts=row.starts - timedelta(hours=1))
        release = releases.release(db.session.get(Consultation, row.consultation_id), actor=session.organiser)
        db.session.commit()
        assert queued(db) == [("registrations:announce", {"release_id": release.id})]

        class Job:
            done = 0

            def step(self, done, total, message=""):
                pass

        with transaction():
            assert rounds.write_to_registered(Job(), release_id=release.id) == {"letters": 1}
    assert [subject for _to, subject in written(db)][1:] == ["Rappel : L’atelier", "Changement : L’atelier"]


def test_the_door_counts_each_scan_once_and_says_who_is_not_expected(app, db, session, browser_of):
    with app.test_request_context():
        first, second, third = (services.register(session, person=make_user(name=n)) for n in ("Ana", "Bo", "Cy"))
        db.session.commit()
    team, door = browser_of(session.organiser), f"/sessions/{session.id}/door"
    team.submit(door, {"code": first.ticket.upper()})
    assert "Ana\u00a0: entrée notée." in team.get(door)
    found = re.findall(r'name="code" value="(\w+)"', team.page.split("data-door-list", 1)[1])
    assert found == [first.code, second.code], "whoever comes without a ticket is found by name"
    form = team._form(team.page, door)
    now = clock.now().isoformat()
    scans = [{"id": f"scan-{n}", "code": code, "at": now} for n, code in enumerate((second.code, third.code, "nobody"))]
    for _again in range(2):
        sent = {"csrf_token": form["csrf_token"], "scans": json.dumps(scans)}
        answer = team.post(f"/sessions/{session.id}/scans", sent, status=200)
        assert [one["state"] for one in answer.json] == ["arrived", "waiting", "unknown"]
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 4
    assert queries.figures(session.id)[session.id] == queries.Figures(2, 2, 1, 2)
    team.post(f"/sessions/{session.id}/scans", {"csrf_token": form["csrf_token"], "scans": '[{"id": 1}]'}, status=422)
    page = team.get(f"/sessions/{session.id}/registrations")
    assert [name in page for name in ("Ana", "Bo", "Cy")] == [True] * 3
    team.submit(f"/sessions/{session.id}/registrations", to=f"/sessions/{session.id}/registrations/{first.id}/leave")
    assert queries.figures(session.id)[session.id].arrived == 1, "an entry noted by mistake is taken back"
    for extension in ("pdf", "docx", "odt"):
        assert len(team.client.get(f"/sessions/{session.id}/sign-in.{extension}").data) > 2000
    browser_of(make_user()).get(door, status=403)


def test_an_odd_line_is_answered_once_and_takes_no_good_one_with_it(app, db, session, browser_of):
    with app.test_request_context():
        first, second = (services.register(session, person=make_user(name=n)) for n in ("Ana", "Bo"))
        db.session.commit()
    team, url = browser_of(session.organiser), f"/sessions/{session.id}/scans"
    token = team._form(team.get(f"/sessions/{session.id}/door"), f"/sessions/{session.id}/door")["csrf_token"]
    now = clock.now().isoformat()
    lines = [
        {"id": "a", "code": first.code, "at": "0001-01-01T00:00:00+14:00"},
        {"id": "\ud800", "code": second.code, "at": "9999-12-31T23:59:59-14:00"},
        {"id": "c", "code": "\udfff", "at": now},
        {"id": "d", "code": "x\x00", "at": "hier"},
        {"id": ["e"], "code": 7, "at": None},
        "une ligne",
        None,
        {"id": "x" * 99, "code": first.code, "at": now[:19]},
    ]
    for last in ("again", "arrived"):
        answer = team.post(url, {"csrf_token": token, "scans": json.dumps(lines)}, status=200)
        said = [one["state"] for one in answer.json]
        assert said == ["arrived", "arrived", "unknown", "unknown", "unread", "unread", "unread", last]
    assert answer.json[4]["said"].replace("\u00a0", " ") == "Un passage n’a pas pu être lu : il est mis de côté."
    db.session.rollback()
    assert queries.figures(session.id)[session.id].arrived == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 5
    team.post(url, {"csrf_token": token, "scans": "[" * 5000}, status=422)
    assert team.post(url, {"csrf_token": token, "scans": '["une ligne"]'}, status=422).json[0]["state"] == "unread"


def test_who_came_is_forgotten_once_it_is_long_over(app, db, session):
    with app.test_request_context():
        services.register(session, person=make_user(name="Ana"))
        services.register(session, person=make_user(name="Bo"))
        services.ask(session, name="Cy", email="cy@example.org")
        db.session.commit()
    rounds.forget()
    assert len(states(db)) == 3
    with clock.at(session.ends + timedelta(days=91)):
        rounds.forget()
        rounds.forget()
    assert states(db) == [("", "seated"), ("", "seated")]
    kept = db.session.execute(sa.select(Registration.email, Registration.user_id, Registration.person)).all()
    assert kept == [("", None, "gone/1"), ("", None, "gone/2")]


def test_whoever_asks_again_has_a_week_to_confirm_and_takes_the_last_turn(app, db, session):
    with app.test_request_context():
        first = services.ask(session, name="Ana", email="ana@example.org")
        services.confirm(first)
        services.register(session, person=make_user(name="Bo"))
        services.register(session, person=make_user(name="Cy"))
        services.cancel(first)
        db.session.commit()
        with clock.at(clock.now() + timedelta(days=2)):
            services.register(db.session.get(Session, session.id), person=make_user(name="Dé"))
            services.ask(db.session.get(Session, session.id), name="Ana", email="ana@example.org")
            db.session.commit()
        with clock.at(clock.now() + timedelta(days=8)):
            rounds.forget()
        assert states(db)[-1] == ("Dé", "waiting")
        assert ("Ana", "asked") in states(db), "asked again six days ago: the link still works"
        services.confirm(services.with_session(first.id))
        db.session.commit()
    assert states(db) == [("Bo", "seated"), ("Cy", "seated"), ("Dé", "waiting"), ("Ana", "waiting")]


def test_nobody_is_moved_up_once_the_session_has_started(app, db, session):
    with app.test_request_context():
        held = [services.register(session, person=make_user(name=name)) for name in "ABC"]
        db.session.commit()
        with clock.at(session.starts):
            services.cancel(held[0])
            db.session.commit()
            rounds.move_up(None, session_ids=[session.id])
            db.session.commit()
    assert states(db) == [("A", "cancelled"), ("B", "seated"), ("C", "waiting")]
    assert [subject for _to, subject in written(db)][-1] == "En liste d’attente : L’atelier"


def test_a_link_is_only_ours(app, db, session):
    assert letters.read_token(letters.token(7)) == 7
    assert letters.read_token("7") is None
    assert State.ASKED.value == "asked"
