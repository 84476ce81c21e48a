"""Consultations, their sections and their phases."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from consult import clock, kinds
from consult.db import Base, Identified
from consult.policy import Activity
from consult.votes.models import Poll


class State(StrEnum):
    """Who reads a consultation: its staff, everybody, everybody as a thing of the past."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Moment(StrEnum):
    """Where a consultation stands in time."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


class Span:
    """What opens, and closes one day or never, however it was read."""

    if TYPE_CHECKING:
        opens: Any
        closes: Any

    @property
    def moment(self) -> Moment:
        """Where it stands in time: it is open at its first second, and over at its last."""
        now = clock.now()
        if now < self.opens:
            return Moment.COMING
        return Moment.OPEN if self.closes is None or now < self.closes else Moment.OVER

    @property
    def is_current(self) -> bool:
        """Whether it is open now."""
        return self.moment is Moment.OPEN


class Stretch(Span):
    """A span that opens activities."""

    if TYPE_CHECKING:
        activities: Any

    @property
    def opened(self) -> list[Activity]:
        """The activities that this phase opens."""
        return [Activity(name) for name in self.activities.split()]


class Calendar:
    """What says which activities are open. Its phases must be loaded."""

    if TYPE_CHECKING:
        state: Any
        phases: Any

    def is_open(self, activity: Activity) -> bool:
        """Whether a phase opens this activity now."""
        return self.state is State.PUBLISHED and any(p.is_current and activity in p.opened for p in self.phases)


class Consultation(Calendar, Span, Identified, Base):
    """One consultation. `poll` holds the votes on its proposals; nobody is told of them while `votes_sealed`.

    `elsewhere`: what was counted on the instance it was imported from and has no row here (votes, people…).
    """

    __tablename__ = "consultation"
    __table_args__ = (sa.CheckConstraint("closes IS NULL OR opens < closes", "opens_before_it_closes"),)

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    territory: Mapped[str] = mapped_column(sa.String(120), default="")
    organiser: Mapped[str] = mapped_column(sa.String(120), default="")
    state: Mapped[State] = mapped_column(default=State.DRAFT, index=True)
    opens: Mapped[datetime]
    closes: Mapped[datetime | None]
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), unique=True)
    elsewhere: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql", foreign_keys=[poll_id])
    sections: Mapped[list["Section"]] = relationship(lazy="raise_on_sql", order_by="Section.position, Section.id")
    phases: Mapped[list["Phase"]] = relationship(lazy="raise_on_sql", order_by="Phase.opens, Phase.id")

    @hybrid_property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.state is not State.DRAFT

    @is_published.inplace.expression
    @classmethod
    def _is_published(cls) -> sa.ColumnElement[bool]:
        return cls.state != State.DRAFT

    votes_sealed: Mapped[bool] = column_property(
        sa.exists().where(Poll.id == poll_id, Poll.sealed, Poll.counted.is_(None)).correlate_except(Poll)
    )

    @property
    def publisher(self) -> str:
        """Who signs its documents: whoever organises it, else where it is held, else its own name."""
        return self.organiser or self.territory or self.title


class Place(Identified, Base):
    """A place of the territory that proposals may name: a commune, a district, with its coordinates in degrees."""

    __tablename__ = "place"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "name"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", "latitude_is_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", "longitude_is_on_earth"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    latitude: Mapped[float]
    longitude: Mapped[float]


class Section(Identified, Base):
    """A part of the consultation in which proposals are made: « Enjeux », « Outils »…"""

    __tablename__ = "section"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "slug"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Phase(Stretch, Identified, Base):
    """A stretch of time in which some activities are open. `activities` holds their names, separated by spaces."""

    __tablename__ = "phase"
    __table_args__ = (
        sa.CheckConstraint("closes IS NULL OR opens < closes", "opens_before_it_closes"),
        sa.Index("ix_phase_consultation_id", "consultation_id"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    opens: Mapped[datetime]
    closes: Mapped[datetime | None]
    activities: Mapped[str] = mapped_column(sa.String(200), default="")


kinds.register(
    "consultation",
    Consultation,
    label=_l("consultation"),
    title=lambda c: c.title,
    endpoint="consultations.show",
    arguments=lambda c: {"slug": c.slug},
)
