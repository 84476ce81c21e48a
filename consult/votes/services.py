"""Casting, changing and withdrawing a vote."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters
from consult.accounts.models import User
from consult.db import db, upsert
from consult.errors import RuleBroken
from consult.votes.models import MethodName, Poll, PollItem, Source, Tally, Vote


def open_poll(method: MethodName) -> Poll:
    """A new poll; its owner keeps it."""
    return Poll(method_name=method)


def add_item(poll: Poll) -> PollItem:
    """A new item to vote on; its owner keeps it."""
    return PollItem(poll=poll)


def cast_vote(item: PollItem, *, voter: User, mark: str | None) -> None:
    """Record this voter's mark, in place of an earlier one; None withdraws it. The item's poll must be loaded.

    Raises RuleBroken for a mark that the method does not know. The caller has checked that the vote is open.
    """
    if mark is not None and mark not in {m.key for m in item.poll.method.marks}:
        raise RuleBroken(_("Ce choix n’existe pas pour ce vote."))
    before = _lock_mark(item, voter)
    if before == mark:
        return
    if mark is None:
        db.session.execute(sa.delete(Vote).filter_by(item_id=item.id, voter_id=voter.id))
    else:
        upsert(Vote, {"item_id": item.id, "voter_id": voter.id}, {"mark": mark, "created": clock.now()})
    _count(item, before, -1)
    _count(item, mark, +1)
    _follow(item)


def _lock_mark(item: PollItem, voter: User) -> str | None:
    """The voter's present mark.

    On PostgreSQL the item is locked first, so that two votes of one person wait in line.
    """
    db.session.execute(sa.select(PollItem.id).filter_by(id=item.id).with_for_update())
    return db.session.scalar(sa.select(Vote.mark).filter_by(item_id=item.id, voter_id=voter.id))


def _count(item: PollItem, mark: str | None, change: int) -> None:
    if mark is not None:
        keys = {"item_id": item.id, "source": Source.WEB, "mark": mark}
        if change > 0:
            upsert(Tally, keys, {"count": Tally.count + 1})
        else:
            db.session.execute(sa.update(Tally).filter_by(**keys).values(count=Tally.count - 1))


def record_imported_totals(item: PollItem, counts: Mapping[str, int]) -> None:
    """Keep totals that come from elsewhere, apart from the votes of people here."""
    for mark, count in counts.items():
        upsert(Tally, {"item_id": item.id, "source": Source.IMPORTED, "mark": mark}, {"count": count})
    _follow(item)


def _follow(item: PollItem) -> None:
    db.session.expire(item, ["tallies"])
    counters.follow(PollItem, item.id)
