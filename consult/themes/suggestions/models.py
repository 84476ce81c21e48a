"""Suggestions, their groups, and the place of each proposal."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified
from consult.jobs.models import Job
from consult.proposals.models import Proposal
from consult.themes.models import Theme

SURE, LIKELY = 75, 50  # per cent of confidence from which a place is called so


class Suggestion(Identified, Base):
    """Themes asked of the machine: how many (None: as many as suit), with which seed, by whom, and in which job.

    Without `finished` it is being computed, or could not be. `figures` tells about the texts (see `remarks`).
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        sa.Index("ix_suggestion_consultation_id_id", "consultation_id", "id"),
        sa.CheckConstraint("count IS NULL OR count > 0", "at_least_one_theme"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    count: Mapped[int | None]
    seed: Mapped[int] = mapped_column(default=0)
    finished: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    actor: Mapped[User] = relationship(lazy="raise_on_sql")
    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")


class SuggestedGroup(Identified, Base):
    """A suggested theme. `theme_id`: the theme that it stands for, once people have made one of it.

    `central` are the numbers of its most typical proposals; `version` counts what people changed of it.
    """

    __tablename__ = "suggested_group"

    suggestion_id: Mapped[int] = mapped_column(sa.ForeignKey("suggestion.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    expressions: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    central: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    is_locked: Mapped[bool] = mapped_column(default=False)
    is_silent: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    suggestion: Mapped[Suggestion] = relationship(lazy="raise_on_sql")
    theme: Mapped[Theme | None] = relationship(lazy="raise_on_sql")


class SuggestedPlace(Base):
    """Where an unfiled proposal would go (None: nothing speaks for any group), how surely in per cent, and why.

    `why` are lines (expression, field, start, end) into the text of version `text_version`.
    """

    __tablename__ = "suggested_place"
    __table_args__ = (
        sa.Index("ix_suggested_place_order", "group_id", "confidence", "proposal_id"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", "confidence_in_per_cent"),
    )

    suggestion_id: Mapped[int] = mapped_column(sa.ForeignKey("suggestion.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True, index=True)
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("suggested_group.id"))
    confidence: Mapped[int] = mapped_column(default=0)
    why: Mapped[list[list[Any]]] = mapped_column(sa.JSON, default=list)
    text_version: Mapped[int] = mapped_column(default=1)
    nearest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[proposal_id])
    nearest: Mapped[Proposal | None] = relationship(lazy="raise_on_sql", foreign_keys=[nearest_id])
    group: Mapped[SuggestedGroup | None] = relationship(lazy="raise_on_sql")

    @property
    def is_sure(self) -> bool:
        """Whether nearly all that resembles it is in the same group."""
        return self.confidence >= SURE

    @property
    def is_likely(self) -> bool:
        """Whether most of what resembles it is in the same group."""
        return self.confidence >= LIKELY


# A proposal has one place at most: those of suggestions that are no longer in force are deleted.
Proposal.__mapper__.add_property(
    "suggested",
    relationship(
        SuggestedPlace,
        primaryjoin=SuggestedPlace.proposal_id == Proposal.id,
        foreign_keys=[SuggestedPlace.proposal_id],
        uselist=False,
        viewonly=True,
        lazy="raise_on_sql",
    ),
)


def with_suggestion() -> ORMOption:
    """Load option of a proposal: `proposal.suggested`, its place, with its group."""
    suggested: Any = Proposal.__mapper__.relationships["suggested"].class_attribute
    return joinedload(suggested).joinedload(SuggestedPlace.group)
