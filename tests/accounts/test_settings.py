"""My account: name, language, password, open sessions."""

import pytest
import sqlalchemy as sa

from consult.accounts.models import AccountSession, User
from tests.conftest import PASSWORD, Browser
from tests.factories import make_user
from tests.letters import link_in

NEW = "trois petits chats gris"


def test_a_new_password_ends_the_other_sessions_at_once(app, browser, db):
    """S22."""
    user = make_user()
    email = user.email
    db.session.commit()
    elsewhere = Browser(app).log_in(user)
    browser.log_in(user)
    browser.submit("/account", {"current_password": PASSWORD, "password": NEW}, to="/account/password")
    browser.get("/account")
    elsewhere.get("/account", status=302)
    elsewhere.submit("/log-in", {"email": email, "password": PASSWORD}, status=422)
    elsewhere.submit("/log-in", {"email": email, "password": NEW})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current_password": "pas le bon", "password": NEW}, "Ce n’est pas votre mot de passe actuel."),
        ({"current_password": PASSWORD, "password": "court"}, "12 signes au moins"),
        ({"current_password": PASSWORD, "password": "motdepasse 2024"}, "Trop facile à deviner"),
    ],
)
def test_a_password_is_not_changed_without_reason(browser, db, typed, said):
    user = make_user()
    user_id, before = user.id, user.password_hash
    db.session.commit()
    browser.log_in(user).submit("/account", typed, to="/account/password", status=422)
    assert said in browser.page
    assert f'value="{typed["password"]}"' not in browser.page
    assert db.session.get_one(User, user_id).password_hash == before


@pytest.mark.both
def test_a_pseudonym_changes_and_stays_unique(browser, db, engine):
    user, user_id = make_user(name="Nadia"), None
    make_user(name="Aline")
    user_id = user.id
    db.session.commit()
    browser.log_in(user).submit("/account", {"name": "  Nadia   Benali ", "locale": "en"}, to="/account/profile")
    user = db.session.get_one(User, user_id)
    assert (user.name, user.name_key, user.locale) == ("Nadia Benali", "nadia benali", "en")
    assert '<html lang="en">' in browser.get("/account")
    browser.submit("/account", {"name": "ALINÉ", "locale": "fr"}, to="/account/profile", status=422)
    assert db.session.get_one(User, user_id).name == "Nadia Benali"
    browser.submit("/account", {"name": "NADIA Benali", "locale": "fr"}, to="/account/profile")
    assert db.session.get_one(User, user_id).name == "NADIA Benali"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("90.63.12.77", "90.63.12.0/24"),
        ("2a01:cb00:12:3400::77", "2a01:cb00:12::/48"),
        ("::ffff:90.63.12.77", "90.63.12.0/24"),
        ("192.168.1.20", ""),
        ("127.0.0.1", ""),
        ("un nom", ""),
    ],
)
def test_of_an_address_a_session_keeps_the_network_alone(browser, db, address, network):
    user = make_user()
    db.session.commit()
    browser.client.environ_base["REMOTE_ADDR"] = address
    browser.log_in(user)
    assert db.session.scalars(sa.select(AccountSession.network)).all() == [network]
    assert ("Réseau" in browser.get("/account"), network in browser.page) == (bool(network), True)


def test_a_session_is_listed_and_closed(app, browser, db):
    user, other = make_user(), make_user()
    db.session.commit()
    phone = Browser(app)
    phone.client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
    )
    phone.log_in(user)
    browser.log_in(user)
    stranger = Browser(app).log_in(other)
    page = browser.get("/account")
    assert "Firefox, Android" in page
    handle = (
        db.session.scalars(sa.select(AccountSession).where(AccountSession.browser == "Firefox, Android")).one().handle
    )
    form = browser._form(browser.get("/account"), f"/account/sessions/{handle}/close")
    theirs = stranger._form(stranger.get("/account"), "/log-out/everywhere")
    stranger.post(f"/account/sessions/{handle}/close", theirs)
    phone.get("/account")
    browser.post(f"/account/sessions/{handle}/close", form)
    phone.get("/account", status=302)
    browser.get("/account")


def test_logging_out_everywhere_leaves_no_session(app, browser, db):
    user = make_user()
    db.session.commit()
    elsewhere = Browser(app).log_in(user)
    browser.log_in(user).submit("/account", to="/log-out/everywhere")
    elsewhere.get("/account", status=302)
    browser.get("/account", status=302)
    assert db.session.scalars(sa.select(AccountSession)).all() == []


def test_the_confirmation_is_sent_again_and_the_first_one_dies(browser, db, letters):
    user = make_user(is_confirmed=False)
    db.session.commit()
    browser.log_in(user)
    assert "pas encore confirmée" in browser.get("/account")
    browser.submit("/account", to="/account/confirmation")
    letters()
    browser.submit("/account", to="/account/confirmation")
    first, second = letters()
    browser.get(link_in(first), status=410)
    assert browser.submit(link_in(second)).location == "/"
    assert "pas encore confirmée" not in browser.get("/account")
