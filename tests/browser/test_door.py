"""The door when the network drops: the page opens again, scans wait, each is counted once when they arrive."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from consult import clock
from consult.accounts.models import User
from consult.db import db
from consult.programme import releases
from consult.programme import services as programme
from consult.registrations.models import Registration, Scan, State
from tests.browser.conftest import Site
from tests.factories import make_consultation, make_staff

POISON = """localStorage['door 1'] = JSON.stringify([{id: "odd"}, ...JSON.parse(localStorage['door 1'])])"""
SCANS = 100 if os.environ.get("PROOF") else 12


@pytest.fixture(scope="module")
def people(site: Site) -> tuple[User, list[str]]:
    """Who keeps the door of session 1, and the codes of those who are expected."""
    with site.writing():
        consultation = make_consultation(title="Un festival", slug="un-festival")
        keeper = make_staff(consultation, name="Bastien")
        starts = clock.now() + timedelta(hours=2)
        session = programme.create_session(
            consultation, actor=keeper, title="Le concert", starts=starts, registration=True
        )
        releases.release(consultation, actor=keeper)
        given = {"session_id": session.id, "consultation_id": consultation.id, "state": State.SEATED}
        some = [
            Registration(**given, person=f"{n}@example.org", email=f"{n}@example.org", name=f"Personne {n}", number=n)
            for n in range(1, SCANS + 1)
        ]
        db.session.add_all(some)
        db.session.flush()
        return keeper, [one.code for one in some]


def test_no_scan_is_lost_when_the_network_drops(
    page: Page, site: Site, people: tuple[User, list[str]], log_in: Callable[[Page, User], Page]
) -> None:
    keeper, codes = people
    log_in(page, keeper)
    page.clock.install(time=clock.now() - timedelta(minutes=90))
    page.goto("/sessions/1/door")
    page.wait_for_selector("[data-door][data-kept]", state="attached")
    scan(page, codes[0])
    expect(page.locator("#door-waiting")).to_have_text("Tout est transmis.")
    page.context.set_offline(True)
    for place, code in enumerate(codes[1:]):
        if place == 1:  # somebody came without a ticket
            page.locator(f"[data-code='{code}'] button").click()
        else:
            scan(page, code.upper())
        if place == SCANS // 2:
            page.reload()  # the browser was closed and opened again, still without a network
            page.clock.fast_forward("01:00:00")
            page.evaluate(POISON)
    expect(page.locator("#door-waiting")).to_contain_text(str(SCANS))
    expect(page.locator("#door-arrived")).to_have_text(str(SCANS))
    assert arrived(site) == 1
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#door-waiting")).to_have_text("Tout est transmis.")
    assert page.evaluate("JSON.parse(localStorage['door 1 aside']).length") == 1, "what cannot be read is put aside"
    page.clock.fast_forward("01:00:00")
    assert arrived(site) == SCANS
    with site.writing():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == SCANS
        scanned = db.session.scalars(sa.select(Scan.scanned)).all()
        assert timedelta(minutes=59) < max(scanned) - min(scanned) < timedelta(minutes=90)
    page.reload()
    expect(page.locator("#door-arrived")).to_have_text(str(SCANS))


def scan(page: Page, code: str) -> None:
    """As a reader that types what it sees, and Enter."""
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")


def arrived(site: Site) -> int:
    """How many people the server counts."""
    with site.writing():
        count = sa.select(sa.func.count()).select_from(Registration).where(Registration.arrived.is_not(None))
        return db.session.scalar(count) or 0
