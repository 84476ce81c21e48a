"""Lists and threads cost the same among a hundred and among a million: each order is read from an index of its own, and
nothing is sorted or scanned. What SQLite plans is asked of SQLite itself."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.factories import make_comment, make_consultation, make_proposal

LARGE = ("proposal", "comment", "vote", "tally", "vote_entry")
REPLIES = "comment.root_id IN"  # those of the twenty comments of a page are put in order as they come
PAGES = (
    *(f"/consultations/le-festival/proposals?order={order}" for order in ("recent", "support", "discussed", "random")),
    "/consultations/le-festival/proposals?order=recent&section=lieux",
    "/consultations/le-festival/proposals?order=recent&theme=1",
    *(f"/proposals/1?order={order}" for order in ("oldest", "newest", "support")),
)


@pytest.fixture
def plans(db):
    """The plans of all queries made from here on, as SQLite explains them."""
    found: list[str] = []

    def explain(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if (
            statement.startswith("SELECT")
            and any(f"FROM {table}" in statement for table in LARGE)
            and REPLIES not in statement
        ):
            rows = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in rows)

    event.listen(db.engine, "before_cursor_execute", explain)
    yield found
    event.remove(db.engine, "before_cursor_execute", explain)


@pytest.fixture
def place(db):
    consultation = make_consultation(title="Le festival", sections=2)
    consultation.sections[0].slug = "lieux"
    make_comment(make_proposal(consultation))
    db.session.commit()


def costly(plan: str) -> bool:
    """Whether it reads a large table from end to end, or sorts what it found."""
    return plan.startswith("USE TEMP B-TREE FOR ORDER BY") or any(plan == f"SCAN {table}" for table in LARGE)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_its_rows_from_an_index_in_order(browser, place, plans, page):
    browser.get(page)
    assert [plan for plan in plans if costly(plan)] == []
    assert any("INDEX" in plan for plan in plans)


def test_a_list_without_an_index_would_be_found(db, place, plans):
    db.session.execute(sa.text("SELECT id FROM proposal ORDER BY title")).all()
    assert [plan for plan in plans if costly(plan)] == ["SCAN proposal", "USE TEMP B-TREE FOR ORDER BY"]
