"""Agreement of two people who filed the same texts: Cohen's kappa, with its 95 % interval.

With p_ij the share of texts that the first put in i and the second in j, and p_i. and p_.j its sums:

    observed  p_o = Σ p_ii          expected  p_e = Σ p_i. p_.i          κ = (p_o - p_e) / (1 - p_e)

Cohen, Educational and Psychological Measurement 20 (1960). The standard error is the one for κ ≠ 0 of Fleiss, Cohen and
Everitt, Psychological Bulletin 72 (1969), equation 13:

    σ² = ( Σ p_ii [(1 - p_e) - (p_.i + p_i.)(1 - p_o)]² + (1 - p_o)² Σ_{i≠j} p_ij (p_.i + p_j.)²
           - (p_o p_e - 2 p_e + p_o)² ) / ( n (1 - p_e)⁴ )

and the interval is κ ± 1.96 σ, cut at -1 and 1. It holds for some dozens of texts or more.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.themes.analysis.texts import CannotAnalyse

_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Agreement:
    """κ, its interval, and what it is made of. `kappa` is None where both used one and the same theme only: chance
    would agree as well. `disagreements` are the places where they differ."""

    count: int
    observed: float
    expected: float
    kappa: float | None
    low: float | None
    high: float | None
    disagreements: tuple[int, ...]


def cohen(first: Sequence[Hashable | None], second: Sequence[Hashable | None]) -> Agreement:
    """Compare two filings of the same texts, in the same order. None: this person has not filed this text.

    Raises `CannotAnalyse` where no text was filed by both.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} texts")
    both = [at for at, pair in enumerate(zip(first, second, strict=True)) if None not in pair]
    if not both:
        raise CannotAnalyse(_("L’accord se mesure entre deux personnes qui ont classé les mêmes propositions."))
    share = {pair: n / len(both) for pair, n in Counter((first[at], second[at]) for at in both).items()}
    rows, columns = _margins(share)
    observed = sum(p for (i, j), p in share.items() if i == j)
    expected = sum(p * columns.get(i, 0.0) for i, p in rows.items())
    apart = tuple(at for at in both if first[at] != second[at])
    if expected >= 1 - 1e-12:
        return Agreement(len(both), observed, expected, None, None, None, apart)
    kappa = (observed - expected) / (1 - expected)
    wide = _95 * _variance(share, observed, expected, len(both)) ** 0.5
    return Agreement(len(both), observed, expected, kappa, max(-1.0, kappa - wide), min(1.0, kappa + wide), apart)


Shares = dict[tuple[Hashable | None, Hashable | None], float]
Margin = dict[Hashable | None, float]


def _margins(share: Shares) -> tuple[Margin, Margin]:
    rows: Margin = {}
    columns: Margin = {}
    for (i, j), p in share.items():
        rows[i] = rows.get(i, 0.0) + p
        columns[j] = columns.get(j, 0.0) + p
    return rows, columns


def _variance(share: Shares, observed: float, expected: float, count: int) -> float:
    rows, columns = _margins(share)
    same = sum(
        p * ((1 - expected) - (columns.get(i, 0.0) + rows.get(i, 0.0)) * (1 - observed)) ** 2
        for (i, j), p in share.items()
        if i == j
    )
    differ = sum(p * (columns.get(i, 0.0) + rows.get(j, 0.0)) ** 2 for (i, j), p in share.items() if i != j)
    rest = (observed * expected - 2 * expected + observed) ** 2
    found = (same + (1 - observed) ** 2 * differ - rest) / (count * (1 - expected) ** 4)
    return max(0.0, found)
