"""Schulze, instant-runoff and transferable votes: what their authors prove of them, and slow counts that agree.

Instant-runoff and transferable votes are not monotonic: there is a test that shows it.
"""

import itertools
from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.votes.counting.ballots import Ballots, Lots, Ranking
from consult.votes.counting.result import Act, Result, Tie, TieRule
from consult.votes.counting.runoff import instant_runoff
from consult.votes.counting.schulze import pairwise, schulze, strongest_paths
from consult.votes.counting.transferable import single_transferable_vote
from tests.votes.ballots import NAMES, move_ranking, moved, rankings, shuffled

COUNTS = [schulze, instant_runoff, single_transferable_vote, lambda ballots: single_transferable_vote(ballots, 2)]
ORDERS = st.permutations(range(len(NAMES)))


def of(text: str, lots: Lots | None = None) -> Ballots[Ranking]:
    """Ballots from "5 A>B=C, 3 B": how many, then the ranking."""
    lines = [line.split() for line in text.split(",")]
    options = sorted({name for _, ranking in lines for group in ranking.split(">") for name in group.split("=")})
    papers = {
        tuple(tuple(options.index(name) for name in group.split("=")) for group in ranking.split(">")): int(count)
        for count, ranking in lines
    }
    return Ballots(tuple(options), papers, lots or Lots.listed(len(options)))


def places(paper: Ranking) -> dict[int, int]:
    """The place of each ranked option."""
    return {option: place for place, group in enumerate(paper) for option in group}


def prefers(paper: Ranking, one: int, other: int) -> bool:
    """Whether one is above the other."""
    rank = places(paper)
    return rank.get(one, 99) < rank.get(other, 99)


def raised(paper: Ranking, option: int) -> Ranking:
    """The same ranking with an option first, alone."""
    rest = (tuple(one for one in group if one != option) for group in paper)
    return ((option,), *(group for group in rest if group))


# --- All ------------------------------------------------------------------------------------------------------------


@given(rankings(), ORDERS)
def test_ranked_counts_do_not_depend_on_the_order_of_options_or_ballots(
    ballots: Ballots[Ranking], order: list[int]
) -> None:
    order = [option for option in order if option in ballots.indices]
    for count in COUNTS:
        result, again = count(ballots), count(moved(ballots, order, move_ranking))
        assert set(result.winners) == set(again.winners)
        assert [set(group) for group in result.order or ()] == [set(group) for group in again.order or ()]
        assert count(shuffled(ballots)) == result


@pytest.mark.parametrize("count", COUNTS)
def test_nobody_wins_where_nobody_votes(count: object) -> None:
    assert count(Ballots.of(NAMES, [])).winners == ()  # type: ignore[operator]


# --- Schulze --------------------------------------------------------------------------------------------------------


def test_schulze_agrees_with_the_first_example_of_the_paper() -> None:
    """Schulze 2011, section 3.1 (45 voters, 5 candidates, as in Wikipedia): E > A > C > B > D."""
    ballots = of(
        "5 A>C>B>E>D, 5 A>D>E>C>B, 8 B>E>D>A>C, 3 C>A>B>E>D, 7 C>A>E>B>D, 2 C>B>A>D>E, 7 D>C>E>B>A, 8 E>B>A>D>C"
    )
    result = schulze(ballots)
    assert result.winners == ("E",)
    assert result.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert result.pairwise is not None
    assert result.pairwise[0] == (0, 20, 26, 30, 22)
    assert result.paths is not None
    assert [result.paths[a][b] for a, b in ((0, 1), (0, 2), (1, 0), (4, 3))] == [28, 28, 25, 31]


@given(rankings())
def test_duels_and_paths_are_those_of_a_slow_count(ballots: Ballots[Ranking]) -> None:
    size = range(len(ballots.options))
    duels = [[sum(n for p, n in ballots.papers.items() if prefers(p, a, b)) for b in size] for a in size]
    assert pairwise(ballots) == duels
    won = [[duels[a][b] if duels[a][b] > duels[b][a] else 0 for b in size] for a in size]
    for start, end in permutations(size, 2):
        between = [option for option in size if option not in (start, end)]
        ways = [(start, *way, end) for length in range(len(between) + 1) for way in permutations(between, length)]
        best = max(min(won[a][b] for a, b in itertools.pairwise(way)) for way in ways)
        assert strongest_paths(duels)[start][end] == best


@given(rankings())
def test_schulze_elects_the_condorcet_winner_and_stays_in_the_smith_set(ballots: Ballots[Ranking]) -> None:
    duels, size = pairwise(ballots), range(len(ballots.options))
    smith = {max(size, key=lambda a: sum(duels[a][b] > duels[b][a] for b in size))}
    while outside := {a for a in size if a not in smith and any(duels[a][b] >= duels[b][a] for b in smith)}:
        smith |= outside
    winners = set(schulze(ballots).winners)
    assert winners <= set(ballots.names(smith))
    if len(smith) == 1:
        assert winners == set(ballots.names(smith))


@given(rankings(), st.data())
def test_schulze_is_monotonic(ballots: Ballots[Ranking], data: st.DataObject) -> None:
    winner = schulze(ballots).winners[0]
    paper = data.draw(st.sampled_from(sorted(ballots.papers)))
    papers = Counter(ballots.papers)
    papers[paper] -= 1
    papers[raised(paper, ballots.options.index(winner))] += 1
    assert winner in schulze(Ballots(ballots.options, +papers, ballots.lots)).winners


@given(rankings(with_ties=False, complete=True))
def test_schulze_turns_round_when_all_ballots_do(ballots: Ballots[Ranking]) -> None:
    """Reversal symmetry (Schulze 2011, section 4.4)."""
    turned = schulze(Ballots(ballots.options, {p[::-1]: n for p, n in ballots.papers.items()}, ballots.lots))
    result = schulze(ballots)
    assert result.paths is not None
    assert turned.paths == tuple(zip(*result.paths, strict=True))


def test_an_unranked_option_is_below_every_ranked_one() -> None:
    assert schulze(of("2 A, 1 B>A")).order == (("A",), ("B",))
    assert pairwise(of("2 A, 1 B>C")) == [[0, 2, 2], [1, 0, 1], [1, 0, 0]]


def test_equals_all_win_unless_lots_were_drawn() -> None:
    result = schulze(of("1 A>B>C, 1 B>A>C"))
    assert result.winners == ("A", "B")
    assert result.ties == (Tie(("A", "B"), ("A", "B"), Act.ELECTED, TieRule.SHARED),)
    drawn = schulze(of("1 A>B>C, 1 B>A>C", Lots.drawn([2, 1, 0])))
    assert drawn.winners == ("B",)
    assert drawn.ties == (Tie(("A", "B"), ("B",), Act.ELECTED, TieRule.DRAWN),)
    assert schulze(of("1 A>B>C, 1 B>A>C"), seats=2).ties == ()


# --- Instant-runoff and transferable votes --------------------------------------------------------------------------


def slow_runoff(ballots: Ballots[Ranking]) -> set[str]:
    """Every option that some way of breaking ties elects, each round counted anew."""
    return {ballots.options[option] for option in _survivors(ballots, frozenset(ballots.indices))}


def _survivors(ballots: Ballots[Ranking], left: frozenset[int]) -> set[int]:
    votes = dict.fromkeys(left, Fraction())
    for paper, count in ballots.papers.items():
        group = next((kept for group in paper if (kept := left & set(group))), frozenset())
        for option in group:
            votes[option] += Fraction(count, len(group))
    if len(left) == 1 or 2 * max(votes.values()) > sum(votes.values()):
        return {max(votes, key=lambda option: votes[option])}
    lowest = [option for option in left if votes[option] == min(votes.values())]
    return set().union(*(_survivors(ballots, left - {option}) for option in lowest))


@given(rankings())
def test_instant_runoff_agrees_with_a_slow_count(ballots: Ballots[Ranking]) -> None:
    result, possible = instant_runoff(ballots), slow_runoff(ballots)
    assert set(result.winners) <= possible
    assert result.ties or set(result.winners) == possible


@given(rankings())
def test_one_transferable_seat_is_an_instant_runoff(ballots: Ballots[Ranking]) -> None:
    assert single_transferable_vote(ballots, 1).winners == instant_runoff(ballots).winners


@given(rankings(with_ties=False))
def test_instant_runoff_elects_who_is_first_for_more_than_half(ballots: Ballots[Ranking]) -> None:
    firsts = [sum(n for p, n in ballots.papers.items() if p and p[0] == (option,)) for option in ballots.indices]
    assume(2 * max(firsts) > ballots.total)
    assert instant_runoff(ballots).winners == (ballots.options[firsts.index(max(firsts))],)


def test_instant_runoff_is_not_monotonic() -> None:
    """Two voters who move the winner up make it lose: known of the method, and no fault of the count."""
    before = of("6 A>B>C, 2 B>A>C, 4 B>C>A, 5 C>A>B")
    after = of("8 A>B>C, 4 B>C>A, 5 C>A>B")
    assert (instant_runoff(before).winners, instant_runoff(after).winners) == (("A",), ("C",))


def test_a_tie_is_broken_by_the_latest_round_that_differs_then_by_the_lots() -> None:
    # C goes first; its vote lifts B to A's three. B had fewer before: it goes.
    result = instant_runoff(of("3 A, 2 B, 1 C>B, 4 D"))
    assert result.ties[0] == Tie(("A", "B"), ("B",), Act.ELIMINATED, TieRule.EARLIER_ROUND)
    listed = instant_runoff(of("1 A, 1 B"))
    assert (listed.winners, listed.ties) == (("A",), (Tie(("A", "B"), ("B",), Act.ELIMINATED, TieRule.LISTED),))
    drawn = instant_runoff(of("1 A, 1 B", Lots.drawn([1, 0])))
    assert (drawn.winners, drawn.ties[0].rule) == (("B",), TieRule.DRAWN)


def test_transferable_votes_agree_with_a_count_by_hand() -> None:
    """Quota 34 of 100 for two seats. A has 60: 26/60 is cut to 0.43333, for B 40 and for C 20 ballots."""
    result = single_transferable_vote(of("40 A>B, 20 A>C, 18 C, 22 D"), 2)
    assert result.quota == 34
    assert [(r.act, r.options) for r in result.rounds or ()] == [
        (Act.ELECTED, ("A",)),
        (Act.TRANSFERRED, ("A",)),
        (Act.ELIMINATED, ("B",)),
        (Act.ELIMINATED, ("D",)),
        (Act.ELECTED, ("C",)),
    ]
    assert result.rounds is not None
    after = result.rounds[2]
    assert after.votes == {"A": 34, "B": Fraction("17.3332"), "C": Fraction("26.6666"), "D": 22}  # type: ignore[union-attr]
    assert after.exhausted == Fraction("0.0002")  # type: ignore[union-attr]
    assert result.winners == ("A", "C")


@given(rankings(), st.integers(1, 4))
def test_transferable_votes_fill_the_seats_and_lose_no_vote(ballots: Ballots[Ranking], seats: int) -> None:
    seats = min(seats, len(ballots.options))
    result = single_transferable_vote(ballots, seats)
    assert len(set(result.winners)) == len(result.winners) == seats
    for one in result.rounds or ():
        assert sum(one.votes.values()) + one.exhausted == ballots.total  # type: ignore[union-attr]
        assert min(*one.votes.values(), one.exhausted) >= 0  # type: ignore[union-attr]


@given(rankings(with_ties=False, complete=True), st.integers(1, 3))
def test_a_solid_coalition_wins_as_many_seats_as_it_has_quotas(ballots: Ballots[Ranking], seats: int) -> None:
    """Proportionality for solid coalitions, by Droop quotas."""
    seats = min(seats, len(ballots.options))
    result = single_transferable_vote(ballots, seats)
    assert isinstance(result.quota, int)
    for size in range(1, len(ballots.options)):
        coalitions = {frozenset(option for (option,) in paper[:size]) for paper in ballots.papers}
        for coalition in coalitions:
            votes = sum(n for p, n in ballots.papers.items() if {o for (o,) in p[:size]} == coalition)
            due = min(votes // result.quota, size, seats)
            assert len(set(ballots.names(coalition)) & set(result.winners)) >= due


def test_a_result_in_json_has_only_plain_values() -> None:
    result: Result = single_transferable_vote(of("2 A=B=C, 1 C"), 1)
    plain = result.as_json()
    assert plain["winners"] == ["C"]
    assert plain["rounds"][0]["votes"] == {"A": 0.666667, "B": 0.666667, "C": 1.666667}
    assert plain["rounds"][0]["act"] == "eliminated"
    assert "pairwise" not in plain
