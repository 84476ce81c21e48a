"""Invitations."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.db import Base, Identified
from consult.workstreams.models import WorkStream


class InvitationState(StrEnum):
    """What became of an invitation."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


INVITATION_STATES: dict[InvitationState, LazyString] = {
    InvitationState.SENT: _l("Envoyée"),
    InvitationState.ACCEPTED: _l("Acceptée"),
    InvitationState.DECLINED: _l("Déclinée"),
    InvitationState.WITHDRAWN: _l("Retirée"),
}


class Invitation(Identified, Base):
    """Somebody is asked to join. `email` is where it went; it is forgotten once the invitation is over.

    `label` is how whoever sent it knows them: a pseudonym, or the address with its middle left out.
    """

    __tablename__ = "invitation"

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    label: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    message: Mapped[str] = mapped_column(sa.String(500), default="")
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.SENT)
    answered: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)

    workstream: Mapped[WorkStream] = relationship(lazy="raise_on_sql")
    actor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[actor_id])
