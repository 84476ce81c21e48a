"""Approval, support and points: add up. The most wins."""

from consult.votes.counting.ballots import Approval, Ballots, Number, Paper, Points, by_points
from consult.votes.counting.result import Result, winners


def approval(ballots: Ballots[Approval], seats: int = 1) -> Result:
    """The options that most voters approve."""
    return _ranked("approval", ballots, totals(by_points(ballots)), seats)


def support(ballots: Ballots[Approval], seats: int = 1) -> Result:
    """The options that most voters support: counted as approvals, whatever limit a voter had."""
    return _ranked("support", ballots, totals(by_points(ballots)), seats)


def points(ballots: Ballots[Points], seats: int = 1) -> Result:
    """The options with most points."""
    return _ranked("points", ballots, totals(ballots), seats)


def totals(ballots: Ballots[Points]) -> list[Number]:
    """The points of each option."""
    total: list[Number] = [0 for _ in ballots.indices]
    for paper, count in ballots.papers.items():
        for option, given in paper:
            total[option] += given * count
    return total


def _ranked(method: str, ballots: Ballots[Paper], total: list[Number], seats: int) -> Result:
    equals: dict[Number, list[int]] = {}
    for option in ballots.indices:
        equals.setdefault(total[option], []).append(option)
    order = [equals[score] for score in sorted(equals, reverse=True)]
    won, ties = winners(ballots, order, seats)
    return Result(
        method=method,
        options=ballots.options,
        ballots=ballots.total,
        seats=seats,
        winners=ballots.names(won),
        order=tuple(ballots.names(group) for group in order),
        scores={ballots.options[option]: total[option] for group in order for option in group},
        ties=ties,
    )
