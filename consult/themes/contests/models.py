"""Contests and what became of them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.db import Base, Identified
from consult.proposals.models import Proposal
from consult.themes.models import Theme


class Outcome(StrEnum):
    """What became of a contest: it waits; the proposal went elsewhere; it stays."""

    WAITING = "waiting"
    MOVED = "moved"
    KEPT = "kept"


class Contest(Identified, Base):
    """One sentence against a theme, and the answer. `waiting_id` is the proposal's number until it is decided: a
    proposal has one contest at a time. The titles are those of the day."""

    __tablename__ = "contest"
    __table_args__ = (
        sa.Index("ix_contest_consultation_id_outcome_id", "consultation_id", "outcome", "id"),
        sa.CheckConstraint("(outcome = 'waiting') = (waiting_id IS NOT NULL)", "waiting_until_decided"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    waiting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    theme_title: Mapped[str] = mapped_column(sa.String(120))
    wish_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.WAITING)
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    decided: Mapped[datetime | None]
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    after_title: Mapped[str] = mapped_column(sa.String(120), default="")

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[proposal_id])
    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    decider: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decider_id])
    wish: Mapped[Theme | None] = relationship(lazy="raise_on_sql", foreign_keys=[wish_id])
