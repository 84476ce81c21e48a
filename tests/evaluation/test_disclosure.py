"""No group under five is shown, and none can be worked out from what is shown."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.evaluation.surveys.disclosure import FEWEST, Group, apart, banded, is_small, joined

Way = Callable[[Sequence[int]], list[Group]]
MOST = 12  # people
COUNTS = st.lists(st.integers(0, 12), min_size=2, max_size=6)


@settings(deadline=None)
@given(COUNTS)
def test_what_is_shown_holds_everybody_and_no_small_group(counts: list[int]) -> None:
    for way in (joined, banded):
        groups = way(counts)
        if sum(counts) < FEWEST:
            assert groups == []
            continue
        assert sorted(place for one in groups for place in one.places) == list(range(len(counts)))
        assert [one.count for one in groups] == [sum(counts[place] for place in one.places) for one in groups]
        assert all(one.count == 0 or one.count >= FEWEST for one in groups)


@pytest.mark.parametrize(("way", "cells"), list(product((joined, banded), (2, 3, 4))))
def test_a_reader_who_knows_the_rule_is_sure_of_no_small_group(way: Way, cells: int) -> None:
    """Among all counts that are shown alike, no place holds one small number alone."""
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(MOST + 1), repeat=cells):
        if FEWEST <= sum(counts) <= MOST:
            alike[sum(counts), *way(counts)].append(counts)
    for told in alike.values():
        for seen in zip(*told, strict=True):
            assert not any(is_small(count) for count in seen) or len(set(seen)) > 1, told


def test_two_who_said_no_are_not_told_by_those_who_said_yes() -> None:
    assert [one.places for one in joined([20, 2])] == [(0, 1)]
    assert [one.places for one in joined([20, 6, 2])] == [(0,), (1, 2)]
    assert [one.places for one in banded([1, 0, 4, 9, 2])] == [(0, 1, 2), (3, 4)]
    assert apart([20, 18, 3, 0, 10], 20) == [20, None, None, 0, 10]
