"""Hours as people say them: ends before starts, midnight, the nights on which clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from consult.programme import times
from consult.programme.times import BadTime

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 11, 12)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_slot_is_a_stretch_of_its_day(app):
    with app.test_request_context():
        slot = times.slot(DAY, time(14), time(15, 30), PARIS)
        assert (slot.starts, slot.ends, slot.remarks) == (utc(2026, 11, 12, 13), utc(2026, 11, 12, 14, 30), ())
        assert times.slot(DAY, time(14), None, PARIS).ends is None


@pytest.mark.parametrize(
    ("start", "end"), [(time(14), time(13)), (time(14), time(14)), (time(17), time(1)), (time(22), time(7))]
)
def test_an_end_before_the_start_is_refused_beside_its_field(app, start, end):
    with app.test_request_context(), pytest.raises(BadTime) as refusal:
        times.slot(DAY, start, end, PARIS)
    assert refusal.value.field == "end"


def test_an_evening_may_end_after_midnight(app):
    with app.test_request_context():
        slot = times.slot(DAY, time(22), time(1), PARIS)
        assert slot.ends == utc(2026, 11, 13, 0)
        assert len(slot.remarks) == 1


def test_the_nights_on_which_clocks_change(app):
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    with app.test_request_context():
        with pytest.raises(BadTime, match="02:30 n’existe pas le 29/03/2026"):
            times.slot(spring, time(2, 30), time(4), PARIS)
        with pytest.raises(BadTime, match="n’existe pas") as refusal:
            times.slot(date(2026, 3, 28), time(23), time(2, 30), PARIS)
        assert refusal.value.field == "end"
        assert times.slot(spring, time(1), time(4), PARIS).ends == utc(2026, 3, 29, 2), "two hours and not three"
        twice = times.slot(autumn, time(2, 30), time(4), PARIS)
        assert twice.starts == utc(2026, 10, 25, 0, 30), "the first of the two"
        assert len(twice.remarks) == 1


def test_the_small_hours_belong_to_the_evening_before():
    assert times.programme_day(utc(2026, 11, 12, 23, 30), PARIS) == DAY
    assert times.programme_day(utc(2026, 11, 13, 3), PARIS) == date(2026, 11, 13)
    halves = [times.half_day(utc(2026, 11, 12, hour), PARIS).value for hour in (2, 3, 10, 11, 16, 17, 23)]
    assert halves == ["evening", "morning", "morning", "afternoon", "afternoon", "evening", "evening"]


@pytest.mark.parametrize(
    ("cell", "said"), [("14:00", time(14)), ("9h30", time(9, 30)), ("14h", time(14)), ("08 : 05", time(8, 5))]
)
def test_hours_are_read_as_offices_write_them(app, cell, said):
    assert times.read_time(cell, "start") == said


@pytest.mark.parametrize("cell", ["25:00", "midi", "14:60", "-1:00", ""])
def test_what_is_no_hour_is_refused(app, cell):
    with app.test_request_context(), pytest.raises(BadTime):
        times.read_time(cell, "start")
