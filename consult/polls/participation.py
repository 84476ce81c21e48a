"""Reading who voted what: one's own ballot, all one's votes, what was cancelled, what was published of the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.db import db
from consult.policy import readable
from consult.polls.models import PublicPoll
from consult.proposals.models import Proposal
from consult.votes.models import Cancellation, Entry, Head, Poll, PollItem, Turnout, Vote
from consult.web.pagination import Page, paginate


@dataclass(frozen=True)
class Cast:
    """A ballot as its voter may read it again. A secret one cannot be found: it has no marks and no receipt."""

    marks: Mapping[int, str]
    receipt: str | None = None
    when: datetime | None = None
    is_cancelled: bool = False


def ballot_of(one: PublicPoll, voter: User) -> Cast | None:
    """What this person has voted in a poll; None where nothing. Its poll must be loaded."""
    if not voter.is_authenticated:
        return None
    if one.poll.secret:
        return Cast({}) if db.session.get(Turnout, (one.poll_id, voter.id)) else None
    query = sa.select(Vote).join(PollItem, PollItem.id == Vote.item_id)
    votes = db.session.scalars(query.where(PollItem.poll_id == one.poll_id, Vote.voter_id == voter.id)).all()
    return _cast(votes) if votes else None


def _cast(votes: Sequence[Vote]) -> Cast:
    return Cast(
        {vote.item_id: vote.mark for vote in votes},
        votes[0].receipt,
        max(vote.created for vote in votes),
        any(vote.cancellation_id for vote in votes),
    )


def marks_on_receipt(poll_id: int, receipt: str) -> Mapping[int, str]:
    """What the line of the journal says that has this receipt."""
    query = sa.select(Entry.choices).filter_by(poll_id=poll_id, receipt=receipt)
    return {int(item): mark for item, mark in (db.session.scalar(query) or {}).items()}


def ballots_of(voter: User) -> list[tuple[PublicPoll, Cast]]:
    """All polls in which this person has a ballot, the latest poll first, each with it."""
    by_poll: dict[int, list[Vote]] = {}
    query = sa.select(PollItem.poll_id, Vote).join(PollItem, PollItem.id == Vote.item_id)
    query = query.join(PublicPoll, PublicPoll.poll_id == PollItem.poll_id).where(Vote.voter_id == voter.id)
    for poll_id, vote in db.session.execute(query):
        by_poll.setdefault(poll_id, []).append(vote)
    secret = set(db.session.scalars(sa.select(Turnout.poll_id).filter_by(voter_id=voter.id)))
    polls = sa.select(PublicPoll).where(PublicPoll.poll_id.in_(by_poll.keys() | secret))
    polls = polls.options(joinedload(PublicPoll.poll), joinedload(PublicPoll.consultation))
    return [
        (one, Cast({}) if one.poll_id in secret else _cast(by_poll[one.poll_id]))
        for one in db.session.scalars(polls.order_by(PublicPoll.id.desc()))
    ]


def votes_on_proposals(voter: User, *, after: str | None, size: int) -> tuple[Page[Vote], Mapping[int, Proposal]]:
    """One page of this person's votes on proposals that can be read, the latest first; and the proposals by item."""
    query = sa.select(Vote).join(Proposal, Proposal.poll_item_id == Vote.item_id)
    query = query.where(Vote.voter_id == voter.id, readable(Proposal, voter))
    votes = paginate(query, [(Vote.created, True), (Vote.item_id, True)], after=after, size=size)
    wanted = sa.select(Proposal).where(Proposal.poll_item_id.in_([vote.item_id for vote in votes.items]))
    return votes, {p.poll_item_id: p for p in db.session.scalars(wanted.options(joinedload(Proposal.consultation)))}


def voted_in(polls: Sequence[PublicPoll], voter: User) -> set[int]:
    """In which of these polls this person has voted, by the polls' own numbers (`Poll.id`)."""
    if not voter.is_authenticated or not polls:
        return set()
    numbers = [one.poll_id for one in polls]
    query = sa.select(PollItem.poll_id).join(Vote, Vote.item_id == PollItem.id)
    open_ones = query.where(PollItem.poll_id.in_(numbers), Vote.voter_id == voter.id)
    secret_ones = sa.select(Turnout.poll_id).where(Turnout.poll_id.in_(numbers), Turnout.voter_id == voter.id)
    return set(db.session.scalars(sa.union(open_ones, secret_ones)))


def cancellations(poll: Poll) -> Sequence[Cancellation]:
    """What was taken out of the result and why, the latest first."""
    query = sa.select(Cancellation).filter_by(poll_id=poll.id).order_by(Cancellation.id.desc())
    return db.session.scalars(query).all()


def heads(poll: Poll, size: int = 200) -> Sequence[Head]:
    """What was published of a poll's journal, the latest first."""
    return db.session.scalars(sa.select(Head).filter_by(poll_id=poll.id).order_by(Head.size.desc()).limit(size)).all()
