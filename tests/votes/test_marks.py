"""Majority judgement, approval, support and points."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from consult.votes.counting.ballots import Approval, Ballots, Lots, Mentions, Points
from consult.votes.counting.judgement import MENTIONS, compare, majority_judgement, median
from consult.votes.counting.result import Act, Tie, TieRule
from consult.votes.counting.scores import approval, points, support
from tests.votes.ballots import NAMES, mentions, move_mentions, move_points, moved, shuffled
from tests.votes.ballots import points as drawn_points

ORDERS = st.permutations(range(len(NAMES)))


def majority_value(counts: tuple[int, ...]) -> list[int]:
    """The rule to the letter: write down the median, take it away, begin again. Higher is worse."""
    given = sorted((mention for mention, count in enumerate(counts) for _ in range(count)), reverse=True)
    return [given.pop((len(given) - 1) // 2) for _ in range(len(given))]


@given(st.integers(1, 12), st.data())
def test_options_are_compared_as_by_taking_medians_away_one_by_one(voters: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(0, 6), min_size=voters, max_size=voters)
    one, other = (tuple(map(data.draw(row).count, range(7))) for _ in range(2))
    expected = (majority_value(one) < majority_value(other)) - (majority_value(one) > majority_value(other))
    result = compare(one, other)
    assert (result > 0) - (result < 0) == expected
    assert median(one) == majority_value(one)[0]


def test_the_cost_of_a_comparison_does_not_depend_on_the_number_of_voters() -> None:
    many = 10**12
    assert compare((many, 0, 0, 0, 0, 0, many), (many - 1, 1, 0, 0, 0, 0, many)) == 1


def test_majority_judgement_agrees_with_an_example_by_hand() -> None:
    """Both have the median Bien; after it, A's lower neighbour is Bien, B's is Passable."""
    ballots: Ballots[Mentions] = Ballots.of(("A", "B"), [(0, 0), (2, 1), (2, 2), (2, 4), (6, 4)])
    result = majority_judgement(ballots)
    assert result.order == (("A",), ("B",))
    assert result.profiles is not None
    first = result.profiles[0]
    assert (first.median, first.counts, first.above, first.below) == ("Bien", (1, 0, 3, 0, 0, 0, 1), 1, 1)


def test_silence_is_the_lowest_mention() -> None:
    ballots: Ballots[Mentions] = Ballots.of(("A", "B"), [(None, 5), (0, 5), (None, 5)])
    result = majority_judgement(ballots)
    assert result.winners == ("B",)
    assert result.profiles is not None
    assert result.profiles[1].median == MENTIONS[-1]


def test_options_with_the_same_mentions_are_equal() -> None:
    ballots: Ballots[Mentions] = Ballots.of(("A", "B", "C"), [(0, 1, 6), (1, 0, 6)])
    result = majority_judgement(ballots)
    assert result.order == (("A", "B"), ("C",))
    assert result.ties == (Tie(("A", "B"), ("A", "B"), Act.ELECTED, TieRule.SHARED),)


@given(mentions(), ORDERS)
def test_judgement_does_not_depend_on_the_order_of_options_or_ballots(
    ballots: Ballots[Mentions], order: list[int]
) -> None:
    order = [option for option in order if option in ballots.indices]
    result, again = majority_judgement(ballots), majority_judgement(moved(ballots, order, move_mentions))
    assert [set(group) for group in result.order or ()] == [set(group) for group in again.order or ()]
    assert majority_judgement(shuffled(ballots)) == result


@given(mentions(), st.data())
def test_judgement_is_monotonic(ballots: Ballots[Mentions], data: st.DataObject) -> None:
    winner = ballots.options.index(majority_judgement(ballots).winners[0])
    paper = data.draw(st.sampled_from(sorted(ballots.papers, key=str)))
    papers = Counter(ballots.papers)
    papers[paper] -= 1
    papers[(*paper[:winner], 0, *paper[winner + 1 :])] += 1
    again = majority_judgement(Ballots(ballots.options, +papers, ballots.lots))
    assert ballots.options[winner] in again.winners


@given(mentions())
def test_the_order_of_two_options_does_not_depend_on_a_third(ballots: Ballots[Mentions]) -> None:
    papers = Counter[Mentions]()
    for paper, count in ballots.papers.items():
        papers[paper[:2]] += count
    two = majority_judgement(Ballots(ballots.options[:2], papers, Lots.listed(2)))
    all_of_them = majority_judgement(ballots)
    left = ({*group} & {*ballots.options[:2]} for group in all_of_them.order or ())
    assert [group for group in left if group] == [set(group) for group in two.order or ()]


@given(drawn_points(), ORDERS)
def test_points_are_added_up_whatever_the_order(ballots: Ballots[Points], order: list[int]) -> None:
    order = [option for option in order if option in ballots.indices]
    result, again = points(ballots), points(moved(ballots, order, move_points))
    assert result.scores == again.scores
    assert [set(group) for group in result.order or ()] == [set(group) for group in again.order or ()]
    best = max(sum(dict(p).get(o, 0) * n for p, n in ballots.papers.items()) for o in ballots.indices)
    assert {(result.scores or {})[winner] for winner in result.winners} == {best}


def test_the_most_approved_win_and_equals_at_the_last_seat_are_said() -> None:
    ballots: Ballots[Approval] = Ballots.of(("A", "B", "C"), [(0, 1), (0, 2), (0,)])
    result = approval(ballots, 2)
    assert result.scores == {"A": 3, "B": 1, "C": 1}
    assert result.winners == ("A", "B", "C")
    assert result.ties == (Tie(("B", "C"), ("B", "C"), Act.ELECTED, TieRule.SHARED),)
    assert approval(ballots).winners == support(ballots).winners == ("A",)


def test_fractions_of_points_are_exact() -> None:
    ballots: Ballots[Points] = Ballots.of(("A", "B"), [((0, Fraction("0.1")),)] * 3 + [((1, Fraction("0.3")),)])
    assert points(ballots).order == (("A", "B"),)
