"""Greedy budgets and equal shares: never beyond the budget, as by slow and exact counts.

Equal shares are not monotonic in the budget, nor in the cost of an option: nothing is asserted of that.
"""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.votes.counting.ballots import Ballots, Budget, Lots, Number, Points
from consult.votes.counting.budget import greedy, greedy_threshold
from consult.votes.counting.equal_shares import equal_shares
from consult.votes.counting.market import Market
from consult.votes.counting.result import Act, Tie, TieRule
from tests.votes.ballots import NAMES, move_points, moved, points, shuffled

COUNTS = (greedy, greedy_threshold, equal_shares)


@st.composite
def budgets(draw: st.DrawFn, most: int = 3) -> Budget:
    """A few options at 1 to 20, a budget of 1 to 40."""
    ballots = draw(points(most))
    costs = draw(st.lists(st.integers(1, 20), min_size=len(ballots.options), max_size=len(ballots.options)))
    return Budget(ballots, tuple(costs), draw(st.integers(1, 40)), draw(st.integers(0, 6)))


def scores(budget: Budget) -> list[Number]:
    """The points of each option, the slow way."""
    papers = budget.ballots.papers.items()
    return [sum(dict(paper).get(option, 0) * n for paper, n in papers) for option in budget.ballots.indices]


def slow_shares(budget: Budget) -> list[int]:
    """Equal shares in fractions, one voter at a time, as the paper says it."""
    share = Fraction(budget.limit) / budget.ballots.total
    bought = _bought(budget, share)
    while len(bought) < sum(s > 0 and c <= budget.limit for s, c in zip(scores(budget), budget.costs, strict=True)):
        share += 1
        more = _bought(budget, share)
        if sum(budget.costs[option] for option in more) > budget.limit:
            break
        bought = more
    return bought


def _bought(budget: Budget, share: Fraction) -> list[int]:
    voters = [dict(paper) for paper, n in budget.ballots.papers.items() for _ in range(n)]
    money = [share] * len(voters)
    bought: list[int] = []
    while True:
        offers = []
        for option in set(budget.ballots.indices) - set(bought):
            cost = budget.costs[option]
            price = _price(option, cost, voters, money) if cost <= budget.limit else None
            if price is not None:
                lot = budget.ballots.lots.places[option]
                offers.append((price / cost, cost, -scores(budget)[option], lot, option, price))
        if not offers:
            return bought
        *_, option, price = min(offers)
        bought.append(option)
        money = [m - min(m, price * v.get(option, 0)) for m, v in zip(money, voters, strict=True)]


def _price(option: int, cost: Number, voters: list[dict[int, Number]], money: list[Fraction]) -> Fraction | None:
    wishes = [(m / v[option], m, v[option]) for m, v in zip(money, voters, strict=True) if v.get(option)]
    paid, points_left = Fraction(), sum(Fraction(p) for _, _, p in wishes)
    for most, has, points_here in sorted(wishes):
        if paid + most * points_left >= cost:
            return (cost - paid) / points_left
        paid, points_left = paid + has, points_left - points_here
    return None


@settings(deadline=None, max_examples=300)
@given(budgets())
def test_equal_shares_agree_with_a_slow_and_exact_count(budget: Budget) -> None:
    assert list(equal_shares(budget).winners) == list(budget.ballots.names(slow_shares(budget)))


@settings(deadline=None, max_examples=60)
@given(points(most=2), st.lists(st.integers(100, 900), min_size=5, max_size=5), st.integers(300, 1500))
def test_shares_are_passed_over_only_where_nothing_changes(
    ballots: Ballots[Points], costs: list[int], limit: int
) -> None:
    """Large amounts, so that many shares are passed over: the same as one unit at a time, each by a new market."""
    budget = Budget(ballots, tuple(costs[: len(ballots.options)]), limit)
    market = Market(budget)
    share = Fraction(limit, ballots.total)
    bought = market.buy(share)
    while len(bought) < len(market.wishes) and market.cost(more := Market(budget).buy(share + 1)) <= limit:
        bought, share = more, share + 1
    result = equal_shares(budget)
    assert result.winners == ballots.names(purchase.option for purchase in bought)
    assert result.share == share or len(bought) == len(market.wishes)


@settings(deadline=None, max_examples=300)
@given(budgets(), st.lists(st.fractions(0, 60, max_denominator=6), min_size=2, max_size=6))
def test_what_is_bought_with_a_share_does_not_depend_on_the_shares_asked_for_before(
    budget: Budget, shares: list[Fraction]
) -> None:
    market = Market(budget)
    for share in shares:
        bought = [purchase.option for purchase in market.buy(share)]
        assert bought == [purchase.option for purchase in Market(budget).buy(share)] == _bought(budget, share)


@settings(deadline=None)
@given(budgets(most=1), st.permutations(range(len(NAMES))))
def test_budgets_do_not_depend_on_the_order_of_options_or_ballots(budget: Budget, order: list[int]) -> None:
    order = [option for option in order if option in budget.ballots.indices]
    again = moved(budget.ballots, order, move_points)
    other = Budget(again, tuple(budget.costs[old] for old in order), budget.limit, budget.threshold)
    reverse = Budget(shuffled(budget.ballots), budget.costs, budget.limit, budget.threshold)
    for count in COUNTS:
        assert count(budget).winners == count(other).winners == count(reverse).winners


@settings(deadline=None)
@given(budgets())
def test_no_budget_is_exceeded_and_what_is_spent_is_what_is_funded(budget: Budget) -> None:
    costs = dict(zip(budget.ballots.options, budget.costs, strict=True))
    for count in COUNTS:
        result = count(budget)
        assert result.spent == sum(costs[name] for name in result.winners)
        assert result.spent <= budget.limit
        assert all((result.scores or {})[name] > 0 for name in result.winners)


@given(budgets())
def test_greedy_leaves_out_only_what_did_not_fit_or_nobody_wants(budget: Budget) -> None:
    result = greedy(budget)
    for decision in result.rounds or ():
        if decision.act is Act.REFUSED:  # type: ignore[union-attr]
            assert decision.score == 0 or decision.cost > decision.remaining  # type: ignore[union-attr]


@given(budgets())
def test_greedy_threshold_is_greedy_without_what_is_below(budget: Budget) -> None:
    result = greedy_threshold(budget)
    assert all((result.scores or {})[name] >= budget.threshold for name in result.winners)
    kept = {option for option, score in enumerate(scores(budget)) if score >= budget.threshold}
    papers: dict[object, int] = {}
    for paper, n in budget.ballots.papers.items():
        left = tuple(pair for pair in paper if pair[0] in kept)
        papers[left] = papers.get(left, 0) + n
    without = Ballots(budget.ballots.options, papers, budget.ballots.lots)
    assert greedy(Budget(without, budget.costs, budget.limit)).winners == result.winners  # type: ignore[arg-type]


@given(budgets(), st.data())
def test_greedy_is_monotonic(budget: Budget, data: st.DataObject) -> None:
    """One more voter for a funded option leaves it funded."""
    winners = greedy(budget).winners
    if winners:
        name = data.draw(st.sampled_from(winners))
        papers = dict(budget.ballots.papers)
        paper = ((budget.ballots.options.index(name), 1),)
        papers[paper] = papers.get(paper, 0) + 1
        more = Ballots(budget.ballots.options, papers, budget.ballots.lots)
        assert name in greedy(Budget(more, budget.costs, budget.limit)).winners


def test_a_group_gets_what_its_shares_can_buy() -> None:
    """Greedy gives all to the larger group, equal shares give each group its part."""
    ballots = Ballots.of(("A1", "A2", "A3", "B"), [((0, 1), (1, 1), (2, 1))] * 6 + [((3, 1),)] * 3)
    budget = Budget(ballots, (30, 30, 30, 30), 90)
    assert greedy(budget).winners == ("A1", "A2", "A3")
    result = equal_shares(budget)
    assert result.winners == ("A1", "A2", "B")
    assert result.spent == 90
    assert result.ties[0] == Tie(("A1", "A2", "A3"), ("A1",), Act.FUNDED, TieRule.LISTED)


def test_equals_are_told_apart_by_cost_and_it_is_said() -> None:
    ballots = Ballots.of(("A", "B"), [((0, 1), (1, 1))])
    result = greedy(Budget(ballots, (20, 10), 25))
    assert result.winners == ("B",)
    assert result.ties == (Tie(("B", "A"), ("B",), Act.FUNDED, TieRule.LOWER_COST),)
    drawn = Ballots(ballots.options, ballots.papers, Lots.drawn([1, 0]))
    result = greedy(Budget(drawn, (20, 20), 25))
    assert (result.winners, result.ties[0].rule) == (("B",), TieRule.DRAWN)


def test_a_cost_equal_to_all_its_voters_hold_is_affordable() -> None:
    ballots = Ballots.of(("A", "B"), [((0, 1),)] * 3 + [((1, 1),)] * 4)
    assert set(equal_shares(Budget(ballots, (30, 40), 70)).winners) == {"A", "B"}
    thirds = Ballots.of(("A",), [((0, 1),)] * 3)
    assert equal_shares(Budget(thirds, (100,), 100)).winners == ("A",)
