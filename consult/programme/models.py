"""The programme of a consultation: its words, venues, rooms, speakers and sessions, and its releases."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, append_only, created_at
from consult.workstreams.models import Project


class Edition(Identified, Base):
    """What is said of a programme as a whole; `source_version` is that of the file it was last read from."""

    __tablename__ = "programme"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    acronym: Mapped[str] = mapped_column(sa.String(80), default="")
    zone: Mapped[str] = mapped_column(sa.String(64))
    source_version: Mapped[str] = mapped_column(sa.String(80), default="")
    starts: Mapped[date | None]
    ends: Mapped[date | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class Vocabulary(StrEnum):
    """The lists of words of a programme."""

    FORMAT = "format"
    PUBLIC = "public"
    TRACK = "track"
    TERRITORY = "territory"


VOCABULARIES: dict[Vocabulary, LazyString] = {
    Vocabulary.FORMAT: _l("Formats"),
    Vocabulary.PUBLIC: _l("Publics"),
    Vocabulary.TRACK: _l("Thèmes du programme"),
    Vocabulary.TERRITORY: _l("Territoire"),
}


class Term(Identified, Base):
    """A word of the programme: a format, a public, a theme of it, a place of the territory.

    A theme of the programme may point at a theme of the consultation.
    """

    __tablename__ = "programme_term"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "vocabulary", "name_key"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    vocabulary: Mapped[Vocabulary]
    name: Mapped[str] = mapped_column(sa.Text)
    name_key: Mapped[str] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(default=0)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)


class Venue(Identified, Base):
    """A building, a garden, a street: where rooms are. Hours are those of every day."""

    __tablename__ = "venue"
    __table_args__ = (
        sa.CheckConstraint("capacity >= 0", "capacity_is_not_negative"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", "latitude_is_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", "longitude_is_on_earth"),
        sa.Index("ix_venue_consultation_id", "consultation_id", "name"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(sa.String(160))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    territory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme_term.id", ondelete="SET NULL"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    capacity: Mapped[int | None]
    accessibility: Mapped[str] = mapped_column(sa.String(1000), default="")
    opens: Mapped[time | None]
    closes: Mapped[time | None]

    territory: Mapped[Term | None] = relationship(lazy="raise_on_sql")
    rooms: Mapped[list["Room"]] = relationship(lazy="raise_on_sql", order_by="Room.name, Room.id", viewonly=True)


class Room(Identified, Base):
    """A room; its venue may be unknown yet. `guid` and `extra` are what a file said of it."""

    __tablename__ = "room"
    __table_args__ = (
        sa.CheckConstraint("capacity >= 0", "capacity_is_not_negative"),
        sa.Index("ix_room_consultation_id", "consultation_id", "name"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(sa.Text)
    capacity: Mapped[int | None]
    guid: Mapped[str] = mapped_column(sa.String(36))
    extra: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    venue: Mapped[Venue | None] = relationship(lazy="raise_on_sql")


class SpeakerState(StrEnum):
    """Whether somebody said that they come."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"


SPEAKER_STATES: dict[SpeakerState, LazyString] = {
    SpeakerState.CONFIRMED: _l("Présence confirmée"),
    SpeakerState.TENTATIVE: _l("Sous réserve"),
}


class Speaker(Identified, Base):
    """Somebody who speaks, shows or plays. `key` is what tells them apart in the files they come from."""

    __tablename__ = "speaker"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "key"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    key: Mapped[str] = mapped_column(sa.String(300))
    guid: Mapped[str] = mapped_column(sa.String(36))
    name: Mapped[str] = mapped_column(sa.Text)
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[SpeakerState] = mapped_column(default=SpeakerState.CONFIRMED)
    biography: Mapped[str] = mapped_column(sa.Text, default="")
    extra: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class SessionSpeaker(Base):
    """Who speaks in a session, in the order of the poster."""

    __tablename__ = "session_speaker"

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(
        sa.ForeignKey("speaker.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)


class SessionPublic(Base):
    """A public to which a session speaks."""

    __tablename__ = "session_public"

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    term_id: Mapped[int] = mapped_column(
        sa.ForeignKey("programme_term.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Session(Identified, Base):
    """One session, in the draft. `abstract` is read in lists, `description` on its page.

    `day` is the one said where the hours are not known. `registration`: needed (True), not (False), not said (None).
    `published` is when a release held it first; `extra` is what a file said beside; `version` counts its changes.
    """

    __tablename__ = "session"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "guid"),
        sa.CheckConstraint("capacity >= 0", "capacity_is_not_negative"),
        sa.CheckConstraint("ends IS NULL OR starts < ends", "starts_before_it_ends"),
        sa.Index("ix_session_consultation_id", "consultation_id", "starts", "id"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    guid: Mapped[str] = mapped_column(sa.String(36))
    title: Mapped[str] = mapped_column(sa.Text)
    subtitle: Mapped[str] = mapped_column(sa.Text, default="")
    abstract: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    day: Mapped[date | None]
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue.id", ondelete="SET NULL"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id", ondelete="SET NULL"), index=True)
    format_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme_term.id", ondelete="SET NULL"), index=True)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme_term.id", ondelete="SET NULL"), index=True)
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    capacity: Mapped[int | None]
    registration: Mapped[bool | None]
    price: Mapped[str] = mapped_column(sa.String(120), default="")
    language: Mapped[str] = mapped_column(sa.Text, default="")
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    published: Mapped[datetime | None]
    extra: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    project: Mapped[Project | None] = relationship(lazy="raise_on_sql")
    speakers: Mapped[list[Speaker]] = relationship(
        secondary="session_speaker", lazy="raise_on_sql", order_by=SessionSpeaker.position, viewonly=True
    )
    publics: Mapped[list[Term]] = relationship(
        secondary="session_public", lazy="raise_on_sql", order_by=(Term.position, Term.id), viewonly=True
    )


@append_only
class Release(Identified, Base):
    """A programme as it was published: `content` as `content.as_json` wrote it, `changes` since the one before."""

    __tablename__ = "programme_release"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    number: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, deferred=True)

    actor: Mapped[User | None] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class Star(Base):
    """A session that somebody put in their own programme."""

    __tablename__ = "session_star"

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    created: Mapped[created_at]


kinds.register(
    "session",
    Session,
    label=_l("séance"),
    title=lambda s: s.title,
    endpoint="programme.session",
    arguments=lambda s: {"session_id": s.id},
    load=lambda: (joinedload(Session.consultation),),
    words=lambda s: "\n\n".join(filter(None, (s.abstract, s.description))),
)
