"""Coming in and going out, page by page."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts import services
from consult.accounts.models import AccountSession, MailedLink, User
from consult.audit.models import AuditEntry
from consult.jobs.models import Job
from tests.conftest import PASSWORD, Browser
from tests.factories import make_user
from tests.letters import link_in

NEW = {"email": "nadia@example.org", "name": "Nadia", "password": "cheval pluie agrafe", "rules": "y"}


@pytest.mark.both
def test_a_person_registers_confirms_and_logs_in(browser, db, engine, letters):
    assert browser.submit("/register", NEW).location == "/sent/register"
    assert "Regardez vos messages" in browser.get("/sent/register")
    (letter,) = letters()
    assert letter["To"] == "nadia@example.org"
    assert letter["Subject"] == "Confirmez votre adresse – Consult"
    link = link_in(letter)
    assert "Bonjour Nadia" in browser.get(link)
    assert db.session.scalars(sa.select(User.confirmed)).all() == [None]
    assert browser.submit(link).location == "/log-in"
    assert browser.submit("/log-in", NEW).location == "/"
    assert "Nadia" in browser.get("/account")
    user = db.session.scalars(sa.select(User)).one()
    assert user.is_confirmed
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [e.action for e in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))] == [
        "account:registered",
        "account:confirmed",
    ]


def test_a_link_serves_once_and_reading_it_does_not_use_it(browser, db, letters):
    """S15."""
    browser.submit("/register", NEW)
    link = link_in(letters()[0])
    for _ in range(3):
        browser.get(link)
    assert db.session.scalars(sa.select(MailedLink.token_hash)).one() not in link
    browser.submit(link)
    assert "Ce lien n’est plus valable" in browser.get(link, status=410)
    browser.get("/confirm/nobody-sent-this", status=410)


def test_a_link_opened_twice_is_used_once(app, browser, db, letters):
    """S15."""
    browser.submit("/register", NEW)
    link, other = link_in(letters()[0]), Browser(app)
    mine, theirs = browser._form(browser.get(link), link), other._form(other.get(link), link)
    browser.post(link, mine)
    other.post(link, theirs, status=409)
    assert "Ce lien n’est plus valable" in other.page
    confirmed = sa.select(AuditEntry.id).where(AuditEntry.action == "account:confirmed")
    assert len(db.session.scalars(confirmed).all()) == 1


def test_a_link_dies_of_old_age(browser, db):
    user = make_user(is_confirmed=False)
    token = services.mail_link(user, services.Purpose.CONFIRM)
    db.session.commit()
    browser.get(f"/confirm/{token}")
    db.session.execute(sa.update(MailedLink).values(expires=clock.now() - timedelta(seconds=1)))
    browser.get(f"/confirm/{token}", status=410)


def test_a_reset_link_is_no_confirmation_link(browser, db):
    user = make_user(is_confirmed=False)
    token = services.mail_link(user, services.Purpose.RESET)
    db.session.commit()
    browser.get(f"/confirm/{token}", status=410)
    browser.get(f"/reset/{token}")


@pytest.mark.both
def test_registering_with_a_known_address_looks_the_same_and_tells_its_owner_alone(browser, db, engine, letters):
    """S14."""
    owner = make_user(email="Nadia@Example.org", name="Quelqu’un")
    db.session.commit()
    assert browser.submit("/register", NEW).location == "/sent/register"
    assert [letter["Subject"] for letter in letters()] == ["Vous avez déjà un compte – Consult"]
    assert link_in(letters()[0]) == "/forgotten"
    users = db.session.execute(sa.select(User.name, User.password_hash)).all()
    assert users == [("Quelqu’un", owner.password_hash)]


@pytest.mark.both
def test_known_and_unknown_addresses_take_the_same_work(browser, db, engine, count_queries, monkeypatch):
    """S14: the same passwords hashed, the same statements sent (but for the register's line of a new account)."""
    make_user(email="connue@example.org")
    db.session.commit()
    hashed: list[str] = []
    for name in ("hash", "verify"):
        real = getattr(services._hasher, name)
        spy = lambda *args, name=name, real=real: (hashed.append(name), real(*args))[1]  # noqa: E731
        monkeypatch.setattr(type(services._hasher), name, staticmethod(spy))

    def work(url: str, data: dict[str, str], status: int) -> tuple[list[str], list[str]]:
        form = browser._form(browser.get(url), url)
        hashed.clear()
        with count_queries() as seen:
            browser.post(url, form | data, status=status)
        return list(hashed), [re.sub(r"\(.*| IN .*", "", s, flags=re.S) for s in seen if "audit_entry" not in s]

    for url, data, status in (
        ("/log-in", {"password": "pas le bon mot"}, 422),
        ("/forgotten", {}, 302),
        ("/register", NEW, 302),
    ):
        known = work(url, data | {"email": "connue@example.org"}, status)
        unknown = work(url, data | {"email": "inconnue@example.org"}, status)
        assert known == unknown, url
        assert len(known[0]) == (0 if url == "/forgotten" else 1)


def test_a_taken_pseudonym_is_refused_beside_its_field(browser, db):
    make_user(name="NADÏA")
    db.session.commit()
    browser.submit("/register", NEW, status=422)
    assert "Ce pseudonyme est déjà pris." in browser.page
    assert 'value="nadia@example.org"' in browser.page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
    assert db.session.scalars(sa.select(Job)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("password", "court", "12 signes au moins"),
        ("password", "motdepasse2024", "Trop facile à deviner"),
        ("password", "nadia.example.75", "Trop facile à deviner"),
        ("email", "pas une adresse", "mail"),
        ("email", "deux@example.org, trois@example.org", "mail"),
        ("name", "X", "name-error"),
        ("name", "www.exemple.fr", "Lettres, chiffres"),
        ("name", "<b>Nadia</b>", "Lettres, chiffres"),
        ("name", "Équipe", "pourrait tromper"),
        ("name", "N" * 41, "name-error"),
        ("rules", "", "Il faut accepter"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_written(browser, db, field, value, said):
    data = NEW | {field: value}
    if not value:
        del data[field]
    browser.submit("/register", data, status=422)
    assert said in browser.page
    assert db.session.scalars(sa.select(User)).all() == []


def test_a_forgotten_password_is_replaced_and_every_session_ends(app, browser, db, letters):
    user = make_user(is_confirmed=False)
    db.session.commit()
    elsewhere = Browser(app).log_in(user)
    assert browser.submit("/forgotten", {"email": user.email}).location == "/sent/forgotten"
    assert browser.submit("/forgotten", {"email": "personne@example.org"}).location == "/sent/forgotten"
    (letter,) = letters()
    link = link_in(letter)
    browser.submit(link, {"password": "motdepasse2024"}, status=422)
    browser.submit(link, {"password": "trois petits chats gris"})
    browser.get(link, status=410)
    elsewhere.get("/account", status=302)
    browser.submit("/log-in", {"email": user.email, "password": PASSWORD}, status=422)
    browser.submit("/log-in", {"email": user.email, "password": "trois petits chats gris"})
    assert db.session.get_one(User, user.id).is_confirmed


def test_no_link_is_kept_in_the_outbox_once_it_is_sent(browser, db, letters):
    browser.submit("/register", NEW)
    letters()
    assert db.session.execute(sa.text("SELECT count(*) FROM letter")).scalar() == 0


def test_logging_out_ends_the_session_for_good(app, browser, db):
    """S22."""
    user = make_user()
    db.session.commit()
    browser.log_in(user)
    stolen = app.test_client()
    stolen.set_cookie("consult", browser.client.get_cookie("consult").value)
    assert stolen.get("/account").status_code == 200
    browser.submit("/account", to="/log-out")
    assert stolen.get("/account").status_code == 302
    assert db.session.scalars(sa.select(AccountSession)).all() == []


def test_a_session_dies_of_old_age(browser, db):
    user = make_user()
    db.session.commit()
    browser.log_in(user).get("/account")
    db.session.execute(sa.update(AccountSession).values(created=clock.now() - timedelta(days=31)))
    browser.get("/account", status=302)
    services.forget_old_sessions()
    assert db.session.scalars(sa.select(AccountSession)).all() == []


def test_the_cookie_holds_no_account_number_and_the_table_no_token(browser, db):
    user = make_user()
    db.session.commit()
    browser.log_in(user)
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    assert token != str(user.id)
    assert db.session.scalars(sa.select(AccountSession.token_hash)).one() == services._digest(token)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_log_in_leads_nowhere_else(browser, db, target):
    """S17."""
    user = make_user()
    db.session.commit()
    data = {"email": user.email, "password": PASSWORD, "next": target}
    assert browser.submit("/log-in", data).location == "/"


def test_log_in_leads_where_one_wanted_to_go(browser, db):
    user = make_user()
    db.session.commit()
    login = browser.client.get("/account").location
    assert login == "/log-in?next=/account"
    form = browser._form(browser.get(login), login)
    assert browser.post(login, form | {"email": user.email, "password": PASSWORD}).location == "/account"


@pytest.mark.parametrize(("url", "times"), [("/log-in", 10), ("/register", 5), ("/forgotten", 5)])
def test_attempts_are_limited(app, browser, db, url, times):
    """S03: N pass, N + 1 is told when to come back."""
    app.config["LIMITS"] = True
    try:
        with clock.at(clock.now().replace(minute=1)):
            for _ in range(times):
                browser.submit(url, NEW | {"rules": ""}, status=302 if url == "/forgotten" else 422)
            answer = browser.submit(url, NEW, status=429)
            assert 0 < int(answer.headers["Retry-After"]) <= 3600
            assert "Trop de tentatives. Réessayez dans" in browser.page
            other = NEW | {"email": "autre@example.org", "rules": ""}
            browser.submit(url, other, status=302 if url == "/forgotten" else 422)
        with clock.at(clock.now().replace(minute=1) + timedelta(hours=1)):
            browser.submit(url, NEW | {"rules": ""}, status=302 if url == "/forgotten" else 422)
    finally:
        app.config["LIMITS"] = False


@pytest.mark.parametrize("url", ["/log-in", "/register", "/forgotten", "/log-out", "/account/profile", "/confirm/x"])
def test_nothing_is_taken_without_a_token(app, browser, db, url):
    """S23."""
    user = make_user()
    db.session.commit()
    browser.log_in(user)
    answer = app.test_client().post(url, data=NEW)
    assert answer.status_code in {401, 409, 422}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
    browser.get("/account")


def test_personal_pages_are_kept_by_nobody(browser, db):
    """S21."""
    user = make_user()
    db.session.commit()
    browser.log_in(user)
    for url in ("/account", "/log-in", f"/people/{user.id}"):
        headers = browser.client.get(url).headers
        assert headers["Cache-Control"] == "private, no-store", url
        assert "Cookie" in headers["Vary"]
