"""The pages stand in a real browser: by mouse, without JavaScript, at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from tests.browser.conftest import Site, overflows
from tests.factories import make_comment, make_consultation, make_proposal, make_user


@pytest.fixture(scope="module")
def member(site: Site) -> User:
    """Somebody, and a consultation to take part in."""
    with site.writing():
        user = make_user(name="Camille")
        proposal = make_proposal(make_consultation(title="Un festival", slug="un-festival"), title="Un banc à l’ombre")
        make_comment(proposal)
        return user


PATHS = ["/", "/consultations", "/consultations/un-festival", "/consultations/un-festival/proposals", "/proposals/1"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_at_every_width(
    any_width_page: Page, member: User, axe: Callable[[Page], list[str]], path: str
) -> None:
    any_width_page.goto(path)
    assert axe(any_width_page) == []
    assert not overflows(any_width_page)


@pytest.mark.parametrize("kind", ["page", "no_js_page"])
def test_a_member_logs_in_and_comments(
    request: pytest.FixtureRequest, kind: str, member: User, log_in: Callable[..., Page]
) -> None:
    page: Page = request.getfixturevalue(kind)
    log_in(page, member)
    page.goto("/proposals/1")
    form = page.locator("form[action='/proposals/1/comments']").last
    form.locator("textarea").fill(f"Bonne idée ({kind}).")
    form.locator("button").last.click()
    expect(page.get_by_text(f"Bonne idée ({kind}).")).to_be_visible()
