"""Samples, what they hold, and each choice."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, created_at
from consult.proposals.models import Proposal

NONE = 0  # the choice "none of these themes"


class Sample(Identified, Base):
    """Some proposals that two people file. Over when both have finished (`closed` by the last choice), or when closed.

    `figures` are those of the agreement, kept when it is published.
    """

    __tablename__ = "coding_sample"
    __table_args__ = (sa.CheckConstraint("first_id <> second_id", "two_people"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    size: Mapped[int]
    seed: Mapped[int] = mapped_column(default=0)
    closed: Mapped[datetime | None]
    published: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    first: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[first_id])
    second: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])

    def is_coder(self, user_id: int) -> bool:
        """Whether this person files the sample."""
        return user_id in (self.first_id, self.second_id)


class SampleItem(Base):
    """One proposal of a sample, at its place; `settled` once a disagreement about it was."""

    __tablename__ = "coding_item"
    __table_args__ = (sa.UniqueConstraint("sample_id", "proposal_id"),)

    sample_id: Mapped[int] = mapped_column(sa.ForeignKey("coding_sample.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    settled: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql")


class Coding(Base):
    """The theme that one person chose for one proposal of a sample.

    `choice` is the theme's number, or NONE; it stays when the theme goes, and so does its `title`.
    """

    __tablename__ = "coding"

    sample_id: Mapped[int] = mapped_column(sa.ForeignKey("coding_sample.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True, index=True)
    coder_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    choice: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    created: Mapped[created_at]
