"""A grouping, its rooms, who takes part, their wishes, and who goes with whom."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.db import Base, Identified
from consult.themes.models import Theme


class Grouping(Identified, Base):
    """The grouping of a consultation. `computed`: when people were last placed; `published`: since when they see it."""

    __tablename__ = "grouping"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), unique=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    computed: Mapped[datetime | None]
    published: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    rooms: Mapped[list["GroupRoom"]] = relationship(lazy="raise_on_sql", viewonly=True)


class GroupRoom(Base):
    """A theme on which a group works, and how many people it takes."""

    __tablename__ = "group_room"
    __table_args__ = (sa.CheckConstraint("0 <= least AND least <= most AND most > 0", "from_least_to_most"),)

    grouping_id: Mapped[int] = mapped_column(sa.ForeignKey("grouping.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)
    least: Mapped[int]
    most: Mapped[int]

    theme: Mapped[Theme] = relationship(lazy="raise_on_sql")


class Participant(Identified, Base):
    """Somebody to place: an account, or a name that the team wrote down. `seat_id` is the theme of their group.

    `why` is the reason in words; a seat given by hand stays when the rest is computed again.
    """

    __tablename__ = "group_participant"
    __table_args__ = (
        sa.UniqueConstraint("grouping_id", "user_id"),
        sa.Index("ix_group_participant_order", "grouping_id", "name", "id"),
    )

    grouping_id: Mapped[int] = mapped_column(sa.ForeignKey("grouping.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    organisation: Mapped[str] = mapped_column(sa.String(120), default="")
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    rank: Mapped[int | None]
    why: Mapped[str] = mapped_column(sa.String(2000), default="")
    by_hand: Mapped[bool] = mapped_column(default=False)

    grouping: Mapped[Grouping] = relationship(lazy="raise_on_sql")
    wishes: Mapped[list["Wish"]] = relationship(lazy="raise_on_sql", order_by="Wish.rank", viewonly=True)


class Wish(Base):
    """A theme that somebody wishes to work on; rank 1 is the dearest."""

    __tablename__ = "group_wish"
    __table_args__ = (sa.UniqueConstraint("participant_id", "rank"), sa.CheckConstraint("rank > 0", "ranks_from_one"))

    participant_id: Mapped[int] = mapped_column(
        sa.ForeignKey("group_participant.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)
    rank: Mapped[int]


class Tie(Base):
    """Two people to keep together, or apart; the lower number first."""

    __tablename__ = "group_tie"
    __table_args__ = (sa.CheckConstraint("first_id < second_id", "the_lower_number_first"),)

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("group_participant.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[int] = mapped_column(
        sa.ForeignKey("group_participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    together: Mapped[bool]
