"""A theme over time: how many proposals and comments each week, or each month where that is a long time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult import periods
from consult.comments.models import Comment
from consult.kinds import Visibility
from consult.proposals.models import Proposal

MOST = 36  # periods shown: the latest


@dataclass(frozen=True)
class Period:
    """What was said in a week or a month that begins on this day."""

    start: date
    proposals: int
    comments: int


@dataclass(frozen=True)
class Trend:
    """Periods without a gap, the first one first."""

    periods: Sequence[Period]
    monthly: bool


def trend(theme_id: int) -> Trend:
    """What was said in a theme over time, in two queries."""
    inside = (Proposal.theme_id == theme_id, Proposal.visibility == Visibility.PUBLISHED)
    proposals = periods.counted(sa.select(periods.day(Proposal.published), sa.func.count()).where(*inside))
    said = sa.select(periods.day(Comment.created), sa.func.count())
    said = said.join(Proposal, Proposal.thread_id == Comment.thread_id)
    comments = periods.counted(said.where(*inside, Comment.visibility == Visibility.PUBLISHED))
    days = {*proposals, *comments}
    if not days:
        return Trend([], False)
    starts = periods.starts(days)[-MOST:]
    counts = zip(starts, periods.spread(proposals, starts), periods.spread(comments, starts), strict=True)
    return Trend([Period(*one) for one in counts], periods.by_month(days))
