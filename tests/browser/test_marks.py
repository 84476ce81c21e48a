"""Supporting a comment, in a browser: one press is one request, the page stays where it is, and so does the focus."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from tests.browser.conftest import Site
from tests.factories import make_comment, make_consultation, make_proposal, make_user


@pytest.fixture(scope="module")
def reader(site: Site) -> User:
    """Somebody who reads two comments of another person."""
    with site.writing():
        proposal = make_proposal(make_consultation())
        make_comment(proposal, body="Oui.")
        make_comment(proposal, body="Non.")
        return make_user(name="Camille")


@pytest.mark.parametrize("key", [None, "Enter", "Space"])
def test_a_press_is_one_request_and_keeps_the_place(
    page: Page, reader: User, log_in: Callable[[Page, User], Page], key: str | None
) -> None:
    log_in(page, reader).goto("/proposals/1")
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    button = page.locator("#support-1 button")
    before = button.get_attribute("aria-pressed")
    after = "false" if before == "true" else "true"
    if key is None:
        button.click()
    else:
        button.focus()
        page.keyboard.press(key)
    expect(button).to_have_attribute("aria-pressed", after)
    expect(button).to_be_focused()
    assert [url.rsplit("/", 2)[-2:] for url in posts] == [["1", "support"]]
    assert page.url.endswith("/proposals/1")


def test_two_presses_at_once_are_one_support(page: Page, reader: User, log_in: Callable[[Page, User], Page]) -> None:
    log_in(page, reader).goto("/proposals/1")
    page.locator("#support-2 button").dblclick()
    expect(page.locator("#support-2 b")).to_have_text("1")
    page.reload()
    expect(page.locator("#support-2 b")).to_have_text("1")


def test_without_javascript_the_page_comes_back_at_the_comment(
    no_js_page: Page, reader: User, log_in: Callable[[Page, User], Page]
) -> None:
    log_in(no_js_page, reader).goto("/proposals/1")
    before = no_js_page.locator("#support-1 button").get_attribute("aria-pressed")
    no_js_page.locator("#support-1 button").click()
    assert no_js_page.url.endswith("/proposals/1#comment-1")
    assert no_js_page.locator("#support-1 button").get_attribute("aria-pressed") != before
