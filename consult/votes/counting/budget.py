"""Budgets counted greedily: the best score first, whatever fits into what is left is funded.

Source: the rules `greedy` and `greedy-threshold` of Pabulib (Faliszewski et al., “Participatory Budgeting: Data, Tools,
and Analysis”, IJCAI 2023): sort by votes or points, skip what does not fit, go on. Equal scores: the lower cost first,
then the lots; it is said where it was needed. What has no vote at all is never funded.
"""

from collections.abc import Iterator
from itertools import groupby

from consult.votes.counting.ballots import Budget, Number
from consult.votes.counting.result import Act, Decision, Result, Tie, TieRule
from consult.votes.counting.scores import totals


def greedy(budget: Budget) -> Result:
    """Fund by score what fits."""
    return _fund(budget, "budget-greedy", 0)


def greedy_threshold(budget: Budget) -> Result:
    """Fund by score what fits, among the options whose score is at least the budget's threshold."""
    return _fund(budget, "budget-greedy-threshold", budget.threshold)


def _fund(budget: Budget, method: str, threshold: Number) -> Result:
    scores = totals(budget.ballots)
    remaining = budget.limit
    rounds: list[Decision] = []
    ordered = _ordered(budget, scores)
    for option in ordered:
        fits = budget.costs[option] <= remaining and scores[option] >= threshold and scores[option] > 0
        remaining -= budget.costs[option] if fits else 0
        act = Act.FUNDED if fits else Act.REFUSED
        name, cost = budget.ballots.options[option], budget.costs[option]
        rounds.append(Decision(option=name, act=act, cost=cost, score=scores[option], remaining=remaining))
    return Result(
        method=method,
        options=budget.ballots.options,
        ballots=budget.ballots.total,
        winners=tuple(decision.option for decision in rounds if decision.act is Act.FUNDED),
        scores={budget.ballots.options[option]: scores[option] for option in ordered},
        rounds=tuple(rounds),
        budget=budget.limit,
        spent=budget.limit - remaining,
        ties=tuple(_ties(budget, scores, ordered, rounds)),
    )


def _ordered(budget: Budget, scores: list[Number]) -> list[int]:
    places = budget.ballots.lots.places
    return sorted(budget.ballots.indices, key=lambda option: (-scores[option], budget.costs[option], places[option]))


def _ties(budget: Budget, scores: list[Number], ordered: list[int], rounds: list[Decision]) -> Iterator[Tie]:
    """Equal scores of which some were funded and some were not."""
    acts = dict(zip(ordered, (decision.act for decision in rounds), strict=True))
    for _, group in groupby(ordered, key=scores.__getitem__):
        equals = list(group)
        funded = [option for option in equals if acts[option] is Act.FUNDED]
        if 0 < len(funded) < len(equals):
            by_cost = len({budget.costs[option] for option in equals}) == len(equals)
            rule = TieRule.LOWER_COST if by_cost else TieRule(budget.ballots.lots.rule)
            yield Tie(budget.ballots.names(equals), budget.ballots.names(funded), Act.FUNDED, rule)
