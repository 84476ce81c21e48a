"""A second proof of who logs in: codes of an application, recovery codes; asked of those who answer for others."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.accounts import factors, totp
from consult.accounts import services as accounts
from consult.accounts.models import AccountSession, AuthenticatorApp, Passkey, RecoveryCode, User
from consult.api.models import ApiToken
from consult.audit.models import AuditEntry
from consult.db import db as database
from consult.errors import RuleBroken, TooMany
from consult.policy import Role
from tests.conftest import PASSWORD, Browser
from tests.factories import make_consultation, make_staff, make_user

# RFC 6238, appendix B: SHA-1, eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize(("moment", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert totp.code(RFC_SECRET, moment // 30, digits=8) == code


def test_a_code_is_good_for_a_step_before_and_after_and_never_twice() -> None:
    secret, moment = totp.new_secret(), 1_700_000_010.0
    here = int(moment) // 30
    for step in range(here - 3, here + 4):
        found = totp.step_of(secret, totp.code(secret, step), moment=moment)
        assert found == (step if abs(step - here) <= 1 else None)
    assert totp.step_of(secret, totp.code(secret, here), moment=moment, after=here) is None
    assert totp.step_of(secret, " ".join(totp.code(secret, here)), moment=moment) == here
    assert [totp.step_of(secret, odd, moment=moment) for odd in ("", "12345", "é" * 6, "1" * 400)] == [None] * 4


@pytest.fixture(autouse=True)
def _no_attempts(app: Flask, db: Any) -> Iterator[None]:
    app.extensions.pop("attempts", None)
    yield
    app.extensions.pop("attempts", None)


def _code(user: User, later: int = 0) -> str:
    app = database.session.get_one(AuthenticatorApp, user.id)
    database.session.refresh(app)
    return totp.code(app.secret, int(clock.now().timestamp()) // 30 + later)


def _secured(browser: Browser, user: User) -> list[str]:
    """Set an application up in the browser; the recovery codes shown."""
    here = "/account/security"
    browser.submit(here, {"current_password": PASSWORD}, to=f"{here}/app")
    assert database.session.get_one(AuthenticatorApp, user.id).secret in browser.get(here)
    browser.submit(here, {"code": "000000"}, to=f"{here}/app/confirm", status=422)
    page = browser.submit(here, {"code": _code(user)}, to=f"{here}/app/confirm", status=200).text
    return re.findall(r"<code>([0-9a-f]{5}(?:-[0-9a-f]{5}){3})</code>", page)


def _prove(browser: Browser, user: User, code: str, status: int = 302) -> Any:
    """Log in by password, then by this code."""
    page = browser.submit("/log-in", {"email": user.email, "password": PASSWORD}, status=200).text
    assert "Une seconde preuve" in page
    return browser.post("/log-in/proof", browser._form(page, "/log-in/proof") | {"code": code}, status=status)


def test_a_person_sets_an_application_up_and_logs_in_with_its_codes_or_with_a_recovery_code_once(
    app: Flask, db: Any
) -> None:
    user, start = make_user(), clock.now()
    codes = _secured(Browser(app).log_in(user), user)
    assert (len(set(codes)), factors.recovery_codes_left(user)) == (10, 10)
    kept = db.session.scalars(sa.select(RecoveryCode.digest)).all()
    assert not set(codes) & set(kept)
    with clock.at(start + timedelta(seconds=31)):
        browser = Browser(app)
        browser.submit("/log-in", {"email": user.email, "password": PASSWORD}, status=200)
        browser.get("/account", 302)  # the password alone opens nothing
        right = _code(user)
        _prove(browser, user, right)
        assert user.name in browser.get("/account")
        _prove(Browser(app), user, right, status=422)  # a code serves once
        _prove(Browser(app), user, "000000", status=422)
        browser = Browser(app)
        _prove(browser, user, codes[0].upper())
        browser.get("/account")
        _prove(Browser(app), user, codes[0], status=422)
    assert factors.recovery_codes_left(user) == 9
    acts = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [act for act in acts if act in {"account:secured", "account:recovered"}] == [
        "account:secured",
        "account:recovered",
    ]


def test_a_ticket_is_signed_dies_with_the_password_and_gets_old(app: Flask, db: Any) -> None:
    user = make_user()
    signed = factors.ticket(user)
    assert factors.of_ticket(signed)
    assert factors.of_ticket(signed[:-2] + "xx") is None
    assert factors.of_ticket(None) is None
    accounts.set_password(user, "une autre phrase longue")
    db.session.flush()
    assert factors.of_ticket(signed) is None


def test_codes_cannot_be_guessed_from_many_addresses(app: Flask, db: Any) -> None:
    user = make_user()
    factors.begin_app(user)
    factors.confirm_app(user, _code(user))
    with clock.at(clock.now().replace(minute=1)):
        assert [factors.is_proof(user, "000000") for _n in range(10)] == [False] * 10
        with pytest.raises(TooMany):
            factors.is_proof(user, _code(user, 1))


@pytest.mark.both
def test_an_application_is_confirmed_once_and_removed(db: Any, engine: str) -> None:
    user = make_user()
    factors.begin_app(user)
    assert not factors.has_one(user)
    first = database.session.get_one(AuthenticatorApp, user.id).secret
    factors.begin_app(user)  # begun again: the secret that nobody confirmed is forgotten
    assert _code(user)
    assert database.session.get_one(AuthenticatorApp, user.id).secret != first
    assert len(factors.confirm_app(user, _code(user))) == 10
    assert factors.has_one(user)
    with pytest.raises(RuleBroken):
        factors.begin_app(user)
    assert len(factors.new_recovery_codes(user)) == factors.recovery_codes_left(user) == 10
    factors.remove_app(user)
    db.session.expire_all()
    assert not factors.has_one(user)


def test_those_who_answer_for_others_go_no_further_without_a_second_proof_where_the_instance_asks_for_it(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_consultation(slug="culture")
    people = make_staff(place), make_staff(place, Role.ORGANISER), make_user(is_admin=True)
    citizen: User = make_user()
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    for person in people:
        browser = Browser(app).log_in(person)
        for path in ("/", "/consultations/culture/moderation", "/consultations/culture"):
            browser.get(path, 302)
        page = browser.get("/account/security")
        assert "Votre rôle demande une seconde preuve" in page
        browser.post("/consultations/culture/charter/edit", {"charter": "x"}, status=400)
        for path in ("/account", "/account/tokens", "/account/votes"):
            browser.get(path, 302)
        form = browser._form(page, "/account/security/app")
        for path in ("profile", "password", "tokens", "confirmation", "security/codes", "security/remove"):
            browser.post(f"/account/{path}", form | {"name": "x", "scopes": "votes:write", "days": "30"}, status=400)
        assert database.session.scalars(sa.select(ApiToken)).all() == []
        _secured(browser, person)
        browser.get("/consultations/culture/moderation")
        with clock.at(clock.now() + timedelta(seconds=40)):
            again = Browser(app)
            _prove(again, person, _code(person))
            again.get("/consultations/culture/moderation")
    browser = Browser(app).log_in(citizen)
    browser.get("/consultations/culture")
    accounts.give_role(citizen, consultation_id=place.id, role=Role.FACILITATOR)
    db.session.commit()
    assert db.session.scalars(sa.select(AccountSession).filter_by(user_id=citizen.id)).all() == []
    browser.get("/account", 302)


def test_sessions_that_are_open_are_held_back_from_the_moment_the_instance_asks_for_a_second_proof(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, here = make_consultation(slug="culture"), "/consultations/culture"
    moderation = f"{here}/moderation"
    staff = {Browser(app).log_in(p): p for p in (make_staff(place), make_staff(place, Role.ORGANISER))}
    administrator, proven = make_user(is_admin=True), make_staff(place)
    staff[Browser(app).log_in(administrator)] = administrator
    citizen, careful = Browser(app).log_in(make_user()), Browser(app)
    _secured(careful.log_in(proven), proven)
    for browser in (*staff, careful):
        browser.get(moderation)
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    for browser in staff:
        for path in (moderation, here, "/account/tokens"):
            browser.get(path, 302)
        browser.post(f"{here}/charter/edit", {"charter": "x"}, status=400)
    careful.get(moderation)
    citizen.get(here)
    for browser, person in staff.items():
        _secured(browser, person)
        browser.get(moderation)
    monkeypatch.setitem(app.config, "SECOND_FACTOR", False)
    Browser(app).log_in(make_staff(place)).get(moderation)


def test_what_was_typed_before_logging_in_is_still_there_after_the_second_proof(
    app: Flask, db: Any, browser_of: Callable[[User], Browser]
) -> None:
    user = make_user()
    make_consultation(slug="culture")
    codes = _secured(browser_of(user), user)
    browser = Browser(app)
    page = browser.post("/consultations/culture/proposals/new", {"title": "Ma longue idée"}, status=401).text
    form = browser._form(page, "/log-in") | {"email": user.email, "password": PASSWORD}
    page = browser.post("/log-in", form, status=200).text
    form = browser._form(page, "/log-in/proof") | {"code": codes[3]}
    assert "Ma longue idée" in browser.post("/log-in/proof", form, status=200).text


def test_no_kept_cookie_and_no_other_browser_goes_on_once_the_second_proof_is_removed(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_consultation(slug="culture")
    person, here = make_staff(place), "/consultations/culture/moderation"
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    one = Browser(app).log_in(person)
    with one.client.session_transaction() as kept:
        weak = dict(kept)
    _secured(one, person)
    with one.client.session_transaction() as kept:
        strong = dict(kept)
    copied = Browser(app)
    for cookie in (weak, strong):
        with copied.client.session_transaction() as kept:
            kept.clear()
            kept.update(cookie)
        copied.get(here)  # what the cookie says changes nothing: the database knows
    with clock.at(clock.now() + timedelta(seconds=40)):
        other = Browser(app)
        _prove(other, person, _code(person))
    removal = {"current_password": PASSWORD}
    one.submit("/account/security", removal, to="/account/security/remove")
    for browser in (one, copied, other):
        browser.get(here, 302)
    _secured(other, person)
    for browser in (one, copied, other):
        browser.get(here)


def test_a_second_proof_is_added_or_removed_with_the_password_alone(app: Flask, db: Any) -> None:
    user, here = make_user(), "/account/security"
    database.session.add(Passkey(user_id=user.id, credential=b"1", public_key=b"2", name="téléphone"))
    database.session.flush()
    (key,) = factors.passkeys_of(user)
    number, browser = key.id, Browser(app).enter(user)
    acts = (f"{here}/app", f"{here}/passkeys", f"{here}/passkeys/{number}/remove", f"{here}/codes", f"{here}/remove")
    for act in acts:
        for given in ("", "une autre phrase"):
            form = browser._form(browser.get(here), act if act != f"{here}/remove" else f"{here}/codes")
            form["current_password"] = given
            page = browser.post(act, form, status=422).text
            assert ("pas votre mot de passe actuel." if given else "Ce champ est requis.") in page, (act, given)
    assert factors.app_of(user) is None
    assert [one.id for one in factors.passkeys_of(user)] == [number]
    refused = {"current_password": PASSWORD, "answer": "{}"}
    assert "n’a pas pu être enregistrée" in browser.submit(here, refused, to=f"{here}/passkeys", status=422).text
    browser.submit(here, {"current_password": PASSWORD}, to=f"{here}/passkeys/{number}/remove")
    assert not factors.has_one(user)
    browser.submit(here, {"current_password": PASSWORD}, to=f"{here}/app")
    database.session.rollback()
    assert factors.app_of(user) is not None


def _kept() -> str:
    """The secret as the database holds it."""
    return str(database.session.scalar(sa.text("SELECT secret FROM authenticator_app")))


@pytest.mark.both
def test_the_secret_of_an_application_is_sealed_in_the_database_and_survives_a_change_of_key(
    app: Flask, db: Any, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, start = make_user(), clock.now()
    factors.begin_app(user)
    secret = database.session.get_one(AuthenticatorApp, user.id).secret
    codes = factors.confirm_app(user, _code(user))
    db.session.commit()
    first, old = _kept(), app.config["SECRET_KEY"]
    assert secret not in first
    ticket = factors.ticket(user)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, just as long")
    assert factors.of_ticket(ticket) is None
    with clock.at(start + timedelta(minutes=1)):
        db.session.expire_all()
        assert not factors.is_proof(user, totp.code(secret or "", int(clock.now().timestamp()) // 30))
        assert not factors.is_proof(user, totp.code("", int(clock.now().timestamp()) // 30))
        assert factors.is_proof(user, codes[0])  # what was noted on paper still serves
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    assert factors.of_ticket(ticket) is not None
    with clock.at(start + timedelta(minutes=2)):
        db.session.expire_all()
        assert factors.is_proof(user, _code(user))
    db.session.commit()
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    with clock.at(start + timedelta(minutes=3)):  # the code that served sealed it with the new key
        db.session.expire_all()
        assert factors.is_proof(user, _code(user))
    database.session.execute(sa.text("UPDATE authenticator_app SET secret = :plain"), {"plain": secret})
    with clock.at(start + timedelta(minutes=4)):  # as it was written before secrets were sealed
        db.session.expire_all()
        assert factors.is_proof(user, _code(user))
    assert secret not in _kept()
