"""Reading accounts: one person, a team, open sessions, the administrator's list."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import AccountSession, Membership, User
from consult.accounts.services import SESSION_LIVES, email_key, name_key
from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.clock import now
from consult.db import db, found
from consult.policy import Role
from consult.web.pagination import Order, Page, paginate

NEWEST: Order = [(User.id, True)]


def get(user_id: int) -> User:
    """A person, or the 404 page."""
    return found(db.session.get(User, user_id))


def known(user_id: int) -> User | None:
    """A person, if there is one of this number."""
    return db.session.get(User, user_id)


def registered(name_or_address: str) -> User | None:
    """Who bears this pseudonym or reads mail at this address, among those who registered."""
    mine = User.email_key == email_key(name_or_address)
    if "@" not in name_or_address:
        mine = User.name_key == name_key(name_or_address)
    return db.session.scalars(sa.select(User).where(mine, User.origin == "")).one_or_none()


def team(consultation_id: int) -> Sequence[tuple[User, Role, Sequence[str]]]:
    """Everybody with a role in a consultation and the rights withheld from it, organisers first."""
    query = sa.select(User, Membership.role, Membership.withheld).join(Membership, Membership.user_id == User.id)
    here = query.where(Membership.consultation_id == consultation_id)
    rows = db.session.execute(here.order_by(User.name_key)).all()
    return sorted(
        ((user, role, withheld.split()) for user, role, withheld in rows), key=lambda row: -list(Role).index(row[1])
    )


def open_sessions(user: User) -> Sequence[AccountSession]:
    """Where a person is logged in, the latest first."""
    query = sa.select(AccountSession).filter_by(user_id=user.id).where(AccountSession.created > now() - SESSION_LIVES)
    return db.session.scalars(query.order_by(AccountSession.created.desc())).all()


def looks(*, after: str | None, size: int) -> Page[AuditEntry]:
    """One page of the looks at personal data, the latest first."""
    query = sa.select(AuditEntry).where(AuditEntry.action == Action.ACCOUNT_READ)
    return paginate(query, [(AuditEntry.id, True)], after=after, size=size)


def named(entries: Sequence[AuditEntry]) -> dict[int, str]:
    """The names of those who acted and of the accounts they acted upon, by number."""
    ids = {one.actor_id for one in entries} | {one.thing_id for one in entries}
    rows = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}


def accounts(*, words: str, after: str | None, size: int) -> Page[User]:
    """One page of accounts whose pseudonym or address contains these words, the newest first."""
    query = sa.select(User)
    if words:
        folded = User.name_key.contains(name_key(words), autoescape=True)
        address: Any = User.email_key.contains(email_key(words), autoescape=True)
        query = query.where(sa.or_(folded, address, User.name.icontains(words, autoescape=True)))
    return paginate(query, NEWEST, after=after, size=size)
