"""The charter of a consultation: written by its organisers, read by everybody."""

from collections.abc import Callable
from typing import Any

import pytest

from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db as database
from consult.moderation import house
from consult.policy import Role
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user

BrowserOf = Callable[[User], Browser]


@pytest.fixture
def consultation(db: Any) -> Consultation:
    return make_consultation(slug="culture")


def test_an_organiser_writes_the_charter_and_everybody_reads_it_where_one_writes(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    number = make_proposal(consultation).id
    organiser, member = make_staff(consultation, Role.ORGANISER), make_user()
    assert "n’a pas de charte à elle" in browser.get("/consultations/culture/charter")
    said = {"charter": "# Restons **courtois**", "words": "sornette\n\n  sornette \nva te   faire"}
    theirs = browser_of(organiser)
    theirs.submit("/consultations/culture/charter/edit", said)
    page = browser.get("/consultations/culture/charter")
    assert "Restons <strong>courtois</strong>" in page
    assert "sornette" not in page
    assert house.rules_of(consultation.id).words == "sornette\nva te faire"
    assert "sornette" in theirs.get("/consultations/culture/charter/edit")
    contributor = browser_of(member)
    for path in ("/consultations/culture/proposals/new", f"/proposals/{number}"):
        assert 'href="/consultations/culture/charter"' in contributor.get(path)


def test_the_charter_is_written_by_organisers_alone_and_read_where_the_consultation_is(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    make_consultation(slug="secret", state=State.DRAFT)
    people = make_user(), make_staff(consultation), make_staff(make_consultation(), Role.ORGANISER)
    database.session.commit()
    browser.get("/consultations/culture/charter/edit", 302)
    browser.get("/consultations/secret/charter", 404)
    for person in people:
        browser_of(person).get("/consultations/culture/charter/edit", 403)


@pytest.mark.parametrize(("field", "limit"), [("charter", 20_000), ("words", 5_000)])
def test_a_charter_that_is_too_long_says_so_and_is_kept_on_the_page(
    browser_of: BrowserOf, consultation: Consultation, field: str, limit: int
) -> None:
    organiser = browser_of(make_staff(consultation, Role.ORGANISER))
    page = organiser.submit("/consultations/culture/charter/edit", {field: "x" * (limit + 1)}, status=422).text
    assert str(limit) in page
    assert "x" * (limit + 1) in page
