"""Work streams, their themes, members, projects and news."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
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
    """A group that builds something. `charter` is Markdown: aim, publics, principles. `version` counts its changes."""

    __tablename__ = "workstream"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "slug"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(160))
    charter: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(160), default="")
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    state: Mapped[StreamState] = mapped_column(default=StreamState.OPEN)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    facilitator: Mapped[User | None] = relationship(lazy="raise_on_sql")
    themes: Mapped[list[Theme]] = relationship(
        secondary="workstream_theme", lazy="raise_on_sql", order_by=(Theme.position, Theme.id), passive_deletes=True
    )
    members: Mapped[list["Member"]] = relationship(
        lazy="raise_on_sql", order_by="Member.created, Member.user_id", viewonly=True
    )

    @property
    def is_open(self) -> bool:
        """Whether people can still join and propose."""
        return self.state is StreamState.OPEN

    def member(self, user_id: int | None) -> "Member | None":
        """Where this person stands in it, if anywhere. Members must be loaded."""
        return next((m for m in self.members if m.user_id == user_id), None)

    def has_member(self, user_id: int | None) -> bool:
        """Whether this person was accepted. Members must be loaded."""
        found = self.member(user_id)
        return found is not None and found.state is MemberState.ACCEPTED


class Member(Identified, Base):
    """A person in a work stream, or on the way into it. `answer` is what the facilitator told them."""

    __tablename__ = "workstream_member"
    __table_args__ = (sa.UniqueConstraint("workstream_id", "user_id"),)

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    state: Mapped[MemberState] = mapped_column(default=MemberState.ASKED)
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    motivation: Mapped[str] = mapped_column(sa.String(500), default="")
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    answered: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


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


class News(Identified, Contribution, Base):
    """What a work stream tells."""

    __tablename__ = "news"
    __table_args__ = (sa.Index("ix_news_workstream_id", "workstream_id", "created", "id"),)

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    edited: Mapped[datetime | None]

    workstream: Mapped[WorkStream] = relationship(lazy="raise_on_sql")


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
