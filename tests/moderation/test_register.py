"""The public register: everybody can check, nobody is exposed."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db as database
from consult.moderation.models import Measure, Reason
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, report

BrowserOf = Callable[[User], Browser]
MARCH = datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)  # 23:59:59 in Paris
APRIL = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Paris: April


@pytest.fixture
def consultation(db: Any) -> Consultation:
    return make_consultation(title="La culture ici", slug="culture")


def _table(browser: Browser, query: str = "") -> list[dict[str, str]]:
    body = browser.client.get(f"/moderation/register.csv{query}").get_data()
    return list(csv.DictReader(io.StringIO(body.decode())))


def test_the_register_says_what_was_decided_and_leaks_nothing(browser: Browser, consultation: Consultation) -> None:
    author = make_user(name="CanariAuteur")
    proposal = make_proposal(consultation, author=author, title="CanariTitre", body="CanariTexte")
    comment = make_comment(proposal, author=author, body="CanariCommentaire")
    reporter = make_user(name="CanariSignaleur")
    moderator = make_staff(consultation, name="CanariModératrice")
    words = {"facts": "CanariFaits", "statement": "CanariMessage"}
    for thing in (proposal, comment):
        report(thing, reporter=reporter, explanation="CanariExplication")
        report(thing, explanation="", contact="canari@example.org")
        decide(thing, Measure.HIDE, moderator=moderator, rule=Reason.HATE, **words)
    database.session.commit()
    for person in (browser,):
        page = person.get("/moderation/register")
        table = person.client.get("/moderation/register.csv").get_data(as_text=True)
        for place in (page, table):
            assert "canari" not in place.lower()
        assert "La culture ici" in page
        assert page.count("Propos haineux ou discriminatoire") == 2
        assert page.count("décision humaine") == 2
    assert [(r["consultation"], r["kind"], r["action"], r["rule"], r["automated"]) for r in _table(browser)] == [
        ("culture", "proposal", "hide", "hate", "0"),
        ("culture", "comment", "hide", "hate", "0"),
    ]


def test_the_delay_runs_from_the_first_report(browser: Browser, consultation: Consultation) -> None:
    start = clock.now() - timedelta(days=1)
    proposal = make_proposal(consultation)
    for hours in (0, 1):
        with clock.at(start + timedelta(hours=hours)):
            report(proposal)
    with clock.at(start + timedelta(hours=3)):
        decide(proposal, Measure.WARN)
    decide(proposal, Measure.HIDE)
    database.session.commit()
    assert [row["delay_seconds"] for row in _table(browser)] == ["10800", ""]
    assert "3 heures" in browser.get("/moderation/register")


def test_the_register_is_filtered_by_consultation_and_by_month_of_the_place(
    browser: Browser, consultation: Consultation
) -> None:
    other = make_consultation(slug="autre")
    with clock.at(MARCH):
        decide(make_proposal(consultation), Measure.WARN)
    with clock.at(APRIL):
        decide(make_proposal(consultation), Measure.HIDE)
        decide(make_proposal(other), Measure.KEEP)
    database.session.commit()

    def wanted(query: str) -> list[str]:
        browser.get(f"/moderation/register{query}")
        return [row["action"] for row in _table(browser, query)]

    assert wanted("") == ["warn", "hide", "keep"]
    assert wanted("?consultation=culture") == ["warn", "hide"]
    assert wanted("?month=2026-03") == ["warn"]
    assert wanted("?month=2026-04") == ["hide", "keep"]
    assert wanted("?consultation=culture&month=2026-04") == ["hide"]
    assert wanted("?consultation=nowhere&month=2026-13") == ["warn", "hide", "keep"]
    assert wanted("?month=%00&after=%00") == ["warn", "hide", "keep"]


def test_what_is_decided_in_a_draft_consultation_is_not_public_for_anybody(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    draft = make_consultation(title="Projet secret", state=State.DRAFT)
    decide(make_proposal(draft), Measure.KEEP)
    database.session.commit()
    for person in (browser, browser_of(make_user(is_admin=True))):
        assert "Projet secret" not in person.get("/moderation/register")
        assert _table(person) == []


def test_the_register_has_pages(browser: Browser, consultation: Consultation) -> None:
    moderator = make_staff(consultation)
    proposal = make_proposal(consultation)
    for _ in range(60):
        decide(proposal, Measure.KEEP, moderator=moderator)
    database.session.commit()
    first = browser.get("/moderation/register")
    assert first.count("Laissé en l’état") == 50
    (following,) = re.findall(r'href="(/moderation/register\?after=[^"]+)"', first)
    assert browser.get(following).count("Laissé en l’état") == 10


def test_the_register_opens_in_french_office_software(browser: Browser, consultation: Consultation) -> None:
    decide(make_proposal(consultation), Measure.WARN)
    database.session.commit()
    body = browser.client.get("/moderation/register.csv?for=office").get_data()
    assert body.startswith("\ufeffnumber;created;".encode())
    assert body.count(b"\r\n") == 2


def test_an_empty_register_says_so(browser: Browser) -> None:
    assert "Aucune décision." in browser.get("/moderation/register")
    assert _table(browser) == []
