"""What a consultation holds in figures, as its page and the home page say it."""

from datetime import timedelta

import pytest

from consult import clock
from consult.consultations.queries import Figures, figures
from consult.kinds import Visibility
from consult.proposals import services as proposals
from consult.votes import services as votes
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user

pytestmark = pytest.mark.both


def test_people_are_counted_once_whatever_they_did_and_however_often(db, engine):
    place, elsewhere = make_consultation(), make_consultation()
    keen = make_user()
    idea, other = make_proposal(place, author=keen), make_proposal(place, author=keen)
    make_comment(idea, author=keen)
    talker, voter, stranger = make_user(), make_user(), make_user()
    make_comment(idea, author=talker)
    for one in (idea, other):
        proposals.vote(one, voter=voter, mark="agree")
        proposals.vote(one, voter=keen, mark="agree")
    proposals.vote(make_proposal(elsewhere, author=stranger), voter=stranger, mark="agree")
    assert figures(place.id) == Figures(proposals=2, comments=2, votes=4, people=3)
    assert figures(elsewhere.id) == Figures(proposals=1, comments=0, votes=1, people=1)


def test_what_is_not_shown_is_not_counted_nor_who_wrote_nothing_else(db, engine):
    place = make_consultation()
    idea = make_proposal(place)
    for hidden in (make_proposal(place), make_comment(idea)):
        hidden.visibility = Visibility.HIDDEN
    assert figures(place.id) == Figures(proposals=1, comments=0, votes=0, people=1)


def test_votes_that_are_cancelled_or_withdrawn_are_not_counted(db, engine):
    place = make_consultation()
    idea = make_proposal(place)
    kept, doubted, gone = make_user(), make_user(), make_user()
    for voter in (kept, doubted, gone):
        proposals.vote(idea, voter=voter, mark="agree")
    proposals.vote(idea, voter=gone, mark=None)
    votes.cancel_votes(idea.poll_item.poll, voters=[doubted.id], actor=make_staff(place), reason="Compte en double.")
    assert figures(place.id) == Figures(proposals=1, comments=0, votes=1, people=2)


def test_sealed_votes_are_not_counted_and_what_was_counted_elsewhere_is(db, engine):
    place = make_consultation(sealed_until=clock.now() + timedelta(days=1))
    idea = make_proposal(place)
    proposals.vote(idea, voter=make_user(), mark="agree")
    place.elsewhere = {"votes": 40, "people": 7}
    assert figures(place.id) == Figures(proposals=1, comments=0, votes=40, people=8)
