"""A synthesis in a real browser: sentences kept by htmx and without JavaScript, sources searched, axe on every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult import kinds
from consult.accounts.models import User
from consult.api.webhooks import services as webhooks
from consult.policy import Role
from consult.synthesis import drafting, reviewing, writing
from consult.synthesis.models import PartKind
from consult.themes import filing
from consult.themes import services as themes
from tests.browser.conftest import Site, overflows
from tests.factories import make_comment, make_consultation, make_proposal, make_staff

PAGES = (
    "/api",
    "/account/tokens",
    "/consultations/nuit/exports",
    "/consultations/nuit/webhooks",
    "/consultations/nuit/letterhead",
    "/consultations/nuit/pictures",
    "/syntheses/1",
    "/syntheses/1/edit",
    "/syntheses/1/coverage?state=new",
    "/synthesis-parts/1/edit",
    "/statements/1/edit",
)


@pytest.fixture(scope="module")
def organiser(site: Site) -> User:
    """Who writes: a synthesis with one version, a first draft, sentences still to decide on."""
    with site.writing():
        place = make_consultation(title="La nuit", slug="nuit")
        person = make_staff(place, Role.ORGANISER, name="Anne")
        theme = themes.create_theme(place, actor=person, title="Se déplacer")
        some = [make_proposal(place, title=f"Une navette {n}", body=f"Une navette {n} la nuit.") for n in range(5)]
        filing.file_proposals(some[:4], theme=theme, actor=person)
        make_comment(some[0])
        make_comment(some[0])
        synthesis = writing.create_synthesis(place, actor=person, title="Ce que vous avez dit")
        part = writing.add_part(synthesis, actor=person, kind=PartKind.TEXT, title="La nuit", pictures=["themes"])
        writing.add_statement(part, actor=person, text="Il faut des navettes.", refs=[kinds.ref(some[0])])
        reviewing.submit(synthesis, actor=person)
        reviewing.publish(synthesis, actor=make_staff(place, name="Bruno"), seen=synthesis.revision)
        drafting.compose(synthesis, actor=person)
        webhooks.add_webhook(place, actor=person, url="https://93.184.216.34/crochet")
        return person


@pytest.mark.parametrize("kind", ["page", "no_js_page"])
def test_a_sentence_is_kept_and_its_sources_are_searched(
    request: pytest.FixtureRequest, kind: str, organiser: User, log_in: Callable[..., Page]
) -> None:
    page: Page = request.getfixturevalue(kind)
    log_in(page, organiser)
    page.goto("/syntheses/1/edit")
    waiting = page.get_by_role("button", name="Garder")
    before = waiting.count()
    waiting.first.click()
    expect(waiting).to_have_count(before - 1)
    page.goto("/synthesis-parts/1/statements/new")
    page.locator("#text").fill(f"Une phrase écrite ({kind}).")
    page.locator("#q").fill("navette")
    page.get_by_role("button", name="Chercher").last.click()
    found = page.locator("fieldset", has_text="Trouvées pour").get_by_role("checkbox")
    found.first.check()
    expect(page.locator("#text")).to_have_value(f"Une phrase écrite ({kind}).")
    page.get_by_role("button", name="Garder la phrase").click()
    expect(page.get_by_text(f"Une phrase écrite ({kind}).").first).to_be_visible()


def test_every_page_of_syntheses_passes_axe_and_fits_a_phone(
    page: Page, organiser: User, log_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, organiser)
    for path in PAGES:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(path)
        assert axe(page) == [], path
        assert not overflows(page), path


def test_pictures_are_read_on_a_telephone_and_in_the_dark(
    page: Page, organiser: User, log_in: Callable[..., Page]
) -> None:
    """Text stands dark on a light ground whatever the scheme, and is not shrunk with the screen: it scrolls."""
    log_in(page, organiser)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/consultations/nuit/pictures")
    inks = page.evaluate(
        "[...new Set([...document.querySelectorAll('.drawing text')].map(t => getComputedStyle(t).fill))]"
    )
    grounds = page.evaluate(
        "[...new Set([...document.querySelectorAll('.drawing')].map(d => getComputedStyle(d).backgroundColor))]"
    )
    assert (inks, grounds) == (["rgb(26, 36, 34)"], ["rgb(255, 255, 255)"])
    heights = page.evaluate(
        "[...document.querySelectorAll('.drawing text')].map(t => t.getBoundingClientRect().height)"
    )
    assert min(heights) > 11
