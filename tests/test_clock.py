"""The day it is: where the instance is, not in UTC."""

from datetime import UTC, date, datetime

import pytest

from consult import clock
from consult.synthesis import booklet
from tests.factories import make_consultation


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_a_day_begins_at_midnight_where_the_instance_is(db, moment, day):
    with clock.at(moment):
        assert clock.today() == day


def test_what_is_printed_after_midnight_bears_the_new_day(db):
    consultation = make_consultation()
    with clock.at(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)):
        assert booklet.booklet(consultation).date == date(2026, 1, 2)
