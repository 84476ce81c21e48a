"""After a decision: answers, appeals, and who judges them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import appeals, queries
from consult.moderation.measures import APPEAL_DELAY, RESTRICTIVE
from consult.moderation.models import Appeal, Decision, Measure, Outcome, Reason, Report, Scope, Source
from consult.notifications.models import Letter
from consult.policy import Role
from consult.proposals.models import Proposal
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh

BrowserOf = Callable[[User], Browser]


def _lodged(thing: Any, action: Measure = Measure.HIDE, **given: Any) -> Appeal:
    decision = decide(thing, action, **given)
    return appeals.lodge(decision, author=_author(decision), body="Relisez, s’il vous plaît.")


def _author(decision: Decision) -> User:
    return database.session.get_one(User, decision.author_id)


def _judge(thing: Any, lodged: Appeal, judge: User, outcome: Outcome = Outcome.UPHELD) -> Any:
    whole = queries.appeal(lodged.id)
    return appeals.judge(fresh(thing), whole, judge=judge, outcome=outcome, reasons="J’ai tout relu.")


@pytest.mark.both
def test_of_all_pairs_an_appeal_is_judged_only_by_who_neither_decided_nor_appeals(
    db: Any, consultation: Consultation
) -> None:
    team = [make_staff(consultation) for _ in range(3)] + [make_staff(consultation, Role.ORGANISER)]
    people = [*team, make_user(is_admin=True)]
    judged: list[tuple[int, int, bool]] = []
    for decider, judge in product(people, people):
        thing = make_proposal(consultation)
        lodged = _lodged(thing, moderator=decider)
        try:
            _judge(thing, lodged, judge)
        except RuleBroken:
            judged.append((decider.id, judge.id, False))
        else:
            judged.append((decider.id, judge.id, True))
        own = _lodged(fresh(make_proposal(consultation, author=judge)), moderator=make_staff(consultation))
        with pytest.raises(RuleBroken, match="Quelqu’un d’autre doit relire"):
            _judge(database.session.get_one(Proposal, queries.appeal(own.id).decision.thing_id), own, judge)
    assert judged == [(d.id, j.id, d is not j) for d, j in product(people, people)]


@pytest.mark.both
@pytest.mark.parametrize("who", ["decided_by_id", "author_id"])
def test_the_database_refuses_that_who_decided_or_appeals_judges(db: Any, proposal: Proposal, who: str) -> None:
    lodged = _lodged(proposal)
    db.session.flush()
    names = {"decided_by_id": "somebody_else_judges", "author_id": "nobody_judges_themselves"}
    values = {"judge_id": getattr(lodged, who), "outcome": "upheld", "reasons": "Voilà.", "ruled": clock.now()}
    with pytest.raises(sa.exc.IntegrityError, match=names[who]):
        db.session.execute(sa.update(Appeal).values(values))


@pytest.mark.both
@pytest.mark.parametrize("lie", [{"decided_by_id": True}, {"author_id": True}])
def test_the_database_refuses_an_appeal_that_lies_about_who_decided_or_who_is_concerned(
    db: Any, proposal: Proposal, lie: dict[str, Any]
) -> None:
    decision, other = decide(proposal), make_user()
    whole = {"decision_id": decision.id, "consultation_id": decision.consultation_id, "body": "Relisez."}
    people = {"author_id": decision.author_id, "decided_by_id": decision.moderator_id}
    db.session.add(Appeal(**whole, **people | dict.fromkeys(lie, other.id)))
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        db.session.flush()


@pytest.mark.both
@pytest.mark.parametrize("lacking", [{"reasons": " "}, {"ruled": None}, {"judge_id": None}, {"outcome": None}])
def test_the_database_refuses_a_ruling_that_lacks_a_part(db: Any, proposal: Proposal, lacking: dict[str, Any]) -> None:
    _lodged(proposal)
    judge = make_staff(proposal.consultation)
    values = {"judge_id": judge.id, "outcome": "upheld", "reasons": "Voilà.", "ruled": clock.now()}
    with pytest.raises(sa.exc.IntegrityError, match="a_ruling_is_complete"):
        db.session.execute(sa.update(Appeal).values(values | lacking))


@pytest.mark.both
def test_a_decision_is_appealed_against_once_by_whom_it_concerns_within_six_months(db: Any, proposal: Proposal) -> None:
    decision = decide(proposal)
    author = _author(decision)
    with pytest.raises(RuleBroken, match="rien à contester"):
        appeals.lodge(decision, author=make_user(), body="Relisez.")
    with clock.at(clock.now() + APPEAL_DELAY + timedelta(minutes=1)), pytest.raises(RuleBroken, match="six mois"):
        appeals.lodge(decision, author=author, body="Relisez.")
    with clock.at(clock.now() + APPEAL_DELAY - timedelta(minutes=1)):
        appeals.lodge(decision, author=author, body="Relisez.")
    with pytest.raises(RuleBroken, match="déjà contesté"):
        appeals.lodge(decision, author=author, body="Encore.")
    kept = decide(make_proposal(proposal.consultation), Measure.KEEP)
    with pytest.raises(RuleBroken, match="rien à contester"):
        appeals.lodge(kept, author=_author(kept), body="Relisez.")


@pytest.mark.both
def test_an_appeal_is_judged_once(db: Any, consultation: Consultation, proposal: Proposal) -> None:
    lodged = _lodged(proposal)
    _judge(proposal, lodged, make_staff(consultation))
    with pytest.raises(RuleBroken, match="vient de juger"):
        _judge(proposal, lodged, make_staff(consultation), Outcome.OVERTURNED)
    assert fresh(proposal).visibility is Visibility.HIDDEN
    assert queries.appeal(lodged.id).outcome is Outcome.UPHELD


@pytest.mark.both
@pytest.mark.parametrize("action", sorted(RESTRICTIVE))
def test_a_decision_that_falls_is_undone_whatever_it_was_and_one_that_stands_stays(
    db: Any, consultation: Consultation, action: Measure
) -> None:
    def standing(thing: Any) -> tuple[Any, ...]:
        found = fresh(thing)
        author = database.session.get_one(User, found.author_id)
        return found.visibility, found.section_id, found.reword_until, author.suspension_in(consultation.id)

    for outcome in Outcome:
        thing = make_proposal(consultation)
        before = standing(thing)
        lodged = _lodged(thing, action)
        during = standing(thing)
        assert (during != before) is (action is not Measure.WARN)
        judge = make_staff(consultation)
        undone = _judge(thing, lodged, judge, outcome)
        assert standing(thing) == (before if outcome is Outcome.OVERTURNED else during)
        assert (undone is not None) is (outcome is Outcome.OVERTURNED)
        assert undone is None or undone.moderator_id == judge.id


@pytest.mark.both
def test_an_account_closed_by_a_ban_is_open_again_once_the_ban_falls(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    decision = decide(proposal, Measure.BAN, moderator=make_user(is_admin=True), everywhere=True)
    assert (decision.scope, _author(decision).is_active) == (Scope.SITE, False)
    lodged = appeals.lodge(decision, author=_author(decision), body="Relisez.")
    _judge(proposal, lodged, make_staff(consultation), Outcome.OVERTURNED)
    assert _author(decision).is_active
    assert _author(decision).suspension_in(None) is None


@pytest.mark.both
def test_what_was_undone_otherwise_meanwhile_is_left_as_it_is(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    lodged = _lodged(proposal)
    decide(proposal, Measure.RESTORE)
    assert _judge(proposal, lodged, make_staff(consultation), Outcome.OVERTURNED) is None
    assert fresh(proposal).visibility is Visibility.PUBLISHED


@pytest.mark.both
def test_whoever_appeals_is_told_what_became_of_it_and_why(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    lodged = _lodged(proposal)
    _judge(proposal, lodged, make_staff(consultation), Outcome.OVERTURNED)
    letters = db.session.scalars(sa.select(Letter).where(Letter.text.contains("J’ai tout relu."))).all()
    assert [(one.recipient, one.subject) for one in letters] == [(proposal.author.email, "La décision est annulée")]
    assert f"/decisions/{lodged.decision_id}\n" in letters[0].text


def test_an_author_answers_and_appeals_on_the_page_and_somebody_else_judges(
    db: Any, browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    decider, other = make_staff(consultation, name="Décideuse"), make_staff(consultation, name="Relectrice")
    decision = decide(proposal, moderator=decider)
    db.session.commit()
    theirs, place = browser_of(proposal.author), f"/decisions/{decision.id}"
    assert f'href="{place}"' in theirs.get("/decisions")
    theirs.submit(place, {"body": "Je ne voulais blesser personne."}, to=f"{place}/answer")
    (line,) = db.session.scalars(sa.select(Report)).all()
    assert (line.source, line.explanation) == (Source.AUTHOR, "Je ne voulais blesser personne.")
    judge, team = browser_of(other), browser_of(decider)
    team.submit(place, {"body": "Merci de cette réponse."}, to=f"{place}/answer")
    assert db.session.scalars(sa.select(Letter).where(Letter.text.contains("Merci de cette réponse."))).one()
    page = theirs.get(place)
    assert "Je ne voulais blesser personne." in page
    assert "Merci de cette réponse." in page
    assert "Décideuse" not in page  # the team answers as a team
    theirs.submit(f"{place}/appeal", {"body": "Relisez-moi."})
    queue = f"/consultations/{consultation.slug}/moderation"
    assert "Une contestation attend" in judge.get(queue)
    lodged = queries.appeal_of(decision.id)
    assert lodged is not None
    listed = team.get(f"{queue}/appeals")
    assert "Pour quelqu’un d’autre" in listed
    assert "Pour quelqu’un d’autre" not in judge.get(f"{queue}/appeals")
    form = judge._form(judge.get(f"/appeals/{lodged.id}"), f"/appeals/{lodged.id}")
    assert "Juger cette contestation" not in team.get(f"/appeals/{lodged.id}")
    ruling = {"outcome": "overturned", "reasons": "Le mot était cité."}
    team.post(f"/appeals/{lodged.id}", team._form(team.get(place), f"{place}/answer") | ruling, status=422)
    judge.post(f"/appeals/{lodged.id}", form | {"reasons": ""}, status=422)
    judge.post(f"/appeals/{lodged.id}", form | ruling)
    page = theirs.get(place)
    assert "La décision est annulée" in page
    assert "Le mot était cité." in page
    assert fresh(proposal).visibility is Visibility.PUBLISHED
    assert "Relectrice" in judge.get(f"{queue}/appeals?state=judged")


def test_nobody_else_reads_answers_or_appeals(
    db: Any, browser: Browser, browser_of: BrowserOf, proposal: Proposal
) -> None:
    decision = decide(proposal, facts="CanariFaits")
    lodged = appeals.lodge(decision, author=_author(decision), body="CanariContestation")
    stranger, elsewhere = make_user(), make_staff(make_consultation(), Role.ORGANISER)
    member = browser_of(stranger)
    form = member._form(member.get("/account"), "/account/profile") | {"body": "Un mot."}
    for person in (member, browser_of(elsewhere)):
        for path in (f"/decisions/{decision.id}", f"/decisions/{decision.id}/appeal"):
            assert "Canari" not in person.get(path, 404)
        assert "Canari" not in person.get(f"/appeals/{lodged.id}", 403)
        assert "Canari" not in person.get("/decisions")
    member.post(f"/decisions/{decision.id}/answer", form, status=404)
    member.post(f"/decisions/{decision.id}/appeal", form | {"form_key": "b"}, status=404)
    browser.get(f"/appeals/{lodged.id}", 302)
    team = browser_of(make_staff(proposal.consultation))
    team.get(f"/decisions/{decision.id}/appeal", 404)  # it is not theirs to contest


@pytest.mark.parametrize("body", ["", " ", "x" * 100_000])
def test_an_appeal_without_words_or_with_too_many_says_so_and_a_second_one_too(
    db: Any, browser_of: BrowserOf, proposal: Proposal, body: str
) -> None:
    decision = decide(proposal)
    db.session.commit()
    theirs, place = browser_of(proposal.author), f"/decisions/{decision.id}/appeal"
    page = theirs.submit(place, {"body": body}, status=422).text
    assert ("obligatoire" if not body.strip() else "5000") in page
    theirs.submit(place, {"body": "Relisez."})
    assert "Vous avez déjà contesté cette décision" in theirs.get(place)


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_of_appeals_and_of_decisions_ask_the_same_number_of_queries(
    browser_of: BrowserOf, consultation: Consultation, count_queries: Any, count: int
) -> None:
    author, judge = make_user(), make_staff(consultation)
    for _ in range(count):
        thing = fresh(make_proposal(consultation, author=author))
        _lodged(thing, rule=Reason.HATE)
        _judge(thing, _lodged(fresh(make_proposal(consultation, author=author))), judge)
    database.session.commit()
    team, theirs = browser_of(judge), browser_of(author)
    queue = f"/consultations/{consultation.slug}/moderation/appeals"
    for person, path, expected in ((team, queue, 6), (team, f"{queue}?state=judged", 6), (theirs, "/decisions", 2)):
        person.get(path)
        with count_queries() as seen:
            person.get(path)
        assert len(seen) == expected, "\n".join(seen)
