"""Threads, comments and who they mention."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import InstrumentedAttribute, Mapped, joinedload, mapped_column, relationship

from consult import clock, counters, kinds, text
from consult.accounts.models import User
from consult.db import Base, Identified
from consult.kinds import Contribution, Visibility
from consult.votes.models import Poll, PollItem
from consult.votes.queries import support_of

EDIT_DELAY = timedelta(minutes=30)


class Stance(StrEnum):
    """The side a comment takes."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Thread(Identified, Base):
    """A place to discuss. `title` and `address` are its owner's, for those who come from a comment."""

    __tablename__ = "thread"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"))
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLISHED)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql")


class Comment(Identified, Contribution, Base):
    """What someone says in a thread.

    `root_id` is the comment at the head of the conversation, for replies of any depth.
    """

    __tablename__ = "comment"
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "external_key"),
        sa.CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", "a_reply_has_a_root"),
        sa.Index("ix_comment_thread_created", "thread_id", "root_id", "created", "id"),
        sa.Index("ix_comment_thread_support", "thread_id", "root_id", "support", "id"),
    )

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    stance: Mapped[Stance | None]
    is_team: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[datetime | None]
    external_key: Mapped[str | None] = mapped_column(sa.String(80))
    poll_item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), unique=True)
    support: Mapped[int] = mapped_column(default=0)

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    poll_item: Mapped[PollItem] = relationship(lazy="raise_on_sql")
    parent: Mapped["Comment | None"] = relationship(
        lazy="raise_on_sql", remote_side="Comment.id", foreign_keys=[parent_id]
    )
    mentions: Mapped[list["Mention"]] = relationship(lazy="raise_on_sql", viewonly=True)

    @classmethod
    def shown_in_context(cls) -> sa.ColumnElement[bool]:
        """A comment is shown where its thread is."""
        return cls.thread.has(visibility=Visibility.PUBLISHED)

    @property
    def is_editable(self) -> bool:
        """Whether its author may still change it."""
        return clock.now() - self.created < EDIT_DELAY


class Mention(Base):
    """Someone named with @ in a comment: the words that name them, and their account."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id"), primary_key=True)
    handle: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


def comments_in(thread_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """SQL for the number of comments that a thread shows."""
    query = sa.select(sa.func.count()).select_from(Comment)
    return query.where(Comment.thread_id == thread_id, Comment.visibility == Visibility.PUBLISHED).scalar_subquery()


counters.declare(Comment.support, support_of(Comment.poll_item_id), source=PollItem, key=Comment.poll_item_id)
kinds.register(
    "comment",
    Comment,
    label=_l("commentaire"),
    title=lambda c: text.excerpt(c.body, 80),
    endpoint="comments.show",
    arguments=lambda c: {"comment_id": c.id},
    changed=lambda c: counters.follow(Thread, c.thread_id),
    load=lambda: (joinedload(Comment.author), joinedload(Comment.thread), joinedload(Comment.consultation)),
)
