"""Is a poll's journal what it says? Its lines, its leaves, its heads, and all that is stored beside it.

The lines are read by the program that everybody is given (`verify.py`); here they are compared with what only we hold:
whose vote it is, who voted in secret, which codes were used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import Base, db
from consult.votes import journal, merkle, verify
from consult.votes.models import Entry, Head, Poll, PollItem, Seat, Turnout, Vote


@dataclass(frozen=True)
class Difference:
    """What is stored, what is true, and a sentence; `name` is the place where it is stored."""

    name: str
    stored: int
    true: int
    sentence: str


@dataclass(frozen=True)
class Checked:
    """One poll, looked at from all sides."""

    poll_id: int
    lines: int
    heads: int
    differences: list[Difference]


def polls() -> Sequence[Poll]:
    """Every poll that has a journal, or votes that ought to have one."""
    voted = sa.select(PollItem.poll_id).join(Vote, Vote.item_id == PollItem.id)
    there = (Poll.id.in_(query) for query in (voted, sa.select(Entry.poll_id), sa.select(Turnout.poll_id)))
    return db.session.scalars(sa.select(Poll).where(sa.or_(Poll.size > 0, *there)).order_by(Poll.id)).all()


def check(poll: Poll) -> Checked:
    """Read the journal of a poll to its end and compare."""
    heads = {head.size: head.root for head in db.session.scalars(sa.select(Head).filter_by(poll_id=poll.id))}
    told = verify.Journal()
    told.poll = poll.id
    found = list(_lines(poll, told, dict(heads)))
    if all(one.name != "vote_entry.order" for one in found):  # else nobody knows what it says
        found += _beside(poll, told)
    return Checked(poll.id, told.size, len(heads), found)


def _lines(poll: Poll, told: verify.Journal, heads: dict[int, str]) -> Iterator[Difference]:
    """Read the lines into `told`, up to the first one that cannot be."""
    lines = right = 0
    problem = ""
    query = sa.select(*Entry.__table__.c).where(Entry.poll_id == poll.id).order_by(Entry.number)
    for row in db.session.execute(query.execution_options(yield_per=journal.AT_ONCE)).mappings():
        lines += 1
        raw = journal.canonical(journal.public(dict(row)))
        right += merkle.leaf(raw) == row["leaf"]
        if not problem:
            problem = _read(told, raw)
        if not problem and heads.get(lines) == told.root():
            del heads[lines]
    if lines != poll.size:
        sentence = _("Le journal n’a pas le nombre de lignes annoncé.")
        yield Difference("poll.size", poll.size, lines, sentence)
    if right != lines:
        sentence = _("Des lignes du journal ont changé depuis qu’elles sont écrites.")
        yield Difference("vote_entry.leaf", lines, right, sentence)
    if problem:
        yield Difference("vote_entry.order", lines, told.size - 1, problem)
    elif heads:
        sentence = _("Des empreintes publiées ne sont pas celles du journal.")
        yield Difference("vote_head.root", len(heads), 0, sentence)


def _read(told: verify.Journal, raw: bytes) -> str:
    try:
        told.read(raw)
    except verify.Wrong as wrong:
        return str(wrong)
    return ""


def _beside(poll: Poll, told: verify.Journal) -> Iterator[Difference]:
    """What is stored beside the journal: votes or turnout, codes of a room, counts."""
    ballots = {name: ballot for name, ballot in told.ballots.items() if ballot and ballot["source"] == "web"}
    if poll.secret and (voted := _count(Turnout, poll_id=poll.id)) != len(ballots):
        sentence = _("Il n’y a pas autant de bulletins secrets que de personnes qui ont voté.")
        yield Difference("turnout", voted, len(ballots), sentence)
    votes = _votes(poll)
    if votes != ({} if poll.secret else {name: _state(ballot) for name, ballot in ballots.items()}):
        sentence = _("Les votes gardés ne sont pas ceux du journal.")
        yield Difference("vote_entry.ballots", len(votes), len(ballots), sentence)
    if poll.is_whole and (people := _people(poll)) != len(votes):
        sentence = _("Il n’y a pas autant de bulletins que de personnes.")
        yield Difference("vote.ballot", len(votes), people, sentence)
    rooms = sum(bool(ballot) and ballot["source"] == "room" for ballot in told.ballots.values())
    if (used := _count(Seat, poll_id=poll.id, used=True)) != rooms:
        sentence = _("Il n’y a pas autant de bulletins de la salle que de codes utilisés.")
        yield Difference("seat.used", used, rooms, sentence)


def _state(ballot: dict[str, Any]) -> tuple[dict[str, str], bool, str]:
    return ballot["choices"], ballot["cancelled"], ballot["receipt"]


def _votes(poll: Poll) -> dict[str, tuple[dict[str, str], bool, str]]:
    """What the rows of votes say: by ballot the marks, whether it is cancelled, and the receipt."""
    query = sa.select(Vote.ballot, Vote.item_id, Vote.mark, Vote.cancellation_id, Vote.receipt)
    query = query.join(PollItem, PollItem.id == Vote.item_id).where(PollItem.poll_id == poll.id)
    found: dict[str, tuple[dict[str, str], bool, str]] = {}
    for row in db.session.execute(query):
        marks, _cancelled, _receipt = found.setdefault(row.ballot, ({}, row.cancellation_id is not None, row.receipt))
        marks[str(row.item_id)] = row.mark
    return found


def _people(poll: Poll) -> int:
    query = sa.select(sa.func.count(Vote.voter_id.distinct())).join(PollItem, PollItem.id == Vote.item_id)
    return db.session.scalar(query.where(PollItem.poll_id == poll.id)) or 0


def _count(model: type[Base], **where: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**where)) or 0
