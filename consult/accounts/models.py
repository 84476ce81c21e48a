"""People, their sessions, the links sent to them, and their roles."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

import sqlalchemy as sa
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from consult import clock
from consult.accounts import mailboxes
from consult.accounts.sealing import Sealed
from consult.db import Base, Identified, created_at, db
from consult.policy import Right, Role


class User(Identified, UserMixin, Base):
    """A person, with an address (registered) or without (a ghost, known from an import).

    `origin` is empty for those who registered, and names the import for ghosts: pseudonyms are unique within it.
    `united_with_id`: an administrator found that this is the same person as that account, which speaks for both.
    `is_restricted`: there was a suspension; for all others, nobody asks the table of suspensions anything.
    `recalls`: how many times all that opens this account was called back; what bears an earlier number opens nothing.
    """

    __tablename__ = "user"
    __table_args__ = (
        sa.UniqueConstraint("origin", "name_key"),
        sa.CheckConstraint("(email IS NULL) = (email_key IS NULL)", "address_and_its_key_go_together"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    name_key: Mapped[str] = mapped_column(sa.String(80), index=True)
    origin: Mapped[str] = mapped_column(sa.String(80), default="")
    email: Mapped[str | None] = mapped_column(sa.String(254))
    email_key: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(256))
    confirmed: Mapped[datetime | None]
    banned: Mapped[datetime | None]
    ban_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    locale: Mapped[str | None] = mapped_column(sa.String(8))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    recalls: Mapped[int] = mapped_column(default=0)
    united_with_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)

    session_token: ClassVar[str | None] = None  # set on the account that makes this request

    def get_id(self) -> str:
        """What the cookie holds: the token of the session, never the number of the account."""
        if self.session_token is None:
            raise RuntimeError("an account logs in through accounts.services.open_session")
        return self.session_token

    @property
    def is_confirmed(self) -> bool:
        """Whether the address was confirmed."""
        return self.confirmed is not None

    @property
    def is_ghost(self) -> bool:
        """Whether this is a person known from an import only."""
        return self.email is None

    @property
    def veiled_email(self) -> str:
        """Enough of the address to recognise it, too little to write to it."""
        name, at, domain = (self.email or "").rpartition("@")
        return f"{name[:1]}…{at}{domain}"

    @property
    def is_disposable(self) -> bool:
        """Whether the address is of a mailbox that does not last."""
        return self.email is not None and mailboxes.is_disposable(self.email)

    @property
    def is_active(self) -> bool:
        """Whether this account may log in."""
        return self.banned is None and self.email is not None

    @cached_property
    def memberships(self) -> dict[int, tuple[Role, str]]:
        """The role in each consultation where there is one, and what is withheld from it: one query per request."""
        query = sa.select(Membership.consultation_id, Membership.role, Membership.withheld).filter_by(user_id=self.id)
        return {place: (role, withheld) for place, role, withheld in db.session.execute(query)}

    @property
    def roles(self) -> dict[int, Role]:
        """The role in each consultation where there is one."""
        return {place: role for place, (role, _withheld) in self.memberships.items()}

    def is_withheld(self, right: Right, consultation_id: int) -> bool:
        """Whether an organiser kept this right from this person there."""
        return right in self.memberships.get(consultation_id, (None, ""))[1].split()

    def role_in(self, consultation_id: int) -> Role | None:
        """The role in this consultation, if any."""
        return self.roles.get(consultation_id)

    def consultations_as(self, *roles: Role) -> list[int]:
        """Where this person has one of these roles."""
        return [place for place, role in self.roles.items() if role in roles]

    @cached_property
    def suspensions(self) -> Sequence["Suspension"]:
        """The suspensions that nobody lifted: one query per request, for those who ever had one."""
        if not self.is_restricted:
            return []
        query = sa.select(Suspension).where(Suspension.user_id == self.id, Suspension.lifted.is_(None))
        return db.session.scalars(query.order_by(Suspension.id)).all()

    def suspension_in(self, consultation_id: int | None) -> "Suspension | None":
        """What keeps this person from writing in this consultation now, if anything."""
        places = {None, consultation_id}
        return next((s for s in self.suspensions if s.is_current and s.consultation_id in places), None)


class Visitor(AnonymousUserMixin):
    """Whoever is not logged in."""

    id = None
    is_admin = False
    is_confirmed = False
    locale = None

    def role_in(self, consultation_id: int) -> Role | None:
        """None."""
        return None

    def consultations_as(self, *roles: Role) -> list[int]:
        """Nowhere."""
        return []

    def is_withheld(self, right: Right, consultation_id: int) -> bool:
        """Nothing was given that could be."""
        return True

    def suspension_in(self, consultation_id: int | None) -> None:
        """None."""
        return


class Suspension(Identified, Base):
    """A person may read but not write, in one consultation or anywhere (None), until a date or for good (None).

    It ends by itself. `decision_id` is the decision of moderation that says why.
    """

    __tablename__ = "suspension"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    consultation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consultation.id"))
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), unique=True)
    ends: Mapped[datetime | None]
    lifted: Mapped[datetime | None]

    @property
    def is_current(self) -> bool:
        """Whether it holds now."""
        return self.lifted is None and (self.ends is None or clock.now() < self.ends)


class AccountSession(Base):
    """One browser that is logged in. The token itself is only in the cookie, and of the address the network is kept."""

    __tablename__ = "account_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created: Mapped[created_at]
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    network: Mapped[str] = mapped_column(sa.String(43), default="")

    @property
    def handle(self) -> str:
        """What names it on pages: enough of the digest, which leads back to no token."""
        return self.token_hash[:16]


class Purpose(StrEnum):
    """What a link sent by mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


class MailedLink(Base):
    """A link sent by mail: used once, before it expires, hashed at rest. Reading it never uses it."""

    __tablename__ = "mailed_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    purpose: Mapped[Purpose]
    expires: Mapped[datetime] = mapped_column(index=True)


class AuthenticatorApp(Base):
    """The application whose codes a person logs in with, once confirmed. `last_step`: the last code that served.

    `secret` is None where it was sealed with a key that this instance has no more: its codes then prove nothing.
    """

    __tablename__ = "authenticator_app"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    secret: Mapped[str | None] = mapped_column(Sealed(200), nullable=False)
    confirmed: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code noted down on paper, for one log-in: its digest, deleted when it serves."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class Passkey(Identified, Base):
    """The public half of a key that a device holds. `uses`: its own count, which only grows."""

    __tablename__ = "passkey"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    credential: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    uses: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    used: Mapped[datetime | None]


class Membership(Base):
    """A person's role in one consultation. `withheld`: the rights of it that this person does not have, by name."""

    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True, index=True)
    role: Mapped[Role]
    withheld: Mapped[str] = mapped_column(sa.String(100), default="")
    created: Mapped[created_at]
