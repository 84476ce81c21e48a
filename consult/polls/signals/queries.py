"""Reading the votes of a poll for the signs of a campaign, and what its items are called."""

from collections.abc import Iterable

import sqlalchemy as sa

from consult.accounts.models import AccountSession, User
from consult.db import db
from consult.polls.models import PublicPoll
from consult.polls.signals.cancellations import Place
from consult.polls.signals.finding import Row, Signal, signals
from consult.proposals.models import Proposal
from consult.votes.models import PollItem, Vote


def of_place(place: Place) -> list[Signal]:
    """The questions that the votes raise now. The poll must be loaded, and be one that tells."""
    return signals(rows(place.poll_id), whole=isinstance(place, PublicPoll))


def rows(poll_id: int) -> list[Row]:
    """Every vote that counts and has a voter, with the age of the account, its mail provider, and its network.

    The network is that of the latest session that had begun; who has logged out since has none.
    """
    network = sa.select(AccountSession.network).order_by(AccountSession.created.desc()).limit(1)
    network = network.where(AccountSession.user_id == Vote.voter_id, AccountSession.created <= Vote.created)
    query = sa.select(
        Vote.item_id, Vote.voter_id, Vote.mark, Vote.created, User.created, User.email, network.scalar_subquery()
    )
    query = query.join(PollItem, PollItem.id == Vote.item_id).join(User, User.id == Vote.voter_id)
    query = query.where(PollItem.poll_id == poll_id, Vote.cancellation_id.is_(None))
    query = query.order_by(Vote.item_id, Vote.voter_id)
    return [
        Row(item, voter, mark, cast, joined, (email or "").rpartition("@")[2].lower(), network or "")
        for item, voter, mark, cast, joined, email, network in db.session.execute(query)
    ]


def titles(place: Place, items: Iterable[int]) -> dict[int, str]:
    """What these items are called: options of a poll, or proposals of a consultation. Options must be loaded."""
    if isinstance(place, PublicPoll):
        return {option.item_id: option.title for option in place.options}
    query = sa.select(Proposal.poll_item_id, Proposal.title).where(Proposal.poll_item_id.in_(set(items)))
    return {row.poll_item_id: row.title for row in db.session.execute(query)}
