"""Polls in a real browser: every method by mouse and keyboard, the ranking dragged, without JavaScript, and axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from consult.policy import Role
from consult.votes.models import MethodName
from tests.browser.conftest import Site, overflows
from tests.factories import make_consultation, make_staff, make_user
from tests.polls.polls import make_poll

People = dict[str, User]
POLLS = {method: number for number, method in enumerate(MethodName, start=1)}


@pytest.fixture(scope="module")
def people(site: Site) -> People:
    """A poll of each method, numbered as in POLLS, a sealed one after them; an organiser, and voters."""
    with site.writing():
        consultation = make_consultation(slug="place")
        organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
        for method in MethodName:
            make_poll(method, consultation=consultation, organiser=organiser)
        make_poll(consultation=consultation, organiser=organiser, secret=True)
        names = ("wide", "narrow", "plain", "dragging", "counting")
        return {"organiser": organiser} | {name: make_user(name=f"Personne {name}") for name in names}


def vote_in(page: Page, method: MethodName) -> None:
    """Fill a ballot in and send it."""
    page.goto(f"/polls/{POLLS[method]}")
    match method:
        case MethodName.POSITION | MethodName.JUDGEMENT:
            page.get_by_role("group", name="Option 1").get_by_role("radio").first.check()
        case MethodName.POINTS:
            page.get_by_label("Option 1").fill("3")
        case MethodName.RANKING:
            page.get_by_role("button", name="Monter Option 2").click()
            expect(page.get_by_label("Rang de Option 2")).to_have_value("1")
        case _:
            page.get_by_label("Option 1").check()
    page.get_by_role("button", name="Voter").click()
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()


@pytest.mark.parametrize("method", MethodName)
def test_one_votes_and_withdraws_without_javascript(
    people: People, no_js_page: Page, log_in: Callable[..., Page], method: MethodName
) -> None:
    log_in(no_js_page, people["plain"])
    vote_in(no_js_page, method)
    no_js_page.get_by_text("Retirer mon vote").click()
    no_js_page.get_by_role("button", name="Oui, le retirer").click()
    expect(no_js_page.get_by_text("Votre vote est retiré")).to_be_visible()


def test_every_page_of_polls_passes_axe_and_fits_a_phone(
    people: People, page: Page, log_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, people["wide"])
    for method in MethodName:
        vote_in(page, method)
        check(page, axe)
    places = [f"/polls/{n}{end}" for n in POLLS.values() for end in ("", "/result")]
    methods = [f"/polls/methods/{method.value}" for method in MethodName]
    for path in ("/consultations/place/polls", "/polls/7", "/polls/1/journal", "/account/votes", *places, *methods):
        page.goto(path)
        check(page, axe)


def test_the_pages_of_organisers_pass_axe_and_fit_a_phone(
    people: People, page: Page, log_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, people["organiser"])
    new = "/consultations/place/polls/new"
    for path in (new, *(f"{new}?method={method.value}" for method in MethodName), "/polls/7", "/polls/7/edit"):
        page.goto(path)
        check(page, axe)
    expect(page.get_by_text("Belenios")).to_be_visible()  # poll 7 is secret
    page.get_by_label("Vote secret").uncheck()
    expect(page.get_by_text("Belenios")).to_be_hidden()


def check(page: Page, axe: Callable[[Page], list[str]]) -> None:
    """Nothing against WCAG, wide and narrow; nothing to scroll sideways on a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert axe(page) == [], page.url
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == [], page.url
    assert not overflows(page), page.url


def ranks(page: Page) -> list[tuple[str, str]]:
    """The options in the order shown, each with its rank."""
    lines = page.locator("[data-ranking] > li").all()
    return [(line.locator("label").inner_text().split("\n")[-1], line.locator("input").input_value()) for line in lines]


def test_a_ranking_is_dragged_and_moved_by_buttons_that_keep_the_focus(
    people: People, page: Page, log_in: Callable[..., Page]
) -> None:
    log_in(page, people["dragging"])
    page.goto(f"/polls/{POLLS[MethodName.RANKING]}")
    for option in ("Option 3", "Option 1", "Option 2"):
        page.get_by_role("button", name=f"Monter {option}").click()
        expect(page.get_by_label(f"Rang de {option}")).not_to_have_value("")
    order = page.locator("[data-ranking] > li label")
    expect(order).to_contain_text(["Option 3", "Option 1", "Option 2"])
    up = page.get_by_role("button", name="Monter Option 2")
    up.focus()
    page.keyboard.press("Enter")
    expect(order).to_contain_text(["Option 3", "Option 2", "Option 1"])
    expect(up).to_be_focused()
    lines = page.locator("[data-ranking] > li")
    lines.nth(2).drag_to(lines.nth(0), source_position={"x": 200, "y": 8}, target_position={"x": 200, "y": 8})
    expect(order).to_contain_text(["Option 1", "Option 3", "Option 2"])
    assert [rank for _, rank in ranks(page)] == ["1", "2", "3"]


def test_what_is_left_is_said_while_one_types(people: People, page: Page, log_in: Callable[..., Page]) -> None:
    log_in(page, people["counting"])
    page.goto(f"/polls/{POLLS[MethodName.POINTS]}")
    left = page.locator("[data-quota]")
    expect(left).to_have_text("Points restants : 5 sur 5")
    page.get_by_label("Option 1").fill("3")
    expect(left).to_have_text("Points restants : 2 sur 5")
    page.get_by_label("Option 2").fill("4")
    expect(left).to_have_text("Points en trop : 2")
    page.get_by_role("button", name="Voter").click()
    expect(page.get_by_role("alert")).to_contain_text("peut recevoir 3 points au plus")
    expect(page.get_by_label("Option 2")).to_have_value("4")
    page.goto(f"/polls/{POLLS[MethodName.BUDGET]}")
    page.get_by_label("Option 1").check()
    expect(left).to_have_text("Argent restant : 60 € sur 100 €")
