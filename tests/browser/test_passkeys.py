"""A passkey is made and used in Chromium, with the authenticator that the browser plays itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from consult.accounts.models import Passkey
from consult.db import db
from tests.browser.conftest import Site, overflows
from tests.conftest import PASSWORD
from tests.factories import make_user

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(site: Site) -> Site:
    """The instance under a name: passkeys are not for numbers."""
    return replace(site, url=site.url.replace("127.0.0.1", "localhost"))


def test_a_passkey_is_added_and_proves_who_logs_in(site: Site, page: Page, axe: Callable[[Page], list[str]]) -> None:
    with site.writing():
        user = make_user()
    devices: Any = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/log-in")
    form = page.locator("main form", has=page.locator("input[type=password]"))
    form.locator("[name=email]").fill(user.email or "")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("button").last.click()
    page.wait_for_url(lambda url: "/log-in" not in url)
    page.goto("/account/security")
    assert axe(page) == []
    assert not overflows(page)
    page.get_by_label("Nom").fill("ordinateur")
    page.locator("#key-password").fill("une autre phrase")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_text("Ce n’est pas votre mot de passe actuel.").first.wait_for()
    assert axe(page) == []
    page.locator("#key-password").fill(PASSWORD)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_text("Cette clé d’accès est enregistrée.").wait_for()
    assert page.locator("summary", has_text="Retirer ordinateur").is_visible()
    page.context.clear_cookies()
    page.goto("/log-in?next=/account")
    form = page.locator("main form", has=page.locator("input[type=password]"))
    form.locator("[name=email]").fill(user.email or "")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("button").last.click()
    page.get_by_role("heading", name="Une seconde preuve").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/account")
    with site.app.app_context():
        key = db.session.scalars(sa.select(Passkey)).one()
        assert (key.name, key.uses > 0 or key.used is not None) == ("ordinateur", True)
