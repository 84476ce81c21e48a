"""Reading votes: one's own marks, and the truth behind the counters."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from consult.accounts.models import User
from consult.db import db
from consult.votes.models import Source, Tally, Vote


def marks_of(voter: User, items: Sequence[int]) -> dict[int, str]:
    """This voter's mark on each of these items, in one query."""
    if not voter.is_authenticated or not items:
        return {}
    query = sa.select(Vote.item_id, Vote.mark).where(Vote.voter_id == voter.id, Vote.item_id.in_(items))
    return {row.item_id: row.mark for row in db.session.execute(query)}


def support_of(item_id: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """SQL for the number of people in favour of an item, all sources together."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Tally.count), 0)).where(
        Tally.item_id == item_id, Tally.mark == "agree"
    )
    return query.scalar_subquery()


def wrong_tallies() -> Iterator[tuple[str, int, int, int]]:
    """Every count of web votes that differs from the votes: (name, item, stored, true)."""
    votes = (
        sa.select(Vote.item_id, Vote.mark, sa.func.count().label("n"))
        .group_by(Vote.item_id, Vote.mark)
        .subquery("votes")
    )
    stored = (
        sa.select(Tally.item_id, Tally.mark, Tally.count.label("n"))
        .where(Tally.source == Source.WEB)
        .subquery("stored")
    )
    same = sa.and_(stored.c.item_id == votes.c.item_id, stored.c.mark == votes.c.mark)
    query = sa.select(
        sa.func.coalesce(stored.c.item_id, votes.c.item_id),
        sa.func.coalesce(stored.c.mark, votes.c.mark),
        sa.func.coalesce(stored.c.n, 0),
        sa.func.coalesce(votes.c.n, 0),
    ).select_from(sa.outerjoin(stored, votes, same, full=True))
    for item_id, mark, kept, true in db.session.execute(query):
        if kept != true:
            yield f"tally.{mark}", item_id, kept, true
