"""Registrations, the desk of each session that gives places, and what was scanned at the door."""

import secrets
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.db import Base, Identified, created_at
from consult.programme.models import Session

CODE = "abcdefghjkmnpqrstuvwxyz23456789"  # no sign that looks like another


class State(StrEnum):
    """Where a registration stands. ASKED: by e-mail, not confirmed yet."""

    ASKED = "asked"
    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"


STATES: dict[State, LazyString] = {
    State.ASKED: _l("Adresse à confirmer"),
    State.SEATED: _l("Inscription confirmée"),
    State.WAITING: _l("En liste d’attente"),
    State.CANCELLED: _l("Inscription annulée"),
}


def new_code() -> str:
    """Twelve signs, 59 random bits: nobody finds a ticket by trying."""
    return "".join(secrets.choice(CODE) for _sign in range(12))


class Desk(Base):
    """How many places a session has (None: as many as come), how many are taken, how many requests were numbered.

    `places` is never below `taken`: where fewer are offered than are taken, nobody is sent away.
    """

    __tablename__ = "registration_desk"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0", "taken_is_not_negative"),
        sa.CheckConstraint("places IS NULL OR taken <= places", "no_more_than_there_are"),
    )

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    numbered: Mapped[int] = mapped_column(default=0)


class Registration(Identified, Base):
    """Somebody who asked for a place. `person` is who they are, once for each session; `number` is their turn.

    `reminded`: the reminder was sent. `arrived`: when they were checked in.
    """

    __tablename__ = "registration"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "person"),
        sa.UniqueConstraint("code"),
        sa.Index("ix_registration_session_id", "session_id", "state", "number"),
    )

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"))
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    person: Mapped[str] = mapped_column(sa.String(300))
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    locale: Mapped[str] = mapped_column(sa.String(8), default="")
    state: Mapped[State]
    number: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(sa.String(16), default=new_code)
    reminded: Mapped[datetime | None]
    arrived: Mapped[datetime | None]

    session: Mapped[Session] = relationship(lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def ticket(self) -> str:
        """The code as it is printed: « abcd-efgh-jkmn »."""
        return "-".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))

    @property
    def is_held(self) -> bool:
        """Whether it holds a place, or a turn on the waiting list."""
        return self.state in (State.SEATED, State.WAITING)


class Scan(Base):
    """One scan at the door, by the identifier that the device gave it: sent twice, it is counted once."""

    __tablename__ = "registration_scan"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(sa.String(40))
    scanned: Mapped[datetime]
    created: Mapped[created_at]
