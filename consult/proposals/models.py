"""Proposals and their versions."""

import random
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import counters, kinds
from consult.comments.models import Thread, comments_in
from consult.consultations.models import Section
from consult.db import Base, Identified, created_at
from consult.kinds import READABLE, Contribution, Visibility
from consult.votes.models import PollItem
from consult.votes.queries import support_of

SHUFFLE_MAX = 2**31 - 1


class ProposalKind(StrEnum):
    """Who speaks: the organising team, or a citizen."""

    OFFICIAL = "official"
    CITIZEN = "citizen"


class Status(StrEnum):
    """What the organisers answered."""

    OPEN = "open"
    STUDIED = "studied"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


class Origin(StrEnum):
    """How it came in; each has the same dignity, and is shown."""

    WEB = "web"
    PAPER = "paper"
    MEETING = "meeting"
    IMPORT = "import"
    REWORK = "rework"


class Proposal(Identified, Contribution, Base):
    """One proposal, in its latest version. `shuffle` is its place in the random order.

    `superseded`: others took its place, as long as what was merged or split stands.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "external_key"),
        sa.CheckConstraint("(visibility = 'draft') = (published IS NULL)", "a_draft_has_no_date"),
        sa.Index("ix_proposal_recent", "consultation_id", "visibility", "published", "id"),
        sa.Index("ix_proposal_support", "consultation_id", "visibility", "support", "id"),
        sa.Index("ix_proposal_discussed", "consultation_id", "visibility", "comment_count", "id"),
        sa.Index("ix_proposal_shuffle", "consultation_id", "visibility", "shuffle", "id"),
        sa.Index("ix_proposal_section", "section_id", "visibility", "published", "id"),
        sa.Index("ix_proposal_theme", "theme_id", "visibility", "published", "id"),
    )

    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[ProposalKind] = mapped_column(default=ProposalKind.CITIZEN)
    section_id: Mapped[int | None] = mapped_column(sa.ForeignKey("section.id"))
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id"))
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    origin: Mapped[Origin] = mapped_column(default=Origin.WEB)
    published: Mapped[datetime | None]
    edited: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[Status] = mapped_column(default=Status.OPEN)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered: Mapped[datetime | None]
    external_key: Mapped[str | None] = mapped_column(sa.String(80))
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"), unique=True)
    poll_item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), unique=True)
    superseded: Mapped[bool] = mapped_column(default=False)
    support: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    shuffle: Mapped[int] = mapped_column(default=lambda: random.randint(0, SHUFFLE_MAX))  # noqa: S311  an order, no secret

    section: Mapped[Section | None] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    poll_item: Mapped[PollItem] = relationship(lazy="raise_on_sql")


class ProposalVersion(Base):
    """What a proposal said at some time. Append-only."""

    __tablename__ = "proposal_version"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    created: Mapped[created_at]


def settle(proposal: Proposal) -> None:
    """After its visibility or its place changed: its thread is read where it is. Its thread must be loaded."""
    readable = proposal.visibility in READABLE
    if readable:
        proposal.visibility = Visibility.SUPERSEDED if proposal.superseded else Visibility.PUBLISHED
    proposal.thread.visibility = Visibility.PUBLISHED if readable else proposal.visibility


counters.declare(Proposal.support, support_of(Proposal.poll_item_id), source=PollItem, key=Proposal.poll_item_id)
counters.declare(Proposal.comment_count, comments_in(Proposal.thread_id), source=Thread, key=Proposal.thread_id)
kinds.register(
    "proposal",
    Proposal,
    label=_l("proposition"),
    title=lambda p: p.title,
    endpoint="proposals.show",
    arguments=lambda p: {"proposal_id": p.id},
    changed=settle,
    load=lambda: (joinedload(Proposal.author), joinedload(Proposal.thread), joinedload(Proposal.consultation)),
)

__all__ = ["Origin", "Proposal", "ProposalKind", "ProposalVersion", "Status", "Visibility"]
