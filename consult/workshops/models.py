"""A workshop, its seats, the ideas sent from them, the candidate themes, and the points they were given.

Every act holds the workshop's row first (`services.hold`) and counts up its `version`, which tells screens and phones
that something is new.
"""

from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.db import Base, Identified

MOST_TABLES = 60
MOST_POINTS = 20


class Stage(StrEnum):
    """What a room does now."""

    IDEAS = "ideas"
    POINTS = "points"
    CLOSED = "closed"


STAGES: dict[Stage, LazyString] = {
    Stage.IDEAS: _l("Les idées"),
    Stage.POINTS: _l("Les points"),
    Stage.CLOSED: _l("Terminé"),
}


class Workshop(Identified, Base):
    """One live session. `points`: how many each seat places; fixed once one is placed."""

    __tablename__ = "workshop"
    __table_args__ = (
        sa.UniqueConstraint("id", "points"),
        sa.CheckConstraint(f"tables BETWEEN 1 AND {MOST_TABLES}", "there_are_tables"),
        sa.CheckConstraint(f"points BETWEEN 1 AND {MOST_POINTS}", "there_are_points"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    question: Mapped[str] = mapped_column(sa.String(300), default="")
    tables: Mapped[int]
    points: Mapped[int]
    stage: Mapped[Stage] = mapped_column(default=Stage.IDEAS)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent to it any more."""
        return self.stage is Stage.CLOSED


class WorkshopSeat(Identified, Base):
    """One place at a table. The code itself is on paper only."""

    __tablename__ = "workshop_seat"
    __table_args__ = (sa.UniqueConstraint("workshop_id", "code_hash"),)

    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id"))
    table: Mapped[int] = mapped_column("table_number")
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    taken: Mapped[bool] = mapped_column(default=False)


class Candidate(Identified, Base):
    """A theme that the room may come out with. `paper_points`: those counted on the wall; `version`: of its words.

    `theme_id`: the theme that a person made of it.
    """

    __tablename__ = "workshop_candidate"
    __table_args__ = (sa.CheckConstraint("paper_points >= 0", "paper_points_are_not_negative"),)

    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    paper_points: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)

    workshop: Mapped[Workshop] = relationship(lazy="raise_on_sql")


class Idea(Identified, Base):
    """A card: sent from a seat, or typed from paper by `actor_id`.

    `candidate_id`: where it lies on the board. `set_aside`: no longer on the board, kept all the same.
    """

    __tablename__ = "workshop_idea"
    __table_args__ = (
        sa.CheckConstraint("seat_id IS NULL OR actor_id IS NULL", "from_a_seat_or_from_paper"),
        sa.Index("ix_workshop_idea_board", "workshop_id", "candidate_id", "id"),
    )

    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id"))
    table: Mapped[int | None] = mapped_column("table_number")
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workshop_seat.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    set_aside: Mapped[bool] = mapped_column(default=False)
    candidate_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("workshop_candidate.id", ondelete="SET NULL"), index=True
    )
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)

    workshop: Mapped[Workshop] = relationship(lazy="raise_on_sql")


class Point(Base):
    """One of the points of a seat, by its number: the database itself knows no more of them than the workshop gives."""

    __tablename__ = "workshop_point"
    __table_args__ = (
        sa.ForeignKeyConstraint(["workshop_id", "most"], ["workshop.id", "workshop.points"]),
        sa.CheckConstraint("number BETWEEN 1 AND most", "no_more_than_the_workshop_gives"),
        sa.Index("ix_workshop_point_workshop", "workshop_id", "most"),
        {"sqlite_with_rowid": False},
    )

    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop_seat.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int]
    most: Mapped[int]
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop_candidate.id"), index=True)
