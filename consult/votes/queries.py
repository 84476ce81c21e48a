"""Reading votes: one's own marks, and the truth behind the counters."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from consult.accounts.models import User
from consult.db import db
from consult.votes import journal
from consult.votes.models import Act, Poll, PollItem, Source, Tally, Turnout, Vote


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


def wrong_tallies() -> Iterator[tuple[str, int, int, int]]:
    """Every stored count that differs from the votes: (name, item, stored, true). In one pass over each table."""
    source = sa.case((Vote.cancellation_id.is_(None), Source.WEB.value), else_=Source.CANCELLED.value)
    votes = (
        sa.select(
            Vote.item_id, source.label("source"), Vote.mark, sa.literal(0).label("kept"), sa.literal(1).label("real")
        )
        .join(PollItem, PollItem.id == Vote.item_id)
        .join(Poll, Poll.id == PollItem.poll_id)
        .where(Poll.opens.is_(None))
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
    """Every poll whose journal differs from its votes, or whose lines do not follow one another.

    As (name, poll, what the journal says, what is true).
    """
    for poll in db.session.scalars(sa.select(Poll).where(Poll.size > 0)):
        lines = 0
        ballots: dict[str, dict[str, str]] = {}
        for lines, line in enumerate(journal.lines(poll.id), 1):  # noqa: B007  how many there were
            if line["source"] is Source.WEB and line["act"] in {Act.CAST, Act.CHANGE}:
                ballots[line["ballot"]] = line["choices"]
            elif line["act"] is Act.WITHDRAW:
                ballots.pop(line["ballot"], None)
        if lines != poll.size:
            yield "poll.size", poll.id, poll.size, lines
        if not poll.secret and (votes := _ballots(poll)) != ballots:
            yield "vote_entry.ballots", poll.id, len(ballots), len(votes)
        if poll.secret and (voted := _turnout(poll)) != len(ballots):
            yield "turnout", poll.id, len(ballots), voted


def _ballots(poll: Poll) -> dict[str, dict[str, str]]:
    query = sa.select(Vote.ballot, Vote.item_id, Vote.mark).join(PollItem, PollItem.id == Vote.item_id)
    found: dict[str, dict[str, str]] = {}
    for row in db.session.execute(query.where(PollItem.poll_id == poll.id)):
        found.setdefault(row.ballot, {})[str(row.item_id)] = row.mark
    return found


def _turnout(poll: Poll) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Turnout).filter_by(poll_id=poll.id)) or 0
