"""What the team writes in a draft reaches nobody before a release: no page, no file, no letter, no calendar."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.db import transaction
from consult.kinds import Ref
from consult.notifications.models import Letter
from consult.policy import Role
from consult.programme import queries, releases, services
from consult.programme.models import Edition, Session, Term, Venue
from consult.registrations import letters, rounds
from consult.registrations import services as registrations
from consult.registrations.models import Registration
from consult.trail.walking import walk
from consult.workstreams import services as workstreams
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.workstreams.streams import make_stream

CANARY = "Zqcanari"
PUBLIC = re.compile(r"/(consultations/festival|sessions|registrations|projects|workstreams|proposals|themes|search)\b")
BINARY = (".pdf", ".docx", ".odt", ".xlsx")


@pytest.fixture
def place(db):
    """A released session of a project, which the draft says otherwise in every field."""
    consultation = make_consultation(title="Le festival", slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
    stream = make_stream(consultation, actor=organiser, themes=[])
    proposals = [make_proposal(consultation, title=f"Idée {n}") for n in range(2)]
    first, other = (
        workstreams.create_project(stream, author=organiser, title=f"Projet {n}", proposals=[proposals[n]])
        for n in range(2)
    )
    venue = services.save_venue(consultation, actor=organiser, name="La halle")
    format_ = next(term for term in queries.terms(consultation.id) if term.name == "Atelier")
    starts = clock.now() + timedelta(days=3)
    session = services.create_session(
        consultation,
        actor=organiser,
        title="L’atelier",
        project_id=first.id,
        venue=venue,
        format_id=format_.id,
        registration=True,
        capacity=1,
        starts=starts,
        ends=starts + timedelta(hours=1),
    )
    releases.release(consultation, actor=organiser)
    db.session.commit()
    return session.id, organiser.id, other.id, starts, [proposal.id for proposal in proposals]


def write_the_draft(db, session_id, organiser_id, project_id):
    """Say every field of the session otherwise, and let another one be cancelled."""
    session = db.session.get(Session, session_id)
    organiser = db.session.get(type(make_user()), organiser_id)
    consultation = db.session.get(Consultation, session.consultation_id)
    texts = {name: f"{CANARY} {name}" for name in ("title", "subtitle", "abstract", "description", "price", "language")}
    people = services.speakers_called(consultation, [(f"{CANARY} personne", False)], actor=organiser)
    moved = {"starts": session.starts + timedelta(days=30), "ends": session.ends + timedelta(days=30)}
    services.edit_session(session, actor=organiser, speakers=people, project_id=project_id, **texts, **moved)
    services.create_session(consultation, actor=organiser, title=f"{CANARY} autre", project_id=project_id)
    for model in (Venue, Term, Edition):
        column = "title" if model is Edition else "name"
        db.session.execute(sa.update(model).values({column: sa.literal(f"{CANARY} ") + getattr(model, column)}))
    db.session.commit()


def crawl(browser, *starts):
    """Every public page of the festival that links lead to, by its address, as text."""
    seen, waiting = {}, list(starts)
    while waiting:
        url = waiting.pop()
        if url in seen or not PUBLIC.match(url) or url.split("?")[0].endswith(BINARY):
            continue
        answer = browser.client.get(url)
        seen[url] = unescape(answer.get_data(as_text=True))
        if answer.mimetype == "text/html":
            waiting += [unescape(link).split("#")[0] for link in re.findall(r'href="(/[^"]+)"', answer.text)]
    return seen


def test_what_is_in_the_draft_reaches_nobody_before_a_release(app, db, place, browser, browser_of):
    session_id, organiser_id, other_id, starts, proposal_ids = place
    person = make_user(name="Ana")
    db.session.commit()
    write_the_draft(db, session_id, organiser_id, other_id)

    def row():
        return db.session.get(Session, session_id)

    with app.test_request_context():
        first = registrations.register(row(), person=person)
        by_mail = registrations.ask(row(), name="Bo", email="bo@example.org")
        registrations.confirm(by_mail)
        db.session.commit()
        assert [first.state.value, by_mail.state.value] == ["seated", "waiting"]
        token = letters.token(by_mail.id)
        registrations.cancel(first)
        db.session.commit()
        with clock.at(starts - timedelta(hours=20)):
            rounds.remind()
            rounds.remind()
    subjects = [letter.subject for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))]
    assert subjects == [
        "Votre place : L’atelier",
        "Confirmez votre inscription : L’atelier",
        "En liste d’attente : L’atelier",
        "Une place s’est libérée : L’atelier",
        "Rappel : L’atelier",
    ]
    sent = db.session.scalars(sa.select(Letter)).all()
    assert [letter.subject for letter in sent if CANARY in f"{letter.subject} {letter.text} {letter.html}"] == []
    starts_ = ["/consultations/festival", "/consultations/festival/programme", f"/sessions/{session_id}"]
    starts_ += [f"/sessions/{session_id}/registration", f"/registrations/{token}", f"/search?q={CANARY}"]
    starts_ += ["/consultations/festival/programme.csv", "/consultations/festival/programme/mine"]
    starts_ += [f"/proposals/{number}/trail" for number in proposal_ids]
    for visitor in (browser, browser_of(person)):
        pages = crawl(visitor, *starts_)
        assert len(pages) > 30, sorted(pages)
        found = [url for url, page in pages.items() if CANARY in page.replace(f"q={CANARY}", "")]
        assert [url for url in found if not url.startswith("/search")] == []
        assert "/projects/1" in re.findall(r'href="(/projects/\d+)', pages[f"/sessions/{session_id}"])
        assert "/projects/2" not in re.findall(r'href="(/projects/\d+)', pages[f"/sessions/{session_id}"])

    def sessions_behind(number):
        steps = walk(Ref("proposal", number), 1, viewer=Visitor())
        return [step.edge.title for step in steps if step.target.kind == "session"]

    assert [sessions_behind(number) for number in proposal_ids] == [["L’atelier"], []]


def test_a_release_tells_those_registered_by_its_own_words(app, db, place):
    session_id, organiser_id, other_id, _starts, _proposals = place
    with app.test_request_context():
        registrations.register(db.session.get(Session, session_id), person=make_user(name="Ana"))
        db.session.commit()
        write_the_draft(db, session_id, organiser_id, other_id)
        row = db.session.get(Session, session_id)
        consultation = db.session.get(Consultation, row.consultation_id)
        release = releases.release(consultation, actor=None)
        row.title = "Plus tard encore"
        db.session.commit()

        class Job:
            done = 0

            def step(self, done, total, message=""):
                pass

        with transaction():
            rounds.write_to_registered(Job(), release_id=release.id)
    subjects = db.session.scalars(sa.select(Letter.subject).order_by(Letter.id)).all()
    assert subjects == ["Votre place : L’atelier", f"Changement : {CANARY} title"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 1
