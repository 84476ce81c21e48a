"""Fixtures of the polls."""

import pytest

from consult.votes import results


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Each test has a clean database, in which the same numbers mean other polls."""
    results._outcome.cache_clear()
