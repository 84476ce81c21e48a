"""Fixtures of the polls."""

from collections.abc import Iterator

import pytest

from consult.votes import results


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    """Each test has a clean database, in which the same numbers mean other polls."""
    results._outcome.cache_clear()
    yield
