"""The two statements on which "only one" rests, on both databases."""

from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock
from consult.db import insert_once, upsert
from consult.web.limits import Attempt


@pytest.mark.both
def test_insert_once_says_whether_it_inserted(db: Any, engine: str) -> None:
    row = {"source": "somebody", "window": clock.now()}
    assert [insert_once(Attempt, **row, count=n) for n in (1, 2, 3)] == [True, False, False]
    assert db.session.scalars(sa.select(Attempt.count)).all() == [1]


@pytest.mark.both
def test_upsert_inserts_then_changes(db: Any, engine: str) -> None:
    row = {"source": "somebody", "window": clock.now()}
    for _ in range(3):
        upsert(Attempt, row, {"count": Attempt.count + 1})
    assert db.session.scalars(sa.select(Attempt.count)).all() == [3]
