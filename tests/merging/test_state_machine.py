"""Whatever is merged, confirmed, withdrawn, split and undone, in any order: everybody counts once and where they said,
no text is lost, and every address that ever was answers.

Beside the application a model keeps plain sets, told by the acts alone. Each run is one transaction, rolled back.
With PROOF=1 there are a thousand sequences.
"""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consult import counters
from consult.accounts.models import Visitor
from consult.db import db as database
from consult.errors import RuleBroken
from consult.merging import answers, asking, services
from consult.merging.figures import facts_of, support_of
from consult.merging.models import Rework
from consult.merging.services import Text
from consult.merging.standing import Answer, Support, standing
from consult.merging.supporters import merge_supporters
from consult.notifications.models import Letter
from consult.policy import visible
from consult.proposals import queries
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.votes.models import MethodName, Vote
from consult.votes.queries import wrong_journals, wrong_tallies
from tests.factories import make_consultation, make_proposal, make_user

RUNS, STEPS = (1000, 30) if os.environ.get("PROOF") else (12, 20)
PEOPLE = 6
NO_ADDRESS = PEOPLE - 1  # the last one is known from an import and cannot be written to
people = st.integers(0, PEOPLE - 1)
numbers = st.integers(0, 50)


@dataclass
class Told:
    """What the model knows of one proposal."""

    row: Proposal
    text: tuple[str, str]
    marks: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)  # inherited, by person: "" or the answer
    asked: set[int] = field(default_factory=set)
    listed: bool = True

    @property
    def supporters(self) -> set[int]:
        """Everybody who supports it."""
        silent = {one for one, said in self.waiting.items() if not said and one not in self.marks}
        return {one for one, mark in self.marks.items() if mark == "agree"} | silent

    @property
    def figures(self) -> Support:
        """The same in four numbers."""
        voted = {one for one, mark in self.marks.items() if mark == "agree"}
        confirmed = {one for one in voted if self.waiting.get(one) == "confirmed"}
        silent = self.supporters - voted
        return Support(len(voted - confirmed), len(confirmed), len(silent & self.asked), len(silent - self.asked))


@dataclass
class Act:
    """What the model knows of one merge or split."""

    row: Rework
    originals: list[Told]
    results: list[Told]
    stands: bool = True
    authors: set[int] = field(default_factory=set)  # who were told as authors


class Step:
    """The progress of a job that nobody looks at."""

    done = 0

    def step(self, done: int, total: int, message: str = "") -> None:
        """Nothing to commit: the run is one transaction."""


class Merging(RuleBasedStateMachine):
    """Six people and four proposals to begin with."""

    app: Flask

    @initialize(method=st.sampled_from([MethodName.SUPPORT, MethodName.POSITION]))
    def begin(self, method: MethodName) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(self.app.test_request_context())
        self.place = make_consultation()
        self.place.poll.method_name = method
        self.marks = ["agree"] if method is MethodName.SUPPORT else ["agree", "agree", "mixed", "disagree"]
        self.team = make_user(is_admin=True)
        self.people = [make_user() for _ in range(PEOPLE)]
        self.reached = {one.id for one in self.people[:NO_ADDRESS]} | {self.team.id}
        ghost = self.people[NO_ADDRESS]
        ghost.email = ghost.email_key = None
        ghost.origin = "ailleurs"
        self.texts: list[Told] = []
        self.acts: list[Act] = []
        self.letters = 0
        for n in range(4):
            self._add(make_proposal(self.place, author=self.people[n], body=f"Le texte numéro {n}."))
        database.session.flush()
        for n, person in enumerate(self.people):  # two texts side by side; two people may be against the second one
            for which, mark in ((n, "agree"), (n + 1, self.marks[-1] if n < 2 else "agree")):
                told = self.texts[which % 4]
                proposals.vote(self._for_vote(told), voter=person, mark=mark)
                told.marks[person.id] = mark

    def teardown(self) -> None:
        try:
            if hasattr(self, "place"):
                self._every_address_answers()
        finally:
            database.session.rollback()
            if hasattr(self, "stack"):
                self.stack.close()

    # People ----------------------------------------------------------------------------------------------------------

    @rule(who=people, which=numbers, choice=numbers, withdraws=st.sampled_from([False, False, False, True]))
    def vote(self, who: int, which: int, choice: int, withdraws: bool) -> None:
        told = self._listed(which)
        person, mark = self.people[who], None if withdraws else self.marks[choice % len(self.marks)]
        proposals.vote(self._for_vote(told), voter=person, mark=mark)
        told.marks.pop(person.id, None)
        if mark:
            told.marks[person.id] = mark

    @precondition(lambda self: getattr(self, "acts", None))
    @rule(which=numbers, who=people, part=numbers, answer=st.sampled_from(list(Answer)))
    def answer(self, which: int, who: int, part: int, answer: Answer) -> None:
        act = self.acts[-1 - which % len(self.acts)]
        told = act.results[part % len(act.results)]
        waiting = [one for one in self.people if one.id in told.waiting]
        person = waiting[who % len(waiting)] if waiting and who else self.people[who]
        questions = {one.result.id: one for one in answers.questions(act.row, person)}
        if person.id not in told.waiting:
            assert told.row.id not in questions
            return
        if not act.stands or not told.listed or person is self.people[NO_ADDRESS]:
            with pytest.raises(RuleBroken):
                answers.answer(act.row, questions[told.row.id], person=person, answer=answer)
            return
        answers.answer(act.row, questions[told.row.id], person=person, answer=answer)
        told.waiting[person.id] = answer.value
        told.asked.add(person.id)
        if answer is Answer.CONFIRMED:
            told.marks[person.id] = "agree"
        elif told.marks.get(person.id) == "agree":
            del told.marks[person.id]

    @rule(old=st.integers(0, NO_ADDRESS - 1), new=people, chance=st.sampled_from([0, 0, 1]))
    def turn_out_to_be_one(self, old: int, new: int, chance: int) -> None:
        """Two accounts of one person become one; somebody else takes the empty chair."""
        one, two = self.people[old], self.people[new]
        if not chance or one is two:
            return
        merge_supporters(one, two)
        for told in self.texts:
            if (mark := told.marks.pop(one.id, None)) is not None:
                told.marks.setdefault(two.id, mark)
            if (said := told.waiting.pop(one.id, None)) is not None:
                told.waiting[two.id] = told.waiting.get(two.id) or said
            if one.id in told.asked:
                told.asked ^= {one.id} | ({two.id} - told.asked)
        self.people[old] = make_user()
        self.reached.add(self.people[old].id)

    # The team --------------------------------------------------------------------------------------------------------

    @rule(which=st.lists(numbers, min_size=2, max_size=3))
    def merge(self, which: list[int]) -> None:
        some = list({id(told): told for told in map(self._any, which)}.values())
        text = Text(f"Réunion {len(self.acts)}", "Le texte de la réunion.")
        if len(some) < 2 or not all(told.listed for told in some):
            with pytest.raises(RuleBroken), database.session.begin_nested():
                services.merge_proposals([told.row for told in some], actor=self.team, text=text)
            return
        act = services.merge_proposals([told.row for told in some], actor=self.team, text=text, reason="Proches.")
        self._note(act, some, [text])

    @rule(which=numbers)
    def split(self, which: int) -> None:
        told = self._any(which)
        texts = [Text(f"Part {n} de {len(self.acts)}", f"La part {n}.") for n in (1, 2)]
        if not told.listed:
            with pytest.raises(RuleBroken), database.session.begin_nested():
                services.split_proposal(told.row, actor=self.team, texts=texts)
            return
        self._note(services.split_proposal(told.row, actor=self.team, texts=texts), [told], texts)

    @precondition(lambda self: getattr(self, "acts", None))
    @rule(which=numbers)
    def undo(self, which: int) -> None:
        act = self.acts[which % len(self.acts)]
        if not act.stands or not all(told.listed for told in act.results):
            with pytest.raises(RuleBroken):
                services.undo_rework(act.row, actor=self.team, reason="Erreur.")
            return
        services.undo_rework(act.row, actor=self.team, reason="Erreur.")
        act.stands = False
        for told in act.results:
            told.listed = False
        for told in act.originals:
            told.listed = True

    @precondition(lambda self: getattr(self, "acts", None))
    @rule(which=numbers)
    def write_letters(self, which: int) -> None:
        act = self.acts[which % len(self.acts)]
        asking.ask(Step(), rework_id=act.row.id)
        if not act.stands:
            return
        for told in act.results:  # two accounts that are one may support what neither did alone
            told.waiting = dict.fromkeys(self._heirs(act.originals), "") | told.waiting
        heirs = {one for told in act.results for one in told.waiting if one not in told.asked} & self.reached
        authors = {told.row.author_id for told in act.originals} & self.reached
        self.letters += len(heirs | (authors - act.authors))
        act.authors |= authors
        for told in act.results:
            told.asked |= set(told.waiting) & self.reached

    # What must hold --------------------------------------------------------------------------------------------------

    @invariant()
    def everybody_counts_once_and_where_they_said(self) -> None:
        for told in getattr(self, "texts", ()):
            found = {person for person, facts in facts_of(told.row).items() if standing(facts)}
            assert found == told.supporters
            figures = support_of(told.row)
            assert figures == told.figures
            assert figures.people == len(told.supporters)

    @invariant()
    def votes_are_those_that_people_gave(self) -> None:
        if not hasattr(self, "texts"):
            return
        database.session.flush()
        rows = database.session.execute(sa.select(Vote.item_id, Vote.voter_id, Vote.mark))
        given = {(t.row.poll_item_id, person): mark for t in self.texts for person, mark in t.marks.items()}
        assert {(item, voter): mark for item, voter, mark in rows} == given
        assert [*counters.differences(), *wrong_tallies(), *wrong_journals()] == []

    @invariant()
    def no_text_is_lost_and_lists_show_what_stands(self) -> None:
        if not hasattr(self, "texts"):
            return
        shown = {one.id for one in queries.published(self.place.id, viewer=Visitor(), size=500).items}
        assert shown == {told.row.id for told in self.texts if told.listed}
        readable = visible(sa.select(Proposal), Visitor()).with_only_columns(Proposal.id, Proposal.title, Proposal.body)
        rows = {number: (title, body) for number, title, body in database.session.execute(readable)}
        assert rows == {told.row.id: told.text for told in self.texts}

    @invariant()
    def nobody_is_written_to_twice_about_one_act(self) -> None:
        if hasattr(self, "texts"):
            assert database.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == self.letters

    def _every_address_answers(self) -> None:
        for told in self.texts:
            page = self._page(f"/proposals/{told.row.id}")
            assert told.text[0] in page
            assert told.text[1] in page
        for act in self.acts:
            assert "Qui soutient quoi" in self._page(f"/reworks/{act.row.id}")

    def _page(self, url: str) -> str:
        """What the page says, written inside this very transaction."""
        with self.app.test_request_context(url):
            return str(self.app.dispatch_request())

    # Notes -----------------------------------------------------------------------------------------------------------

    def _add(self, row: Proposal) -> Told:
        told = Told(row, (row.title, row.body))
        self.texts.append(told)
        return told

    def _note(self, act: Rework, originals: list[Told], texts: list[Text]) -> None:
        heirs = self._heirs(originals)
        ids = sorted(one.proposal_id for one in self._results(act))
        results = []
        for proposal_id, text in zip(ids, texts, strict=True):
            told = self._add(database.session.get_one(Proposal, proposal_id))
            assert told.text == tuple(text)
            told.waiting = dict.fromkeys(heirs, "")
            results.append(told)
        for told in originals:
            told.listed = False
        self.acts.append(Act(act, originals, results))

    @staticmethod
    def _heirs(originals: list[Told]) -> set[int]:
        heirs: set[int] = set().union(*(told.supporters for told in originals))
        return heirs - {one for told in originals for one, mark in told.marks.items() if mark == "disagree"}

    def _results(self, act: Rework) -> Any:
        return database.session.scalars(sa.select(services.Result).filter_by(rework_id=act.id)).all()

    def _any(self, which: int) -> Told:
        return self.texts[which % len(self.texts)]

    def _listed(self, which: int) -> Told:
        listed = [told for told in self.texts if told.listed]
        return listed[which % len(listed)]

    def _for_vote(self, told: Told) -> Proposal:
        return queries.get_for_vote(told.row.id, viewer=self.people[0])


@pytest.mark.slow
def test_whatever_is_merged_and_undone_everybody_counts_once_and_no_text_is_lost(app: Flask, db: Any) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    size = settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks)
    machine = type("MergingHere", (Merging,), {"app": app})
    run_state_machine_as_test(machine, settings=size)
