"""Whoever reported something and disagrees with the decision asks somebody else to look again (DSA, article 20)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import appeals, queries
from consult.moderation.models import Measure, Report, ReportState, Source
from consult.notifications.models import Letter
from consult.proposals.models import Proposal
from tests.conftest import Browser
from tests.factories import make_staff, make_user
from tests.moderation.acts import decide, fresh, report


@pytest.mark.both
def test_an_objection_waits_in_the_queue_and_is_never_decided_by_whoever_decided(
    db: Any, engine: str, proposal: Proposal
) -> None:
    team = [make_staff(proposal.consultation) for _n in range(3)]
    reporter = make_user()
    for first, second in permutations(team, 2):
        filed = report(proposal, reporter=reporter)
        with pytest.raises(RuleBroken, match="Rien n’a encore été décidé"):
            appeals.object_to(fresh(proposal), filed, body="Relisez.")
        decide(proposal, Measure.KEEP, moderator=first)
        db.session.refresh(filed)
        again = appeals.object_to(fresh(proposal), filed, body="Relisez.")
        assert (again.source, again.reporter_id, again.explanation) == (Source.OBJECTION, reporter.id, "Relisez.")
        assert queries.waiting(proposal.consultation_id) == 1
        for action in (Measure.KEEP, Measure.HIDE):
            with pytest.raises(RuleBroken, match="contestée"):
                decide(proposal, action, moderator=first)
        decide(proposal, Measure.HIDE, moderator=second)
        assert fresh(proposal).visibility is Visibility.HIDDEN
        with pytest.raises(RuleBroken, match="déjà contesté"):
            appeals.object_to(fresh(proposal), filed, body="Encore.")
        decide(proposal, Measure.RESTORE, moderator=second)


def test_too_late_is_too_late(db: Any, proposal: Proposal) -> None:
    filed = report(proposal)
    decide(proposal, Measure.KEEP)
    db.session.refresh(filed)
    with clock.at(clock.now() + timedelta(days=184)), pytest.raises(RuleBroken, match="six mois"):
        appeals.object_to(fresh(proposal), filed, body="Relisez.")


def test_a_reporter_without_an_account_objects_with_the_link_of_the_letter_and_is_told_again(
    browser: Browser, db: Any, proposal: Proposal
) -> None:
    first, second = make_staff(proposal.consultation), make_staff(proposal.consultation)
    witness = sa.select(Letter.text).filter_by(recipient="temoin@example.org").order_by(Letter.id.desc()).limit(1)
    report_page = f"/report/proposal/{proposal.id}"
    browser.submit(report_page, {"reason": "hate", "contact": "temoin@example.org"})
    decide(proposal, Measure.KEEP, moderator=first)
    db.session.commit()
    link = next(line for line in db.session.scalars(witness).one().splitlines() if "/contest" in line).strip()
    path = "/" + link.split("/", 3)[3]
    assert proposal.title not in browser.get(path)  # the link tells nothing but the decision
    browser.submit(path, {"body": ""}, status=422)
    browser.submit(path, {"body": "Lisez le second paragraphe."})
    assert "déjà contesté" in browser.submit(path, {"body": "Encore."}, status=422).text
    browser.get(path[:-12] + "x/contest", 404)
    waiting = db.session.scalars(sa.select(Report).filter_by(state=ReportState.OPEN)).one()
    assert (waiting.explanation, waiting.contact) == ("Lisez le second paragraphe.", "temoin@example.org")
    decide(proposal, Measure.HIDE, moderator=second)
    db.session.commit()
    again = db.session.scalars(witness).one()
    assert "Masqué" in again
    assert "/contest" not in again
