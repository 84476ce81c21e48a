"""V11: whatever people and the team do, in any order: at most one vote in force a person and item, and what is counted,
what is stored, what the journal tells and what is exported are one and the same.

Each run is one transaction that is rolled back.
"""

import os
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consult import clock, counters
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.db import db as database
from consult.errors import RuleBroken
from consult.policy import Permission, may
from consult.proposals import services as proposals
from consult.votes import checking, export, journal, services
from consult.votes.models import Act, Cancellation, Head, MethodName, Poll, Source
from consult.votes.queries import wrong_tallies
from consult.votes.results import ballots
from tests.factories import make_consultation, make_proposal, make_user
from tests.votes.polls import item_ids, make_poll, votes_in

RUNS, STEPS = (500, 50) if os.environ.get("PROOF") else (10, 20)
START = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
OPENS, CLOSES = START + timedelta(hours=1), START + timedelta(hours=40)
PEOPLE = 4
people = st.integers(0, PEOPLE - 1)
Marks = dict[int, str]


class Votes(RuleBasedStateMachine):
    """Four people, two proposals, and a poll of points; what each person voted is noted beside, and compared."""

    @initialize(limit=st.sampled_from([None, 1]), secret=st.booleans())
    def begin(self, limit: int | None, secret: bool) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(clock.at(START))
        consultation = make_consultation()
        consultation.poll.max_items = limit
        self.limit = limit
        self.proposals = [make_proposal(consultation) for _ in range(2)]
        self.talk = consultation.poll
        self.poll = make_poll(MethodName.POINTS, points=5, opens=OPENS, closes=CLOSES, secret=secret)
        self.items = item_ids(self.poll)
        self.people = [make_user() for _ in range(PEOPLE)]
        self.team = make_user(is_admin=True)
        self.singles: dict[int, Marks] = {}  # by person, of the proposals
        self.wholes: dict[int, Marks] = {}  # by person, of the poll
        self.cancelled: dict[tuple[int, int], set[int]] = {}  # by poll and act, whose votes
        self.other = Counter[tuple[str, int, str]]()  # from rooms and paper, by source, item and mark
        self.secret = Counter[tuple[int, str]]()
        self.papers: dict[str, tuple[Marks, int]] = {}
        self.codes = services.make_seats(self.poll, 4)
        database.session.flush()
        database.session.refresh(consultation, ["phases"])
        for proposal in self.proposals:
            database.session.refresh(proposal, ["consultation"])

    def teardown(self) -> None:
        database.session.rollback()
        if hasattr(self, "stack"):
            self.stack.close()

    # People ----------------------------------------------------------------------------------------------------------

    @rule(who=people, which=st.integers(0, 1), mark=st.sampled_from(["agree", "mixed", "disagree", None]))
    def vote(self, who: int, which: int, mark: str | None) -> None:
        person, proposal = self.people[who], self.proposals[which]
        if not may(person, Permission.VOTE_CAST, proposal):
            return
        item, mine = proposal.poll_item_id, self.singles.setdefault(person.id, {})
        frozen = item in mine and item not in self._live(self.talk, person.id) and mark != mine[item]
        full = self.limit is not None and mark is not None and len({*mine, item}) > self.limit
        try:
            receipt = services.cast_vote(proposal.poll_item, voter=person, mark=mark)
        except RuleBroken:
            assert frozen or full
            return
        assert not frozen
        assert not full or mine.get(item) == mark
        assert (receipt is None) == (mark is None)
        if mark is None:
            mine.pop(item, None)
        else:
            mine[item] = mark

    @rule(who=people, marks=st.dictionaries(st.integers(0, 2), st.integers(1, 4).map(str), max_size=3))
    def cast(self, who: int, marks: dict[int, str]) -> None:
        person, choices = self.people[who], {self.items[n]: mark for n, mark in marks.items()}
        mine = self.wholes.get(person.id, {})
        wrong = sum(map(int, choices.values())) > 5 or not self.poll.is_open
        if self.poll.secret:
            wrong = wrong or not choices or bool(mine)
        else:
            wrong = wrong or (choices != mine and self._is_cancelled(self.poll, person))
        try:
            services.cast_ballot(self.poll, voter=person, choices=choices)
        except RuleBroken:
            assert wrong
            return
        assert not wrong
        if self.poll.secret:
            self.secret.update((item, mark) for item, mark in choices.items())
        self.wholes[person.id] = choices

    @rule(seat=st.integers(0, 3), item=st.integers(0, 2))
    def vote_from_a_seat(self, seat: int, item: int) -> None:
        code = self.codes[seat]
        try:
            services.cast_from_seat(self.poll, code=code, choices={self.items[item]: "1"})
        except RuleBroken:
            assert not self.poll.is_open or code.startswith("!")
            return
        self.other["room", self.items[item], "1"] += 1
        self.codes[seat] = "!" + code  # the sign is not read: the code is the same, and used

    # The team --------------------------------------------------------------------------------------------------------

    @rule(item=st.integers(0, 2), count=st.integers(1, 30))
    def count_paper(self, item: int, count: int) -> None:
        if not self.poll.is_open:
            return
        choices = {self.items[item]: "2"}
        self.papers[services.record_paper(self.poll, choices=choices, count=count)] = (choices, count)

    @precondition(lambda self: getattr(self, "papers", None) and self.poll.is_open)
    @rule(data=st.data())
    def take_paper_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.papers)))
        services.take_back_paper(self.poll, ballot=name)
        del self.papers[name]

    @rule()
    def open(self) -> None:
        self._move(OPENS)

    @rule(wait=st.sampled_from([0, 0, 0, 1]))
    def close(self, wait: int) -> None:
        if wait and clock.now() >= OPENS:
            self._move(CLOSES)

    @rule(which=st.integers(0, 1), chance=st.sampled_from([0, 0, 1]))
    def hide(self, which: int, chance: int) -> None:
        if chance:
            proposals.withdraw_proposal(self.proposals[which], actor=self.team)

    @rule(who=people, chance=st.sampled_from([0, 0, 1]))
    def ban(self, who: int, chance: int) -> None:
        if chance and self.people[who].banned is None:
            accounts.ban(self.people[who], actor=self.team, reason="Essai.")

    @rule(old=people, new=people)
    def merge(self, old: int, new: int) -> None:
        one, two = self.people[old], self.people[new]
        if one is two:
            return
        services.merge_voters(one, two)
        self._merge(one, two)
        self.people[old] = make_user()

    @rule(who=st.sets(people, min_size=1), talk=st.booleans())
    def cancel(self, who: set[int], talk: bool) -> None:
        poll, votes = (self.talk, self.singles) if talk else (self.poll, self.wholes)
        ids = [self.people[n].id for n in who]
        hit = {i for i in ids if votes.get(i) and self._live(poll, i)}
        try:
            one = services.cancel_votes(poll, voters=ids, actor=self.team, reason="Doute.")
        except RuleBroken:
            assert poll.secret or not hit
            return
        assert hit
        self.cancelled[poll.id, one.id] = hit

    @precondition(lambda self: getattr(self, "cancelled", None))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        poll_id, number = data.draw(st.sampled_from(sorted(self.cancelled)))
        poll = database.session.get_one(Poll, poll_id)
        one = database.session.get_one(Cancellation, number)
        services.restore_votes(poll, one, actor=self.team, reason="Fausse alerte.")
        del self.cancelled[poll_id, number]

    @rule()
    def publish(self) -> None:
        journal.publish_heads()

    # What must hold --------------------------------------------------------------------------------------------------

    @invariant()
    def what_is_stored_is_what_was_voted(self) -> None:
        if not hasattr(self, "poll"):
            return
        database.session.flush()
        assert votes_in(self.talk) == _flat(self.singles)
        assert votes_in(self.poll) == ({} if self.poll.secret else _flat(self.wholes))

    @invariant()
    def counters_rows_journal_and_export_agree(self) -> None:
        if not hasattr(self, "poll"):
            return
        assert [*counters.differences(), *wrong_tallies()] == []
        assert [one for poll in (self.talk, self.poll) for one in checking.check(poll).differences] == []
        journal.publish_head(self.talk)
        journal.publish_head(self.poll)
        for poll in (self.talk, self.poll):
            if (head := export.newest_head(poll)) is not None:
                self._compare(poll, head)

    def _compare(self, poll: Poll, head: Head) -> None:
        told = export.read(head)
        assert (told.size, told.root()) == (head.size, head.root)
        counts = Counter[tuple[str, int, str]]()
        for item, by_source in told.result()["counts"].items():
            for source, marks in by_source.items():
                counts.update({(source, int(item), mark): count for mark, count in marks.items()})
        assert counts == self._expected(poll)
        pages = Counter[tuple[str, int, str]]()
        for one in ballots(journal.lines(poll.id)):
            pages.update({(one.source.value, item, mark): one.count for item, mark in one.choices.items()})
        assert counts == pages

    def _expected(self, poll: Poll) -> Counter[tuple[str, int, str]]:
        expected = Counter[tuple[str, int, str]]()
        if poll is self.poll:
            expected.update(self.other)
            for choices, count in self.papers.values():
                expected.update({("paper", item, mark): count for item, mark in choices.items()})
        if poll.secret:
            expected.update({("web", item, mark): count for (item, mark), count in self.secret.items()})
            return expected
        for (voter, item), mark in votes_in(poll).items():
            live = item in self._live(poll, voter)
            expected[(Source.WEB if live else Source.CANCELLED).value, item, mark] += 1
        return expected

    # Notes -----------------------------------------------------------------------------------------------------------

    def _live(self, poll: Poll, voter_id: int) -> set[int]:
        """The items on which this person's vote is in force, as the rows say (the journal is compared with them)."""
        query = sa.select(services.Vote.item_id).where(
            services.Vote.voter_id == voter_id, services.Vote.cancellation_id.is_(None)
        )
        mine = self.wholes if poll is self.poll else self.singles
        return set(database.session.scalars(query)) & set(mine.get(voter_id, {}))

    def _is_cancelled(self, poll: Poll, person: User) -> bool:
        mine = self.wholes if poll is self.poll else self.singles
        return bool(mine.get(person.id)) and self._live(poll, person.id) != set(mine[person.id])

    def _merge(self, old: User, new: User) -> None:
        before, mine = self.singles.pop(old.id, {}), self.singles.setdefault(new.id, {})
        for item, mark in sorted(before.items()):
            if item not in mine and (self.limit is None or len(mine) < self.limit):
                mine[item] = mark
        whole = self.wholes.pop(old.id, {})
        self.wholes[new.id] = self.wholes.get(new.id) or whole

    def _move(self, moment: datetime) -> None:
        if clock.now() < moment:
            self.stack.enter_context(clock.at(moment))


def _flat(votes: dict[int, Marks]) -> dict[tuple[int, int], str]:
    return {(voter, item): mark for voter, marks in votes.items() for item, mark in marks.items()}


@pytest.mark.slow
def test_whatever_is_done_counters_rows_journal_and_export_agree(db: Any) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    size = settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Votes, settings=size)


def _keep_the_old_mark(poll: Poll, before: Marks, after: Marks, *more: Any) -> None:
    COUNT(poll, {}, after, *more)


def _forget_withdrawals(poll: Poll, act: Act, **line: Any) -> str:
    return "" if act is Act.WITHDRAW else WRITE(poll, act, **line)


COUNT, WRITE = services._count, journal.write
FAULTS = {
    "a change leaves the old mark in the count": (services, "_count", _keep_the_old_mark),
    "a withdrawal is missing in the journal": (journal, "write", _forget_withdrawals),
    "cancelled votes count all the same": (services, "_move", lambda *_all: None),
    "a withdrawn vote stays": (services, "_delete", lambda _voter, _items: None),
    "votes are taken after the close": (services, "_hold", lambda _poll: None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_machine_finds_what_is_wrong_on_purpose(db: Any, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Each fault is of the kind that the machine is there for; it tries a hundred times as often as usual at most."""
    module, name, wrong = FAULTS[fault]
    monkeypatch.setattr(module, name, wrong)
    checks = list(HealthCheck)
    size = settings(
        max_examples=1_000,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=checks,
        phases=[Phase.generate],
        derandomize=True,  # what is found once is found always
    )
    with pytest.raises((AssertionError, sa.exc.IntegrityError)):
        run_state_machine_as_test(Votes, settings=size)
