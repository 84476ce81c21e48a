"""Polls in which all there is to tell has happened, for whoever tampers with them or checks them."""

from datetime import timedelta

from consult import clock
from consult.accounts.models import User
from consult.db import db
from consult.votes import services
from consult.votes.models import MethodName, Poll
from tests.factories import make_consultation, make_proposal, make_user
from tests.votes.polls import item_ids, make_poll


def proposals() -> Poll:
    """Votes on two proposals: cast, changed, withdrawn, cancelled, restored; in a poll without a clock."""
    consultation = make_consultation()
    one, two = (make_proposal(consultation).poll_item for _ in range(2))
    voters = [make_user() for _ in range(6)]
    for voter, mark in zip(voters, ("agree", "agree", "mixed", "disagree", "agree", "agree"), strict=True):
        services.cast_vote(one, voter=voter, mark=mark)
        services.cast_vote(two, voter=voter, mark="agree")
    services.cast_vote(one, voter=voters[0], mark="disagree")
    services.cast_vote(one, voter=voters[1], mark=None)
    twins = services.cancel_votes(one.poll, voters=[voters[4].id], actor=voters[0], reason="Doute.")
    services.cancel_votes(one.poll, voters=[voters[5].id], actor=voters[0], reason="Doute.")
    services.restore_votes(one.poll, twins, actor=voters[0], reason="Fausse alerte.")
    db.session.flush()
    return one.poll


def points() -> Poll:
    """Points from the web, a room and paper, in a poll with a clock."""
    poll, voters = make_poll(MethodName.POINTS, points=5, max_points=4), [make_user() for _ in range(5)]
    one, two, three = item_ids(poll)
    for voter in voters:
        services.cast_ballot(poll, voter=voter, choices={one: "2", two: "3"})
    services.cast_ballot(poll, voter=voters[0], choices={three: "4"})
    services.cast_ballot(poll, voter=voters[1], choices={})
    services.cancel_votes(poll, voters=[voters[2].id], actor=voters[0], reason="Doute.")
    codes = services.make_seats(poll, 3)
    db.session.flush()
    for code in codes[:2]:
        services.cast_from_seat(poll, code=code, choices={one: "1"})
    services.record_paper(poll, choices={two: "1"}, count=12)
    mistaken = services.record_paper(poll, choices={two: "2"}, count=7)
    services.take_back_paper(poll, ballot=mistaken)
    return poll


def secret() -> tuple[Poll, list[User]]:
    """Ten secret ballots, and who cast them; the poll closes tomorrow."""
    poll, voters = make_poll(secret=True, closes=clock.now() + timedelta(days=1)), [make_user() for _ in range(10)]
    items = item_ids(poll)
    for n, voter in enumerate(voters):
        services.cast_ballot(poll, voter=voter, choices={items[n % 3]: "agree"})
    return poll, voters
