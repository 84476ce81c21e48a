"""What the database layer promises on both databases."""

import pytest

from consult import clock
from consult.db import insert_once
from consult.web.guards import SentForm


@pytest.mark.both
def test_inserting_once_says_whether_it_was_inserted(db, engine):
    row = {"key": "une clé", "location": "", "created": clock.now()}
    assert [insert_once(SentForm, **row) for _ in range(3)] == [True, False, False]
