"""The ways a French document writes a moment."""

from datetime import UTC, datetime

import pytest

from consult.imports import dates


@pytest.mark.parametrize(
    "line",
    [
        "24/07/2014 - 11:05:42",
        "24/07/2014 - 11:05:42  ",
        "24 juillet/2014 - 11:05:42",
        "24 juillet 2014 à 11h05:42",
        "24/07/2014 - 11 h 05 mn 42 s",
        "24/07/2014 - 11 h 5 mn 42 s",
        "**24/07/2014 - 11:05:42**",
        "Le 24/07/2014 à 11:05:42",
    ],
)
def test_a_date_line_is_read_in_paris_to_the_second(line: str) -> None:
    read = dates.date_line(line)
    assert read is not None
    assert read.moment == datetime(2014, 7, 24, 9, 5, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "usual"),
    [("24/07/2014 - 11:05:42", True), ("6 octobre/2014 - 19:39:07", False), ("24/07/2014 - 11 h 05", False)],
)
def test_an_unusual_date_is_told_apart(line: str, usual: bool) -> None:
    read = dates.date_line(line)
    assert read is not None
    assert read.usual is usual


@pytest.mark.parametrize(
    "line", ["31/02/2014 - 11:05:42", "12/07/2014 - 25:00:00", "3 brumaire/2014 - 11:05:42", "01/01/0000 - 00:00:00"]
)
def test_a_date_that_no_calendar_has_is_a_date_line_without_moment(line: str) -> None:
    assert dates.date_line(line) == dates.DateLine(None, dates.date_line(line).usual)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line", ["", "24/07/2014", "Rendez-vous le 24/07/2014 - 11:05:42 à la mairie", "11:05:42", "drikc7"]
)
def test_other_lines_are_no_dates(line: str) -> None:
    assert dates.date_line(line) is None


@pytest.mark.parametrize("length", [*range(4, 18), 19, 20])
def test_the_beginning_of_a_date_is_recognised(length: int) -> None:
    assert dates.cut_date_line("24/07/2014 - 11:05:42"[:length])


def test_winter_and_summer_time_are_told_apart() -> None:
    assert dates.moment("12/01/2014 10:00") == datetime(2014, 1, 12, 9, tzinfo=UTC)
    assert dates.moment("12/07/2014 10:00") == datetime(2014, 7, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-09-26T02:27:54+0200", datetime(2015, 9, 26, 0, 27, 54, tzinfo=UTC)),
        ("2019-01-17 10:38:20 +0100", datetime(2019, 1, 17, 9, 38, 20, tzinfo=UTC)),
        ("2019-01-17 10:38:20 UTC", datetime(2019, 1, 17, 10, 38, 20, tzinfo=UTC)),
        ("2019-01-17 10:38:20", datetime(2019, 1, 17, 9, 38, 20, tzinfo=UTC)),
        ("2019-01-17", datetime(2019, 1, 17, tzinfo=UTC)),
        ("17/01/2019", datetime(2019, 1, 17, tzinfo=UTC)),
        ("1er février 2019", datetime(2019, 2, 1, tzinfo=UTC)),
        ("hier", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_cells_of_tables_are_read(text: str, moment: datetime | None) -> None:
    assert dates.moment(text) == moment
