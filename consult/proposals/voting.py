"""A proposal as a vote looks at it: plain values, in one statement.

Votes come by the thousand, and what the session loads and keeps costs it three times as much as the same rows.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.consultations.models import Calendar, Consultation, Phase, State, Stretch
from consult.db import columns, execute
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.votes.held import HeldItem, HeldPoll
from consult.votes.models import Poll, PollItem


@dataclass
class OpenStretch(Stretch):
    """A phase."""

    opens: datetime
    closes: datetime | None
    activities: str


@dataclass
class OpenCalendar(Calendar):
    """A consultation."""

    state: State
    phases: list[OpenStretch]


@dataclass
class VotedProposal:
    """A proposal that everybody may read."""

    id: int
    visibility: Visibility
    author_id: int | None
    consultation_id: int
    consultation: OpenCalendar
    poll_item: HeldItem


_PROPOSAL, _ITEM = columns(Proposal, VotedProposal), columns(PollItem, HeldItem)
_POLL, _STATE, _PHASE = columns(Poll, HeldPoll), Consultation.__table__.c.state, columns(Phase, OpenStretch)
_FIRST_OF_ITEM = len(_PROPOSAL)
_FIRST_OF_POLL = _FIRST_OF_ITEM + len(_ITEM)
_PLACE_OF_STATE = _FIRST_OF_POLL + len(_POLL)

# One row for each phase. On SQLite whoever votes is alone already.
_FOR_VOTE = (
    sa.select(*_PROPOSAL, *_ITEM, *_POLL, _STATE, *_PHASE)
    .select_from(Proposal)
    .join(PollItem, PollItem.id == Proposal.poll_item_id)
    .join(Poll, Poll.id == PollItem.poll_id)
    .join(Consultation, Consultation.id == Proposal.consultation_id)
    .outerjoin(Phase, Phase.consultation_id == Consultation.id)
    .where(
        Proposal.id == sa.bindparam("proposal"),
        Proposal.visibility == Visibility.PUBLISHED,
        Consultation.is_published,
    )
    .with_for_update(of=Poll)
)


def read(proposal_id: int) -> VotedProposal | None:
    """The proposal, if everybody may read it; whoever else votes in its poll waits until this transaction ends."""
    rows = execute(_FOR_VOTE, {"proposal": proposal_id}).all()
    if not rows:
        return None
    first, after = rows[0], _PLACE_OF_STATE + 1
    phases = [OpenStretch(*row[after:]) for row in rows if row[after] is not None]
    calendar = OpenCalendar(first[_PLACE_OF_STATE], phases)
    poll = HeldPoll(*first[_FIRST_OF_POLL:_PLACE_OF_STATE])
    item = HeldItem(*(*first[_FIRST_OF_ITEM:_FIRST_OF_POLL], poll))
    return VotedProposal(*(*first[:_FIRST_OF_ITEM], calendar, item))
