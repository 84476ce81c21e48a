"""Reading registrations: figures of a session, its list, the tickets of the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consult.accounts.models import User
from consult.accounts.services import email_key
from consult.db import db
from consult.programme.models import Session
from consult.registrations.models import Registration, State
from consult.web.pagination import Page, paginate


@dataclass(frozen=True)
class Figures:
    """A session in figures: expected (places), registered, waiting, arrived."""

    places: int | None = None
    seated: int = 0
    waiting: int = 0
    arrived: int = 0

    @property
    def left(self) -> int | None:
        """The places that are left; None where there is no limit."""
        return None if self.places is None else max(0, self.places - self.seated)


def figures(*session_ids: int) -> Mapping[int, Figures]:
    """The figures of these sessions, in one query."""

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        query = sa.select(sa.func.count()).select_from(Registration)
        return query.where(Registration.session_id == Session.id, *conditions).scalar_subquery()

    query = sa.select(
        Session.id,
        Session.capacity,
        count(Registration.state == State.SEATED),
        count(Registration.state == State.WAITING),
        count(Registration.arrived.is_not(None)),
    )
    return {row[0]: Figures(*row[1:]) for row in db.session.execute(query.where(Session.id.in_(session_ids)))}


def of_session(session_id: int, *, after: str | None = None, size: int = 50) -> Page[Registration]:
    """One page of those who have a place or wait, in the order of their requests."""
    query = sa.select(Registration).where(Registration.session_id == session_id)
    query = query.where(Registration.state.in_((State.SEATED, State.WAITING)))
    return paginate(query, [(Registration.number, False), (Registration.id, False)], after=after, size=size)


def seated(session_id: int) -> Sequence[Registration]:
    """Everybody who has a place, by name: for the sheet and for the door."""
    query = sa.select(Registration).filter_by(session_id=session_id, state=State.SEATED)
    return db.session.scalars(query.order_by(Registration.name, Registration.id)).all()


def mine(session_id: int, user: User) -> Registration | None:
    """The registration of this person for this session, by their address."""
    query = sa.select(Registration).filter_by(session_id=session_id, person=email_key(user.email or ""))
    return db.session.scalars(query).one_or_none()


def turn(one: Registration) -> int:
    """How many wait before and with this one."""
    query = sa.select(sa.func.count()).select_from(Registration)
    query = query.where(Registration.session_id == one.session_id, Registration.state == State.WAITING)
    return db.session.scalar(query.where(Registration.number <= one.number)) or 0
