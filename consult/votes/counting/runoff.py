"""Instant-runoff: the option with fewest votes is eliminated, one a round, until one has more than half of them.

Source: the alternative vote of the United Kingdom's Parliamentary Voting System and Constituencies Act 2011, section 9.
Ballots that name nobody who is left are out of play. Equal ranks share a ballot; ties are broken as in `Piles.choose`.
"""

from consult.votes.counting.ballots import Ballots, Ranking
from consult.votes.counting.result import Act, Result, Round, Tie
from consult.votes.counting.transfers import Piles


def instant_runoff(ballots: Ballots[Ranking]) -> Result:
    """Elect one option."""
    piles = Piles(ballots)
    rounds: list[Round] = []
    ties: list[Tie] = []
    won: tuple[str, ...] = ()
    while ballots.total and not won:
        act, option, tie = _step(piles)
        ties += tie
        rounds.append(piles.round(act, [option]))
        if act is Act.ELECTED:
            won = ballots.names([option])
        else:
            piles.eliminate(option)
    return Result(
        method="irv",
        options=ballots.options,
        ballots=ballots.total,
        seats=1,
        winners=won,
        rounds=tuple(rounds),
        ties=tuple(ties),
    )


def _step(piles: Piles) -> tuple[Act, int, list[Tie]]:
    leader = max(piles.continuing, key=lambda option: piles.votes[option])
    in_play = sum(piles.votes[option] for option in piles.continuing)
    if len(piles.continuing) == 1 or 2 * piles.votes[leader] > in_play:
        return Act.ELECTED, leader, []
    return Act.ELIMINATED, *piles.choose(piles.continuing, Act.ELIMINATED)
