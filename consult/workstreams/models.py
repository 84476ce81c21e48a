"""Work streams, their themes, members, projects and news.

What members share (`Shared`) is for everybody, or for members alone.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.comments.models import Thread
from consult.consultations.models import Consultation
from consult.db import Base, Identified
from consult.kinds import Contribution
from consult.proposals.models import Proposal
from consult.themes.models import Theme


class StreamState(StrEnum):
    """Whether people can still join and propose."""

    OPEN = "open"
    CLOSED = "closed"


class MemberState(StrEnum):
    """Where a person stands in a work stream."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class ProjectState(StrEnum):
    """How far a project is."""

    IDEA = "idea"
    STARTED = "started"
    READY = "ready"
    DROPPED = "dropped"


class Audience(StrEnum):
    """For whom something was written."""

    PUBLIC = "public"
    MEMBERS = "members"


AUDIENCES: dict[Audience, LazyString] = {
    Audience.PUBLIC: _l("Tout le monde"),
    Audience.MEMBERS: _l("Les membres du chantier et l’équipe"),
}
STREAM_STATES: dict[StreamState, LazyString] = {StreamState.OPEN: _l("Ouvert"), StreamState.CLOSED: _l("Terminé")}
PROJECT_STATES: dict[ProjectState, LazyString] = {
    ProjectState.IDEA: _l("Idée"),
    ProjectState.STARTED: _l("En cours"),
    ProjectState.READY: _l("Prêt"),
    ProjectState.DROPPED: _l("Abandonné"),
}


class WorkStreamTheme(Base):
    """A theme out of which a work stream was opened."""

    __tablename__ = "workstream_theme"

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)


class WorkStream(Identified, Base):
    """A group that builds something. Its charter: aim, publics, place, guiding principle, and more in Markdown.

    It owns a thread, in which its members talk. `version` counts its changes.
    """

    __tablename__ = "workstream"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "slug"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(160))
    aim: Mapped[str] = mapped_column(sa.String(500), default="")
    publics: Mapped[str] = mapped_column(sa.String(300), default="")
    place: Mapped[str] = mapped_column(sa.String(160), default="")
    principle: Mapped[str] = mapped_column(sa.String(300), default="")
    charter: Mapped[str] = mapped_column(sa.Text, default="")
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"), unique=True)
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    state: Mapped[StreamState] = mapped_column(default=StreamState.OPEN)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    facilitator: Mapped[User | None] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    themes: Mapped[list[Theme]] = relationship(
        secondary="workstream_theme", lazy="raise_on_sql", order_by=(Theme.position, Theme.id), passive_deletes=True
    )
    members: Mapped[list["Member"]] = relationship(
        lazy="raise_on_sql", order_by="Member.created, Member.id", viewonly=True
    )

    @property
    def is_open(self) -> bool:
        """Whether people can still join and propose."""
        return self.state is StreamState.OPEN

    def member(self, user_id: int | None) -> "Member | None":
        """Where this person stands in it, if anywhere. Members must be loaded."""
        return next((m for m in self.members if m.user_id == user_id), None) if user_id else None

    def has_member(self, user_id: int | None) -> bool:
        """Whether this person was accepted. Members must be loaded."""
        found = self.member(user_id)
        return found is not None and found.state is MemberState.ACCEPTED


class Member(Identified, Base):
    """A person in a work stream, or on the way into it. `answer` is what the facilitator told them.

    Who has no account here has a name that somebody wrote down.
    """

    __tablename__ = "workstream_member"
    __table_args__ = (
        sa.UniqueConstraint("workstream_id", "user_id"),
        sa.CheckConstraint("user_id IS NOT NULL OR name != ''", "somebody_or_a_name"),
    )

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[MemberState] = mapped_column(default=MemberState.ASKED)
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    motivation: Mapped[str] = mapped_column(sa.String(500), default="")
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    answered: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def called(self) -> str:
        """Their pseudonym, or the name that somebody wrote down. The account must be loaded."""
        return self.user.name if self.user else self.name


class Shared(Contribution):
    """What belongs to a work stream and is written for everybody, or for its members alone.

    `version` counts its changes.
    """

    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def workstream_id(cls) -> Mapped[int]:
        """The work stream."""
        return mapped_column(sa.ForeignKey("workstream.id"))

    @declared_attr
    def workstream(cls) -> Mapped[WorkStream]:
        """The same, as a row."""
        return relationship(WorkStream, lazy="raise_on_sql")

    @property
    def facilitator_id(self) -> int | None:
        """Who leads the work stream it belongs to, which must be loaded."""
        return self.workstream.facilitator_id

    @property
    def is_for_members(self) -> bool:
        """Whether only members and the team read it."""
        return self.audience is Audience.MEMBERS

    @classmethod
    def open_to(cls, viewer: Any) -> sa.ColumnElement[bool]:
        """For everybody, or for a member, or for whoever leads the work stream."""
        public = cls.audience == Audience.PUBLIC
        if not viewer.is_authenticated:
            return public
        here = Member.workstream_id == cls.workstream_id
        member = sa.exists().where(here, Member.user_id == viewer.id, Member.state == MemberState.ACCEPTED)
        leads = sa.exists().where(WorkStream.id == cls.workstream_id, WorkStream.facilitator_id == viewer.id)
        return sa.or_(public, member, leads)


class Project(Identified, Contribution, Base):
    """Something a work stream prepares. `version` counts its changes."""

    __tablename__ = "project"
    __table_args__ = (sa.Index("ix_project_workstream_id", "workstream_id", "id"),)

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    audience: Mapped[str] = mapped_column(sa.String(300), default="")
    lead: Mapped[str] = mapped_column(sa.String(300), default="")
    partners: Mapped[str] = mapped_column(sa.String(1000), default="")
    needs: Mapped[str] = mapped_column(sa.String(1000), default="")
    territory: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.IDEA)
    version: Mapped[int] = mapped_column(default=1)

    workstream: Mapped[WorkStream] = relationship(lazy="raise_on_sql")
    proposals: Mapped[list[Proposal]] = relationship(
        secondary="project_proposal", lazy="raise_on_sql", order_by=Proposal.id
    )

    @property
    def facilitator_id(self) -> int | None:
        """Who leads the work stream it belongs to, which must be loaded."""
        return self.workstream.facilitator_id

    @property
    def is_idea(self) -> bool:
        """Whether it is still only an idea."""
        return self.state is ProjectState.IDEA


class ProjectProposal(Base):
    """A proposal from which a project comes."""

    __tablename__ = "project_proposal"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True, index=True)


class News(Identified, Shared, Base):
    """What a work stream tells."""

    __tablename__ = "news"
    __table_args__ = (sa.Index("ix_news_workstream_id", "workstream_id", "created", "id"),)

    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    edited: Mapped[datetime | None]


kinds.register(
    "workstream",
    WorkStream,
    label=_l("chantier"),
    title=lambda w: w.title,
    endpoint="workstreams.show",
    arguments=lambda w: {"workstream_id": w.id},
    load=lambda: (joinedload(WorkStream.consultation),),
)
kinds.register(
    "project",
    Project,
    label=_l("projet"),
    title=lambda p: p.title,
    endpoint="projects.show",
    arguments=lambda p: {"project_id": p.id},
    load=lambda: (joinedload(Project.author), joinedload(Project.consultation)),
    words=lambda p: "\n\n".join(filter(None, (p.description, p.audience, p.lead, p.partners, p.needs, p.territory))),
)
kinds.register(
    "news",
    News,
    label=_l("nouvelle"),
    title=lambda n: n.title,
    endpoint="workstreams.show",
    arguments=lambda n: {"workstream_id": n.workstream_id, "_anchor": f"news-{n.id}"},
    load=lambda: (joinedload(News.author), joinedload(News.consultation)),
)
