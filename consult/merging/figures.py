"""The facts behind the figures, read from the votes and from what was inherited; `standing` says what they mean."""

import sqlalchemy as sa

from consult.db import db
from consult.merging.models import InheritedSupport
from consult.merging.standing import Facts, Support, count
from consult.proposals.models import Proposal
from consult.votes.models import Vote

_item: sa.BindParameter[int] = sa.bindparam("item")
_proposal: sa.BindParameter[int] = sa.bindparam("proposal")
_here = InheritedSupport.proposal_id == _proposal
# Everybody who voted on the item or inherited the proposal, once.
_voted = (
    sa.select(
        Vote.voter_id.label("person"),
        Vote.mark.label("mark"),
        Vote.cancellation_id.is_not(None).label("cancelled"),
        InheritedSupport.person_id.is_not(None).label("inherited"),
        InheritedSupport.asked.is_not(None).label("asked"),
        InheritedSupport.answer.label("answer"),
    )
    .outerjoin(InheritedSupport, sa.and_(_here, InheritedSupport.person_id == Vote.voter_id))
    .where(Vote.item_id == _item)
)
_silent = sa.select(
    InheritedSupport.person_id,
    sa.cast(sa.null(), sa.String(16)),
    sa.false(),
    sa.true(),
    InheritedSupport.asked.is_not(None),
    InheritedSupport.answer,
).where(_here, ~sa.exists().where(Vote.item_id == _item, Vote.voter_id == InheritedSupport.person_id))
_everybody = sa.union_all(_voted, _silent).subquery()
_facts = (_everybody.c.mark, _everybody.c.cancelled, _everybody.c.inherited, _everybody.c.asked, _everybody.c.answer)
_EACH = sa.select(_everybody.c.person, *_facts)
_COUNTED = sa.select(sa.func.count(), *_facts).group_by(*_facts)
_ONE = _EACH.where(_everybody.c.person == sa.bindparam("who"))


def facts_of(proposal: Proposal) -> dict[int, Facts]:
    """What each person did at this proposal, by their number."""
    return {person: _read(*facts) for person, *facts in db.session.execute(_EACH, _names(proposal))}


def facts_of_one(proposal: Proposal, person_id: int) -> Facts:
    """What one person did there."""
    row = db.session.execute(_ONE, _names(proposal) | {"who": person_id}).one_or_none()
    return Facts() if row is None else _read(*row[1:])


def support_of(proposal: Proposal) -> Support:
    """How many people stand in each way at this proposal, in one query."""
    rows = db.session.execute(_COUNTED, _names(proposal))
    return count((_read(*facts), people) for people, *facts in rows)


def _names(proposal: Proposal) -> dict[str, int]:
    return {"item": proposal.poll_item_id, "proposal": proposal.id}


def _read(mark: str | None, cancelled: object, inherited: object, asked: object, answer: object) -> Facts:
    return Facts(mark, bool(cancelled), bool(inherited), bool(asked), answer)  # type: ignore[arg-type]
