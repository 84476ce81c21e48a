"""What is counted: options, papers, and the order that breaks a tie.

* `Ranking`: groups of equally ranked options, best first. An option in no group is below all those that are in one.
* `Approval`: the approved options.
* `Points`: (option, points) for the options that were given some.
* `Mentions`: for each option its mention, 0 the best; None where the voter said nothing.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

Number = int | Fraction
Ranking = tuple[tuple[int, ...], ...]
Approval = tuple[int, ...]
Points = tuple[tuple[int, Number], ...]
Mentions = tuple[int | None, ...]
Paper = TypeVar("Paper", bound=Hashable)


class LotRule(StrEnum):
    """Where the order that breaks ties comes from; the first in that order is favoured."""

    DRAWN = "drawn"
    LISTED = "listed"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Lots:
    """For each option its place in the order that breaks ties, and where that order comes from."""

    places: tuple[int, ...]
    rule: LotRule

    @classmethod
    def listed(cls, count: int) -> "Lots":
        """The order in which the options are listed."""
        return cls(tuple(range(count)), LotRule.LISTED)

    @classmethod
    def named(cls, options: tuple[str, ...]) -> "Lots":
        """The order of the options' names."""
        ordered = sorted(range(len(options)), key=lambda option: (options[option].casefold(), options[option]))
        return cls.drawn(ordered, LotRule.NAMED)

    @classmethod
    def drawn(cls, order: Iterable[int], rule: LotRule = LotRule.DRAWN) -> "Lots":
        """The order in which the options were drawn: indices, the first favoured."""
        places = {option: place for place, option in enumerate(order)}
        return cls(tuple(places[option] for option in range(len(places))), rule)


@dataclass(frozen=True, slots=True)
class Ballots(Generic[Paper]):
    """All ballots of a vote, equal papers together."""

    options: tuple[str, ...]
    papers: Mapping[Paper, int]
    lots: Lots

    @classmethod
    def of(cls, options: Iterable[str], papers: Iterable[Paper], lots: Lots | None = None) -> "Ballots[Paper]":
        """One ballot for each paper given."""
        names = tuple(options)
        return cls(names, Counter(papers), lots or Lots.listed(len(names)))

    @property
    def total(self) -> int:
        """How many ballots."""
        return sum(self.papers.values())

    @property
    def indices(self) -> range:
        """The options, as papers name them."""
        return range(len(self.options))

    def names(self, options: Iterable[int]) -> tuple[str, ...]:
        """The names of these options."""
        return tuple(self.options[option] for option in options)


@dataclass(frozen=True, slots=True)
class Budget:
    """What can be spent, what each option costs, and who wants what. An approval is one point.

    `threshold` is the score below which greedy-threshold funds nothing.
    """

    ballots: Ballots[Points]
    costs: tuple[Number, ...]
    limit: Number
    threshold: Number = 0


def by_points(approvals: Ballots[Approval]) -> Ballots[Points]:
    """Approvals as points: one for each approved option."""
    papers: dict[Points, int] = {tuple((option, 1) for option in p): count for p, count in approvals.papers.items()}
    return Ballots(approvals.options, papers, approvals.lots)
