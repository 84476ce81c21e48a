"""Voting in a room: codes for seats, ballots from phones, ballots on paper, and what the projector shows of them.

A code is on paper only: the database keeps its hash, and nothing joins it to what was voted with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.polls.models import PublicPoll
from consult.votes import services as votes
from consult.votes.methods import Choices
from consult.votes.models import Act, Entry, Poll, PollItem, Seat, Source, Vote
from consult.votes.seats import printed

MOST_SEATS = 200  # on one printed sheet


def make_seats(one: PublicPoll, *, actor: User, count: int) -> list[str]:
    """New codes for a room, as they are printed: « abcd-efgh ». They cannot be read again. The poll must be loaded."""
    if not 0 < count <= MOST_SEATS:
        raise RuleBroken(_("Demandez de 1 à %(most)s codes à la fois.", most=MOST_SEATS))
    if one.poll.is_closed:
        raise RuleBroken(_("Ce scrutin est clos : des codes n’y serviraient plus."))
    codes = votes.make_seats(one.poll, count)
    record(Action.POLL_SEATED, one, actor=actor, count=count)
    return [printed(code) for code in codes]


def vote(one: PublicPoll, *, code: str, choices: Choices) -> str:
    """Record the ballot of one seat; return its receipt. The poll must be loaded."""
    if one.published is None:
        raise RuleBroken(_("Ce scrutin n’est pas encore publié."))
    return votes.cast_from_seat(one.poll, code=code, choices=choices)


def enter_paper(one: PublicPoll, *, actor: User, choices: Choices, count: int) -> None:
    """Count so many identical ballots that came on paper. The poll must be loaded."""
    ballot = votes.record_paper(one.poll, choices=choices, count=count)
    record(Action.POLL_PAPER_ENTERED, one, actor=actor, ballot=ballot, count=count)


def remove_paper(one: PublicPoll, *, actor: User, ballot: str) -> None:
    """Take back what was entered. The poll must be loaded."""
    votes.take_back_paper(one.poll, ballot=ballot)
    record(Action.POLL_PAPER_REMOVED, one, actor=actor, ballot=ballot)


@dataclass(frozen=True)
class Seats:
    """How many codes there are, and how many have served."""

    made: int
    used: int


def seats(poll: Poll) -> Seats:
    """The codes of a poll."""
    used = sa.func.coalesce(sa.func.sum(sa.case((Seat.used, 1), else_=0)), 0)
    row = db.session.execute(sa.select(sa.func.count(), used).where(Seat.poll_id == poll.id)).one()
    return Seats(*row)


def received(poll: Poll) -> dict[Source, int]:
    """How many ballots count now, by where they come from: those withdrawn or cancelled are not among them."""
    signed = sa.case((Entry.act == Act.CAST, Entry.count), (Entry.act == Act.WITHDRAW, -Entry.count), else_=0)
    rows = db.session.execute(
        sa.select(Entry.source, sa.func.sum(signed)).where(Entry.poll_id == poll.id).group_by(Entry.source)
    )
    found = {source: int(total) for source, total in rows}
    cancelled = sa.select(sa.func.count(sa.distinct(Vote.ballot))).join(PollItem, PollItem.id == Vote.item_id)
    cancelled = cancelled.where(PollItem.poll_id == poll.id, Vote.cancellation_id.is_not(None))
    found[Source.WEB] = found.get(Source.WEB, 0) - (db.session.scalar(cancelled) or 0)
    return {source: found.get(source, 0) for source in (Source.WEB, Source.ROOM, Source.PAPER)}


def cast_in_room(poll: Poll, receipt: str) -> Choices | None:
    """What was recorded from a seat under this receipt."""
    query = sa.select(Entry.choices).filter_by(poll_id=poll.id, receipt=receipt, source=Source.ROOM, act=Act.CAST)
    found: Mapping[str, str] | None = db.session.scalar(query)
    return None if found is None else {int(item): mark for item, mark in found.items()}


@dataclass(frozen=True)
class Paper:
    """Identical ballots on paper, entered at once."""

    ballot: str
    choices: Choices
    count: int
    entered: datetime | None
    by: str


def papers(one: PublicPoll) -> Sequence[Paper]:
    """What was entered from paper and not taken back, the latest first. The poll must be loaded."""
    gone = sa.select(Entry.ballot).filter_by(poll_id=one.poll_id, source=Source.PAPER, act=Act.WITHDRAW)
    query = sa.select(Entry.ballot, Entry.choices, Entry.count.label("copies"))
    query = query.where(Entry.poll_id == one.poll_id, Entry.source == Source.PAPER, Entry.act == Act.CAST)
    query = query.where(Entry.ballot.not_in(gone))
    rows = db.session.execute(query.order_by(Entry.number.desc())).all()
    acts = _entered(one)
    return [
        Paper(
            row.ballot,
            {int(item): mark for item, mark in row.choices.items()},
            row.copies,
            *acts.get(row.ballot, (None, "")),
        )
        for row in rows
    ]


def _entered(one: PublicPoll) -> dict[str, tuple[datetime, str]]:
    """When and by whom each ballot was entered: the journal names no moment, the register of acts does."""
    query = sa.select(AuditEntry.details, AuditEntry.created, User.name).join(User, User.id == AuditEntry.actor_id)
    query = query.where(
        AuditEntry.kind == PublicPoll.__tablename__,
        AuditEntry.thing_id == one.id,
        AuditEntry.action == Action.POLL_PAPER_ENTERED,
    )
    return {row.details["ballot"]: (row.created, row.name) for row in db.session.execute(query)}
