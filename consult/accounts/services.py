"""What happens to accounts: registering, confirming, logging in and out, roles, ghosts.

What tells a known address from an unknown one is left to the worker (`letters.py`).
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from consult import clock, text
from consult.accounts import mailboxes
from consult.accounts.models import AccountSession, MailedLink, Membership, Purpose, Suspension, User
from consult.audit.services import Action, record
from consult.db import db, insert_once, upsert
from consult.errors import NotAllowed, RuleBroken
from consult.jobs import services as jobs
from consult.policy import STAFF, Right, Role

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("the hash that unknown addresses are checked against")
LINK_LIVES = {Purpose.CONFIRM: timedelta(days=3), Purpose.RESET: timedelta(hours=2)}
SESSION_LIVES = timedelta(days=30)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def email_key(email: str) -> str:
    """What all addresses of one mailbox have in common: one mailbox is one account (`accounts.mailboxes`)."""
    return mailboxes.key(email)[:254]


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
    """Create a registered account. Raises RuleBroken where the address or the pseudonym is taken."""
    values = {"locale": locale, "is_admin": is_admin, "confirmed": clock.now() if is_confirmed else None}
    if not _insert_account(email, name, password, **values):
        raise RuleBroken(_("Cette adresse ou ce pseudonyme est déjà pris."))
    user = db.session.scalars(sa.select(User).filter_by(email_key=email_key(email))).one()
    record(Action.ACCOUNT_REGISTERED, user)
    return user


def register(*, email: str, name: str, password: str, locale: str | None = None) -> None:
    """Create an account whose owner must confirm the address; where the address has an account, tell its owner.

    Both take the same work: nobody else learns which it was. Raises RuleBroken where the pseudonym is taken.
    """
    is_new = _insert_account(email, name, password, locale=locale)
    user = db.session.scalars(sa.select(User).filter_by(email_key=email_key(email))).one_or_none()
    if user is None:
        raise RuleBroken(_("Ce pseudonyme est déjà pris."))
    if is_new:
        record(Action.ACCOUNT_REGISTERED, user)
    jobs.enqueue("accounts:welcome", user_id=user.id, is_new=is_new)


def ask_to_confirm(user: User) -> None:
    """Let the worker send the link that confirms the address; earlier ones die."""
    jobs.enqueue("accounts:welcome", user_id=user.id, is_new=True)


def _insert_account(email: str, name: str, password: str, **values: Any) -> bool:
    """Insert the account unless its address or its pseudonym is taken: one statement, no race."""
    return insert_once(
        User,
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        name_key=name_key(name),
        origin="",
        password_hash=_hash(password),
        created=clock.now(),
        **values,
    )


def rename(user: User, name: str) -> None:
    """Change a pseudonym. Raises RuleBroken where it is taken."""
    taken = sa.select(User.id).where(User.origin == "", User.name_key == name_key(name), User.id != user.id)
    free = sa.update(User).where(User.id == user.id, ~taken.exists())
    renamed = free.values(name=name, name_key=name_key(name)).execution_options(synchronize_session=False)
    try:
        with db.session.begin_nested():
            is_free = db.session.execute(renamed).rowcount  # type: ignore[attr-defined]
    except sa.exc.IntegrityError:
        is_free = 0
    if not is_free:
        raise RuleBroken(_("Ce pseudonyme est déjà pris."))
    db.session.refresh(user, ["name", "name_key"])


def choose_language(user: User, locale: str) -> None:
    """Choose the language of pages and letters."""
    user.locale = locale


def ask_for_reset(*, email: str) -> None:
    """Let the worker send a link to choose a new password, if this address has an account: the same work if not."""
    user_id = db.session.scalar(sa.select(User.id).filter_by(email_key=email_key(email)))
    jobs.enqueue("accounts:reset", user_id=user_id)


def find_or_create_ghost(*, name: str, origin: str) -> User:
    """The person who bears this exact pseudonym in an import: known there already, or new."""
    key = text.clean(name)[:80]
    insert_once(User, name=key, name_key=key, origin=origin, is_admin=False, created=clock.now())
    ghost = db.session.scalars(sa.select(User).filter_by(origin=origin, name_key=key)).one()
    return db.session.get_one(User, ghost.united_with_id) if ghost.united_with_id else ghost


def authenticate(*, email: str, password: str) -> User | None:
    """The account with this address and password. An unknown address takes as long as a wrong password.

    Raises NotAllowed where the account is closed, to whoever knows its password.
    """
    user = db.session.scalars(sa.select(User).filter_by(email_key=email_key(email))).one_or_none()
    if not _is_password(user, password) or user is None:
        return None
    if user.banned is not None:
        raise NotAllowed(_("Ce compte a été fermé par l’équipe du site. Motif : %(reason)s", reason=user.ban_reason))
    if _hasher.check_needs_rehash(user.password_hash or ""):
        user.password_hash = _hash(password)
    return user


def _is_password(user: User | None, password: str) -> bool:
    """Whether this is the account's password: always one verification, of somebody's or of nobody's."""
    known = user.password_hash if user else None
    try:
        _hasher.verify(known or _NOBODY, text.clean(password))
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def check_password(user: User, password: str) -> bool:
    """Whether this is the person's password."""
    return _is_password(user, password)


def _hash(password: str) -> str:
    return _hasher.hash(text.clean(password))


def open_session(user: User, *, browser: str = "", network: str = "") -> str:
    """Log a browser in; return the token that its cookie will hold."""
    token = secrets.token_urlsafe(32)
    db.session.add(AccountSession(token_hash=_digest(token), user_id=user.id, browser=browser[:200], network=network))
    user.__dict__["session_token"] = token
    return token


_OF_SESSION = (  # asked by every request of whoever is logged in
    sa.select(User)
    .join(AccountSession, AccountSession.user_id == User.id)
    .where(
        AccountSession.token_hash == sa.bindparam("token_hash"),
        AccountSession.created > sa.bindparam("since"),
        User.banned.is_(None),
    )
)


def user_of_session(token: str) -> User | None:
    """The account that is logged in with this token."""
    known = {"token_hash": _digest(token), "since": clock.now() - SESSION_LIVES}
    user = db.session.scalars(_OF_SESSION, known).one_or_none()
    if user is None:
        return None
    user.__dict__["session_token"] = token
    return user


def handle_of(token: str) -> str:
    """What names the session of this token on pages (AccountSession.handle)."""
    return _digest(token)[:16]


def close_session(token: str) -> None:
    """Log one browser out."""
    db.session.execute(sa.delete(AccountSession).filter_by(token_hash=_digest(token)))


def close_session_named(user: User, handle: str) -> None:
    """Log out one of a person's browsers."""
    named = AccountSession.token_hash.startswith(handle, autoescape=True)
    db.session.execute(sa.delete(AccountSession).where(AccountSession.user_id == user.id, named))


def close_all_sessions(user: User, *, but: str | None = None) -> None:
    """Log a person out everywhere, except in the session whose token is given; what programs were given ends too."""
    user.recalls += 1
    query = sa.delete(AccountSession).filter_by(user_id=user.id)
    db.session.execute(query.where(AccountSession.token_hash != _digest(but)) if but else query)


def set_password(user: User, password: str, *, keep_session: str | None = None) -> None:
    """Change the password, log out everywhere else, and void the links already sent."""
    user.password_hash = _hash(password)
    close_all_sessions(user, but=keep_session)
    db.session.execute(sa.delete(MailedLink).filter_by(user_id=user.id))


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
        raise RuleBroken(_("Ce lien n’est plus valable : il a déjà servi, ou il est trop ancien."))
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
    _log_in_anew(user)
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role="administrator")


def demote(user: User, *, actor: User) -> None:
    """Take the instance's administration away from someone. Nobody does it to oneself: one administrator remains."""
    if user.id == actor.id:
        raise RuleBroken(_("Demandez-le à un autre administrateur : ainsi, il en reste toujours un."))
    user.is_admin = False
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role=None)


def give_role(
    user: User, *, consultation_id: int, role: Role, withheld: Collection[Right] = (), actor: User | None = None
) -> None:
    """Give a person a role in a consultation, but for some rights, in place of the one they had; it holds at once.

    Raises RuleBroken for a ghost, and for oneself: what was withheld is not taken back alone. Administrators, from whom
    nothing is withheld, may.
    """
    if actor is not None and actor.id == user.id and not actor.is_admin:
        raise RuleBroken(_("Demandez-le à quelqu’un d’autre de l’équipe : personne ne se donne un rôle à soi-même."))
    if user.is_ghost:
        raise RuleBroken(_("Un compte importé ne peut pas recevoir de rôle : personne ne s’y connecte."))
    db.session.flush()
    kept = " ".join(sorted(withheld))
    upsert(
        Membership,
        {"user_id": user.id, "consultation_id": consultation_id},
        {"role": role, "withheld": kept, "created": clock.now()},
    )
    user.__dict__.pop("memberships", None)
    if role in STAFF:
        _log_in_anew(user)
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role=role.value, withheld=kept, consultation=consultation_id)


def _log_in_anew(user: User) -> None:
    """Where those who answer for others need a second proof, it is asked for at once."""
    if current_app.config["SECOND_FACTOR"]:
        close_all_sessions(user)


def take_role(user: User, *, consultation_id: int, actor: User | None = None) -> None:
    """Take a person's role in a consultation away; it is gone at once."""
    db.session.execute(sa.delete(Membership).filter_by(user_id=user.id, consultation_id=consultation_id))
    user.__dict__.pop("memberships", None)
    record(Action.ACCOUNT_PROMOTED, user, actor=actor, role=None, consultation=consultation_id)


def ban(user: User, *, actor: User, reason: str) -> None:
    """Close an account to its owner, who is told why at the next log-in; every session of theirs ends."""
    if user.id == actor.id:
        raise RuleBroken(_("Vous ne pouvez pas fermer votre propre compte ici."))
    user.banned, user.ban_reason = clock.now(), reason
    close_all_sessions(user)
    record(Action.ACCOUNT_BANNED, user, actor=actor, reason=reason)


def unban(user: User, *, actor: User) -> None:
    """Open a closed account again."""
    user.banned, user.ban_reason = None, ""
    record(Action.ACCOUNT_READMITTED, user, actor=actor)


def suspend(user: User, *, consultation_id: int | None, decision_id: int, ends: datetime | None) -> Suspension:
    """Keep a person from writing in a consultation, or anywhere (None), until a date or for good (None).

    Raises RuleBroken for a ghost, an administrator or somebody of the team: a role is taken away first.
    """
    if user.is_ghost:
        raise RuleBroken(_("Un compte importé ne s’exclut pas : personne ne s’y connecte."))
    if user.is_admin or (consultation_id is not None and user.role_in(consultation_id) in STAFF):
        raise RuleBroken(_("Cette personne fait partie de l’équipe : retirez-lui d’abord ce rôle."))
    suspension = Suspension(user_id=user.id, consultation_id=consultation_id, decision_id=decision_id, ends=ends)
    user.is_restricted = True
    db.session.add(suspension)
    _forget_suspensions(user)
    return suspension


def lift_suspension(user: User, *, decision_id: int) -> None:
    """Let a person write again where this decision suspended them."""
    begun = sa.update(Suspension).where(Suspension.decision_id == decision_id, Suspension.lifted.is_(None))
    db.session.execute(begun.values(lifted=clock.now()))
    _forget_suspensions(user)


def take_suspensions_over(old: User, *, kept: User) -> None:
    """Keep from writing, in another account of theirs, a person who was suspended in one."""
    theirs = sa.update(Suspension).where(Suspension.user_id == old.id).values(user_id=kept.id)
    db.session.execute(theirs, execution_options={"synchronize_session": False})
    kept.is_restricted = kept.is_restricted or old.is_restricted
    _forget_suspensions(kept)


def _forget_suspensions(user: User) -> None:
    db.session.flush()
    user.__dict__.pop("suspensions", None)


def forget_old_sessions() -> None:
    """Delete sessions and links that are too old to be used."""
    db.session.execute(sa.delete(AccountSession).where(AccountSession.created < clock.now() - SESSION_LIVES))
    db.session.execute(sa.delete(MailedLink).where(MailedLink.expires < clock.now()))
