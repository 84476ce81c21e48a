"""Vote methods: which marks a voter can give, what a ballot may hold, and what the counts mean. Pure: no database.

To add one, write a class with @method; the vote form, the figures, the exports and the synthesis read METHODS. How
ballots become winners is in `counting/`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.errors import RuleBroken

Choices = Mapping[int, str]  # what one ballot says: a mark by item
Costs = Mapping[int, int | None]  # the items of a poll, each with its cost in a budget


@dataclass(frozen=True)
class Mark:
    """One mark a voter can give: a word kept in the database, and its name for people."""

    key: str
    label: LazyString


@dataclass(frozen=True)
class Rules:
    """What limits one ballot: items, points in all, points on one item, money. None: no limit."""

    max_items: int | None = None
    points: int | None = None
    max_points: int | None = None
    budget: int | None = None


class Method(Protocol):
    """What is common to all ways of voting.

    `whole`: a ballot is cast as one (a ranking); otherwise each item is voted on by itself. `countings` names the rules
    of counting, the first one by default.
    """

    key: ClassVar[str]
    label: ClassVar[LazyString]
    marks: ClassVar[tuple[Mark, ...]]
    whole: ClassVar[bool]
    countings: ClassVar[tuple[str, ...]]

    def support(self, counts: Mapping[str, int]) -> int:
        """How many people are in favour: the figure by which lists are ordered."""

    def plain(self, choices: Choices) -> Choices:
        """The same ballot in the one way of writing it, for figures by mark."""

    def check(self, choices: Choices, costs: Costs, rules: Rules) -> None:
        """Raise RuleBroken, with a sentence for the voter, unless this is a ballot that the rules allow."""


M = TypeVar("M", bound=Method)
METHODS: dict[str, Method] = {}


def method(cls: type[M]) -> type[M]:
    """Register a method; a name used twice stops the application from starting."""
    one = cls()
    if one.key in METHODS:
        raise RuntimeError(f"two vote methods are called {one.key!r}")
    METHODS[one.key] = one
    return cls


class _Marked:
    """What methods share: marks from a list, items from the poll, no more of them than allowed."""

    marks: ClassVar[tuple[Mark, ...]] = ()
    whole: ClassVar[bool] = True
    countings: ClassVar[tuple[str, ...]] = ()

    def support(self, counts: Mapping[str, int]) -> int:
        return counts.get("agree", 0)

    def plain(self, choices: Choices) -> Choices:
        return choices

    def check(self, choices: Choices, costs: Costs, rules: Rules) -> None:
        _known_items(choices, costs)
        _known_marks(choices, {mark.key for mark in self.marks})
        _not_too_many(choices, rules)


def _known_items(choices: Choices, costs: Costs) -> None:
    if not choices.keys() <= costs.keys():
        raise RuleBroken(_("Ce choix n’existe pas pour ce vote."))


def _known_marks(choices: Choices, marks: Collection[str]) -> None:
    if not set(choices.values()) <= set(marks):
        raise RuleBroken(_("Ce choix n’existe pas pour ce vote."))


def _not_too_many(choices: Choices, rules: Rules) -> None:
    if rules.max_items is not None and len(choices) > rules.max_items:
        raise RuleBroken(
            ngettext(
                "Vous pouvez choisir %(num)s élément. Retirez-en un pour en choisir un autre.",
                "Vous pouvez choisir %(num)s éléments. Retirez-en un pour en choisir un autre.",
                rules.max_items,
            )
        )


def numbers(choices: Choices) -> dict[int, int]:
    """The marks as whole numbers from 1 on. Raises RuleBroken for anything else: -1, 1.5, NaN, ², a very long one."""
    if not all(mark.isascii() and mark.isdigit() and len(mark) < 10 and int(mark) > 0 for mark in choices.values()):
        raise RuleBroken(_("Donnez des nombres entiers, à partir de 1, ou laissez la case vide."))
    return {item: int(mark) for item, mark in choices.items()}


def _enough_points(choices: Choices, rules: Rules) -> None:
    given = numbers(choices)
    if rules.max_points is not None and any(one > rules.max_points for one in given.values()):
        raise RuleBroken(
            ngettext(
                "Un même élément peut recevoir %(num)s point au plus.",
                "Un même élément peut recevoir %(num)s points au plus.",
                rules.max_points,
            )
        )
    if rules.points is not None and (over := sum(given.values()) - rules.points) > 0:
        raise RuleBroken(
            _("Vous avez %(points)s points à répartir : c’est %(over)s de trop.", points=rules.points, over=over)
        )


@method
class Support(_Marked):
    """One mark: I support this."""

    key: ClassVar[str] = "support"
    label: ClassVar[LazyString] = _l("Soutien")
    marks: ClassVar[tuple[Mark, ...]] = (Mark("agree", _l("Je soutiens")),)
    whole: ClassVar[bool] = False
    countings: ClassVar[tuple[str, ...]] = ("approval",)


@method
class Position(_Marked):
    """Three marks: agree, mixed, disagree."""

    key: ClassVar[str] = "position"
    label: ClassVar[LazyString] = _l("D’accord, mitigé, pas d’accord")
    whole: ClassVar[bool] = False
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark("agree", _l("D’accord")),
        Mark("mixed", _l("Mitigé")),
        Mark("disagree", _l("Pas d’accord")),
    )


@method
class Points(_Marked):
    """So many points (« gommettes ») to spread over the items."""

    key: ClassVar[str] = "points"
    label: ClassVar[LazyString] = _l("Gommettes")
    countings: ClassVar[tuple[str, ...]] = ("points",)

    def check(self, choices: Choices, costs: Costs, rules: Rules) -> None:
        """No more points than one has, in all and on one item."""
        _known_items(choices, costs)
        _enough_points(choices, rules)


@method
class Ranking(_Marked):
    """A rank for each item: 1 is the best; items may share a rank; what has none comes after all that have one."""

    key: ClassVar[str] = "ranking"
    label: ClassVar[LazyString] = _l("Classement")
    countings: ClassVar[tuple[str, ...]] = ("schulze", "irv")

    def plain(self, choices: Choices) -> Choices:
        """Ranks from 1 on without gaps: whoever writes 2 and 3 says first and second."""
        ranks = numbers(choices)
        place = {rank: str(n) for n, rank in enumerate(sorted(set(ranks.values())), 1)}
        return {item: place[rank] for item, rank in ranks.items()}

    def check(self, choices: Choices, costs: Costs, rules: Rules) -> None:
        """Ranks are whole numbers, not beyond the number of items."""
        _known_items(choices, costs)
        if any(rank > len(costs) for rank in numbers(choices).values()):
            raise RuleBroken(_("Le dernier rang possible est %(rank)s.", rank=len(costs)))


@method
class Judgement(_Marked):
    """A mention for each item, from « Excellent » to « À rejeter »."""

    key: ClassVar[str] = "judgement"
    label: ClassVar[LazyString] = _l("Jugement majoritaire")
    countings: ClassVar[tuple[str, ...]] = ("majority-judgement",)
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark("excellent", _l("Excellent")),
        Mark("very-good", _l("Très bien")),
        Mark("good", _l("Bien")),
        Mark("fair", _l("Assez bien")),
        Mark("passable", _l("Passable")),
        Mark("insufficient", _l("Insuffisant")),
        Mark("reject", _l("À rejeter")),
    )


@method
class Budget(_Marked):
    """Items that cost money: those one would pay for within the budget, or points where the poll gives points."""

    key: ClassVar[str] = "budget"
    label: ClassVar[LazyString] = _l("Budget participatif")
    marks: ClassVar[tuple[Mark, ...]] = (Mark("agree", _l("Je finance")),)
    countings: ClassVar[tuple[str, ...]] = ("budget-equal-shares", "budget-greedy", "budget-greedy-threshold")

    def check(self, choices: Choices, costs: Costs, rules: Rules) -> None:
        """No more points than one has; or no more money than there is."""
        if rules.points is not None:
            _known_items(choices, costs)
            _enough_points(choices, rules)
            return
        super().check(choices, costs, rules)
        spent = sum(costs[item] or 0 for item in choices)
        if rules.budget is not None and spent > rules.budget:
            over = spent - rules.budget
            raise RuleBroken(_("Vos choix dépassent le budget de %(over)s €. Retirez un projet.", over=over))
