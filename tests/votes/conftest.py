"""Fixtures of the votes."""

from datetime import datetime, timedelta

import pytest

from consult import clock


@pytest.fixture
def tomorrow() -> datetime:
    """A moment that has not come."""
    return clock.now() + timedelta(days=1)
