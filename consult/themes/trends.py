"""A theme over time: how many proposals and comments each week, or each month where that is a long time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from consult.comments.models import Comment
from consult.db import db
from consult.kinds import Visibility
from consult.proposals.models import Proposal

WEEKS = 26  # beyond which months are counted
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
    proposals = _by_day(sa.select(sa.func.date(Proposal.published), sa.func.count()).where(*inside))
    said = sa.select(sa.func.date(Comment.created), sa.func.count())
    said = said.join(Proposal, Proposal.thread_id == Comment.thread_id)
    comments = _by_day(said.where(*inside, Comment.visibility == Visibility.PUBLISHED))
    days = sorted({*proposals, *comments})
    if not days:
        return Trend([], False)
    monthly = (days[-1] - days[0]).days > 7 * WEEKS
    starts = list(_starts(days[0], days[-1], monthly))[-MOST:]
    one, other = (_in_periods(counts, monthly) for counts in (proposals, comments))
    return Trend([Period(start, one[start], other[start]) for start in starts], monthly)


def _by_day(query: sa.Select[Any]) -> dict[date, int]:
    """Counts by day; SQLite gives days as text."""
    rows = db.session.execute(query.group_by(sa.literal_column("1")))
    return {date.fromisoformat(str(day)): count for day, count in rows}


def _first_day(day: date, monthly: bool) -> date:
    return day.replace(day=1) if monthly else day - timedelta(days=day.weekday())


def _starts(first: date, last: date, monthly: bool) -> Iterable[date]:
    start = _first_day(first, monthly)
    while start <= last:
        yield start
        start = _first_day(start + timedelta(days=32 if monthly else 7), monthly)


def _in_periods(counts: dict[date, int], monthly: bool) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, count in counts.items():
        found[_first_day(day, monthly)] += count
    return found
