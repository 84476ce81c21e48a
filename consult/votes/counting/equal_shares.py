"""Budgets counted by the method of equal shares, with cost utilities and Add1.

Source: Peters, Pierczyński and Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021).

* Each voter has an equal share of the budget. An option is bought by those who want it: they pay the same for each of
  their points (an approval is one point), or all they have left.
* The next to be bought is the one of which a point is cheapest, divided by its cost. Equals: the lower cost first, then
  the higher score, then the lots. Options that cost more than the whole budget take no part.
* Add1, as used in Wieliczka in 2023: the share grows by one unit of money a voter, and all is counted again, as long as
  what is bought costs no more than the budget.

This is the one count in floating point: 100,000 voters hold as many different fractions. Amounts within a billionth are
equal, so that what is exactly affordable, or exactly equal, counts as such; costs and totals themselves are exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
import numpy.typing as npt

from consult.votes.counting.ballots import Budget, Number
from consult.votes.counting.result import Act, Decision, Result, Tie, TieRule
from consult.votes.counting.scores import totals

EQUAL, SAME = 1e-9, 1e-12
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wish:
    """Those who want an option. Voters with the same paper share a purse; their claim is the number of their points."""

    cost: float
    purses: npt.NDArray[np.int64]
    claims: Floats
    all_claims: float

    def price(self, money: Floats, known: float, interesting: float) -> float | None:
        """The lowest payment for a point at which the option is bought; None where its voters cannot.

        Starts from a price known not to be too high. Each turn finds who is too poor for it, and what the others must
        then pay (Newton's method on a concave function: never too high). Beyond the `interesting` price it stops.
        """
        held = money[self.purses]
        if held.sum() < self.cost * (1 - EQUAL):
            return None
        while known <= interesting:
            poor = held < known * self.claims
            rich = self.all_claims - float(self.claims @ poor)
            price = (self.cost - float(held @ poor)) / rich if rich > 0 else known
            if price <= known * (1 + SAME):
                break
            known = price
        return known


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought at which price for a point, and what was as good as it."""

    option: int
    price: float
    equals: tuple[int, ...]


def equal_shares(budget: Budget) -> Result:
    """Buy with equal shares; raise the shares by one unit a voter as long as the budget holds."""
    market = _Market(budget)
    share = Fraction(budget.limit) / max(budget.ballots.total, 1)
    bought = market.buy(share)
    while len(bought) < len(market.wishes):
        more = market.buy(share + 1)
        if market.cost(more) > budget.limit:
            break
        bought, share = more, share + 1
    return _result(budget, market, bought, share)


class _Market:
    """What is wanted, by whom, at what cost."""

    def __init__(self, budget: Budget) -> None:
        """Options that nobody wants, or that cost more than all there is, are never bought, and change nothing."""
        self.budget = budget
        self.scores = totals(budget.ballots)
        self.voters = np.array(list(budget.ballots.papers.values()), dtype=np.float64)
        wanted = {o for o in budget.ballots.indices if self.scores[o] > 0 and budget.costs[o] <= budget.limit}
        self.wishes = {option: wish for option, wish in _wishes(budget).items() if option in wanted}
        self.floor = {o: 1 / wish.all_claims for o, wish in self.wishes.items()}

    def cost(self, bought: Iterable[Purchase]) -> Number:
        """What these cost together."""
        return sum((self.budget.costs[purchase.option] for purchase in bought), Fraction())

    def buy(self, share: Number) -> list[Purchase]:
        """What is bought when each voter has this share."""
        money = self.voters * float(share)
        # Money only becomes less, so the rate of an option only rises: what it was last time is at most what it is.
        rates = dict(self.floor)
        bought: list[Purchase] = []
        while (best := self._best(rates, money)) is not None:
            wish = self.wishes[best.option]
            money[wish.purses] -= np.minimum(money[wish.purses], best.price * wish.claims)
            bought.append(best)
            del rates[best.option]
        return bought

    def _best(self, rates: dict[int, float], money: Floats) -> Purchase | None:
        """The next purchase. Brings `rates` up to date as far as needed, and drops what nobody can pay any more."""
        lowest = inf
        prices: dict[int, float] = {}
        for option in sorted(rates, key=rates.__getitem__):
            if rates[option] > lowest * (1 + EQUAL):
                break
            wish = self.wishes[option]
            price = wish.price(money, rates[option] * wish.cost, lowest * (1 + EQUAL) * wish.cost)
            if price is None:
                del rates[option]
                continue
            prices[option] = price
            rates[option] = price / wish.cost
            lowest = min(lowest, rates[option])
        equals = [option for option in prices if rates[option] <= lowest * (1 + EQUAL)]
        if not equals:
            return None
        chosen = min(equals, key=self._preference)
        return Purchase(chosen, prices[chosen], tuple(sorted(equals)))

    def _preference(self, option: int) -> tuple[Number, Number, int]:
        return self.budget.costs[option], -self.scores[option], self.budget.ballots.lots.places[option]


def _wishes(budget: Budget) -> dict[int, Wish]:
    wanted: dict[int, tuple[list[int], list[float]]] = {}
    for purse, (paper, count) in enumerate(budget.ballots.papers.items()):
        for option, given in paper:
            purses, claims = wanted.setdefault(option, ([], []))
            purses.append(purse)
            claims.append(float(given * count))
    return {
        option: Wish(float(budget.costs[option]), np.array(purses), np.array(claims), sum(claims))
        for option, (purses, claims) in wanted.items()
    }


def _result(budget: Budget, market: _Market, bought: list[Purchase], share: Number) -> Result:
    names = budget.ballots.options
    remaining = budget.limit
    rounds = []
    for purchase in bought:
        cost = budget.costs[purchase.option]
        remaining -= cost
        rounds.append(
            Decision(
                option=names[purchase.option],
                act=Act.FUNDED,
                cost=cost,
                score=market.scores[purchase.option],
                remaining=remaining,
                price=purchase.price,
            )
        )
    return Result(
        method="budget-equal-shares",
        options=names,
        ballots=budget.ballots.total,
        winners=tuple(decision.option for decision in rounds),
        scores={names[option]: market.scores[option] for option in budget.ballots.indices},
        rounds=tuple(rounds),
        budget=budget.limit,
        spent=budget.limit - remaining,
        share=share,
        ties=tuple(_tie(budget, market, purchase) for purchase in bought if len(purchase.equals) > 1),
    )


def _tie(budget: Budget, market: _Market, purchase: Purchase) -> Tie:
    rule = TieRule(budget.ballots.lots.rule)
    rivals = [option for option in purchase.equals if option != purchase.option]
    if all(budget.costs[option] != budget.costs[purchase.option] for option in rivals):
        rule = TieRule.LOWER_COST
    elif all(market.scores[option] != market.scores[purchase.option] for option in rivals):
        rule = TieRule.HIGHER_SCORE
    chosen = budget.ballots.names([purchase.option])
    return Tie(budget.ballots.names(purchase.equals), chosen, Act.FUNDED, rule)
