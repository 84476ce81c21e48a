"""What a count says: who won, in which order, by which steps, and what was decided between equals.

One shape for all methods; what a method does not have is absent from its JSON. Options are named. Numbers are whole
where they can be; a fraction is rounded to six decimals in JSON, after the count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from consult.votes.counting.ballots import Ballots, LotRule, Number, Paper

DECIMALS = 6


class TieRule(StrEnum):
    """How equals were told apart; the last of the rules that was needed."""

    SHARED = "shared"  # they were not: all of them win
    EARLIER_ROUND = "earlier-round"
    LOWER_COST = "lower-cost"
    HIGHER_SCORE = "higher-score"
    DRAWN = LotRule.DRAWN.value
    LISTED = LotRule.LISTED.value
    NAMED = LotRule.NAMED.value


class Act(StrEnum):
    """What happened in a round."""

    ELECTED = "elected"
    ELIMINATED = "eliminated"
    TRANSFERRED = "transferred"
    FUNDED = "funded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Tie:
    """Options that counted the same where it mattered, those that the rule chose, and for what."""

    options: tuple[str, ...]
    chosen: tuple[str, ...]
    act: Act
    rule: TieRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One step of a transferable vote: the votes each option holds, then what was done with whom."""

    number: int
    votes: dict[str, Number]
    exhausted: Number
    act: Act
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One step of a budget: what was decided on an option, and what remains.

    `price` is what its voters paid for each of their points, where they had as much (equal shares).
    """

    option: str
    act: Act
    cost: Number
    score: Number
    remaining: Number
    price: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How an option was judged: the count of each mention, best first; its median; how many above and below."""

    option: str
    counts: tuple[int, ...]
    median: str
    above: int
    below: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of a count.

    winners  the elected or funded options, best first
    order    all options that the method ranks, best first, equals together
    pairwise how many ballots put the row's option above the column's (rows and columns in the order of `options`);
    paths    the strength of the strongest path between them
    """

    method: str
    options: tuple[str, ...]
    ballots: int
    winners: tuple[str, ...]
    seats: int | None = None
    order: tuple[tuple[str, ...], ...] | None = None
    scores: dict[str, Number] | None = None
    rounds: tuple[Round, ...] | tuple[Decision, ...] | None = None
    pairwise: tuple[tuple[int, ...], ...] | None = None
    paths: tuple[tuple[int, ...], ...] | None = None
    mentions: tuple[str, ...] | None = None
    profiles: tuple[Profile, ...] | None = None
    quota: Number | None = None
    budget: Number | None = None
    spent: Number | None = None
    share: Number | None = None
    ties: tuple[Tie, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Only lists, dictionaries, strings, numbers and None."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        parts = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(part) for name, part in parts if part is not None}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else round(float(value), DECIMALS)
    return value.value if isinstance(value, StrEnum) else value


def winners(ballots: Ballots[Paper], order: Sequence[Sequence[int]], seats: int) -> tuple[list[int], tuple[Tie, ...]]:
    """The first `seats` options of an order of equals, and the tie at the last seat if there is one.

    Only drawn lots break it; without them all those equals win. Nobody wins where nobody voted.
    """
    won: list[int] = []
    for group in order if ballots.total else ():
        left = seats - len(won)
        if left <= 0:
            break
        if len(group) <= left:
            won += group
            continue
        drawn = ballots.lots.rule is LotRule.DRAWN
        chosen = sorted(group, key=ballots.lots.places.__getitem__)[:left] if drawn else list(group)
        rule = TieRule.DRAWN if drawn else TieRule.SHARED
        return won + chosen, (Tie(ballots.names(group), ballots.names(chosen), Act.ELECTED, rule),)
    return won, ()
