"""A person stands once in a work stream: asking, accepted, declined, gone."""

import pytest
import sqlalchemy as sa

from consult.audit.services import Action
from consult.errors import RuleBroken
from consult.workstreams import membership
from consult.workstreams.models import Member, MemberState, StreamState, WorkStream
from tests.factories import make_user
from tests.races import race
from tests.workstreams.streams import acts, make_stream


def members(db):
    """Who stands where."""
    rows = db.session.scalars(sa.select(Member).order_by(Member.id))
    return [(m.user_id, m.state, m.motivation, m.answer) for m in rows]


@pytest.mark.both
def test_a_person_asks_and_is_accepted(db, engine):
    stream, person, leader = make_stream(), make_user(), make_user()
    member = membership.ask_to_join(stream, person=person, motivation="Je couds.", organisation="L’Établi")
    membership.answer_request(member, stream, actor=leader, accept=True, answer="Bienvenue !")
    assert members(db) == [(person.id, MemberState.ACCEPTED, "Je couds.", "Bienvenue !")]
    assert (member.organisation, member.answered is None) == ("L’Établi", False)
    assert acts() == [Action.WORKSTREAM_OPENED, Action.WORKSTREAM_REQUESTED, Action.WORKSTREAM_JOINED]


@pytest.mark.both
def test_whoever_asks_again_is_still_one_person(db, engine):
    stream, person = make_stream(), make_user()
    for words in ("Une fois", "Deux fois"):
        member = membership.ask_to_join(stream, person=person, motivation=words)
    membership.answer_request(member, stream, actor=make_user(), accept=False, answer="C’est complet.")
    assert members(db) == [(person.id, MemberState.DECLINED, "Deux fois", "C’est complet.")]
    membership.ask_to_join(stream, person=person, motivation="Et maintenant ?")
    assert members(db) == [(person.id, MemberState.ASKED, "Et maintenant ?", "")]


@pytest.mark.both
def test_a_member_does_not_ask_and_an_answer_is_given_once(db, engine):
    stream, person, leader = make_stream(), make_user(), make_user()
    member = membership.ask_to_join(stream, person=person, motivation="Oui")
    membership.answer_request(member, stream, actor=leader, accept=True)
    with pytest.raises(RuleBroken, match="déjà partie"):
        membership.ask_to_join(stream, person=person, motivation="Encore")
    with pytest.raises(RuleBroken, match="déjà reçu une réponse"):
        membership.answer_request(member, stream, actor=leader, accept=False)
    assert members(db) == [(person.id, MemberState.ACCEPTED, "Oui", "")]


@pytest.mark.both
def test_two_requests_at_once_make_one_member(app, db, engine):
    stream, person = make_stream(), make_user()
    db.session.commit()

    def ask():
        return membership.ask_to_join(db.session.get(WorkStream, stream.id), person=person, motivation="Oui").id

    assert len({str(one) for one in race(app, ask, ask)}) == 1
    assert members(db) == [(person.id, MemberState.ASKED, "Oui", "")]


@pytest.mark.both
def test_two_answers_at_once_give_one(app, db, engine):
    stream, person, leader = make_stream(), make_user(), make_user()
    member = membership.ask_to_join(stream, person=person, motivation="Oui")
    db.session.commit()

    def answer(accept):
        def act():
            here = db.session.get(Member, member.id)
            membership.answer_request(here, db.session.get(WorkStream, stream.id), actor=leader, accept=accept)

        return act

    results = race(app, answer(True), answer(False))
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "RuleBroken"]
    assert len([a for a in acts() if a in (Action.WORKSTREAM_JOINED, Action.WORKSTREAM_REFUSED)]) == 1


@pytest.mark.both
def test_one_leaves_and_leaves_no_second_trace(db, engine):
    stream, person, stranger = make_stream(), make_user(), make_user()
    membership.ask_to_join(stream, person=person, motivation="Oui")
    for who in (person, person, stranger):
        membership.leave(stream, person=who)
    assert members(db) == [(person.id, MemberState.LEFT, "Oui", "")]
    assert acts() == [Action.WORKSTREAM_OPENED, Action.WORKSTREAM_REQUESTED, Action.WORKSTREAM_LEFT]


def test_a_report_adds_members_who_did_not_ask(db):
    stream, person = make_stream(), make_user()
    for role in ("Programmation", ""):
        member = membership.add_member(stream, person=person, actor=None, organisation="L’Établi", role=role)
    assert members(db) == [(person.id, MemberState.ACCEPTED, "", "")]
    assert (member.organisation, member.role) == ("L’Établi", "Programmation")
    assert acts() == [Action.WORKSTREAM_OPENED, Action.WORKSTREAM_JOINED]


def test_nobody_joins_a_closed_work_stream(db):
    stream = make_stream()
    stream.state = StreamState.CLOSED
    with pytest.raises(RuleBroken, match="Ce chantier est terminé"):
        membership.ask_to_join(stream, person=make_user(), motivation="Oui")
    assert members(db) == []
