"""Polls, their items, the votes and their counts."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base, Identified, created_at
from consult.votes.methods import METHODS, Method


class MethodName(StrEnum):
    """The methods a poll can have; each is a class in methods.py."""

    SUPPORT = "support"
    POSITION = "position"


class Source(StrEnum):
    """Where a count comes from; each is counted apart and shown."""

    WEB = "web"
    IMPORTED = "imported"


class Poll(Identified, Base):
    """What is put to the vote, by one method. Its owner says when it is open."""

    __tablename__ = "poll"

    method_name: Mapped[MethodName]

    @property
    def method(self) -> Method:
        """The method's rules."""
        return METHODS[self.method_name]


class PollItem(Identified, Base):
    """One thing that can be voted on. `support` is kept for the owners' lists."""

    __tablename__ = "poll_item"

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), index=True)

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql")
    tallies: Mapped[list["Tally"]] = relationship(lazy="raise_on_sql", viewonly=True)

    def counts(self, *sources: Source) -> dict[str, int]:
        """How many gave each mark, over these sources or all. Tallies must be loaded."""
        counts: dict[str, int] = {}
        for tally in self.tallies:
            if not sources or tally.source in sources:
                counts[tally.mark] = counts.get(tally.mark, 0) + tally.count
        return counts


class Vote(Base):
    """One voter's mark on one item: narrow on purpose."""

    __tablename__ = "vote"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    mark: Mapped[str] = mapped_column(sa.String(16))
    created: Mapped[created_at]


class Tally(Base):
    """How many gave this mark to this item, by source."""

    __tablename__ = "tally"
    __table_args__ = (sa.CheckConstraint("count >= 0", "count_is_not_negative"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_item.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    count: Mapped[int] = mapped_column(default=1)
