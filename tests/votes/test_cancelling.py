"""Votes taken out of a result and put back; two accounts that turn out to be one person."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.db import db as database
from consult.errors import RuleBroken
from consult.votes import journal, services
from consult.votes.models import Cancellation, MethodName, Poll, PollItem, Source, Turnout
from consult.votes.queries import marks_of, wrong_journals, wrong_tallies
from consult.votes.results import ballots
from tests.factories import make_consultation, make_proposal, make_user
from tests.races import race
from tests.votes.polls import acts, counts, item_ids, make_poll, plain, votes_in

both = pytest.mark.both


def all_is_right() -> bool:
    database.session.flush()
    return [*wrong_tallies(), *wrong_journals()] == []


def refusal(act: Any) -> str:
    with pytest.raises(RuleBroken) as refused:
        act()
    return plain(refused.value)


def by_source(poll: Poll) -> dict[Source, int]:
    """How many ballots its journal holds in the end, by source."""
    found: dict[Source, int] = {}
    for one in ballots(journal.lines(poll.id)):
        found[one.source] = found.get(one.source, 0) + one.count
    return found


def series(item: PollItem, people: int, mark: str = "agree") -> list[User]:
    """So many people who vote the same on an item."""
    voters = [make_user() for _ in range(people)]
    for voter in voters:
        services.cast_vote(item, voter=voter, mark=mark)
    return voters


@both
def test_cancelled_votes_leave_the_result_and_are_counted_apart(db, engine):
    item, team = make_proposal().poll_item, make_user()
    voters = series(item, 4)
    services.cancel_votes(item.poll, voters=[v.id for v in voters[:3]], actor=team, reason="Comptes jumeaux.")
    assert counts(item) == {"agree": 1}
    assert counts(item, Source.CANCELLED) == {"agree": 3}
    assert [(c.count, c.reason, c.actor_id, c.undone) for c in db.session.scalars(sa.select(Cancellation))] == [
        (3, "Comptes jumeaux.", team.id, None)
    ]
    assert acts(item.poll) == ["cast"] * 4 + ["cancel"] * 3
    assert by_source(item.poll) == {Source.WEB: 1, Source.CANCELLED: 3}
    assert all_is_right()


@both
def test_restored_votes_are_back_in_the_result(db, engine):
    item, team = make_proposal().poll_item, make_user()
    voters = series(item, 2)
    one = services.cancel_votes(item.poll, voters=[v.id for v in voters], actor=team, reason="Doute.")
    services.restore_votes(item.poll, one, actor=team, reason="Personnes distinctes, vérifiées.")
    assert counts(item) == {"agree": 2}
    assert counts(item, Source.CANCELLED) == {}
    assert (one.undone_by_id, one.undone_reason) == (team.id, "Personnes distinctes, vérifiées.")
    assert acts(item.poll)[2:] == ["cancel", "cancel", "restore", "restore"]
    assert by_source(item.poll) == {Source.WEB: 2}
    assert all_is_right()
    again = refusal(lambda: services.restore_votes(item.poll, one, actor=team, reason="Encore."))
    assert again == "Ces votes ont déjà été rétablis."


@both
def test_ballots_of_a_poll_with_a_clock_are_cancelled_whole(db, engine):
    poll, voter, team = make_poll(MethodName.POINTS, points=5), make_user(), make_user()
    one, two, _ = item_ids(poll)
    services.cast_ballot(poll, voter=voter, choices={one: "2", two: "3"})
    cancelled = services.cancel_votes(poll, voters=[voter.id], actor=team, reason="Erreur.")
    assert (cancelled.count, by_source(poll)) == (1, {Source.CANCELLED: 1})
    assert all_is_right()
    services.restore_votes(poll, cancelled, actor=team, reason="Fausse alerte.")
    assert by_source(poll) == {Source.WEB: 1}
    assert all_is_right()


@both
def test_whose_vote_was_cancelled_cannot_vote_there_again_but_elsewhere(db, engine):
    consultation = make_consultation()
    item, other = make_proposal(consultation).poll_item, make_proposal(consultation).poll_item
    (voter,) = series(item, 1)
    services.cancel_votes(item.poll, voters=[voter.id], actor=make_user(), reason="Doute.")
    for mark in ("mixed", None):
        said = refusal(lambda mark=mark: services.cast_vote(item, voter=voter, mark=mark))
        assert said == "Ce vote a été annulé par l’équipe : il ne peut plus être changé."
    services.cast_vote(other, voter=voter, mark="agree")
    assert counts(other) == {"agree": 1}
    assert all_is_right()


def test_a_cancelled_ballot_stays_as_it_is(db):
    poll, voter = make_poll(), make_user()
    one, two, _ = item_ids(poll)
    services.cast_ballot(poll, voter=voter, choices={one: "agree"})
    services.cancel_votes(poll, voters=[voter.id], actor=make_user(), reason="Doute.")
    for choices in ({two: "agree"}, {}):
        refusal(lambda choices=choices: services.cast_ballot(poll, voter=voter, choices=choices))
    assert votes_in(poll) == {(voter.id, one): "agree"}


def test_cancelling_and_restoring_need_a_reason_and_something_to_do(db, tomorrow):
    item, team = make_proposal().poll_item, make_user()
    (voter,) = series(item, 1)
    for reason in ("", "  \n"):
        said = refusal(lambda r=reason: services.cancel_votes(item.poll, voters=[voter.id], actor=team, reason=r))
        assert said == "Donnez la raison : elle est publiée avec le résultat."
    nobody = refusal(lambda: services.cancel_votes(item.poll, voters=[team.id], actor=team, reason="Doute."))
    assert nobody == "Il n’y a aucun vote à annuler."
    one = services.cancel_votes(item.poll, voters=[voter.id], actor=team, reason="Doute.")
    assert refusal(lambda: services.cancel_votes(item.poll, voters=[voter.id], actor=team, reason="Doute.")) == nobody
    refusal(lambda: services.restore_votes(item.poll, one, actor=team, reason=""))
    assert counts(item) == {}
    secret = make_poll(secret=True, closes=tomorrow)
    services.cast_ballot(secret, voter=voter, choices={item_ids(secret)[0]: "agree"})
    said = refusal(lambda: services.cancel_votes(secret, voters=[voter.id], actor=team, reason="Doute."))
    assert said.startswith("Dans un vote secret")


def test_votes_are_restored_in_their_own_poll_alone(db):
    item, other, team = make_proposal().poll_item, make_proposal().poll_item, make_user()
    (voter,) = series(item, 1)
    one = services.cancel_votes(item.poll, voters=[voter.id], actor=team, reason="Doute.")
    assert refusal(lambda: services.restore_votes(other.poll, one, actor=team, reason="Erreur.")) == (
        "Ces votes ne sont pas de ce scrutin."
    )


@both
def test_two_accounts_of_one_person_keep_one_vote_an_item(db, engine):
    """Of two votes on one item the newer account's stays; what only one of them voted on stays too."""
    consultation, old, new = make_consultation(), make_user(), make_user()
    same, only_old, only_new = (make_proposal(consultation).poll_item for _ in range(3))
    for item, voter, mark in (
        (same, old, "agree"),
        (same, new, "disagree"),
        (only_old, old, "mixed"),
        (only_new, new, "agree"),
    ):
        services.cast_vote(item, voter=voter, mark=mark)
    assert services.merge_voters(old, new) == 1
    assert votes_in(same.poll) == {
        (new.id, same.id): "disagree",
        (new.id, only_old.id): "mixed",
        (new.id, only_new.id): "agree",
    }
    assert [counts(item) for item in (same, only_old, only_new)] == [{"disagree": 1}, {"mixed": 1}, {"agree": 1}]
    assert acts(same.poll) == ["cast"] * 4 + ["withdraw"]
    assert all_is_right()


@both
@pytest.mark.parametrize("method", [MethodName.SUPPORT, MethodName.POINTS])
def test_of_two_whole_ballots_of_one_person_one_stays(db, engine, method):
    """A ballot is never made of pieces of two, even where it is a list of separate marks."""
    poll, old, new = make_poll(method, points=5 if method is MethodName.POINTS else None), make_user(), make_user()
    one, two, three = item_ids(poll)
    mark = "agree" if method is MethodName.SUPPORT else "2"
    services.cast_ballot(poll, voter=old, choices={one: mark, two: mark})
    services.cast_ballot(poll, voter=new, choices={two: mark, three: mark})
    assert services.merge_voters(old, new) == 2
    assert votes_in(poll) == {(new.id, two): mark, (new.id, three): mark}
    assert acts(poll) == ["cast", "cast", "withdraw"]
    assert all_is_right()
    services.cast_ballot(poll, voter=new, choices={one: mark})
    assert votes_in(poll) == {(new.id, one): mark}
    assert all_is_right()


@both
def test_a_ballot_that_only_the_older_account_cast_goes_to_the_newer(db, engine):
    poll, old, new = make_poll(), make_user(), make_user()
    one, *_ = item_ids(poll)
    receipt = services.cast_ballot(poll, voter=old, choices={one: "agree"})
    assert services.merge_voters(old, new) == 0
    assert marks_of(new, [one]) == {one: "agree"}
    assert services.cast_ballot(poll, voter=new, choices={one: "agree"}) == receipt
    assert acts(poll) == ["cast"]
    assert all_is_right()


@both
def test_one_person_stays_within_the_limit_after_a_merge(db, engine):
    poll = make_poll(opens=None, max_items=2, items=4)
    old, new, items = make_user(), make_user(), [db.session.get(PollItem, i) for i in item_ids(poll)]
    for voter, item in zip((old, old, new), items, strict=False):
        services.cast_vote(item, voter=voter, mark="agree")
    assert services.merge_voters(old, new) == 1
    assert votes_in(poll) == {(new.id, items[0].id): "agree", (new.id, items[2].id): "agree"}
    assert all_is_right()


@both
def test_a_merge_takes_a_cancelled_vote_along(db, engine):
    item, new = make_proposal().poll_item, make_user()
    (old,) = series(item, 1)
    one = services.cancel_votes(item.poll, voters=[old.id], actor=make_user(), reason="Doute.")
    services.cast_vote(item, voter=new, mark="agree")
    assert services.merge_voters(old, new) == 1
    assert [counts(item), counts(item, Source.CANCELLED)] == [{"agree": 1}, {}]
    services.restore_votes(item.poll, one, actor=make_user(), reason="Fausse alerte.")
    assert counts(item) == {"agree": 1}
    assert all_is_right()


@both
def test_after_a_merge_a_secret_poll_knows_that_the_person_voted(db, engine, tomorrow):
    """Where both accounts voted nobody can find the second ballot: it stays, and so does who cast it."""
    old_only, twice = make_poll(secret=True, closes=tomorrow), make_poll(secret=True, closes=tomorrow)
    old, new = make_user(), make_user()
    for poll, voter in ((old_only, old), (twice, old), (twice, new)):
        services.cast_ballot(poll, voter=voter, choices={item_ids(poll)[0]: "agree"})
    services.merge_voters(old, new)
    voted = db.session.execute(sa.select(Turnout.poll_id, Turnout.voter_id)).all()
    assert sorted(map(tuple, voted)) == sorted([(old_only.id, new.id), (twice.id, old.id), (twice.id, new.id)])
    for poll in (old_only, twice):
        refusal(lambda poll=poll: services.cast_ballot(poll, voter=new, choices={item_ids(poll)[1]: "agree"}))
    assert all_is_right()


@both
def test_a_closed_poll_follows_a_merge_too(db, engine, tomorrow):
    poll, old, new = make_poll(closes=tomorrow), make_user(), make_user()
    one, two, _ = item_ids(poll)
    services.cast_ballot(poll, voter=old, choices={one: "agree"})
    services.cast_ballot(poll, voter=new, choices={two: "agree"})
    poll.closes = poll.opens + (poll.closes - poll.opens) / 100_000
    assert poll.is_closed
    services.merge_voters(old, new)
    assert votes_in(poll) == {(new.id, two): "agree"}
    assert acts(poll) == ["cast", "cast", "withdraw"]
    assert all_is_right()


@both
def test_votes_that_race_with_a_merge_are_counted_once(app, db, engine):
    """Both accounts vote, in polls where the older has votes and where it has none yet, while they become one."""
    first, second = make_poll(opens=None), make_poll(opens=None)
    old, new = make_user(), make_user()
    items = {poll.id: item_ids(poll) for poll in (first, second)}
    services.cast_vote(db.session.get(PollItem, items[first.id][0]), voter=old, mark="agree")
    ids, wanted = (old.id, new.id), [one for some in items.values() for one in some[:2]]
    db.session.commit()

    def cast(item, voter):
        found = db.session.get(PollItem, item, options=[joinedload(PollItem.poll)])
        return services.cast_vote(found, voter=db.session.get(User, voter), mark="agree")

    def merge():
        return services.merge_voters(*(db.session.get(User, one) for one in ids))

    results = race(app, merge, *(partial(cast, item, voter) for item in wanted for voter in ids))
    assert [one for one in results if isinstance(one, Exception)] == []
    db.session.expire_all()
    assert all_is_right()
    services.merge_voters(*(db.session.get(User, one) for one in ids))  # what came in under the old name afterwards
    assert votes_in(first) | votes_in(second) == {(new.id, item): "agree" for item in wanted}
    assert all_is_right()
