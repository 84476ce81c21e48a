"""Budgets counted by the method of equal shares, with cost utilities and Add1.

Source: Peters, Pierczyński and Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021).

* Each voter has an equal share of the budget. An option is bought by those who want it: they pay the same for each of
  their points (an approval is one point), or all they have left.
* The next to be bought is the one of which a point is cheapest, divided by its cost. Equals: the lower cost first, then
  the higher score, then the lots. Options that cost more than the whole budget take no part.
* Add1, as used in Wieliczka in 2023: the share grows by one unit of money a voter, and all is counted again, as long as
  what is bought costs no more than the budget.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from consult.votes.counting.ballots import Budget, Number
from consult.votes.counting.result import Act, Decision, Result, Tie, TieRule

if TYPE_CHECKING:
    from consult.votes.counting.market import Market, Purchase


def equal_shares(budget: Budget) -> Result:
    """Buy with equal shares; raise the shares by one unit a voter as long as the budget holds.

    The share of the result is the largest at which, and up to which, the budget held.
    """
    from consult.votes.counting.market import Market  # noqa: PLC0415  numpy, for those who count a budget

    market = Market(budget)
    share = _raised(market, Fraction(budget.limit) / max(budget.ballots.total, 1))
    return _result(budget, market, market.buy(share), share)


def _raised(market: "Market", share: Fraction) -> Fraction:
    """The last share before the first that buys for more than the budget.

    Shares at which nothing can change are passed over, in strides that double; where it fails, it is tried more rarely.
    """
    stride, wait, pause = 2, 0, 0
    everything = len(market.wishes)
    bought = len(market.buy(share))
    while bought < everything:
        if not wait and market.is_steady(share, share + stride):
            share, stride, pause = share + stride, 2 * stride, 0
        elif stride > 2:
            stride //= 2
        else:
            wait, pause = (wait - 1, pause) if wait else (pause, min(2 * pause + 1, 31))
            more = market.buy(share + 1)
            if market.cost(more) > market.budget.limit:
                break
            share, bought = share + 1, len(more)
    return share


def _result(budget: Budget, market: "Market", bought: "list[Purchase]", share: Number) -> Result:
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


def _tie(budget: Budget, market: "Market", purchase: "Purchase") -> Tie:
    rule = TieRule(budget.ballots.lots.rule)
    rivals = [option for option in purchase.equals if option != purchase.option]
    if all(budget.costs[option] != budget.costs[purchase.option] for option in rivals):
        rule = TieRule.LOWER_COST
    elif all(market.scores[option] != market.scores[purchase.option] for option in rivals):
        rule = TieRule.HIGHER_SCORE
    chosen = budget.ballots.names([purchase.option])
    return Tie(budget.ballots.names(purchase.equals), chosen, Act.FUNDED, rule)
