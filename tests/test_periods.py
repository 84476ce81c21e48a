"""What happened over time: days of the place where the instance is, in weeks or months without a gap."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult import periods
from consult.proposals.models import Proposal
from consult.synthesis import queries
from tests.factories import make_comment, make_consultation, make_proposal

# Full hours east and west, a half, three quarters, and one where the clock is put back by half an hour.
ZONES = (
    "Europe/Paris",
    "America/Cayenne",
    "Pacific/Marquesas",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@pytest.mark.both
def test_the_day_of_a_moment_is_that_of_the_place_in_the_database_as_elsewhere(db, engine):
    proposal = make_proposal()
    first = datetime(2026, 3, 28, 20, 0, 59, 999999, tzinfo=UTC)
    for hours in (*range(36), *range(24 * 210, 24 * 211)):  # about both changes of the clock
        for minutes in (14, 15, 29, 30):
            proposal.published = first + timedelta(hours=hours, minutes=minutes)
            db.session.flush()
            told = [sa.select(periods.local_date(Proposal.published, zone)).scalar_subquery() for zone in ZONES]
            assert tuple(db.session.execute(sa.select(*told)).one()) == tuple(
                proposal.published.astimezone(ZoneInfo(zone)).date() for zone in ZONES
            )


@pytest.mark.both
def test_what_is_written_after_midnight_counts_for_the_new_day(app, db, engine):
    place = make_consultation()
    proposal = make_proposal(place)
    proposal.published = datetime(2026, 1, 4, 22, 59, tzinfo=UTC)
    make_comment(proposal).created = datetime(2026, 1, 4, 23, 0, tzinfo=UTC)
    db.session.flush()
    days = {date(2026, 1, 4): 1, date(2026, 1, 5): 1}
    assert queries._days(place.id) == days
    assert periods.spread(days, periods.starts(days)) == [1, 1], "a Sunday, and the Monday after it"


def test_weeks_begin_on_monday_and_a_long_time_is_told_by_month():
    assert periods.starts([]) == []
    assert periods.starts([date(2026, 3, 4), date(2026, 3, 18)]) == [date(2026, 3, n) for n in (2, 9, 16)]
    assert periods.starts([date(2026, 1, 31), date(2026, 12, 1)]) == [date(2026, n, 1) for n in range(1, 13)]


@given(st.dictionaries(DAYS, st.integers(1, 9), min_size=1))
def test_everything_falls_in_one_period_and_periods_follow_each_other(counts):
    starts = periods.starts(counts)
    spread = periods.spread(counts, starts)
    assert sum(spread) == sum(counts.values())
    assert 0 not in (spread[0], spread[-1]), "from the first day to the last"
    longest = 31 if periods.by_month(counts) else 7
    assert all(1 <= (after - before).days <= longest for before, after in pairwise(starts))
    late = starts[len(starts) // 2 :]
    assert periods.spread(counts, late) == spread[len(starts) // 2 :]
