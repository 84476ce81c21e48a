"""Merging, splitting, asking and undoing, act by act."""

import pytest
import sqlalchemy as sa

from consult.accounts.models import Visitor
from consult.audit.models import AuditEntry
from consult.errors import RuleBroken
from consult.jobs.models import Job
from consult.kinds import Visibility
from consult.merging import answers, services
from consult.merging.figures import support_of
from consult.merging.models import InheritedSupport, Original, Rework, ReworkKind
from consult.merging.services import Text
from consult.merging.standing import Answer, Support
from consult.moderation import services as moderation
from consult.moderation.models import Measure, Reason
from consult.proposals import queries
from consult.proposals import services as proposals
from consult.proposals.models import Origin, Proposal, ProposalVersion
from consult.themes import services as themes
from consult.themes.filing import file_proposals
from consult.votes.models import Vote
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.merging.acts import merge, results_of, split, vote_for


@pytest.fixture
def place(db):
    return make_consultation()


@pytest.fixture
def team(place):
    return make_staff(place)


def test_a_merge_leaves_the_originals_readable_and_out_of_the_lists(db, place, team):
    first, second, other = (make_proposal(place) for _ in range(3))
    texts = [(one.title, one.body) for one in (first, second)]
    act = merge(first, second, actor=team, title="Réunies", reason="Elles disent la même chose.")
    (result,) = results_of(act)
    assert {one.id for one in queries.published(place.id, viewer=Visitor()).items} == {result.id, other.id}
    for one, text in zip((first, second), texts, strict=True):
        read = queries.get(one.id, viewer=Visitor())
        assert (read.title, read.body) == text
        assert read.visibility is Visibility.SUPERSEDED
        assert read.thread.visibility is Visibility.PUBLISHED
    assert (act.kind, act.reason, act.stands) == (ReworkKind.MERGE, "Elles disent la même chose.", True)
    assert (result.origin, result.author_id, result.title) == (Origin.REWORK, team.id, "Réunies")


def test_a_result_keeps_what_its_originals_agree_on(db, place, team):
    theme = themes.create_theme(place, actor=team, title="Accueil")
    section = place.sections[0] if "sections" in place.__dict__ else None
    first, second = (make_proposal(place, place="Pau", section=section) for _ in range(2))
    file_proposals([first, second], theme=theme, actor=team)
    (result,) = results_of(merge(first, second, actor=team))
    assert (result.theme_id, result.place, result.section_id) == (theme.id, "Pau", first.section_id)
    third = make_proposal(place, place="Bayonne")
    (next_one,) = results_of(merge(result, third, actor=team))
    assert (next_one.theme_id, next_one.place) == (None, "")


def test_support_is_inherited_once_a_person_and_no_vote_is_written(db, place, team):
    first, second = make_proposal(place), make_proposal(place)
    both, one, against = make_user(), make_user(), make_user()
    vote_for(first, both, one, against)
    vote_for(second, both)
    vote_for(second, against, mark="disagree")
    (result,) = results_of(merge(first, second, actor=team))
    assert support_of(result) == Support(unasked=2)
    assert db.session.scalars(sa.select(Vote).filter_by(item_id=result.poll_item_id)).all() == []
    assert result.support == 0


def test_confirming_casts_the_persons_own_vote_and_withdrawing_takes_it_back(db, place, team):
    first, second, person = make_proposal(place), make_proposal(place), make_user()
    vote_for(first, person)
    act = merge(first, second, actor=team)
    (question,) = answers.questions(act, person)
    answers.answer(act, question, person=person, answer=Answer.CONFIRMED)
    assert support_of(question.result) == Support(confirmed=1)
    db.session.refresh(question.result, ["support"])
    assert question.result.support == 1
    (question,) = answers.questions(act, person)
    assert question.supports
    answers.answer(act, question, person=person, answer=Answer.WITHDRAWN)
    assert support_of(question.result) == Support()
    assert db.session.scalars(sa.select(Vote.item_id).filter_by(voter_id=person.id)).all() == [first.poll_item_id]


def test_a_support_can_be_confirmed_after_the_vote_closed(db, team):
    """It was given in time: to say where it goes is no new vote."""
    place = make_consultation(opened=())
    first, second, person = make_proposal(place), make_proposal(place), make_user()
    vote_for(first, person)
    act = merge(first, second, actor=team)
    (question,) = answers.questions(act, person)
    answers.answer(act, question, person=person, answer=Answer.CONFIRMED)
    assert support_of(question.result) == Support(confirmed=1)


def test_a_split_asks_about_each_part(db, place, team):
    original, person = make_proposal(place), make_user()
    vote_for(original, person)
    act = split(original, actor=team)
    one, two = answers.questions(act, person)
    answers.answer(act, one, person=person, answer=Answer.CONFIRMED)
    answers.answer(act, two, person=person, answer=Answer.WITHDRAWN)
    assert [support_of(one.result), support_of(two.result)] == [Support(confirmed=1), Support()]
    assert act.kind is ReworkKind.SPLIT
    assert queries.get(original.id, viewer=Visitor()).visibility is Visibility.SUPERSEDED


def test_a_merge_of_a_merge_inherits_what_still_waits(db, place, team):
    first, second, third = (make_proposal(place) for _ in range(3))
    waiting, confirmed, withdrawn, of_third = (make_user() for _ in range(4))
    vote_for(first, waiting, confirmed, withdrawn)
    vote_for(third, of_third, waiting)
    act = merge(first, second, actor=team)
    for person, answer in ((confirmed, Answer.CONFIRMED), (withdrawn, Answer.WITHDRAWN)):
        answers.answer(act, answers.questions(act, person)[0], person=person, answer=answer)
    (middle,) = results_of(act)
    (result,) = results_of(merge(middle, third, actor=team))
    assert support_of(result) == Support(unasked=3)
    heirs = db.session.scalars(sa.select(InheritedSupport.person_id).filter_by(proposal_id=result.id))
    assert set(heirs) == {waiting.id, confirmed.id, of_third.id}
    (question,) = answers.questions(act, waiting)
    with pytest.raises(RuleBroken, match="remplacée depuis"):
        answers.answer(act, question, person=waiting, answer=Answer.CONFIRMED)


def test_undoing_gives_everything_its_place_back_and_deletes_nothing(db, place, team):
    first, second, person, new = make_proposal(place), make_proposal(place), make_user(), make_user()
    vote_for(first, person)
    act = merge(first, second, actor=team)
    (result,) = results_of(act)
    answers.answer(act, answers.questions(act, person)[0], person=person, answer=Answer.CONFIRMED)
    vote_for(result, new)
    votes = set(db.session.execute(sa.select(Vote.item_id, Vote.voter_id, Vote.mark)).all())
    services.undo_rework(act, actor=team, reason="Trop différentes.")
    assert {one.id for one in queries.published(place.id, viewer=Visitor()).items} == {first.id, second.id}
    assert queries.get(result.id, viewer=Visitor()).body == "Le texte réuni."
    assert set(db.session.execute(sa.select(Vote.item_id, Vote.voter_id, Vote.mark)).all()) == votes
    assert (support_of(first), support_of(result)) == (Support(direct=1), Support(direct=1, confirmed=1))
    assert (act.undone_by_id, act.undone_reason) == (team.id, "Trop différentes.")
    with pytest.raises(RuleBroken, match="déjà été défait"):
        services.undo_rework(act, actor=team, reason="Encore.")
    with pytest.raises(RuleBroken, match="compte à nouveau"):
        answers.answer(act, answers.questions(act, person)[0], person=person, answer=Answer.WITHDRAWN)
    merge(first, second, actor=team)  # and they can be merged again


def test_what_was_merged_in_its_turn_is_undone_from_the_end(db, place, team):
    first, second, third = (make_proposal(place) for _ in range(3))
    act = merge(first, second, actor=team, title="La première réunion")
    later = merge(results_of(act)[0], third, actor=team)
    with pytest.raises(RuleBroken, match="réunie ou partagée depuis"):
        services.undo_rework(act, actor=team, reason="Non.")
    services.undo_rework(later, actor=team, reason="Non.")
    services.undo_rework(act, actor=team, reason="Non.")
    assert {one.id for one in queries.published(place.id, viewer=Visitor()).items} == {first.id, second.id, third.id}


@pytest.mark.parametrize("fault", ["one", "twice", "elsewhere", "withdrawn", "taken"])
def test_what_cannot_be_merged_is_refused_and_nothing_changes(db, place, team, fault):
    first, second = make_proposal(place), make_proposal(place)
    some = {
        "one": [first],
        "twice": [first, first],
        "elsewhere": [first, make_proposal()],
        "withdrawn": [first, second],
        "taken": [first, second],
    }[fault]
    if fault == "withdrawn":
        proposals.withdraw_proposal(second, actor=team)
    if fault == "taken":
        merge(second, make_proposal(place), actor=team)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Proposal))
    with pytest.raises(RuleBroken), db.session.begin_nested():
        services.merge_proposals(some, actor=team, text=Text("Une réunion", "Texte."))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == before
    assert queries.get(first.id, viewer=Visitor()).visibility is Visibility.PUBLISHED


def test_two_parts_that_are_the_same_are_no_split(db, place, team):
    with pytest.raises(RuleBroken, match="sont les mêmes"):
        services.split_proposal(make_proposal(place), actor=team, texts=[Text("Un titre", "Texte.")] * 2)


def test_a_proposal_has_one_fate_at_a_time_whatever_the_code_does(db, place, team):
    """The database itself holds this: `held` is unique."""
    first = make_proposal(place)
    act = merge(first, make_proposal(place), actor=team)
    other = Rework(kind=ReworkKind.SPLIT, consultation_id=place.id, actor_id=team.id)
    db.session.add(other)
    db.session.flush()
    db.session.add(Original(rework_id=other.id, proposal_id=first.id, held=first.id))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    assert act.stands


def test_an_original_that_moderation_hid_comes_back_where_it_belongs(db, place, team):
    first, second = make_proposal(place), make_proposal(place)
    act = merge(first, second, actor=team)
    why = {"rule": Reason.OFF_TOPIC, "facts": "Un lien.", "statement": "Retirez-le."}
    moderation.decide(first, moderator=team, action=Measure.HIDE, **why)
    assert (first.visibility, first.thread.visibility) == (Visibility.HIDDEN, Visibility.HIDDEN)
    moderation.decide(first, moderator=team, action=Measure.RESTORE, **why)
    assert (first.visibility, first.thread.visibility) == (Visibility.SUPERSEDED, Visibility.PUBLISHED)
    moderation.decide(first, moderator=team, action=Measure.HIDE, **why)
    services.undo_rework(act, actor=team, reason="Non.")
    assert first.visibility is Visibility.HIDDEN
    moderation.decide(first, moderator=team, action=Measure.RESTORE, **why)
    assert first.visibility is Visibility.PUBLISHED


def test_versions_votes_and_comments_of_originals_stay(db, place, team):
    first, second, person = make_proposal(place), make_proposal(place), make_user()
    said = make_comment(first, body="Oui, et vite.")
    vote_for(first, person)
    merge(first, second, actor=team)
    assert said.thread_id == first.thread_id
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(ProposalVersion).filter_by(proposal_id=first.id)) == 1
    )
    assert support_of(first) == Support(direct=1)


def test_acts_are_in_the_register_and_a_job_will_ask(db, place, team):
    first, second = make_proposal(place), make_proposal(place)
    act = merge(first, second, actor=team)
    services.undo_rework(act, actor=team, reason="Non.")
    acts = db.session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.action.in_(["proposal:merged", "proposal:reinstated"]))
    ).all()
    assert sorted(acts) == ["proposal:merged"] * 2 + ["proposal:reinstated"] * 2
    assert db.session.scalars(sa.select(Job.kind).order_by(Job.id)).all() == ["merging:ask", "merging:tell-undone"]


@pytest.mark.both
def test_the_rules_hold_on_both_databases(db, engine):
    place = make_consultation()
    team = make_staff(place)
    first, second, voter, ghost = make_proposal(place), make_proposal(place), make_user(), make_user()
    vote_for(first, voter, ghost)
    vote_for(second, voter)
    act = merge(first, second, actor=team)
    answers.answer(act, answers.questions(act, voter)[0], person=voter, answer=Answer.CONFIRMED)
    (result,) = results_of(act)
    assert support_of(result) == Support(confirmed=1, unasked=1)
    parts = split(result, actor=team)
    assert [support_of(one) for one in results_of(parts)] == [Support(unasked=2)] * 2
    services.undo_rework(parts, actor=team, reason="Non.")
    services.undo_rework(act, actor=team, reason="Non.")
    db.session.commit()
    assert {one.id for one in queries.published(place.id, viewer=Visitor()).items} == {first.id, second.id}
