"""The single transferable vote, by the weighted inclusive Gregory method.

Source: the Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 52: Droop quota; one surplus a
round, the largest first, passing on all ballots of the elected option at (surplus ÷ its votes) of their value, cut
after five decimals; else the option with fewest votes is eliminated; the last options are elected where no more than
the seats are left. Equal ranks, void there, share a ballot (`transfers`).
"""

from consult.votes.counting.ballots import Ballots, Number, Ranking
from consult.votes.counting.result import Act, Result, Round, Tie
from consult.votes.counting.transfers import Piles


def single_transferable_vote(ballots: Ballots[Ranking], seats: int = 1) -> Result:
    """Elect `seats` options."""
    count = _Count(ballots, seats)
    if ballots.total:
        count.run()
    return Result(
        method="stv",
        options=ballots.options,
        ballots=ballots.total,
        seats=seats,
        winners=ballots.names(count.elected),
        rounds=tuple(count.rounds),
        quota=count.quota,
        ties=tuple(count.ties),
    )


class _Count:
    """A count under way."""

    def __init__(self, ballots: Ballots[Ranking], seats: int) -> None:
        self.seats = seats
        self.piles = Piles(ballots)
        valid = sum(self.piles.votes.values())  # a ballot that ranks nobody is void
        self.quota: Number = valid // (seats + 1) + 1
        self.elected: list[int] = []
        self.surpluses: list[int] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []

    def run(self) -> None:
        """Elect, transfer, eliminate, until all seats are taken."""
        while len(self.elected) < self.seats and self.piles.continuing:
            if reached := self._that_reach_the_quota():
                self._elect(reached)
            elif self._left() <= 0:
                self._elect(sorted(self.piles.continuing, key=lambda o: (-self.piles.votes[o], self._lot(o))))
            elif self.surpluses:
                self._transfer()
            else:
                self._eliminate()

    def _left(self) -> int:
        return len(self.piles.continuing) - (self.seats - len(self.elected))

    def _lot(self, option: int) -> int:
        return self.piles.ballots.lots.places[option]

    def _that_reach_the_quota(self) -> list[int]:
        reached = [option for option in self.piles.continuing if self.piles.votes[option] >= self.quota]
        return sorted(reached, key=lambda option: (-self.piles.votes[option], self._lot(option)))

    def _elect(self, options: list[int]) -> None:
        """Equals are elected together: their order decides nothing."""
        self.rounds.append(self.piles.round(Act.ELECTED, options))
        self.elected += options
        self.piles.continuing.difference_update(options)
        self.surpluses += [option for option in options if self.piles.votes[option] > self.quota]

    def _transfer(self) -> None:
        option, ties = self.piles.choose(self.surpluses, Act.TRANSFERRED)
        self.ties += ties
        self.rounds.append(self.piles.round(Act.TRANSFERRED, [option]))
        self.surpluses.remove(option)
        self.piles.transfer(option, keep=self.quota)

    def _eliminate(self) -> None:
        option, ties = self.piles.choose(self.piles.continuing, Act.ELIMINATED)
        self.ties += ties
        self.rounds.append(self.piles.round(Act.ELIMINATED, [option]))
        self.piles.eliminate(option)
