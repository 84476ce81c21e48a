"""A report is a notice in the sense of the Digital Services Act, article 16: acknowledged, and answered."""

from typing import Any

import pytest
import sqlalchemy as sa

from consult.accounts import services as accounts
from consult.consultations.models import Consultation
from consult.moderation import appeals, services
from consult.moderation.models import Measure, Reason
from consult.notifications.models import Letter
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_user
from tests.moderation.acts import decide, fresh, report

pytestmark = pytest.mark.both


@pytest.fixture
def comment(db: Any, engine: str) -> Any:
    consultation: Consultation = make_consultation()
    return fresh(make_comment(make_proposal(consultation), body="Des mots vifs."))


def _letters(db: Any, to: str) -> list[str]:
    return [one.text for one in db.session.scalars(sa.select(Letter).filter_by(recipient=to).order_by(Letter.id))]


def test_a_visitor_who_left_an_address_is_told_that_the_report_came_in_and_what_was_decided(
    db: Any, browser: Browser, comment: Any
) -> None:
    said = {"reason": "hate", "explanation": "CanariExplication", "contact": "moi@example.org"}
    browser.submit(f"/report/comment/{comment.id}", said)
    (received,) = _letters(db, "moi@example.org")
    assert "Propos haineux ou discriminatoire" in received
    decide(comment, Measure.HIDE, rule=Reason.INSULT, facts="CanariFaits", statement="CanariMessage")
    _received, settled = _letters(db, "moi@example.org")
    assert "Masqué" in settled
    assert "Insulte, menace ou attaque contre une personne" in settled
    assert "Canari" not in received + settled


@pytest.mark.parametrize("action", [Measure.KEEP, Measure.WARN, Measure.HIDE])
def test_everybody_who_reported_is_told_once_whatever_is_decided(db: Any, comment: Any, action: Measure) -> None:
    people = [make_user() for _ in range(3)]
    for person in people:
        report(comment, reporter=person)
    decide(comment, action)
    decide(comment, Measure.KEEP)
    assert [len(_letters(db, person.email or "")) for person in people] == [2, 2, 2]


def test_who_left_no_address_or_whose_account_was_closed_is_not_written_to(db: Any, comment: Any) -> None:
    closed = make_user()
    services.report(comment, reporter=None, reason=Reason.OTHER)
    report(comment, reporter=closed)
    before = len(_letters(db, closed.email or ""))
    accounts.ban(closed, actor=make_user(is_admin=True), reason="Faux noms.")
    decide(comment, Measure.KEEP)
    assert len(_letters(db, closed.email or "")) == before == 1
    assert len(db.session.scalars(sa.select(Letter)).all()) == 1


def test_what_the_author_answers_is_no_report_and_gets_no_letter(db: Any, comment: Any) -> None:
    decision = decide(comment, Measure.WARN)
    author = comment.author
    before = len(_letters(db, author.email))
    appeals.answer(fresh(comment), decision, author=author, body="Pardon.")
    decide(comment, Measure.KEEP)
    assert len(_letters(db, author.email)) == before
