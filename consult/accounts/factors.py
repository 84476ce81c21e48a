"""The second proof of who logs in: a code of an application, a passkey, or a recovery code.

Facilitators and above need one where SECOND_FACTOR is set: until they have one, their sessions lead to the page where
it is set up. That is asked at every request, so that it holds for sessions which were open when the setting changed.
Recovery codes are kept as digests and serve once. A code of an application serves once too.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from consult import clock
from consult.accounts import services, totp
from consult.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, User
from consult.audit.services import Action, record
from consult.db import db, upsert
from consult.errors import RuleBroken, TooMany
from consult.policy import STAFF
from consult.web import attempts, signing

CODES = 10
TICKET_LIVES = 600  # seconds between the password and the second proof
TRIES, WINDOW = 10, timedelta(minutes=15)


def app_of(user: User) -> AuthenticatorApp | None:
    """The application that this person set up, or is setting up."""
    return db.session.get(AuthenticatorApp, user.id)


def passkeys_of(user: User) -> Sequence[Passkey]:
    """The passkeys of a person, the first one first."""
    return db.session.scalars(sa.select(Passkey).filter_by(user_id=user.id).order_by(Passkey.id)).all()


def has_one(user: User) -> bool:
    """Whether a password is not enough to log in as this person."""
    app = sa.exists().where(AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed.is_not(None))
    key = sa.exists().where(Passkey.user_id == user.id)
    return bool(db.session.scalar(sa.select(sa.or_(app, key))))


def is_required(user: User) -> bool:
    """Whether this person answers for others, and the instance asks such people for a second proof."""
    if not current_app.config["SECOND_FACTOR"]:
        return False
    return user.is_admin or any(role in STAFF for role in user.roles.values())


def is_owed(user: User) -> bool:
    """Whether this person must set a second proof up before they act."""
    return is_required(user) and not has_one(user)


def begin_app(user: User) -> None:
    """Make the secret that an application will hold; one that was not confirmed is forgotten."""
    app = app_of(user)
    if app is not None and app.confirmed is not None:
        raise RuleBroken(_("Une application est déjà en place : retirez-la d’abord."))
    values = {"secret": totp.new_secret(), "confirmed": None, "last_step": 0}
    upsert(AuthenticatorApp, {"user_id": user.id}, values)


def confirm_app(user: User, typed: str) -> list[str]:
    """Put the application to use once it shows the right code; return the first recovery codes, to be noted down."""
    app = app_of(user)
    if app is None or app.confirmed is not None or not _is_code(app, typed):
        raise RuleBroken(_("Ce code n’est pas celui que l’application montre maintenant."))
    app.confirmed = clock.now()
    record(Action.ACCOUNT_SECURED, user, actor=user, by="app")
    return new_recovery_codes(user)


def remove_app(user: User) -> None:
    """Log in without the application from now on."""
    db.session.execute(sa.delete(AuthenticatorApp).filter_by(user_id=user.id))
    record(Action.ACCOUNT_UNSECURED, user, actor=user, by="app")


def forget(user: User, *, actor: User) -> None:
    """Let somebody who lost their second proof log in without it, and log them out everywhere."""
    for model in (AuthenticatorApp, RecoveryCode, Passkey):
        db.session.execute(sa.delete(model).filter_by(user_id=user.id))
    services.close_all_sessions(user)
    record(Action.ACCOUNT_UNSECURED, user, actor=actor, by="administrator")


def new_recovery_codes(user: User) -> list[str]:
    """Make recovery codes, each for one log-in; earlier ones are void. Only their digests are kept."""
    codes = ["-".join(secrets.token_hex(10)[n : n + 5] for n in range(0, 20, 5)) for _n in range(CODES)]
    db.session.execute(sa.delete(RecoveryCode).filter_by(user_id=user.id))
    rows = [{"user_id": user.id, "digest": _digest(one)} for one in codes]
    db.session.execute(sa.insert(RecoveryCode), rows)
    return codes


def recovery_codes_left(user: User) -> int:
    """How many recovery codes still serve."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).filter_by(user_id=user.id)) or 0


def is_proof(user: User, typed: str) -> bool:
    """Whether this is the code that the application shows, or a recovery code; it is then used up.

    Raises TooMany after ten tries in a quarter of an hour, wherever they come from.
    """
    _count_try(user)
    app = app_of(user)
    if app is not None and app.confirmed is not None and _is_code(app, typed):
        return True
    used = sa.delete(RecoveryCode).filter_by(user_id=user.id, digest=_digest(typed.strip().lower()))
    if not db.session.execute(used).rowcount:  # type: ignore[attr-defined]
        return False
    record(Action.ACCOUNT_RECOVERED, user, actor=user)
    return True


def _is_code(app: AuthenticatorApp, typed: str) -> bool:
    """Whether a code is of now; its step is noted in one statement, so that it serves once however often it is sent.

    The secret is written again: it is then sealed with the key of now, whatever it was sealed with.
    """
    if app.secret is None:
        return False
    step = totp.step_of(app.secret, typed, moment=clock.now().timestamp(), after=app.last_step)
    if step is None:
        return False
    fresh = sa.update(AuthenticatorApp).where(
        AuthenticatorApp.user_id == app.user_id, AuthenticatorApp.last_step < step
    )
    noted = fresh.values(last_step=step, secret=app.secret).execution_options(synchronize_session=False)
    return bool(db.session.execute(noted).rowcount)  # type: ignore[attr-defined]


def _count_try(user: User) -> None:
    now = clock.now()
    start = now - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())
    source = _digest(f"second/{user.id}")
    if attempts.counting().count([source], start, int(WINDOW.total_seconds()))[source] > TRIES:
        wait = int((start + WINDOW - now).total_seconds()) + 1
        raise TooMany(_("Trop de codes faux. Réessayez dans un quart d’heure."), retry_after=wait)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def ticket(user: User, **more: Any) -> str:
    """What says that this person's password was right, for the page that asks for the second proof."""
    return str(_signer().dumps({"user": user.id, "password": _digest(user.password_hash or "")} | more))


def of_ticket(signed: str | None) -> tuple[User, dict[str, Any]] | None:
    """Whose password was right, and what else the ticket says; None: made up, too old, or the password changed."""
    try:
        said = _signer().loads(signed or "", max_age=TICKET_LIVES)
    except BadData:
        return None
    user = db.session.get(User, said["user"])
    if user is None or not user.is_active or said["password"] != _digest(user.password_hash or ""):
        return None
    return user, said


def _signer() -> Any:
    return URLSafeTimedSerializer(signing.keys(), salt="second factor")
