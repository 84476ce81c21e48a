"""The queue of moderation in a real browser: cleared by keyboard alone."""

import os
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from consult.db import db
from consult.moderation import services
from consult.moderation.measures import EXCLUDING, LASTING, RESTRICTIVE
from consult.moderation.models import Decision, Measure, Reason
from consult.policy import Role
from tests.browser.conftest import Site
from tests.factories import make_comment, make_consultation, make_proposal, make_staff

HOW_MANY = 100 if os.environ.get("PROOF") else 20


@pytest.fixture(scope="module")
def facilitator(site: Site) -> User:
    """Somebody with a queue of comments, each reported once."""
    with site.writing():
        consultation = make_consultation(title="Un festival", slug="un-festival")
        person = make_staff(consultation, name="Bastien")
        proposal = make_proposal(consultation)
        for n in range(HOW_MANY):
            comment = make_comment(proposal, body=f"Un mot numéro {n}.")
            services.report(comment, reporter=None, reason=Reason.OFF_TOPIC)
        return person


@pytest.mark.slow
def test_a_facilitator_clears_the_queue_with_the_keyboard_alone(
    page: Page, site: Site, facilitator: User, log_in: Callable[..., Page]
) -> None:
    log_in(page, facilitator)
    page.goto("/moderation")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "case":
            break
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == page.locator("input[name=case]").nth(1).get_attribute("id")
    page.keyboard.press("k")
    for cleared in range(1, HOW_MANY + 1):
        with page.expect_navigation():
            page.keyboard.press("g")
        left = HOW_MANY - cleared
        if left:
            expect(page.locator("input[name=case]:focus")).to_have_count(1)
    expect(page.get_by_text("Rien n’attend", exact=False)).to_be_visible()
    with site.writing():
        mine = sa.select(sa.func.count()).where(Decision.moderator_id == facilitator.id)
        assert db.session.scalar(mine) == HOW_MANY


def test_a_decision_asks_for_what_its_measure_needs_and_for_nothing_else(
    no_js_page: Page, site: Site, log_in: Callable[..., Page]
) -> None:
    with site.writing():
        consultation = make_consultation(title="Un port", slug="un-port")
        proposal = make_proposal(consultation)
        person = make_staff(consultation, Role.ORGANISER)
    page = log_in(no_js_page, person)
    page.goto(f"/moderation/proposal/{proposal.id}")
    offered = page.locator("input[name=action]").evaluate_all("them => them.map(one => one.value)")
    assert {Measure.MOVE, Measure.MERGE, *EXCLUDING, *LASTING} <= set(offered)
    for action in map(Measure, offered):
        page.locator(f"input[name=action][value={action}]").check()
        expect(page.locator("[name=place]")).to_be_visible(visible=action is Measure.MOVE)
        expect(page.locator("[name=joined_body]")).to_be_visible(visible=action is Measure.MERGE)
        expect(page.locator("[name=days]")).to_be_visible(visible=action in LASTING)
        expect(page.locator("label[for=facts] small")).to_be_visible(visible=action not in RESTRICTIVE)
        expect(page.locator("[name=facts]")).to_be_visible()
    for rule in Reason:
        page.locator("[name=rule]").select_option(rule)
        expect(page.locator("[name=law]")).to_be_visible(visible=rule is Reason.ILLEGAL)


def test_what_is_ticked_is_decided_and_undone_without_javascript(
    no_js_page: Page, site: Site, log_in: Callable[..., Page]
) -> None:
    with site.writing():
        consultation = make_consultation(title="Un marché", slug="un-marche")
        person = make_staff(consultation, name="Inès")
        services.report(make_comment(make_proposal(consultation)), reporter=None, reason=Reason.OFF_TOPIC)
    page = log_in(no_js_page, person)
    page.goto("/consultations/un-marche/moderation")
    page.locator("input[name=case]").check()
    page.get_by_role("button", name="Faire cela").click()
    page.get_by_role("button", name="Annuler cette décision").click()
    expect(page.get_by_text("Une décision est reprise.")).to_be_visible()
    expect(page.locator("input[name=case]")).to_have_count(1)
