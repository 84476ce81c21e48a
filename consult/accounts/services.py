"""What happens to accounts: registering, confirming, logging in and out, roles, ghosts."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from consult import clock, text
from consult.accounts.models import AccountSession, MailedLink, Membership, Purpose, User
from consult.audit.services import Action, record
from consult.db import db, insert_once, upsert
from consult.errors import RuleBroken
from consult.policy import Role

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("the hash that unknown addresses are checked against")
LINK_LIVES = {Purpose.CONFIRM: timedelta(days=3), Purpose.RESET: timedelta(hours=2)}
SESSION_LIVES = timedelta(days=30)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def email_key(email: str) -> str:
    """What two spellings of one mailbox have in common: case apart."""
    return email.strip().casefold()


def name_key(name: str) -> str:
    """What two spellings of one pseudonym have in common: case and accents apart."""
    return text.fold(name)[:80]


def create_account(
    *,
    email: str,
    name: str,
    password: str,
    locale: str | None = None,
    is_confirmed: bool = False,
    is_admin: bool = False,
) -> User:
    """Create a registered account.

    The caller has checked that address and pseudonym are free; the database makes sure.
    """
    user = User(
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        name_key=name_key(name),
        password_hash=_hasher.hash(password),
        confirmed=clock.now() if is_confirmed else None,
        locale=locale,
        is_admin=is_admin,
    )
    db.session.add(user)
    record(Action.ACCOUNT_REGISTERED, user)
    return user


def find_or_create_ghost(*, name: str, origin: str) -> User:
    """The person who bears this exact pseudonym in an import: known there already, or new."""
    key = text.clean(name)[:80]
    insert_once(User, name=key, name_key=key, origin=origin, is_admin=False, created=clock.now())
    return db.session.scalars(sa.select(User).filter_by(origin=origin, name_key=key)).one()


def authenticate(*, email: str, password: str) -> User | None:
    """The active account with this address and password. An unknown address takes as long as a wrong password."""
    user = db.session.scalars(sa.select(User).filter_by(email_key=email_key(email))).one_or_none()
    known = user is not None and user.password_hash is not None
    try:
        _hasher.verify(user.password_hash if known and user else _NOBODY, password)  # type: ignore[arg-type]
    except (VerificationError, InvalidHashError):
        return None
    if not known or user is None or not user.is_active:
        return None
    if _hasher.check_needs_rehash(user.password_hash or ""):
        user.password_hash = _hasher.hash(password)
    return user


def open_session(user: User, *, browser: str = "") -> str:
    """Log a browser in; return the token that its cookie will hold."""
    token = secrets.token_urlsafe(32)
    db.session.add(AccountSession(token_hash=_digest(token), user_id=user.id, browser=browser[:200]))
    user.__dict__["session_token"] = token
    return token


def user_of_session(token: str) -> User | None:
    """The account that is logged in with this token."""
    since = clock.now() - SESSION_LIVES
    query = (
        sa.select(User)
        .join(AccountSession, AccountSession.user_id == User.id)
        .where(AccountSession.token_hash == _digest(token), AccountSession.created > since, User.banned.is_(None))
    )
    if user := db.session.scalars(query).one_or_none():
        user.__dict__["session_token"] = token
    return user


def close_session(token: str) -> None:
    """Log one browser out."""
    db.session.execute(sa.delete(AccountSession).filter_by(token_hash=_digest(token)))


def close_all_sessions(user: User, *, but: str | None = None) -> None:
    """Log a person out everywhere, except in the session whose token is given."""
    query = sa.delete(AccountSession).filter_by(user_id=user.id)
    db.session.execute(query.where(AccountSession.token_hash != _digest(but)) if but else query)


def set_password(user: User, password: str, *, keep_session: str | None = None) -> None:
    """Change the password, log out everywhere else, and void the links already sent."""
    user.password_hash = _hasher.hash(password)
    close_all_sessions(user, but=keep_session)
    db.session.execute(sa.delete(MailedLink).filter_by(user_id=user.id))


def waste_time_on_a_password(password: str) -> None:
    """Spend what hashing costs, so that an address already known cannot be told by the clock."""
    _hasher.hash(password)


def mail_link(user: User, purpose: Purpose) -> str:
    """Make a link's token; an earlier one for the same purpose dies."""
    token = secrets.token_urlsafe(32)
    db.session.execute(sa.delete(MailedLink).filter_by(user_id=user.id, purpose=purpose))
    expires = clock.now() + LINK_LIVES[purpose]
    db.session.add(MailedLink(token_hash=_digest(token), user_id=user.id, purpose=purpose, expires=expires))
    return token


def link_owner(token: str, purpose: Purpose) -> User | None:
    """Whose link this is, while it lives. Reading does not use it."""
    query = sa.select(User).join(MailedLink, MailedLink.user_id == User.id)
    living = (MailedLink.token_hash == _digest(token), MailedLink.purpose == purpose, MailedLink.expires > clock.now())
    return db.session.scalars(query.where(*living)).one_or_none()


def use_link(token: str, purpose: Purpose) -> User:
    """Use a link up and say whose it was. Raises RuleBroken where it is unknown, used or too old."""
    user = link_owner(token, purpose)
    used = db.session.execute(sa.delete(MailedLink).filter_by(token_hash=_digest(token), purpose=purpose))
    if user is None or not used.rowcount:  # type: ignore[attr-defined]
        raise RuleBroken(_("Ce lien n’est plus valable : il a déjà servi, ou il est trop ancien."))
    return user


def confirm(user: User) -> None:
    """Note that the person reads mail at this address."""
    if user.confirmed is None:
        user.confirmed = clock.now()
        record(Action.ACCOUNT_CONFIRMED, user, actor=user)


def promote(user: User, *, actor: User | None = None) -> None:
    """Make someone an administrator of the instance."""
    user.is_admin = True
    user.confirmed = user.confirmed or clock.now()
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role="administrator")


def give_role(user: User, *, consultation_id: int, role: Role, actor: User | None = None) -> None:
    """Give a person a role in a consultation, in place of the one they had; their sessions notice at once."""
    db.session.flush()
    upsert(Membership, {"user_id": user.id, "consultation_id": consultation_id}, {"role": role, "created": clock.now()})
    user.__dict__.pop("roles", None)
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role=role.value, consultation=consultation_id)


def take_role(user: User, *, consultation_id: int, actor: User | None = None) -> None:
    """Take a person's role in a consultation away."""
    db.session.execute(sa.delete(Membership).filter_by(user_id=user.id, consultation_id=consultation_id))
    user.__dict__.pop("roles", None)
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role=None, consultation=consultation_id)


def ban(user: User, *, actor: User) -> None:
    """Close an account to its owner; every session of theirs ends."""
    user.banned = clock.now()
    close_all_sessions(user)
    record(Action.ACCOUNT_BANNED, user, actor=actor)
