"""Polls and their rules, their items, the votes, their counts, and the journal of all that was cast."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult import clock
from consult.db import Base, Identified, append_only, created_at
from consult.votes.methods import METHODS, Method, Rules


class MethodName(StrEnum):
    """The methods a poll can have; each is a class in methods.py."""

    SUPPORT = "support"
    POSITION = "position"
    POINTS = "points"
    RANKING = "ranking"
    JUDGEMENT = "judgement"
    BUDGET = "budget"


class Source(StrEnum):
    """Where a count comes from; each is counted apart and shown. Cancelled votes are out of the result."""

    WEB = "web"
    ROOM = "room"
    PAPER = "paper"
    IMPORTED = "imported"
    CANCELLED = "cancelled"


def random_name() -> str:
    """128 random bits: a name that leads to nobody."""
    return secrets.token_hex(16)


class Terms:
    """What a poll's columns say of it, however they were read."""

    if TYPE_CHECKING:
        method_name: Any
        opens: Any
        closes: Any
        max_items: Any
        points: Any
        max_points: Any
        budget: Any
        sealed: Any
        secret: Any
        counted: Any

    @property
    def method(self) -> Method:
        """The method of counting."""
        return METHODS[self.method_name]

    @property
    def rules(self) -> Rules:
        """What limits one ballot."""
        return Rules(self.max_items, self.points, self.max_points, self.budget)

    @property
    def is_whole(self) -> bool:
        """Whether a ballot is cast as one; otherwise each item is voted on by itself."""
        return self.opens is not None or self.method.whole

    @property
    def is_open(self) -> bool:
        """Whether its own clock lets people vote now: from the second it opens, until the second it closes."""
        return (self.opens is None or self.opens <= clock.now()) and not self.is_closed

    @property
    def is_closed(self) -> bool:
        """Whether its own clock has ended it."""
        return self.closes is not None and clock.now() >= self.closes

    @hybrid_property
    def tells(self) -> bool:
        """Whether its result may be told: a sealed or secret poll is silent until it closes, for everybody."""
        if not (self.sealed or self.secret):
            return True
        return self.is_closed and (self.opens is not None or self.counted is not None)

    @tells.inplace.expression
    @classmethod
    def _tells(cls) -> sa.ColumnElement[bool]:
        ready = sa.or_(cls.opens.is_not(None), cls.counted.is_not(None))
        # Asked anew each time: a statement that is kept must not keep the moment in which it was put together.
        now = sa.bindparam("moment", callable_=clock.now, type_=cls.closes.type, unique=True)
        return sa.or_(~(cls.sealed | cls.secret), sa.and_(cls.closes <= now, ready))


class Poll(Terms, Identified, Base):
    """What is put to the vote, by one method and under fixed rules. Its owner points at it.

    Where `opens` is empty the owner says when one may vote (the phases of a consultation).
    `counting` names the rule of counting where the method has several, `threshold` the score it asks for; `size` is
    the length of the journal. Where `opens` is empty and the poll is sealed, no count is stored before it closes;
    `counted` is when its votes were.
    """

    __tablename__ = "poll"
    __table_args__ = (
        sa.CheckConstraint("closes IS NULL OR opens < closes", "opens_before_it_closes"),
        sa.CheckConstraint("NOT (sealed OR secret) OR closes IS NOT NULL", "what_is_sealed_has_an_end"),
        sa.CheckConstraint("NOT secret OR opens IS NOT NULL", "what_is_secret_has_a_clock"),
        sa.CheckConstraint("max_items > 0", "max_items_is_positive"),
        sa.CheckConstraint("points > 0", "points_are_positive"),
        sa.CheckConstraint("max_points > 0", "max_points_is_positive"),
        sa.CheckConstraint("budget > 0", "budget_is_positive"),
    )

    method_name: Mapped[MethodName]
    opens: Mapped[datetime | None]
    closes: Mapped[datetime | None]
    max_items: Mapped[int | None]
    points: Mapped[int | None]
    max_points: Mapped[int | None]
    budget: Mapped[int | None]
    threshold: Mapped[int | None]
    sealed: Mapped[bool] = mapped_column(default=False)
    secret: Mapped[bool] = mapped_column(default=False)
    counting: Mapped[str] = mapped_column(sa.String(32), default="")
    size: Mapped[int] = mapped_column(default=0)
    counted: Mapped[datetime | None]

    items: Mapped[list["PollItem"]] = relationship(lazy="raise_on_sql", order_by="PollItem.id", viewonly=True)


class PollItem(Identified, Base):
    """One thing that can be voted on. `cost` is for budgets, in whole units of money."""

    __tablename__ = "poll_item"
    __table_args__ = (sa.CheckConstraint("cost > 0", "cost_is_positive"),)

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), index=True)
    cost: Mapped[int | None]

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql")
    tallies: Mapped[list["Tally"]] = relationship(lazy="raise_on_sql", viewonly=True)

    def counts(self, *sources: Source) -> dict[str, int]:
        """How many gave each mark, over these sources or all that count. Tallies must be loaded."""
        wanted = sources or tuple(source for source in Source if source is not Source.CANCELLED)
        counts: dict[str, int] = {}
        for tally in self.tallies:
            if tally.source in wanted and tally.count:
                counts[tally.mark] = counts.get(tally.mark, 0) + tally.count
        return counts


class Vote(Base):
    """One voter's mark on one item. `ballot` names in the journal what was cast, `receipt` its latest line there."""

    __tablename__ = "vote"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    mark: Mapped[str] = mapped_column(sa.String(16))
    created: Mapped[created_at]
    ballot: Mapped[str] = mapped_column(sa.String(32), default=random_name)
    receipt: Mapped[str] = mapped_column(sa.String(32), default=random_name)
    cancellation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vote_cancellation.id"), index=True)


class Tally(Base):
    """How many gave this mark to this item, by source."""

    __tablename__ = "tally"
    __table_args__ = (sa.CheckConstraint("count >= 0", "count_is_not_negative"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    count: Mapped[int] = mapped_column(default=1)


class Act(StrEnum):
    """What a line of the journal tells."""

    OPEN = "open"
    CAST = "cast"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    RESTORE = "restore"


@append_only
class Entry(Base):
    """One line of a poll's journal: public once the poll may tell. It names no person and no moment.

    `choices` are marks by item number; for `open` the rules. `leaf` is its hash in the tree.
    """

    __tablename__ = "vote_entry"

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[Act]
    source: Mapped[Source]
    ballot: Mapped[str] = mapped_column(sa.String(32))
    receipt: Mapped[str] = mapped_column(sa.String(32), unique=True)
    count: Mapped[int] = mapped_column(default=1)
    choices: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


@append_only
class Head(Base):
    """The root of a poll's tree when its journal had this size: published, so that nobody can change what is below."""

    __tablename__ = "vote_head"

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    root: Mapped[str] = mapped_column(sa.String(64))
    created: Mapped[created_at]


class Turnout(Base):
    """Who has voted in a secret poll: apart from what was voted, without a date, in no order."""

    __tablename__ = "turnout"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)


class Seat(Base):
    """A code with which one person in a room votes once, without an account. The code itself is on paper only."""

    __tablename__ = "seat"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used: Mapped[bool] = mapped_column(default=False)


class Cancellation(Identified, Base):
    """Votes taken out of a result, with the reason; counted publicly, and undone the same way."""

    __tablename__ = "vote_cancellation"
    __table_args__ = (sa.CheckConstraint("reason != ''", "there_is_a_reason"),)

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(1000))
    count: Mapped[int]
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    undone: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
