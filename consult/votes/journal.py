"""The journal of a poll: one line for every act on a ballot, sealed into a tree whose root is published.

A line names no person and no moment: who knows all accounts, all choices and all public files still cannot say whose
line it is. The voter alone holds the receipt, which is random.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from consult import clock
from consult.db import db, execute, insert_once
from consult.votes import merkle
from consult.votes.held import HeldPoll
from consult.votes.models import Act, Entry, Head, Poll, PollItem, Source, random_name

AT_ONCE = 5_000  # lines held in memory
EVERY = timedelta(hours=1)  # between two heads of a poll that is open

# On tables, not on models: the session has nothing to learn from these, and they come by the thousand.
_polls: Any = Poll.__table__
_next_number = sa.update(_polls).where(_polls.c.id == sa.bindparam("poll"))
_next_number = _next_number.values(size=_polls.c.size + 1).returning(_polls.c.size)
_insert: Any = sa.insert(Entry.__table__)  # type: ignore[arg-type]


def write(
    poll: Poll | HeldPoll,
    act: Act,
    *,
    ballot: str,
    choices: Mapping[int, str],
    source: Source = Source.WEB,
    count: int = 1,
) -> str:
    """Add a line; return its receipt. Numbers follow one another: the poll's row is held until the commit."""
    if poll.opens is not None and poll.size == 0 and act is not Act.OPEN:
        _write_rules(poll)
    return _append(poll, act, ballot, {str(item): mark for item, mark in sorted(choices.items())}, source, count)


def _append(poll: Poll | HeldPoll, act: Act, ballot: str, choices: dict[str, str], source: Source, count: int) -> str:
    number = execute(_next_number, {"poll": poll.id}).scalar_one()
    if loaded := db.session.identity_map.get(identity_key(Poll, poll.id)):
        set_committed_value(loaded, "size", number)
    receipt = random_name()
    line = {
        "poll_id": poll.id,
        "number": number,
        "act": act,
        "source": source,
        "ballot": ballot,
        "receipt": receipt,
        "count": count,
        "choices": choices,
    }
    execute(_insert, line | {"leaf": merkle.leaf(canonical(public(line)))})
    return receipt


def _write_rules(poll: Poll | HeldPoll) -> None:
    """The first line says under which rules people vote: they are frozen from here on."""
    rows = db.session.execute(sa.select(PollItem.id, PollItem.cost).filter_by(poll_id=poll.id).order_by(PollItem.id))
    rules = {
        "method": poll.method_name.value,
        "counting": poll.counting,
        "max_items": poll.max_items,
        "points": poll.points,
        "max_points": poll.max_points,
        "budget": poll.budget,
        "threshold": poll.threshold,
        "items": " ".join(f"{item}:{cost or 0}" for item, cost in rows),
    }
    said = {name: str(value) for name, value in rules.items() if value not in {None, ""}}
    _append(poll, Act.OPEN, random_name(), said, Source.WEB, 1)


def public(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line as everybody may read it."""
    names = ("act", "ballot", "choices", "count", "number", "receipt", "source")
    return {"poll": line["poll_id"]} | {name: line[name] for name in names}


def canonical(line: Mapping[str, Any]) -> bytes:
    """A line as the bytes that are hashed: JSON with sorted names, no spaces, in UTF-8."""
    return json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def lines(poll_id: int, size: int | None = None) -> Iterator[dict[str, Any]]:
    """All lines of a poll's journal or the first ones, in order, as everybody may read them."""
    query = sa.select(*Entry.__table__.c).where(Entry.poll_id == poll_id).order_by(Entry.number)
    if size is not None:
        query = query.where(Entry.number <= size)
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)).mappings():
        yield public(dict(row))


def latest(poll: Poll) -> bytes:
    """The hash of the last line of a poll's journal; empty where there is none."""
    return db.session.scalar(sa.select(Entry.leaf).filter_by(poll_id=poll.id, number=poll.size)) or b""


def root(poll_id: int) -> str:
    """The root of the tree over the whole journal, in hexadecimal."""
    query = sa.select(Entry.leaf).where(Entry.poll_id == poll_id).order_by(Entry.number)
    return merkle.root(db.session.scalars(query.execution_options(yield_per=AT_ONCE))).hex()


def publish_head(poll: Poll) -> None:
    """Publish the root of the journal as it stands, unless it is published already."""
    if poll.size:
        insert_once(Head, poll_id=poll.id, size=poll.size, root=root(poll.id), created=clock.now())


def publish_heads() -> int:
    """Publish the root of every journal that has grown since its last one, an hour ago or more; return how many.

    What has closed is published at once. A secret poll is silent until then: the sizes of its heads, with their dates,
    would say about when a line was written.
    """
    newest = sa.select(sa.func.max(Head.size)).where(Head.poll_id == Poll.id).scalar_subquery()
    recent = sa.exists().where(Head.poll_id == Poll.id, Head.created > clock.now() - EVERY)
    closed = sa.and_(Poll.closes.is_not(None), Poll.closes <= clock.now())
    due = sa.or_(closed, sa.and_(~recent, ~Poll.secret))
    grown = db.session.scalars(sa.select(Poll).where(Poll.size > sa.func.coalesce(newest, 0), due)).all()
    for poll in grown:
        publish_head(poll)
    return len(grown)
