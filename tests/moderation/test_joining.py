"""Merging as a decision: each author told with reasons, support asked, an appeal that gives everything back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.jobs import worker
from consult.jobs.models import Job
from consult.kinds import Visibility
from consult.merging import services as merging
from consult.merging.models import InheritedSupport, Rework
from consult.moderation import appeals, queries, undoing
from consult.moderation.models import Decision, Measure, Outcome, RegisterLine, Report
from consult.notifications.models import Letter
from consult.policy import Right, Role
from consult.proposals.models import Proposal
from consult.votes.models import Vote
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.merging.acts import results_of, vote_for
from tests.moderation.acts import decide, fresh, report

BrowserOf = Callable[[User], Browser]
TYPED = {
    "action": "merge",
    "joined_title": "Les deux réunies",
    "joined_body": "Ce que chacune apporte.",
    "rule": "duplicate",
    "law": "",
    "facts": "Les deux demandent un abri.",
    "statement": "Votre idée compte, avec celle d’une autre personne.",
}


def _act(db: Any) -> Rework:
    act: Rework = db.session.scalars(sa.select(Rework)).one()
    return act


def _judge(db: Any, decision: Decision, judge: User, outcome: Outcome = Outcome.OVERTURNED) -> Decision | None:
    author = db.session.get_one(User, decision.author_id)
    lodged = queries.appeal(appeals.lodge(decision, author=author, body="Relisez.").id)
    thing = fresh(db.session.get_one(Proposal, decision.thing_id))
    return appeals.judge(thing, lodged, judge=judge, outcome=outcome, reasons="J’ai tout relu.")


@pytest.mark.both
def test_a_merge_is_a_decision_for_each_author_and_falls_whole_on_the_appeal_of_one(
    app: Flask, db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    team, judge = make_staff(consultation), make_staff(consultation)
    other, fan = make_proposal(consultation), make_user()
    vote_for(other, fan)
    asked = [proposal.author.email, fresh(other).author.email, fan.email]
    report(proposal)
    report(other)
    mine = decide(proposal, Measure.MERGE, moderator=team, others=[fresh(other)])
    theirs = queries.decisions_on(queries.shown(fresh(other)).ref)[0]
    assert {(d.action, d.moderator_id, d.joined, d.facts) for d in (mine, theirs)} == {
        (Measure.MERGE, team.id, _act(db).id, mine.facts)
    }
    assert [d.author_id for d in (mine, theirs)] == [proposal.author_id, other.author_id]
    assert queries.waiting(consultation.id) == 0
    (result,) = results_of(_act(db))
    assert (result.title, _act(db).reason) == (
        "Les deux réunies",
        "Décision de la modération. Règle appliquée\u00a0: Insulte, menace ou attaque contre une personne.",
    )
    assert {fresh(one).visibility for one in (proposal, other)} == {Visibility.SUPERSEDED}
    assert db.session.scalars(sa.select(InheritedSupport.person_id).order_by("person_id")).all() == [fan.id]
    db.session.commit()
    worker.drain(app)
    db.session.expire_all()
    letters = db.session.scalars(sa.select(Letter.recipient).order_by(Letter.recipient)).all()
    assert [one for one in letters if one in asked] == sorted(asked)  # one letter each: no author is told twice
    undone = _judge(db, theirs, judge)
    assert undone is not None
    assert undone.lifts_id == theirs.id
    assert not _act(db).stands
    assert {fresh(one).visibility for one in (proposal, other)} == {Visibility.PUBLISHED}
    assert fresh(result).visibility is Visibility.SUPERSEDED
    lifted = queries.decisions_on(queries.shown(fresh(proposal)).ref)[0]
    assert (lifted.action, lifted.lifts_id, lifted.author_id) == (Measure.LIFT, mine.id, proposal.author_id)
    told = db.session.scalars(sa.select(Letter.recipient).where(Letter.text.contains("il a repris sa place"))).all()
    assert told == asked[:1]
    assert _judge(db, mine, judge) is None  # it fell already
    lines = db.session.scalars(sa.select(RegisterLine.content).order_by(RegisterLine.number))
    events = [json.loads(line) for line in lines]
    assert [e.get("action") or e["event"] for e in events] == [
        *("merge", "merge", "appeal", "ruling", "lift", "lift", "appeal", "ruling")
    ]


@pytest.mark.both
def test_an_appeal_that_fails_leaves_the_texts_together_and_nobody_judges_who_decided_or_wrote_one(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    team, writer = make_staff(consultation), make_staff(consultation)
    other = make_proposal(consultation, author=writer)
    mine = decide(proposal, Measure.MERGE, moderator=team, others=[fresh(other)])
    with pytest.raises(RuleBroken, match="Quelqu’un d’autre doit relire"), db.session.begin_nested():
        _judge(db, mine, team)
    with pytest.raises(RuleBroken, match="Vous avez écrit ce texte"), db.session.begin_nested():
        _judge(db, mine, writer)  # what falls for one author falls for the other: the judge must be neither
    assert _judge(db, mine, make_staff(consultation), Outcome.UPHELD) is None
    assert _act(db).stands


@pytest.mark.both
def test_a_merge_by_mistake_is_taken_back_whole_and_what_waited_waits_again(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    other, team = make_proposal(consultation), make_staff(consultation)
    report(proposal)
    report(other)
    mine = decide(proposal, Measure.MERGE, moderator=team, others=[fresh(other)])
    assert undoing.take_back(str(mine.batch), moderator=team) == 2
    assert not _act(db).stands
    assert queries.waiting(consultation.id) == 2
    assert {one.decision_id for one in db.session.scalars(sa.select(Report))} == {None}
    again = decide(proposal, Measure.MERGE, moderator=team, others=[fresh(other)])
    merging.undo_rework(db.session.get_one(Rework, again.joined), actor=team, reason="À la main.")
    assert {fresh(one).visibility for one in (proposal, other)} == {Visibility.PUBLISHED}
    for one in (proposal, other):  # the decision does not outlive what it did
        lifted = queries.decisions_on(queries.shown(fresh(one)).ref)[0]
        assert (lifted.action, lifted.moderator_id, lifted.statement) == (Measure.LIFT, team.id, "À la main.")
    assert _judge(db, again, make_staff(consultation)) is None


@pytest.mark.both
def test_what_cannot_be_joined_is_refused_and_nothing_is_written(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    team = make_staff(consultation)
    hidden, own = make_proposal(consultation), make_proposal(consultation, author=team)
    decide(hidden)
    foreign = make_proposal(make_consultation())
    comment = make_comment(proposal)
    before = db.session.scalars(sa.select(Decision.id)).all()
    for others, sentence in (
        ([], "avec quelle proposition"),
        ([proposal], "avec quelle proposition"),
        ([hidden], "déjà masqué"),
        ([own], "Vous avez écrit ce texte"),
        ([foreign], "même consultation"),
        ([comment], "ne peuvent pas être réunis"),
    ):
        with pytest.raises(RuleBroken, match=sentence), db.session.begin_nested():
            decide(proposal, Measure.MERGE, moderator=team, others=[fresh(one) for one in others])
    with pytest.raises(RuleBroken, match="une règle, les faits"), db.session.begin_nested():
        decide(proposal, Measure.MERGE, moderator=team, facts="")
    assert db.session.scalars(sa.select(Decision.id)).all() == before
    assert db.session.scalars(sa.select(Rework)).all() == []
    assert db.session.scalars(sa.select(Job.kind)).all() == []


def test_a_facilitator_merges_on_the_page_with_reasons_and_each_author_reads_them(
    db: Any, browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    other = make_proposal(consultation, title="Un abri à vélos")
    foreign = make_proposal(make_consultation())
    team = browser_of(make_staff(consultation))
    db.session.commit()
    place = f"/moderation/proposal/{proposal.id}"
    assert proposal.title in team.get(place)
    assert 'value="merge"' not in team.get(f"/moderation/comment/{make_comment(other).id}")
    for wrong, sentence in (
        ({"others": ""}, "l’adresse ou le numéro"),
        ({"others": "abc, -1 99999999999999999999"}, "l’adresse ou le numéro"),
        ({"others": "999999"}, "introuvable dans cette consultation"),
        ({"others": str(foreign.id)}, "introuvable dans cette consultation"),
        ({"others": str(proposal.id)}, "introuvable dans cette consultation"),
        ({"others": str(other.id), "joined_title": "Non"}, "5 signes"),
        ({"others": str(other.id), "joined_body": ""}, "Écrivez le texte"),
        ({"others": str(other.id), "statement": ""}, "Expliquez la décision"),
        ({"others": str(other.id), "joined_body": "x" * 10_001}, "10000"),
    ):
        page = team.submit(place, TYPED | wrong, status=422)
        assert sentence in page.text
        assert "Les deux demandent un abri." in page.text
    assert db.session.scalars(sa.select(Decision)).all() == []
    team.submit(place, TYPED | {"others": f"https://example.org/proposals/{other.id}/"})
    for one in (proposal, other):
        (decision,) = queries.decisions_on(queries.shown(fresh(one)).ref)
        author = browser_of(db.session.get_one(User, one.author_id))
        page = author.get(f"/decisions/{decision.id}")
        assert "Votre texte est réuni avec un autre" in page
        assert "Votre idée compte" in page
        assert f'<a href="/reworks/{_act(db).id}">Les deux réunies</a>' in page
        assert f'href="/decisions/{decision.id}/appeal"' in page
        author.get(f"/proposals/{one.id}")
    shown = browser_of(make_user()).get("/moderation/register?action=merge")
    assert shown.count("Réuni avec un autre") >= 2


def test_merging_asks_for_the_right_to_theme_beside_that_to_moderate(
    db: Any, browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    other, person = make_proposal(consultation), make_staff(consultation)
    team = browser_of(person)
    assert 'value="merge"' in team.get(f"/moderation/proposal/{proposal.id}")
    accounts.give_role(person, consultation_id=consultation.id, role=Role.FACILITATOR, withheld=[Right.THEME])
    db.session.commit()
    assert 'value="merge"' not in team.get(f"/moderation/proposal/{proposal.id}")
    team.submit(f"/moderation/proposal/{proposal.id}", TYPED | {"others": str(other.id)}, status=422)
    assert db.session.scalars(sa.select(Decision)).all() == []


def test_nobody_votes_on_their_own_hidden_proposal_nor_on_one_that_was_merged(
    db: Any, browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    author = browser_of(db.session.get_one(User, proposal.author_id))
    decide(make_proposal(consultation), Measure.MERGE, others=[fresh(proposal)])
    for action, why in ((None, "Ce texte a été remplacé par un autre"), (Measure.HIDE, "Ce texte n’est pas publié")):
        if action is not None:
            decide(fresh(proposal), action)
        db.session.commit()
        token = author._form(author.get("/account"), "/account/profile")
        answer = author.post(f"/proposals/{proposal.id}/vote", token | {"mark": "agree"}, status=403)
        assert why in answer.text
    assert db.session.scalars(sa.select(Vote)).all() == []


def test_what_moderation_merged_only_moderation_undoes(
    db: Any, consultation: Consultation, proposal: Proposal, browser_of: BrowserOf
) -> None:
    other = make_proposal(consultation)
    decided = decide(proposal, Measure.MERGE, moderator=make_staff(consultation), others=[fresh(other)])
    themer = make_user()
    accounts.give_role(themer, consultation_id=consultation.id, role=Role.FACILITATOR, withheld=[Right.MODERATE])
    db.session.commit()
    shown, url = f"/reworks/{decided.joined}", f"/reworks/{decided.joined}/undo"
    browser_of(themer).get(url, status=403)
    assert "Défaire" not in browser_of(themer).get(shown)
    team = browser_of(make_staff(consultation))
    assert "Défaire" in team.get(shown)
    assert "C’est une décision de modération" in team.get(url)
    team.submit(url, {"reason": "Deux abris différents."})
    assert team.get("/moderation/register?action=lift").count("Mesure levée") >= 2
