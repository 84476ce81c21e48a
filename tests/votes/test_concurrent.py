"""V01: many people, each of whom sends many votes at the same moment, over HTTP, to two processes.

Tests of the test: on a build without the key of the table of votes, and on one whose transactions begin deferred, the
same crowd must see errors.
"""

import itertools
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters
from consult.db import db as database
from consult.polls.models import PublicPoll
from consult.polls.services import NewOption, create_poll, publish_poll
from consult.votes import journal
from consult.votes.models import Act, MethodName, PollItem, Tally, Vote
from consult.votes.queries import wrong_journals, wrong_tallies
from tests.factories import make_consultation, make_proposal, make_user
from tests.votes.servers import DEFERRED, PROOF, WITHOUT_KEY, Answer, Instance, Person, at_once, instance

PEOPLE, TIMES = (100, 50) if PROOF else (4, 16)

pytestmark = pytest.mark.slow


def crowd(served: Instance, people: list[Person], *forms: tuple[str, dict[str, str]]) -> list[Answer]:
    """Every person sends every form, all of them at the same moment; one person after another would prove nothing."""
    answers = []
    for person in people:
        acts = [lambda p=person, f=form: served.post(p, f[0], **f[1]) for form in forms]
        answers += at_once(acts)
    return answers


def statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))


def is_clean(served: Instance) -> bool:
    """Nothing was refused by the database, and every count is true."""
    wrong = served.look(lambda: [*counters.differences(), *wrong_tallies(), *wrong_journals()])
    assert wrong == []
    assert "locked" not in served.log()
    assert "Traceback" not in served.log()
    return True


def rows() -> list[tuple[int, int, str]]:
    return [tuple(row) for row in database.session.execute(sa.select(Vote.voter_id, Vote.item_id, Vote.mark))]


def by_person(served: Instance) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for voter, item, mark in served.look(rows):
        assert item not in found.setdefault(voter, {}), "two votes on one item"
        found[voter][item] = mark
    return found


def acts(served: Instance, poll_id: int) -> Counter[str]:
    return served.look(lambda: Counter(line["act"].value for line in journal.lines(poll_id)))


def proposals(count: int = 1, **rules: Any) -> tuple[int, list[int]]:
    """A consultation with so many proposals: the number of its poll, and theirs."""
    consultation = make_consultation()
    for name, value in rules.items():
        setattr(consultation.poll, name, value)
    return consultation.poll_id, [make_proposal(consultation).id for _ in range(count)]


def poll(method: MethodName, costs: tuple[int, ...] = (), **rules: Any) -> tuple[int, int, list[int]]:
    """A poll on a page: its number there, its number in the journal, and its items."""
    options = [NewOption(f"Option {n}", cost=cost) for n, cost in enumerate(costs or [None] * 4)]
    opens, team = clock.now() - timedelta(hours=1), make_user()
    one: PublicPoll = create_poll(
        make_consultation(), actor=team, title="Un scrutin", options=options, method=method, opens=opens, **rules
    )
    publish_poll(one, actor=team)
    items = database.session.scalars(sa.select(PollItem.id).filter_by(poll_id=one.poll_id).order_by(PollItem.id)).all()
    return one.id, one.poll_id, list(items)


def identical_votes(tmp_path, fault: str = "") -> tuple[Instance, Any]:
    with instance(tmp_path, proposals, fault=fault) as (served, (poll_id, (proposal,))):
        path = f"/proposals/{proposal}"
        people = served.admit(PEOPLE, path)
        answers = crowd(served, people, *[(f"{path}/vote", {"mark": "agree"})] * TIMES)
        assert statuses(answers) == {302: PEOPLE * TIMES}
        assert {voter: list(marks.values()) for voter, marks in by_person(served).items()} == {
            person.user_id: ["agree"] for person in people
        }
        assert acts(served, poll_id) == {"cast": PEOPLE}
        assert served.look(lambda: database.session.scalar(sa.select(Tally.count))) == PEOPLE
        assert is_clean(served)


def test_identical_votes_at_once_are_one_vote_each(tmp_path):
    identical_votes(tmp_path)


@pytest.mark.parametrize("fault", [WITHOUT_KEY, DEFERRED])
def test_the_crowd_finds_a_build_that_is_wrong(tmp_path, fault):
    with pytest.raises(AssertionError):
        identical_votes(tmp_path, fault)


def test_votes_and_withdrawals_at_once_leave_one_vote_or_none(tmp_path):
    with instance(tmp_path, proposals) as (served, (poll_id, (proposal,))):
        path = f"/proposals/{proposal}"
        people = served.admit(PEOPLE, path)
        forms = [(f"{path}/vote", {"mark": mark}) for mark in ("agree", "", "disagree", "")] * (TIMES // 4)
        answers = crowd(served, people, *forms)
        assert statuses(answers) == {302: len(forms) * PEOPLE}
        told = acts(served, poll_id)
        assert told["cast"] - told["withdraw"] == len(by_person(served))
        assert is_clean(served)


def test_a_limit_of_three_holds_however_many_are_sent_at_once(tmp_path):
    with instance(tmp_path, lambda: proposals(8, max_items=3)) as (served, (_poll_id, ids)):
        people = served.admit(PEOPLE, f"/proposals/{ids[0]}")
        forms = [(f"/proposals/{i}/vote", {"mark": "agree"}) for i in ids] * (TIMES // 8 + 1)
        answers = crowd(served, people, *forms)
        assert statuses(answers).keys() == {302, 409}
        assert [len(marks) for marks in by_person(served).values()] == [3] * PEOPLE
        assert is_clean(served)


@pytest.mark.parametrize(
    ("method", "rules", "marks", "quota"),
    [
        (MethodName.POINTS, {"points": 5}, ("1", "2", "4"), 5),
        (MethodName.BUDGET, {"budget": 60, "costs": (10, 20, 30, 40)}, ("agree",), 60),
    ],
)
def test_nobody_spends_more_than_there_is_with_ballots_sent_at_once(tmp_path, method, rules, marks, quota):
    """Ballots that all differ, each within the quota, together far beyond it: one of them is in force."""
    with instance(tmp_path, lambda: poll(method, **rules)) as (served, (page, poll_id, items)):
        people = served.admit(PEOPLE, f"/polls/{page}")
        costs = dict(zip(items, rules.get("costs", ()), strict=False))
        pairs = itertools.cycle(itertools.product(itertools.combinations(items, 2), marks))
        ballots = [
            ({f"item-{one}": mark, f"item-{two}": marks[0]}) for (one, two), mark in itertools.islice(pairs, TIMES)
        ]
        answers = crowd(served, people, *((f"/polls/{page}/vote", ballot) for ballot in ballots))
        assert max(statuses(answers)) < 500
        spent = {
            voter: sum(costs.get(item) or int(mark) for item, mark in ballot.items())
            for voter, ballot in by_person(served).items()
        }
        assert len(spent) == PEOPLE
        assert max(spent.values()) <= quota
        told = acts(served, poll_id)
        assert (told[Act.OPEN], told[Act.CAST], told[Act.WITHDRAW]) == (1, PEOPLE, 0)
        assert is_clean(served)
