"""Reading votes: one's own marks, and the truth behind the counters."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from consult.accounts.models import User
from consult.db import db
from consult.votes import checking
from consult.votes.models import Poll, PollItem, Source, Tally, Vote


def marks_of(voter: User, items: Sequence[int]) -> dict[int, str]:
    """This voter's mark on each of these items, in one query."""
    if not voter.is_authenticated or not items:
        return {}
    query = sa.select(Vote.item_id, Vote.mark).where(Vote.voter_id == voter.id, Vote.item_id.in_(items))
    return {row.item_id: row.mark for row in db.session.execute(query)}


def support_of(item_id: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """SQL for the number of people in favour of an item, all sources together."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Tally.count), 0)).where(
        Tally.item_id == item_id, Tally.mark == "agree", Tally.source != Source.CANCELLED
    )
    return query.scalar_subquery()


def telling(items: Collection[int]) -> set[int]:
    """Those of these items whose poll may tell its result now."""
    query = sa.select(PollItem.id).join(Poll, Poll.id == PollItem.poll_id).where(PollItem.id.in_(items), Poll.tells)
    return set(db.session.scalars(query))


def wrong_tallies() -> Iterator[tuple[str, int, int, int]]:
    """Every stored count that differs from the votes: (name, item, stored, true). In one pass over each table."""
    source = sa.case((Vote.cancellation_id.is_(None), Source.WEB.value), else_=Source.CANCELLED.value)
    votes = (
        sa.select(
            Vote.item_id, source.label("source"), Vote.mark, sa.literal(0).label("kept"), sa.literal(1).label("real")
        )
        .join(PollItem, PollItem.id == Vote.item_id)
        .join(Poll, Poll.id == PollItem.poll_id)
        .where(Poll.opens.is_(None), Poll.tells)
    )
    stored = sa.select(Tally.item_id, sa.cast(Tally.source, sa.String), Tally.mark, Tally.count, sa.literal(0)).where(
        Tally.source.in_([Source.WEB, Source.CANCELLED])
    )
    both = sa.union_all(votes, stored).subquery()
    kept, true = sa.func.sum(both.c.kept), sa.func.sum(both.c.real)
    query = sa.select(both.c.item_id, both.c.mark, kept, true).group_by(both.c.item_id, both.c.source, both.c.mark)
    for item_id, mark, told, found in db.session.execute(query.having(kept != true)):
        yield f"tally.{mark}", item_id, int(told), int(found)


def wrong_journals() -> Iterator[tuple[str, int, int, int]]:
    """Every poll whose journal differs from what is stored beside it: (name, poll, stored, true)."""
    for poll in checking.polls():
        for one in checking.check(poll).differences:
            yield one.name, poll.id, one.stored, one.true
