"""Milestones, what was declared of them, and who is told."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, append_only
from consult.following.models import Follow
from consult.workstreams.models import Project, WorkStream


class MilestoneState(StrEnum):
    """Where a milestone stands; that it is late is a matter of the day."""

    PLANNED = "planned"
    KEPT = "kept"
    DROPPED = "dropped"


class Declared(StrEnum):
    """What can be declared of a milestone."""

    SET = "set"
    KEPT = "kept"
    MOVED = "moved"
    DROPPED = "dropped"


DECLARED: dict[Declared, LazyString] = {
    Declared.SET: _l("Annoncé"),
    Declared.KEPT: _l("Tenu"),
    Declared.MOVED: _l("Reporté"),
    Declared.DROPPED: _l("Abandonné"),
}


class Milestone(Identified, Base):
    """A promise: by its work stream, or by the team for the whole edition (no work stream).

    `due` is the day of the promise, the last one of a stretch that begins with `starts`. `version` counts its changes.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        sa.CheckConstraint("starts IS NULL OR starts <= due", "it_ends_after_it_began"),
        sa.Index("ix_milestone_consultation_id", "consultation_id", "due", "id"),
        sa.Index("ix_milestone_workstream_id", "workstream_id", "state", "due"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    workstream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workstream.id"))
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    starts: Mapped[date | None]
    due: Mapped[date]
    state: Mapped[MilestoneState] = mapped_column(default=MilestoneState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    workstream: Mapped[WorkStream | None] = relationship(lazy="raise_on_sql")
    project: Mapped[Project | None] = relationship(lazy="raise_on_sql")
    declarations: Mapped[list["Declaration"]] = relationship(
        lazy="raise_on_sql", order_by="Declaration.id", viewonly=True
    )

    @property
    def facilitator_id(self) -> int | None:
        """Who leads its work stream, which must be loaded."""
        return self.workstream.facilitator_id if self.workstream else None

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nobody declared anything."""
        return self.state is MilestoneState.PLANNED and self.due < today


@append_only
class Declaration(Identified, Base):
    """What somebody declared of a milestone: the date it had, the one it has since, why."""

    __tablename__ = "declaration"
    __table_args__ = (
        sa.CheckConstraint("kind NOT IN ('moved', 'dropped') OR reason != ''", "what_changes_has_a_reason"),
        sa.Index("ix_declaration_created", "created", "id"),
    )

    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    kind: Mapped[Declared]
    before: Mapped[date | None]
    due: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")

    milestone: Mapped[Milestone] = relationship(lazy="raise_on_sql", viewonly=True)
    actor: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Concerned(Follow, Base):
    """Somebody whose proposals, written or supported, are being built here; `told` is until when they know.

    They did not ask: they may stop, and `silent` remembers it.
    """

    __tablename__ = "milestone_concerned"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    silent: Mapped[bool] = mapped_column(default=False)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


kinds.register(
    "milestone",
    Milestone,
    label=_l("jalon"),
    title=lambda m: m.title,
    endpoint="milestones.show",
    arguments=lambda m: {"milestone_id": m.id},
    load=lambda: (joinedload(Milestone.consultation),),
)
