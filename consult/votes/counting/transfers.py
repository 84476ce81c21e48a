"""Ballots that move: each stays with the first option it names that is still in the count.

Where a ballot ranks several such options equally, it is shared between them in equal parts, exactly. What no option
holds is exhausted: ballots that name nobody who is left, and what is cut off surpluses.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor

from consult.votes.counting.ballots import Ballots, Number, Ranking
from consult.votes.counting.result import Act, Round, Tie, TieRule

DECIMALS = 10**5  # of a surplus (rule 48 of the Scottish order)
Sheet = tuple[Ranking, int, int]  # a paper, the group it has come to, how many ballots say the same
Votes = dict[int, Number]


class Piles:
    """The ballots each continuing option holds, by the value at which they came."""

    def __init__(self, ballots: Ballots[Ranking]) -> None:
        self.ballots = ballots
        self.continuing = set(ballots.indices)
        self.votes: Votes = dict.fromkeys(ballots.indices, 0)
        self.total = ballots.total
        self._history: list[Votes] = []
        self._sheets: dict[int, dict[Number, list[Sheet]]] = {option: defaultdict(list) for option in ballots.indices}
        self._deal(((paper, 0, count) for paper, count in ballots.papers.items()), 1)

    def round(self, act: Act, options: Iterable[int]) -> Round:
        """What stands, and what is about to be done with these options. Ties of later rounds look back at it."""
        self._history.append(dict(self.votes))
        return Round(
            number=len(self._history),
            votes={self.ballots.options[option]: votes for option, votes in self.votes.items()},
            exhausted=self.total - sum(self.votes.values()),
            act=act,
            options=self.ballots.names(options),
        )

    def eliminate(self, option: int) -> None:
        """Take an option out of the count and pass on its ballots at their full value."""
        self.continuing.discard(option)
        del self.votes[option]
        for value, sheets in self._sheets.pop(option).items():
            self._deal(sheets, value)

    def transfer(self, option: int, keep: Number) -> None:
        """Pass on all ballots of an elected option, at the part of their value that leaves it what it keeps."""
        factor = Fraction(self.votes[option] - keep) / self.votes[option]
        self.votes[option] = keep
        for value, sheets in self._sheets.pop(option).items():
            self._deal(sheets, Fraction(floor(value * factor * DECIMALS), DECIMALS))

    def _deal(self, sheets: Iterable[Sheet], value: Number) -> None:
        dealt: dict[tuple[int, int], list[Sheet]] = defaultdict(list)
        for ranking, start, count in sheets:
            for place in range(start, len(ranking)):
                if group := [option for option in ranking[place] if option in self.continuing]:
                    for option in group:
                        dealt[option, len(group)].append((ranking, place, count))
                    break
        for (option, parts), pile in dealt.items():
            part = value if parts == 1 else Fraction(value) / parts
            self._sheets[option][part] += pile
            self.votes[option] += part * sum(count for _, _, count in pile)

    def choose(self, options: Iterable[int], act: Act) -> tuple[int, list[Tie]]:
        """The one to eliminate (fewest votes) or to transfer (most); if it had equals, how they were told apart.

        By the latest earlier round in which they differed (rules 49 and 50 of the Scottish order), else by the lots.
        """
        best = min if act is Act.ELIMINATED else max
        left = equals = _with(best, self.votes, options)
        for votes in reversed(self._history):
            if len(left) > 1:
                left = _with(best, votes, left)
        rule = TieRule.EARLIER_ROUND
        if len(left) > 1:
            rule = TieRule(self.ballots.lots.rule)
            # The first lot is favoured: it is never the one to be eliminated.
            last = max if act is Act.ELIMINATED else min
            left = [last(left, key=self.ballots.lots.places.__getitem__)]
        if len(equals) == 1:
            return left[0], []
        return left[0], [Tie(self.ballots.names(sorted(equals)), self.ballots.names(left), act, rule)]


def _with(best: Callable[[Iterable[Number]], Number], votes: Votes, options: Iterable[int]) -> list[int]:
    options = list(options)
    wanted = best(votes[option] for option in options)
    return [option for option in options if votes[option] == wanted]
