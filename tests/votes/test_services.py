"""Casting, changing and withdrawing: what is kept, what is counted, what the journal tells."""

from typing import Any

import pytest
import sqlalchemy as sa

from consult.db import transaction
from consult.errors import RuleBroken
from consult.votes import journal, services
from consult.votes.models import Entry, MethodName, Poll, PollItem, Seat, Source, Turnout, Vote
from consult.votes.queries import marks_of, wrong_journals, wrong_tallies
from tests.factories import make_proposal, make_user
from tests.races import race
from tests.votes.polls import acts, counts, item_ids, make_poll, plain, votes_in

both = pytest.mark.both
NOT_THIS = "Ce choix n’existe pas pour ce vote."
WHOLE_NUMBERS = "Donnez des nombres entiers, à partir de 1, ou laissez la case vide."


def all_is_right() -> bool:
    return [*wrong_tallies(), *wrong_journals()] == []


def refusal(act: Any) -> str:
    """Why it was refused."""
    with pytest.raises(RuleBroken) as refused:
        act()
    return plain(refused.value)


@both
def test_a_vote_on_an_item_is_counted_changed_and_withdrawn(db, engine):
    item, voter = make_proposal().poll_item, make_user()
    first = services.cast_vote(item, voter=voter, mark="agree")
    assert counts(item) == {"agree": 1}
    second = services.cast_vote(item, voter=voter, mark="mixed")
    assert counts(item) == {"mixed": 1}
    assert services.cast_vote(item, voter=voter, mark=None) is None
    assert counts(item) == {}
    assert acts(item.poll) == ["cast", "change", "withdraw"]
    assert len({first, second}) == 2
    assert len({line["ballot"] for line in journal.lines(item.poll.id)}) == 1
    assert all_is_right()


@both
def test_the_same_mark_again_gives_the_same_receipt_and_no_line(db, engine):
    item, voter = make_proposal().poll_item, make_user()
    receipts = {services.cast_vote(item, voter=voter, mark="agree") for _ in range(3)}
    assert len(receipts) == 1
    assert [line["receipt"] for line in journal.lines(item.poll.id)] == list(receipts)
    assert counts(item) == {"agree": 1}


@both
def test_the_same_ballot_again_gives_the_same_receipt_and_no_line(db, engine):
    poll, voter = make_poll(MethodName.POINTS, points=5), make_user()
    one, two, _ = item_ids(poll)
    first = services.cast_ballot(poll, voter=voter, choices={one: "2", two: "3"})
    assert services.cast_ballot(poll, voter=voter, choices={two: "3", one: "2"}) == first
    assert acts(poll) == ["cast"]


@both
def test_what_was_never_cast_is_withdrawn_without_a_line(db, engine):
    poll, item, voter = make_poll(), make_proposal().poll_item, make_user()
    assert services.cast_ballot(poll, voter=voter, choices={}) is None
    assert services.cast_vote(item, voter=voter, mark=None) is None
    assert [acts(poll), acts(item.poll)] == [[], []]


@both
def test_a_ballot_replaces_the_one_before_item_by_item(db, engine):
    poll, voter = make_poll(), make_user()
    one, two, three = item_ids(poll)
    services.cast_ballot(poll, voter=voter, choices={one: "agree", two: "agree"})
    services.cast_ballot(poll, voter=voter, choices={two: "agree", three: "agree"})
    assert marks_of(voter, item_ids(poll)) == {two: "agree", three: "agree"}
    assert acts(poll) == ["cast", "change"]
    services.cast_ballot(poll, voter=voter, choices={})
    assert votes_in(poll) == {}
    assert acts(poll) == ["cast", "change", "withdraw"]
    assert all_is_right()


@both
def test_a_ballot_cast_anew_after_a_withdrawal_has_a_new_name(db, engine):
    poll, voter = make_poll(), make_user()
    one, *_ = item_ids(poll)
    for choices in ({one: "agree"}, {}, {one: "agree"}):
        services.cast_ballot(poll, voter=voter, choices=choices)
    names = [line["ballot"] for line in journal.lines(poll.id)][1:]
    assert names[0] == names[1] != names[2]
    assert all_is_right()


BALLOTS: list[tuple[MethodName, dict[str, Any], tuple[str, ...]]] = [
    (MethodName.SUPPORT, {}, ("agree", "agree")),
    (MethodName.POSITION, {}, ("agree", "mixed", "disagree")),
    (MethodName.POINTS, {"points": 7, "max_points": 4}, ("4", "1", "2")),
    (MethodName.RANKING, {}, ("1", "1", "3")),
    (MethodName.JUDGEMENT, {}, ("excellent", "passable", "reject")),
    (MethodName.BUDGET, {"budget": 60, "costs": (10, 20, 30)}, ("agree", "agree", "agree")),
    (MethodName.BUDGET, {"budget": 10, "costs": (10, 20, 30), "points": 3}, ("1", "2")),
]


@both
@pytest.mark.parametrize(("method", "rules", "marks"), BALLOTS, ids=lambda x: str(x) if isinstance(x, str) else "")
def test_a_full_ballot_of_each_method_is_kept_as_it_was_cast(db, engine, method, rules, marks):
    poll, voter = make_poll(method, **rules), make_user()
    choices = dict(zip(item_ids(poll), marks, strict=False))
    receipt = services.cast_ballot(poll, voter=voter, choices=choices)
    assert marks_of(voter, item_ids(poll)) == choices
    last = list(journal.lines(poll.id))[-1]
    assert (last["receipt"], last["choices"]) == (receipt, {str(item): mark for item, mark in choices.items()})
    assert all_is_right()


REFUSED: list[tuple[MethodName, dict[str, Any], tuple[str, ...], str]] = [
    (MethodName.SUPPORT, {}, ("disagree",), NOT_THIS),
    (MethodName.SUPPORT, {"max_items": 1}, ("agree", "agree"), "Vous pouvez choisir 1 élément. Retirez-en un"),
    (MethodName.POSITION, {}, ("agree", ""), NOT_THIS),
    (MethodName.POINTS, {"points": 5}, ("3", "3"), "Vous avez 5 points à répartir : c’est 1 de trop."),
    (MethodName.POINTS, {"points": 5, "max_points": 2}, ("3",), "Un même élément peut recevoir 2 points au plus."),
    *((MethodName.POINTS, {"points": 5}, (mark,), WHOLE_NUMBERS) for mark in ("-1", "0", "1.5", "NaN", "²", "9" * 99)),
    *((MethodName.RANKING, {}, (mark,), WHOLE_NUMBERS) for mark in ("0", "-1", "inf", "1e1", " 1")),
    (MethodName.RANKING, {}, ("4",), "Le dernier rang possible est 3."),
    (MethodName.JUDGEMENT, {}, ("sublime",), NOT_THIS),
    (MethodName.BUDGET, {"budget": 25, "costs": (10, 20)}, ("agree", "agree"), "Vos choix dépassent le budget de 5 €."),
    (MethodName.BUDGET, {"budget": 25, "costs": (10, 20), "points": 2}, ("agree",), WHOLE_NUMBERS),
]


@pytest.mark.parametrize(("method", "rules", "marks", "why"), REFUSED)
def test_a_ballot_beyond_the_rules_is_refused_and_nothing_is_written(db, method, rules, marks, why):
    poll, voter = make_poll(method, **rules), make_user()
    choices = dict(zip(item_ids(poll), marks, strict=False))
    said = refusal(lambda: services.cast_ballot(poll, voter=voter, choices=choices))
    assert said.startswith(why)
    assert (votes_in(poll), acts(poll), poll.size) == ({}, [], 0)


@pytest.mark.parametrize("method", list(MethodName))
def test_an_item_of_another_poll_is_refused(db, method):
    poll, other = make_poll(method, points=3), make_poll(method)
    mark = {"position": "agree", "support": "agree", "judgement": "good"}.get(method, "1")
    choices = {item_ids(other)[0]: mark}
    assert refusal(lambda: services.cast_ballot(poll, voter=make_user(), choices=choices)) == NOT_THIS
    assert refusal(lambda: services.cast_ballot(poll, voter=make_user(), choices={10**9: mark})) == NOT_THIS


@both
def test_the_limit_of_a_person_counts_the_items_voted_one_by_one(db, engine):
    poll = make_poll(opens=None, max_items=2)
    voter, (one, two, three) = make_user(), [db.session.get(PollItem, i) for i in item_ids(poll)]
    services.cast_vote(one, voter=voter, mark="agree")
    services.cast_vote(two, voter=voter, mark="agree")
    assert refusal(lambda: services.cast_vote(three, voter=voter, mark="agree")).startswith("Vous pouvez choisir 2 él")
    services.cast_vote(one, voter=voter, mark=None)
    services.cast_vote(three, voter=voter, mark="agree")
    assert votes_in(poll) == {(voter.id, two.id): "agree", (voter.id, three.id): "agree"}
    assert all_is_right()


@both
def test_a_secret_ballot_is_counted_apart_from_who_voted_and_stays(db, engine, tomorrow):
    poll, voter = make_poll(secret=True, closes=tomorrow), make_user()
    one, two, _ = item_ids(poll)
    services.cast_ballot(poll, voter=voter, choices={one: "agree"})
    again = refusal(lambda: services.cast_ballot(poll, voter=voter, choices={two: "agree"}))
    same = refusal(lambda: services.cast_ballot(poll, voter=voter, choices={one: "agree"}))
    assert (
        again
        == same
        == "Vous avez déjà voté. Un vote secret ne peut pas être changé : nul ne sait lequel est le vôtre."
    )
    assert votes_in(poll) == {}
    assert db.session.scalars(sa.select(Turnout.voter_id).filter_by(poll_id=poll.id)).all() == [voter.id]
    assert acts(poll) == ["cast"]
    assert all_is_right()


def test_an_empty_secret_ballot_is_refused_and_leaves_the_right_to_vote(db, tomorrow):
    poll, voter = make_poll(secret=True, closes=tomorrow), make_user()
    assert refusal(lambda: services.cast_ballot(poll, voter=voter, choices={})).startswith("Choisissez au moins un")
    assert services.cast_ballot(poll, voter=voter, choices={item_ids(poll)[0]: "agree"})


@both
def test_each_code_of_a_room_votes_once(db, engine):
    poll = make_poll()
    one, *_ = item_ids(poll)
    codes = services.make_seats(poll, 3)
    db.session.flush()
    assert len(set(codes)) == 3
    services.cast_from_seat(poll, code=codes[0], choices={one: "agree"})
    services.cast_from_seat(poll, code=f" {codes[1][:4].upper()}-{codes[1][4:].upper()} ", choices={one: "agree"})
    used = "Ce code n’existe pas, ou il a déjà servi."
    assert refusal(lambda: services.cast_from_seat(poll, code=codes[0], choices={one: "agree"})) == used
    assert refusal(lambda: services.cast_from_seat(poll, code="22222222", choices={one: "agree"})) == used
    assert [line["source"] for line in journal.lines(poll.id)][1:] == [Source.ROOM] * 2
    assert all_is_right()


def test_a_code_opens_no_other_poll_and_a_refused_ballot_leaves_it_unused(db):
    poll, other = make_poll(), make_poll()
    one, *_ = item_ids(poll)
    (code,) = services.make_seats(poll, 1)
    db.session.flush()
    assert [bool(db.session.get(Seat, (p.id, services._seat_hash(p, code)))) for p in (poll, other)] == [True, False]
    refusal(lambda: services.cast_from_seat(poll, code=code, choices={one: "disagree"}))
    refusal(lambda: services.cast_from_seat(poll, code=code, choices={}))
    assert services.cast_from_seat(poll, code=code, choices={one: "agree"})


@both
def test_paper_ballots_are_counted_together_and_taken_back_once(db, engine):
    poll = make_poll()
    one, *_ = item_ids(poll)
    name = services.record_paper(poll, choices={one: "agree"}, count=12)
    services.take_back_paper(poll, ballot=name)
    gone = "Ces bulletins ont déjà été retirés."
    assert refusal(lambda: services.take_back_paper(poll, ballot=name)) == gone
    lines = [(line["act"].value, line["source"].value, line["count"]) for line in journal.lines(poll.id)]
    assert lines[1:] == [("cast", "paper", 12), ("withdraw", "paper", 12)]
    assert all_is_right()


def test_paper_takes_back_neither_a_vote_of_the_web_nor_another_poll_s(db):
    poll, other, voter = make_poll(), make_poll(), make_user()
    services.cast_ballot(poll, voter=voter, choices={item_ids(poll)[0]: "agree"})
    (ballot,) = db.session.scalars(sa.select(Vote.ballot)).all()
    elsewhere = services.record_paper(other, choices={item_ids(other)[0]: "agree"})
    for name in (ballot, elsewhere, ""):
        refusal(lambda name=name: services.take_back_paper(poll, ballot=name))
    assert acts(poll) == ["cast"]


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_paper_ballots_are_at_least_one_and_at_most_a_million(db, count):
    poll = make_poll()
    refusal(lambda: services.record_paper(poll, choices={item_ids(poll)[0]: "agree"}, count=count))
    assert poll.size == 0


@both
def test_the_first_line_of_a_journal_holds_the_rules(db, engine):
    poll, voter = make_poll(MethodName.BUDGET, costs=(10, 20), budget=25, counting="budget-greedy"), make_user()
    one, two = item_ids(poll)
    services.cast_ballot(poll, voter=voter, choices={two: "agree"})
    first, _ = journal.lines(poll.id)
    rules = {"method": "budget", "counting": "budget-greedy", "budget": "25", "items": f"{one}:10 {two}:20"}
    assert (first["act"], first["choices"]) == ("open", rules)


@both
def test_nothing_changes_once_somebody_has_voted(db, engine):
    poll, voter = make_poll(), make_user()
    db.session.add(services.add_item(poll))
    db.session.flush()
    services.cast_ballot(poll, voter=voter, choices={item_ids(poll)[0]: "agree"})
    frozen = "Un premier vote existe : le scrutin ne peut plus être modifié."
    assert refusal(lambda: services.add_item(poll)) == frozen
    assert refusal(lambda: services.refuse_if_frozen(poll)) == frozen
    services.cast_ballot(poll, voter=voter, choices={})
    assert refusal(lambda: services.refuse_if_frozen(poll)) == frozen


@both
def test_numbers_follow_one_another_whoever_votes_at_once(app, db, engine):
    poll_id = make_poll().id
    items = item_ids(db.session.get(Poll, poll_id))
    voters = [make_user().id for _ in range(8)]
    db.session.commit()

    def vote(voter_id: int) -> str | None:
        poll, voter = db.session.get(Poll, poll_id), db.session.get(services.User, voter_id)
        return services.cast_ballot(poll, voter=voter, choices={items[voter_id % 3]: "agree"})

    receipts = race(app, *(lambda v=v: vote(v) for v in [*voters, *voters]))
    assert [one for one in receipts if not isinstance(one, str)] == []
    with transaction():
        numbers = db.session.execute(sa.select(Entry.number, Entry.act).order_by(Entry.number)).all()
        assert numbers == [(1, "open"), *((n, "cast") for n in range(2, 10))]
        assert db.session.get(Poll, poll_id).size == 9
        assert len(set(receipts)) == 8
        assert all_is_right()


@both
def test_the_rules_stay_as_they_were_when_one_edits_while_another_votes(app, db, engine):
    """The one who comes second waits for the first, then is refused or votes under what was written."""
    for _ in range(5):
        poll_id, voter_id = make_poll(MethodName.POINTS, points=5).id, make_user().id
        item, *_ = item_ids(db.session.get(Poll, poll_id))
        db.session.commit()

        def edit(poll_id: int = poll_id) -> str:
            poll = db.session.get(Poll, poll_id)
            services.refuse_if_frozen(poll)
            poll.points = 2
            return "edited"

        def vote(poll_id: int = poll_id, voter_id: int = voter_id, item: int = item) -> str:
            poll, voter = db.session.get(Poll, poll_id), db.session.get(services.User, voter_id)
            services.cast_ballot(poll, voter=voter, choices={item: "5"})
            return "voted"

        edited, voted = race(app, edit, vote)
        with transaction():
            lines = list(journal.lines(poll_id))
            points = db.session.get(Poll, poll_id).points
        assert sorted([edited == "edited", voted == "voted"]) == [False, True], (edited, voted)
        assert (points, len(lines)) == ((2, 0) if edited == "edited" else (5, 2))
