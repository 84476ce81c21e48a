"""Reading contests: the queue, those of a proposal."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.contests.models import Contest, Outcome
from consult.web.pagination import Page, paginate


def _read(consultation_id: int, viewer: Any) -> sa.Select[Any]:
    query = visible(sa.select(Contest, Proposal).join(Contest.proposal), viewer)
    query = query.where(Contest.consultation_id == consultation_id)
    options = (contains_eager(Contest.proposal), joinedload(Contest.author), joinedload(Contest.wish))
    listed: sa.Select[Any] = query.with_only_columns(Contest).options(*options, joinedload(Contest.decider))
    return listed


def waiting(consultation_id: int, *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Contest]:
    """One page of the contests that wait for a decision, the oldest first; of what was withdrawn or merged, none."""
    shown = (Contest.outcome == Outcome.WAITING, Proposal.visibility == Visibility.PUBLISHED)
    query = _read(consultation_id, viewer).where(*shown)
    return paginate(query, [(Contest.id, False)], after=after, size=size)


def decided(consultation_id: int, *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Contest]:
    """One page of those that were decided, the latest first."""
    query = _read(consultation_id, viewer).where(Contest.outcome != Outcome.WAITING)
    return paginate(query, [(Contest.id, True)], after=after, size=size)


def get(consultation_id: int, contest_id: int, *, viewer: Any) -> Contest:
    """A contest of this consultation, or the 404 page."""
    query = _read(consultation_id, viewer).where(Contest.id == contest_id)
    contest: Contest = found(db.session.scalars(query).one_or_none())
    return contest


def of_proposal(proposal_id: int) -> Sequence[Contest]:
    """The contests of a proposal, the first one first."""
    return db.session.scalars(sa.select(Contest).filter_by(proposal_id=proposal_id).order_by(Contest.id)).all()
