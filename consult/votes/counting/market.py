"""The market of equal shares: who wants what, and what is bought when all voters have the same share (`equal_shares`).

The only arithmetic in floating point: 100,000 voters hold as many different fractions. Amounts within a billionth are
equal, so that what is exactly affordable, or exactly equal, counts as such; costs and totals themselves are exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

import numpy as np
import numpy.typing as npt

from consult.votes.counting.ballots import Budget, Number
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

    def can_pay(self, money: Floats, price: float) -> bool:
        """Whether each of its voters has the whole price for all of their points."""
        return not bool((money[self.purses] < price * self.claims).any())

    def price(self, money: Floats, known: float, interesting: float) -> float | None:
        """The lowest payment for a point at which the option is bought; None where its voters cannot.

        Starts from a price known not to be too high. Each turn finds who is too poor for it, and what the others must
        then pay (Newton's method on a concave function: never too high). Beyond the `interesting` price it stops.
        """
        held = money[self.purses]
        if held.sum() < self.cost * (1 - EQUAL):
            return None
        while known <= interesting:
            poor = (held < known * self.claims).astype(np.float64)
            rich = self.all_claims - _sum(self.claims, poor)
            price = (self.cost - _sum(held, poor)) / rich if rich > 0 else known
            if price <= known * (1 + SAME):
                break
            known = price
        return known

    def pay(self, money: Floats, price: float) -> None:
        """Take the price for each point, or all that is left, out of the purses."""
        held = money[self.purses]
        money[self.purses] = held - np.minimum(held, price * self.claims)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought at which price for a point, and what was as good as it."""

    option: int
    price: float
    equals: tuple[int, ...]


@dataclass(slots=True)
class Start:
    """What is bought first with this share and with every higher one, and what it takes out of each purse.

    All who want these can pay for them in full, so more money changes neither their prices, the lowest there can be,
    nor that they are the cheapest.
    """

    share: Number
    spent: Floats
    bought: list[Purchase] = field(default_factory=list)


class Market:
    """What is wanted, by whom, at what cost.

    `voters` is how many share each purse. The `rate` of an option is its price for a point, divided by its cost; its
    `floor` is what it is where all its voters can pay.
    """

    def __init__(self, budget: Budget) -> None:
        """Options that nobody wants, or that cost more than all there is, are never bought, and change nothing."""
        self.budget = budget
        self.scores = totals(budget.ballots)
        self.voters = np.array(list(budget.ballots.papers.values()), dtype=np.float64)
        wanted = {o for o in budget.ballots.indices if self.scores[o] > 0 and budget.costs[o] <= budget.limit}
        self.wishes = {option: wish for option, wish in _wishes(budget).items() if option in wanted}
        self.floor = {o: 1 / wish.all_claims for o, wish in self.wishes.items()}
        self._start = Start(0, np.zeros_like(self.voters))

    def cost(self, bought: Iterable[Purchase]) -> Number:
        """What these cost together."""
        return sum((self.budget.costs[purchase.option] for purchase in bought), Fraction())

    def buy(self, share: Number) -> list[Purchase]:
        """What is bought when each voter has this share. Sooner found where shares are asked for in ascending order."""
        start = self._started(share)
        bought, money = start.bought.copy(), self.voters * float(share) - start.spent
        # Money only becomes less, so the rate of an option only rises: what it was last time is at most what it is.
        rates = self._left(start)
        while (best := self._best(rates, money)) is not None:
            self.wishes[best.option].pay(money, best.price)
            bought.append(best)
            del rates[best.option]
        return bought

    def is_steady(self, low: Number, high: Number) -> bool:
        """Whether the same is bought, in the same order, with every share from the low to the high one.

        As long as the same was bought, a voter with a larger share has no less left, and no option has a higher price.
        So what has a lower rate at the low share than all others at the high one is bought next at every share between
        them. A false answer only means that this does not show it.
        """
        start = self._started(low)
        less, more = (self.voters * float(share) - start.spent for share in (low, high))
        rates, rivals = self._left(start), self._left(start)
        while (best := self._best(rates, less)) is not None:
            wish = self.wishes[best.option]
            price = wish.price(more, rivals.pop(best.option) * wish.cost, inf)
            if price is None or not self._all_above(rates.pop(best.option), rivals, more):
                return False
            wish.pay(less, best.price)
            wish.pay(more, price)
        return self._all_above(inf, rivals, more)

    def _started(self, share: Number) -> Start:
        """What is bought first, with this share or any higher one."""
        if share < self._start.share:
            self._start = Start(share, np.zeros_like(self.voters))
        start = self._start
        start.share = share
        left = self._left(start)
        while left:
            bar = min(left.values()) * (1 + EQUAL)
            equals = [option for option, floor in left.items() if floor <= bar]
            prices = {option: left[option] * self.wishes[option].cost for option in equals}
            money = self.voters * float(share) - start.spent
            if not all(self.wishes[option].can_pay(money, price) for option, price in prices.items()):
                break
            chosen = min(equals, key=self._preference)
            start.spent[self.wishes[chosen].purses] += prices[chosen] * self.wishes[chosen].claims
            start.bought.append(Purchase(chosen, prices[chosen], tuple(sorted(equals))))
            del left[chosen]
        return start

    def _left(self, start: Start) -> dict[int, float]:
        """The floors of what was not bought at the start."""
        bought = {purchase.option for purchase in start.bought}
        return {option: floor for option, floor in self.floor.items() if option not in bought}

    def _all_above(self, rate: float, rivals: dict[int, float], money: Floats) -> bool:
        """Whether none of these can be bought at this rate. Brings their rates up to date as far as needed."""
        bar = rate * (1 + EQUAL)
        for option in [option for option, known in rivals.items() if known <= bar]:
            wish = self.wishes[option]
            price = wish.price(money, rivals[option] * wish.cost, bar * wish.cost)
            if price is None:
                del rivals[option]
            else:
                rivals[option] = price / wish.cost
                if rivals[option] <= bar:
                    return False
        return True

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


def _sum(values: Floats, which: Floats) -> float:
    """The scalar product; that of numpy's `@` starts threads, which takes longer than the product."""
    return float(np.einsum("i,i", values, which))


def _wishes(budget: Budget) -> dict[int, Wish]:
    """For each option that was given points, who gave them; all in arrays, since a vote may hold millions of points."""
    papers, counts = budget.ballots.papers, np.fromiter(budget.ballots.papers.values(), np.float64)
    purses = np.repeat(np.arange(len(papers)), np.fromiter(map(len, papers), np.int64, len(papers)))
    options = np.fromiter((option for paper in papers for option, _given in paper), np.int64, len(purses))
    claims = np.fromiter((given for paper in papers for _option, given in paper), np.float64, len(purses))
    claims *= counts[purses]
    order = np.argsort(options, kind="stable")
    found, starts = np.unique(options[order], return_index=True)
    parts = np.split(order, starts[1:]) if len(found) else []
    return {
        int(option): Wish(float(budget.costs[option]), purses[part], claims[part], float(claims[part].sum()))
        for option, part in zip(found, parts, strict=True)
    }
