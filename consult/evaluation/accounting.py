"""A budget by the accounts of the French chart of accounts (plan comptable général): groups, totals, balance. Pure.

Amounts are whole cents. Charges stand on accounts of class 6, products on class 7; what was given for nothing stands on
86 and 87.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.evaluation.models import Side

STAFF_COSTS = "64"
GROUPS: dict[str, LazyString] = {
    "60": _l("Achats"),
    "61": _l("Services extérieurs"),
    "62": _l("Autres services extérieurs"),
    "63": _l("Impôts, taxes et versements assimilés"),
    "64": _l("Charges de personnel"),
    "65": _l("Autres charges de gestion courante"),
    "66": _l("Charges financières"),
    "67": _l("Charges exceptionnelles"),
    "68": _l("Dotations aux amortissements, dépréciations et provisions"),
    "69": _l("Participation des salariés, impôts sur les bénéfices"),
    "70": _l("Ventes de produits, de services et de marchandises"),
    "71": _l("Production stockée"),
    "72": _l("Production immobilisée"),
    "73": _l("Concours publics"),
    "74": _l("Subventions d’exploitation"),
    "75": _l("Autres produits de gestion courante"),
    "76": _l("Produits financiers"),
    "77": _l("Produits exceptionnels"),
    "78": _l("Reprises sur amortissements, dépréciations et provisions"),
    "79": _l("Transferts de charges"),
    "86": _l("Emplois des contributions volontaires en nature"),
    "87": _l("Contributions volontaires en nature"),
}
SIDE_OF = {"6": Side.CHARGE, "7": Side.PRODUCT, "86": Side.CHARGE, "87": Side.PRODUCT}


class Line(Protocol):
    """What is read of a line."""

    side: Side
    account: str
    label: str
    cents: int


@dataclass(frozen=True)
class Group:
    """The lines of one two-digit account."""

    number: str
    lines: Sequence[Line]

    @property
    def label(self) -> str:
        """What the account is called."""
        return str(GROUPS[self.number])

    @property
    def total(self) -> int:
        """The sum of its lines."""
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True)
class Budget:
    """All lines, by side and account."""

    lines: Sequence[Line]

    def groups(self, side: Side) -> list[Group]:
        """The accounts of a side, in their order."""
        mine = [line for line in self.lines if line.side is side]
        numbers = sorted({line.account[:2] for line in mine})
        return [Group(number, [line for line in mine if line.account[:2] == number]) for number in numbers]

    def total(self, side: Side) -> int:
        """The sum of a side."""
        return sum(line.cents for line in self.lines if line.side is side)

    @property
    def charges(self) -> int:
        """What it cost."""
        return self.total(Side.CHARGE)

    @property
    def products(self) -> int:
        """What came in."""
        return self.total(Side.PRODUCT)

    @property
    def without_staff(self) -> int:
        """What it cost, those who worked for it apart."""
        return sum(group.total for group in self.groups(Side.CHARGE) if group.number != STAFF_COSTS)

    @property
    def has_staff(self) -> bool:
        """Whether something was spent on those who worked for it."""
        return any(group.number == STAFF_COSTS for group in self.groups(Side.CHARGE))

    @property
    def gap(self) -> int:
        """How much more came in than was spent; negative where less did; 0 where it is balanced."""
        return self.products - self.charges


def side_of(account: str) -> Side | None:
    """The side of an account; None for what is no account of a budget."""
    if not (account.isascii() and account.isdigit() and 2 <= len(account) <= 8) or account[:2] not in GROUPS:
        return None
    return SIDE_OF.get(account[:2]) or SIDE_OF.get(account[0])
