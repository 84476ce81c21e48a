"""The desk in a real browser: a proposal opened beside the board, a suggestion accepted by keyboard, no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.proposals.models import Proposal
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.coding import services as coding
from consult.themes.contests import services as contests
from consult.themes.models import Theme
from consult.themes.picture.models import ThemeMap
from tests.browser.conftest import Site, overflows
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.themes.suggested import make_suggestion

PLACE = "/consultations/un-festival"


def draw(consultation: Consultation, theme: Theme, ideas: list[Proposal]) -> None:
    """A picture with one area and two dots, without the work of drawing it."""
    area = [theme.id, 300, 300, 80, 50, 20, 2, None, [ideas[0].id, ideas[1].id]]
    dots = [[300, 300, theme.id], [340, 280, 0]]
    row = ThemeMap(consultation_id=consultation.id, drawn=clock.now(), total=2, areas=[area], dots=dots)
    db.session.add(row)


@pytest.fixture(scope="module")
def facilitator(site: Site) -> User:
    """A facilitator, two themes, four proposals, three of them suggested for the first theme."""
    with site.writing():
        consultation = make_consultation(title="Un festival", slug="un-festival")
        person = make_staff(consultation, name="Bastien")
        author = make_user(name="Camille")
        ideas = [make_proposal(consultation, author=author, title=f"Une idée numéro {n}") for n in range(1, 5)]
        theme, other = (themes.create_theme(consultation, actor=person, title=t) for t in ("Accueil", "Lieux"))
        make_suggestion(consultation, {"Accueil": ideas[1:]}, actor=person, themes={"Accueil": theme})
        filing.file_proposals(ideas[:1], theme=other, actor=person)
        draw(consultation, theme, ideas)
        contests.contest(ideas[0], author=author, reason="Elle parle d’autre chose.", seen=other.id)
        sample = coding.draw(consultation, actor=person, first=person, second=make_staff(consultation), size=4)
        coding.close(sample, actor=person)
        coding.draw(consultation, actor=person, first=person, second=make_staff(consultation), size=4)
        return person


def test_the_desk_is_accessible(
    page: Page, facilitator: User, log_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, facilitator)
    more = [
        f"{PLACE}/contests",
        f"{PLACE}/contests/1",
        "/proposals/1/filings",
        "/themes/2/follow",
        "/themes/2/figures",
        f"{PLACE}/themes/map",
    ]
    more += [f"{PLACE}/coding{rest}" for rest in ("", "/1", "/2", "/2/1")]
    for path in (f"{PLACE}/board", f"{PLACE}/board/1", f"{PLACE}/board/2", f"{PLACE}/agreement", *more):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            assert axe(page) == []
            assert not overflows(page)


def test_a_proposal_is_opened_and_its_suggestion_accepted_by_keyboard(
    page: Page, facilitator: User, log_in: Callable[..., Page]
) -> None:
    log_in(page, facilitator)
    page.goto(f"{PLACE}/board")
    page.get_by_role("link", name="Lire Une idée numéro 2").click()
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading", name="Une idée numéro 2")).to_be_visible()
    expect(detail).to_be_focused()
    page.locator("#card-2").focus()
    page.keyboard.press("Alt+Enter")
    expect(page.get_by_text("Votre dernier rangement : 1 proposition dans « Accueil ».").first).to_be_visible()
    expect(page.locator("[data-column='1'] #card-2")).to_be_visible()


def test_a_suggestion_is_accepted_without_script(
    no_js_page: Page, facilitator: User, log_in: Callable[..., Page]
) -> None:
    log_in(no_js_page, facilitator)
    no_js_page.goto(f"{PLACE}/board")
    no_js_page.locator("button[name=accept][value^='3-']").click()
    expect(no_js_page.locator("[data-column='1'] #card-3")).to_be_visible()
    no_js_page.get_by_role("link", name="Lire Une idée numéro 4").click()
    expect(no_js_page.get_by_role("heading", name="Ranger une proposition")).to_be_visible()
