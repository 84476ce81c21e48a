"""Ten thousand reports: the queue costs what it costs with ten, and reads its cases in order from an index."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from consult import clock
from consult.accounts.models import User
from consult.moderation.models import Case, Report
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, report

CASES, EACH = 2_500, 4
PATHS = (
    "/moderation",
    "/moderation?order=age",
    "/moderation?order=phase",
    "/moderation?consultation=la-grande&order=reports",
    "/moderation?kind=comment&reason=insult",
    "/moderation?hands=free&order=age",
    "/moderation?state=decided",
    "/consultations/la-grande/moderation",
    "/consultations/la-grande/moderation?order=age",
)


@pytest.fixture
def moderator(db: Any) -> User:
    """Somebody with two consultations, in which a few things are really there and reported."""
    places = [make_consultation(slug="la-grande"), make_consultation(slug="la-petite")]
    person = make_user(is_admin=True)
    for place in places:
        proposal = make_proposal(place)
        things = [proposal, *(make_comment(proposal) for _ in range(12))]
        for thing in things:
            report(thing)
            report(thing)
        decide(make_proposal(place), moderator=make_staff(place))
    db.session.commit()
    return person


def _pile_up(db: Any) -> None:
    """Ten thousand reports more, on things of which nothing but the number matters."""
    start, place = clock.now() + timedelta(hours=1), db.session.scalars(sa.select(Case.consultation_id)).first()
    about = [
        {
            "kind": "comment",
            "thing_id": 1_000_000 + n,
            "consultation_id": place,
            "created": start + timedelta(seconds=n),
        }
        for n in range(CASES)
    ]
    waiting = [row | {"reports": EACH, "waiting_since": row["created"], "notes": 0} for row in about]
    db.session.execute(sa.insert(Case.__table__), [row | {"reports": 1, "reports_down": -1} for row in waiting])
    said = {"reason": "insult", "explanation": "", "state": "open", "source": "person"}
    db.session.execute(sa.insert(Report.__table__), [row | said for row in about for _ in range(EACH)])
    db.session.commit()


@pytest.fixture
def plans(db: Any) -> Iterator[list[str]]:
    """How SQLite reads the cases in all queries made from here on, as it explains it."""
    found: list[str] = []

    def explain(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if "FROM moderation_case" in statement and "ORDER BY" in statement:
            rows = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in rows)

    event.listen(db.engine, "before_cursor_execute", explain)
    yield found
    event.remove(db.engine, "before_cursor_execute", explain)


def test_the_queue_asks_less_than_twelve_queries_and_as_many_with_ten_thousand_reports(
    db: Any,
    browser_of: Callable[[User], Browser],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    moderator: User,
) -> None:
    browser = browser_of(moderator)
    asked: list[dict[str, int]] = []
    for heap in (lambda: None, lambda: _pile_up(db)):
        heap()
        counts = {}
        for path in PATHS:
            browser.get(path)
            with count_queries() as seen:
                browser.get(path)
            counts[path] = len(seen)
        asked.append(counts)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Report)) > CASES * EACH
    assert asked[0] == asked[1]
    assert max(asked[1].values()) < 12


def test_the_queue_reads_its_cases_from_an_index_in_order(
    db: Any, browser_of: Callable[[User], Browser], plans: list[str], moderator: User
) -> None:
    _pile_up(db)
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    browser = browser_of(moderator)
    for path in PATHS[:6] + PATHS[7:]:
        plans.clear()
        browser.get(path)
        assert plans, path
        assert [plan for plan in plans if "FOR ORDER BY" in plan or plan == "SCAN moderation_case"] == [], path
