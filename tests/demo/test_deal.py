"""Dealing votes out: exact figures, always the same, true to what people said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.demo.deal import deal

PEOPLE = [f"p{n}" for n in range(30)]
MARKS = ("agree", "mixed", "disagree")
counts = st.fixed_dictionaries({mark: st.integers(0, 10) for mark in MARKS})
leanings = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(MARKS), max_size=10)


@given(counts, leanings, st.text(max_size=5))
def test_the_figures_are_exact(counts: dict[str, int], leanings: dict[str, str], seed: str) -> None:
    dealt = deal(counts, PEOPLE, leanings=leanings, seed=seed)
    assert {mark: list(dealt.values()).count(mark) for mark in MARKS} == counts


@given(counts, st.text(max_size=5))
def test_the_same_seed_deals_the_same(counts: dict[str, int], seed: str) -> None:
    assert deal(counts, PEOPLE, seed=seed) == deal(counts, PEOPLE, seed=seed)


def test_another_seed_deals_otherwise() -> None:
    assert deal({"agree": 10}, PEOPLE, seed="a").keys() != deal({"agree": 10}, PEOPLE, seed="b").keys()


def test_people_vote_as_they_spoke() -> None:
    said = {"p3": "disagree", "p7": "mixed", "p9": "agree"}
    dealt = deal({"agree": 5, "mixed": 1, "disagree": 2}, PEOPLE, leanings=said, seed="x")
    assert said.items() <= dealt.items()


def test_more_votes_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="31 votes for 30 people"):
        deal({"agree": 31}, PEOPLE, seed="x")
