"""Reporting and deciding: what changes, what is refused, what the database itself holds."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters, kinds
from consult.accounts import services as accounts
from consult.audit.models import AuditEntry
from consult.comments import services as comments
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import found
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import queries, services
from consult.moderation.models import Case, Decision, Measure, Reason, Report, ReportState, Scope
from consult.notifications.models import Letter
from tests.factories import make_comment, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, report

pytestmark = pytest.mark.both


@pytest.fixture
def comment(consultation: Consultation) -> Comment:
    thing: Comment = fresh(make_comment(make_proposal(consultation)))
    return thing


def _case(thing: Any) -> Case:
    return found(queries.case_of(kinds.ref(thing)))


def _reasons(**more: Any) -> dict[str, Any]:
    return {"rule": Reason.HATE, "facts": "Les faits.", "statement": "Le message."} | more


def test_a_report_waits_in_the_case_of_its_thing(db: Any, comment: Comment) -> None:
    reporter = make_user()
    filed = services.report(comment, reporter=reporter, reason=Reason.HATE, explanation="Là.")
    case = _case(comment)
    assert (case.kind, case.thing_id, case.reports, case.consultation_id) == (
        "comment",
        comment.id,
        1,
        comment.consultation_id,
    )
    assert case.waiting_since is not None
    assert (filed.reporter_id, filed.reason, filed.explanation, filed.state) == (
        reporter.id,
        Reason.HATE,
        "Là.",
        ReportState.OPEN,
    )
    entry = db.session.scalars(sa.select(AuditEntry).filter_by(action="contribution:reported")).one()
    assert (entry.actor_id, entry.kind, entry.thing_id) == (reporter.id, "comment", comment.id)


def test_a_person_reports_a_thing_once_while_the_report_waits(db: Any, comment: Comment) -> None:
    reporter = make_user()
    report(comment, reporter=reporter)
    with pytest.raises(RuleBroken, match="déjà signalé"):
        report(comment, reporter=reporter)
    assert _case(comment).reports == 1
    decide(comment, Measure.KEEP)
    report(comment, reporter=reporter)
    assert _case(comment).reports == 1
    assert list(counters.differences()) == []


def test_the_database_refuses_a_second_open_report_of_one_person(db: Any, comment: Comment) -> None:
    filed = report(comment)
    copy = {"kind": filed.kind, "thing_id": filed.thing_id, "consultation_id": filed.consultation_id}
    db.session.add(Report(**copy, reporter_id=filed.reporter_id, reason=Reason.OTHER))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_people_without_an_account_report_too_and_all_are_counted(db: Any, comment: Comment) -> None:
    filed = [services.report(comment, reporter=None, reason=Reason.OTHER, contact=c) for c in ("a@example.org", "")]
    assert [f.contact for f in filed] == ["a@example.org", None]
    report(comment)
    assert _case(comment).reports == 3
    assert list(counters.differences()) == []


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.HIDDEN, Visibility.WITHDRAWN])
def test_only_what_is_published_is_reported(db: Any, comment: Comment, visibility: Visibility) -> None:
    comment.visibility = visibility
    with pytest.raises(RuleBroken):
        services.report(comment, reporter=make_user(), reason=Reason.OTHER)
    assert db.session.scalars(sa.select(Report)).all() == []


def test_hiding_a_comment_takes_it_out_of_the_count_and_restoring_brings_it_back(
    db: Any, consultation: Consultation, comment: Comment
) -> None:
    proposal = make_proposal(consultation)
    said = make_comment(proposal, body="Ce que je disais.")
    make_comment(proposal, parent=said)
    before = (said.body, said.created, said.edited)
    decide(said, Measure.HIDE)
    assert (said.visibility, proposal.comment_count) == (Visibility.HIDDEN, 1)
    assert list(counters.differences()) == []
    decide(said, Measure.RESTORE)
    assert (said.visibility, proposal.comment_count) == (Visibility.PUBLISHED, 2)
    assert (said.body, said.created, said.edited) == before
    assert list(counters.differences()) == []


def test_hiding_a_proposal_hides_its_discussion_and_restoring_brings_back_exactly_what_was_there(
    db: Any, consultation: Consultation
) -> None:
    proposal = make_proposal(consultation)
    make_comment(proposal)
    before = (proposal.title, proposal.body, proposal.published, proposal.version, proposal.comment_count)
    decide(proposal, Measure.HIDE)
    assert (proposal.visibility, proposal.thread.visibility) == (Visibility.HIDDEN, Visibility.HIDDEN)
    decide(proposal, Measure.RESTORE)
    assert (proposal.visibility, proposal.thread.visibility) == (Visibility.PUBLISHED, Visibility.PUBLISHED)
    assert (proposal.title, proposal.body, proposal.published, proposal.version, proposal.comment_count) == before


def test_a_decision_settles_all_reports_that_wait_and_notes_the_delay(db: Any, comment: Comment) -> None:
    start = clock.now()
    with clock.at(start):
        reports = [report(comment), report(comment)]
    with clock.at(start + timedelta(hours=5)):
        decision = decide(comment, Measure.WARN)
    assert {(r.state, r.decision_id) for r in reports} == {(ReportState.SETTLED, decision.id)}
    case = _case(comment)
    assert (case.reports, case.waiting_since, case.decision_id) == (0, None, decision.id)
    assert (decision.delay, decision.waited) == (18_000, timedelta(hours=5))
    assert comment.visibility is Visibility.PUBLISHED
    assert list(counters.differences()) == []


def test_a_decision_nobody_asked_for_has_no_delay(db: Any, comment: Comment) -> None:
    assert decide(comment, Measure.KEEP).delay is None


def test_every_measure_is_recorded_with_who_took_it(db: Any, comment: Comment) -> None:
    moderator = make_staff(comment.consultation)
    taken = [Measure.KEEP, Measure.WARN, Measure.HIDE, Measure.RESTORE]
    decisions = [decide(comment, measure, moderator=moderator) for measure in taken]
    query = sa.select(AuditEntry).where(AuditEntry.action.startswith("contribution:")).order_by(AuditEntry.id)
    assert [(e.action, e.actor_id, e.details["decision"]) for e in db.session.scalars(query)] == [
        (f"contribution:{done}", moderator.id, decision.id)
        for done, decision in zip(("kept", "warned", "hidden", "restored"), decisions, strict=True)
    ]
    assert [d.scope for d in decisions] == [Scope.NOTHING, Scope.NOTHING, Scope.TEXT, Scope.NOTHING]


@pytest.mark.parametrize("action", [Measure.HIDE, Measure.WARN])
@pytest.mark.parametrize("missing", [{"rule": None}, {"facts": " "}, {"statement": " "}])
def test_a_sanction_without_its_reasons_is_refused(
    db: Any, comment: Comment, action: Measure, missing: dict[str, Any]
) -> None:
    with pytest.raises(RuleBroken):
        decide(comment, action, **missing)
    assert comment.visibility is Visibility.PUBLISHED
    assert db.session.scalars(sa.select(Decision)).all() == []


@pytest.mark.parametrize("action", [Measure.HIDE, Measure.WARN])
@pytest.mark.parametrize("missing", [{"rule": None}, {"facts": " "}, {"statement": ""}])
def test_the_database_refuses_a_sanction_without_its_reasons(
    db: Any, comment: Comment, action: Measure, missing: dict[str, Any]
) -> None:
    moderator = make_staff(comment.consultation)
    about = {"kind": "comment", "thing_id": comment.id, "consultation_id": comment.consultation_id}
    scope = Scope.TEXT if action is Measure.HIDE else Scope.NOTHING
    db.session.add(Decision(**about, action=action, scope=scope, moderator_id=moderator.id, **_reasons(**missing)))
    with pytest.raises(sa.exc.IntegrityError, match="a_sanction_states_its_reasons"):
        db.session.flush()


@pytest.mark.parametrize("statement", ["UPDATE decision SET statement = 'Autre.'", "DELETE FROM decision"])
def test_the_database_refuses_to_change_or_delete_a_decision(db: Any, comment: Comment, statement: str) -> None:
    decide(comment, Measure.WARN)
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError, match="decision is append-only"):
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete_a_line_of_the_audit(
    db: Any, comment: Comment, statement: str
) -> None:
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError, match="audit_entry is append-only"):
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("visibility", "action"),
    [
        (Visibility.DRAFT, Measure.HIDE),
        (Visibility.DRAFT, Measure.KEEP),
        (Visibility.WITHDRAWN, Measure.HIDE),
        (Visibility.WITHDRAWN, Measure.RESTORE),
        (Visibility.HIDDEN, Measure.HIDE),
        (Visibility.PUBLISHED, Measure.RESTORE),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(
    db: Any, comment: Comment, visibility: Visibility, action: Measure
) -> None:
    comment.visibility = visibility
    with pytest.raises(RuleBroken):
        decide(comment, action)
    assert comment.visibility is visibility
    assert db.session.scalars(sa.select(Decision)).all() == []


def test_the_reports_on_what_its_author_withdrew_can_still_be_settled(db: Any, comment: Comment) -> None:
    report(comment)
    comments.withdraw_comment(comment, actor=comment.author)
    decide(comment, Measure.KEEP)
    assert (_case(comment).reports, comment.visibility) == (0, Visibility.WITHDRAWN)


def test_a_decision_is_refused_when_another_came_in_between(db: Any, comment: Comment) -> None:
    first = decide(comment, Measure.WARN, seen=0)
    with pytest.raises(RuleBroken, match="Une autre décision"):
        decide(comment, Measure.HIDE, seen=0)
    assert fresh(comment).visibility is Visibility.PUBLISHED
    decide(comment, Measure.HIDE, seen=first.id)
    assert fresh(comment).visibility is Visibility.HIDDEN


def test_nobody_decides_on_what_they_wrote(db: Any, consultation: Consultation) -> None:
    moderator = make_staff(consultation)
    proposal = make_proposal(consultation, author=moderator)
    with pytest.raises(RuleBroken, match="quelqu’un d’autre"):
        decide(proposal, Measure.KEEP, moderator=moderator)


def test_the_author_is_told_of_what_changes_for_them(db: Any, comment: Comment) -> None:
    report(comment)
    for measure in (Measure.KEEP, Measure.WARN, Measure.HIDE, Measure.RESTORE):
        decision = decide(comment, measure, statement=f"Message {measure}.")
        letters = db.session.scalars(sa.select(Letter).where(Letter.text.contains(f"Message {measure}."))).all()
        assert [letter.recipient for letter in letters] == [comment.author.email] * (measure is not Measure.KEEP)
        assert all(f"/decisions/{decision.id}\n" in letter.text for letter in letters)


def test_a_decision_on_the_words_of_a_ghost_or_of_a_closed_account_is_taken_without_a_letter(
    db: Any, consultation: Consultation
) -> None:
    ghost = accounts.find_or_create_ghost(name="Un nom", origin="import")
    closed = make_user()
    accounts.ban(closed, actor=make_user(is_admin=True), reason="Faux noms.")
    for author in (ghost, closed):
        proposal = make_proposal(consultation, author=author)
        decide(proposal, Measure.HIDE)
        assert proposal.visibility is Visibility.HIDDEN
    assert db.session.scalars(sa.select(Letter)).all() == []


def test_the_rule_of_a_hidden_thing_is_the_one_of_its_last_hiding(db: Any, consultation: Consultation) -> None:
    proposal = make_proposal(consultation)
    shown, hidden, restored = (make_comment(proposal) for _ in range(3))
    for thing, rules in ((hidden, (Reason.INSULT, Reason.HATE)), (restored, (Reason.INSULT, None))):
        decide(thing, Measure.HIDE, rule=rules[0])
        decide(thing, Measure.RESTORE, rule=None)
        if rules[1]:
            decide(thing, Measure.HIDE, rule=rules[1])
    said = queries.rules_of([shown, hidden, restored])
    assert {number: str(rule) for number, rule in said.items()} == {hidden.id: "Propos haineux ou discriminatoire"}
    assert [queries.hiding_of(thing) is None for thing in (shown, hidden, restored)] == [True, False, True]
    assert found(queries.hiding_of(hidden)).rule is Reason.HATE


def test_the_median_delay_is_that_of_the_decision_in_the_middle(db: Any, consultation: Consultation) -> None:
    start = clock.now()
    for hours in (1, 2, 30):
        proposal = make_proposal(consultation)
        with clock.at(start):
            report(proposal)
        with clock.at(start + timedelta(hours=hours)):
            decide(proposal, Measure.KEEP)
    decide(make_proposal(consultation), Measure.HIDE)
    figures = queries.figures(queries.Extent([consultation.id]))
    assert (figures.measures, figures.total) == ({Measure.KEEP: 3, Measure.HIDE: 1}, 4)
    assert figures.median == timedelta(hours=2)


def test_a_draft_is_in_no_case(db: Any, consultation: Consultation) -> None:
    author = make_user()
    draft = make_proposal(consultation, author=author, draft=True)
    with pytest.raises(RuleBroken):
        report(draft, reporter=author)
    db.session.rollback()
    assert db.session.scalars(sa.select(Case)).all() == []
