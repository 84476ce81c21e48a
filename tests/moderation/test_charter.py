"""The rules of a consultation: written by its organisers, read by everybody, accepted once by whoever writes."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.comments.models import Comment
from consult.consultations.models import Consultation, State
from consult.db import db as database
from consult.moderation import house
from consult.moderation.models import CharterAcceptance, Reason
from consult.policy import Role
from consult.proposals.models import Proposal
from consult.workstreams import services as workstreams
from consult.workstreams.models import Project
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user

BrowserOf = Callable[[User], Browser]
NEW = "/consultations/culture/proposals/new"
EDIT = "/consultations/culture/charter/edit"


@pytest.fixture
def consultation(db: Any) -> Consultation:
    return make_consultation(slug="culture")


def _count(model: Any) -> int:
    return database.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_an_organiser_writes_the_charter_and_everybody_reads_it_where_one_writes(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    number = make_proposal(consultation).id
    organiser, member = make_staff(consultation, Role.ORGANISER), make_user()
    assert "n’a pas de charte à elle" in browser.get("/consultations/culture/charter")
    said = {
        "charter": "# Restons **courtois**",
        "words": "sornette\n\n  sornette \nva te   faire",
        "wordings-off_topic": "Ne parle pas de culture",
    }
    theirs = browser_of(organiser)
    theirs.submit(EDIT, said)
    page = browser.get("/consultations/culture/charter")
    assert "Restons <strong>courtois</strong>" in page
    assert "sornette" not in page
    assert house.rules_of(consultation.id).words == "sornette\nva te faire"
    form = theirs._form(theirs.get(EDIT), EDIT)
    assert "sornette" in form["words"]
    theirs.post(EDIT, {name: value for name, value in form.items() if "wordings" not in name})  # a page cut short
    contributor = browser_of(member)
    for path in (NEW, f"/proposals/{number}"):
        assert 'href="/consultations/culture/charter"' in contributor.get(path)
    report = contributor.get(f"/report/proposal/{number}")
    assert "Ne parle pas de culture" in report
    assert "Hors sujet" not in report
    assert "Insulte, menace ou attaque" in report


def test_the_charter_is_written_by_organisers_alone_and_read_where_the_consultation_is(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    make_consultation(slug="secret", state=State.DRAFT)
    people = make_user(), make_staff(consultation), make_staff(make_consultation(), Role.ORGANISER)
    database.session.commit()
    browser.get(EDIT, 302)
    browser.get("/consultations/secret/charter", 404)
    for person in people:
        browser_of(person).get(EDIT, 403)


@pytest.mark.parametrize(("field", "limit"), [("charter", 20_000), ("words", 5_000), ("wordings-hate", 120)])
def test_a_charter_that_is_too_long_says_so_and_is_kept_on_the_page(
    browser_of: BrowserOf, consultation: Consultation, field: str, limit: int
) -> None:
    organiser = browser_of(make_staff(consultation, Role.ORGANISER))
    page = organiser.submit(EDIT, {field: "x" * (limit + 1)}, status=422).text
    assert str(limit) in page
    assert "x" * (limit + 1) in page


def test_the_charter_is_shown_at_a_first_contribution_and_accepted_once_without_losing_a_word(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    organiser, person = make_staff(consultation, Role.ORGANISER), make_user()
    number = make_proposal(consultation).id
    house.set_rules(consultation, actor=organiser, charter="Chacun parle **à son tour**.")
    theirs = browser_of(person)
    said = {"title": "Ouvrir le soir", "body": "Pour ceux qui travaillent."}
    page = theirs.submit(NEW, said, status=422).text
    assert "Chacun parle <strong>à son tour</strong>." in page
    assert "Ouvrir le soir" in page
    assert "Pour ceux qui travaillent." in page
    assert (_count(Proposal), _count(CharterAcceptance)) == (1, 0)
    again = theirs._form(page, NEW)
    page = theirs.post(NEW, again | {"charter": "y", "title": "x"}, status=422).text  # something else is wrong now
    again = theirs._form(page, NEW)
    assert again["charter"] == "y"
    theirs.post(NEW, again | said)
    assert (_count(Proposal), _count(CharterAcceptance)) == (2, 1)
    here = f"/proposals/{number}"
    theirs.submit(here, {"body": "Moi aussi."}, to=f"{here}/comments")
    assert _count(Comment) == 1
    acts = database.session.scalars(sa.select(AuditEntry.actor_id).filter_by(action="charter:accepted")).all()
    assert list(acts) == [person.id]


def test_the_charter_is_shown_before_a_first_comment_a_first_project_and_never_to_the_team(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    organiser, person = make_staff(consultation, Role.ORGANISER), make_user()
    number = make_proposal(consultation).id
    stream = workstreams.open_workstream(consultation, actor=organiser, title="Un chantier", facilitator=person)
    house.set_rules(consultation, actor=organiser, charter="Chacun parle à son tour.")
    theirs, here = browser_of(person), f"/proposals/{number}"
    page = theirs.submit(here, {"body": "Moi aussi."}, to=f"{here}/comments", status=422).text
    assert "Chacun parle à son tour." in page
    assert theirs._form(page, f"{here}/comments")["body"].strip() == "Moi aussi."
    page = theirs.submit(f"/workstreams/{stream.id}/projects/new", {"title": "Un projet"}, status=422).text
    assert "Chacun parle à son tour." in page
    assert (_count(Comment), _count(Project)) == (0, 0)
    browser_of(organiser).submit(here, {"body": "Bonjour."}, to=f"{here}/comments")
    assert (_count(Comment), _count(CharterAcceptance)) == (1, 0)


@pytest.mark.both
def test_a_charter_accepted_twice_is_accepted_once_and_its_reasons_are_said_as_the_organiser_words_them(
    db: Any, engine: str
) -> None:
    consultation, person = make_consultation(), make_user()
    house.set_rules(
        consultation, actor=make_user(), charter="Oui.", wordings={"hate": "  Pas de \n haine ", "other": " "}
    )
    assert house.charter_to_accept(consultation.id, person=person) == "Oui."
    house.accept_charter(consultation, person=person)
    house.accept_charter(consultation, person=person)
    assert house.charter_to_accept(consultation.id, person=person) == ""
    assert _count(CharterAcceptance) == 1
    said = house.reasons(consultation.id)
    assert said[Reason.HATE] == "Pas de haine"
    assert str(said[Reason.OTHER]) == "Autre raison"
