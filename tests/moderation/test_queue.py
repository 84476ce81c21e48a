"""The queue: what it holds, in which order, in how many queries."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from consult import clock
from consult.accounts.models import User
from consult.comments import services as comments
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.moderation import queries, queue_queries
from consult.moderation.models import Measure, Reason
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff
from tests.moderation.acts import decide, fresh, report

BrowserOf = Callable[[User], Browser]


def _listed(consultation: Consultation, **asked: Any) -> list[int]:
    moderator = make_staff(consultation)
    seen: list[int] = []
    after = None
    while True:
        page = queue_queries.queue(consultation.id, viewer=moderator, after=after, **asked)
        seen += [row.shown.ref.id for row in page.items]
        if (after := page.after) is None:
            return seen


@pytest.mark.both
def test_the_queue_is_ordered_by_reports_or_by_age_and_neither_repeats_nor_skips(db: Any, engine: str) -> None:
    consultation = make_consultation()
    start = clock.now()
    things = [make_proposal(consultation) for _ in range(5)]
    for n, (thing, times) in enumerate(zip(things, (1, 3, 1, 2, 3), strict=True)):
        with clock.at(start - timedelta(hours=n)):
            for _ in range(times):
                report(thing)
    numbers = [thing.id for thing in things]
    by_reports = [numbers[i] for i in (4, 1, 3, 2, 0)]
    assert _listed(consultation, order="reports", size=2) == by_reports
    assert _listed(consultation, order="age", size=2) == numbers[::-1]
    assert _listed(consultation, order="nonsense", size=20) == by_reports


@pytest.mark.both
def test_the_queue_is_reduced_by_kind_reason_and_state(db: Any, engine: str) -> None:
    consultation = make_consultation()
    proposal = make_proposal(consultation)
    comment, other = make_comment(proposal), make_comment(proposal)
    report(proposal, reason=Reason.HATE)
    report(comment, reason=Reason.OTHER)
    report(comment, reason=Reason.HATE)
    report(other, reason=Reason.OTHER)
    decide(other, Measure.HIDE)
    make_proposal(make_consultation())

    def wanted(**filters: Any) -> list[int]:
        return sorted(_listed(consultation, filters=queue_queries.Filters(**filters)))

    assert wanted() == sorted([proposal.id, comment.id])
    assert wanted(kind="comment") == [comment.id]
    assert wanted(reason=Reason.OTHER) == [comment.id]
    assert wanted(reason=Reason.INSULT) == []
    assert wanted(decided=True) == [other.id]
    assert wanted(decided=True, reason=Reason.OTHER) == [other.id]
    assert queries.waiting(consultation.id) == 2


def test_a_line_says_how_many_reports_for_which_reasons_and_where(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    proposal = make_proposal(consultation, title="La grande halle")
    comment = make_comment(proposal, body="Ce qui est dit.")
    for reason in (Reason.HATE, Reason.HATE, Reason.OTHER):
        report(comment, reason=reason)
    page = browser_of(make_staff(consultation)).get(f"/consultations/{consultation.slug}/moderation")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Ce qui est dit." in text
    assert "La grande halle" in text
    assert "3 signalements" in text
    assert "Propos haineux ou discriminatoire × 2" in text
    assert "Un texte attend votre décision." in text


def test_what_was_hidden_is_found_again(browser_of: BrowserOf, consultation: Consultation) -> None:
    proposal = make_proposal(consultation, title="Une idée masquée")
    decide(proposal)
    page = browser_of(make_staff(consultation)).get(f"/consultations/{consultation.slug}/moderation?state=decided")
    assert "Une idée masquée" in page


@pytest.mark.parametrize(
    "query", ["order=nonsense", "kind=user", "reason=x", "state=y", "after=%00", "after=WzFd", "kind=%00&reason=%F0"]
)
def test_what_makes_no_sense_in_the_address_is_left_out(
    browser_of: BrowserOf, consultation: Consultation, query: str
) -> None:
    report(make_proposal(consultation, title="Une idée signalée"))
    page = browser_of(make_staff(consultation)).get(f"/consultations/{consultation.slug}/moderation?{query}")
    assert "Une idée signalée" in page


@pytest.mark.parametrize("things", [1, 30])
def test_the_pages_ask_the_same_number_of_queries_for_one_thing_and_for_thirty(
    browser_of: BrowserOf,
    consultation: Consultation,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    things: int,
) -> None:
    proposal = make_proposal(consultation)
    for n in range(things):
        thing = make_comment(proposal) if n % 2 else make_proposal(consultation)
        report(thing)
        report(thing)
    if things == 1:
        report(make_comment(proposal))  # both kinds are there
    decided = fresh(make_comment(proposal))
    comments.withdraw_comment(decided, actor=decided.author)
    for _ in range(things):
        decide(decided, Measure.KEEP)
    browser = browser_of(make_staff(consultation))
    database.session.commit()
    pages = {
        f"/consultations/{consultation.slug}/moderation": 10,
        f"/moderation/comment/{decided.id}": 6,
        "/moderation/register": 7,
    }
    for page, expected in pages.items():
        browser.get(page)
        with count_queries() as seen:
            browser.get(page)
        assert len(seen) == expected, "\n".join(seen)
