"""What the organisers put to the vote, and its options."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import Base, Identified, db
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.votes.models import Poll, PollItem


class Audience(StrEnum):
    """Who may vote."""

    MEMBERS = "members"
    EARLIER_MEMBERS = "earlier-members"
    CONTRIBUTORS = "contributors"


class PublicPoll(Identified, Base):
    """One poll of a consultation. Until it is published only the team sees it."""

    __tablename__ = "public_poll"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    published: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    poll: Mapped[Poll] = relationship(lazy="raise_on_sql")
    options: Mapped[list["Option"]] = relationship(lazy="raise_on_sql", order_by="Option.position, Option.item_id")

    def includes(self, person: User) -> bool:
        """Whether this person is among those who may vote. The poll must be loaded."""
        match self.audience:
            case Audience.MEMBERS:
                return True
            case Audience.EARLIER_MEMBERS:
                return (
                    person.confirmed is not None and self.poll.opens is not None and person.confirmed < self.poll.opens
                )
            case Audience.CONTRIBUTORS:
                return bool(db.session.scalar(sa.select(_contributed(self.consultation_id, person.id))))


def _contributed(consultation_id: int, user_id: int) -> sa.ColumnElement[bool]:
    def said(model: Any) -> sa.Exists:
        mine = (model.consultation_id == consultation_id, model.author_id == user_id)
        return sa.exists().where(*mine, model.visibility == Visibility.PUBLISHED)

    return sa.or_(said(Proposal), said(Comment))


class Option(Base):
    """One option of a poll: its own words, or a proposal's. Its cost, in a budget, is the item's."""

    __tablename__ = "poll_option"

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), primary_key=True)
    public_poll_id: Mapped[int] = mapped_column(sa.ForeignKey("public_poll.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)

    item: Mapped[PollItem] = relationship(lazy="raise_on_sql")


kinds.register(
    "poll",
    PublicPoll,
    label=_l("scrutin"),
    title=lambda p: p.title,
    endpoint="polls.show",
    arguments=lambda p: {"poll_id": p.id},
    load=lambda: (joinedload(PublicPoll.consultation),),
    words=lambda p: p.text,
)
