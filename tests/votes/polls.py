"""Polls for the tests, their items and their voters, made through the services; and what the journal says of them."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from consult import clock
from consult.db import db
from consult.votes import journal, services
from consult.votes.models import Act, MethodName, Poll, PollItem, Source, Vote


def make_poll(
    method: MethodName = MethodName.SUPPORT, *, items: int = 3, costs: tuple[int, ...] = (), **rules: Any
) -> Poll:
    """A poll with a clock of its own, open since an hour ago unless told otherwise; its items are loaded."""
    poll = services.open_poll(method, **{"opens": clock.now() - timedelta(hours=1)} | rules)
    db.session.add(poll)
    for place in range(len(costs) or items):
        db.session.add(services.add_item(poll, cost=costs[place] if costs else None))
    db.session.flush()
    db.session.refresh(poll, ["items"])
    return poll


def item_ids(poll: Poll) -> list[int]:
    """The numbers of its items, in order."""
    return list(db.session.scalars(sa.select(PollItem.id).filter_by(poll_id=poll.id).order_by(PollItem.id)))


def acts(poll: Poll) -> list[str]:
    """What its journal tells, line by line, without the rules."""
    return [line["act"].value for line in journal.lines(poll.id) if line["act"] is not Act.OPEN]


def votes_in(poll: Poll) -> dict[tuple[int, int], str]:
    """Every vote: the mark by voter and item."""
    query = sa.select(Vote.voter_id, Vote.item_id, Vote.mark).join(PollItem, PollItem.id == Vote.item_id)
    return {
        (row.voter_id, row.item_id): row.mark for row in db.session.execute(query.where(PollItem.poll_id == poll.id))
    }


def counts(item: PollItem, *sources: Source) -> dict[str, int]:
    """The stored counts of an item, read afresh."""
    db.session.refresh(item, ["tallies"])
    return item.counts(*sources)


def plain(sentence: object) -> str:
    """A sentence with ordinary spaces where French has those that keep a sign beside its word."""
    return str(sentence).replace("\u00a0", " ").replace("\u202f", " ")
