"""Dates as people read them: what closes at midnight is open until the day before."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.web.languages import last_day, last_moment

MIDNIGHT = datetime(2026, 12, 3, 23, 0, tzinfo=UTC)  # the 4th of December begins in Paris
AFTERNOON = datetime(2026, 12, 4, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "locale", "day", "whole"),
    [
        (MIDNIGHT, "fr", "3 décembre 2026", "3 décembre 2026 à minuit"),
        (MIDNIGHT, "en", "December 3, 2026", "December 3, 2026 at midnight"),
        (AFTERNOON, "fr", "4 décembre 2026", "4 décembre 2026 à 14:05"),
        (AFTERNOON, "en", "December 4, 2026", "4 December 2026 at 14:05"),
    ],
)
def test_the_last_day_and_moment_are_told(app: Flask, moment: datetime, locale: str, day: str, whole: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert (last_day(moment), last_moment(moment)) == (day, whole)
