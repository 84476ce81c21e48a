"""A result as lines of French text, for a terminal: winners first, then how they came about, then the ties."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.votes.counting.ballots import Number
from consult.votes.counting.result import Act, Decision, Result, Round, Tie, TieRule


def lines(result: Result) -> Iterator[str]:
    """The whole result."""
    yield ngettext("%(num)d bulletin", "%(num)d bulletins", result.ballots)
    yield _("Retenu : %(names)s", names=", ".join(result.winners) or _("personne"))
    if result.budget is not None and result.spent is not None:
        yield _("Dépensé : %(spent)s sur %(budget)s", spent=number(result.spent), budget=number(result.budget))
    if result.share is not None:
        yield _("Part de chaque personne : %(share)s", share=number(result.share))
    if result.quota is not None:
        yield _("Quota : %(quota)s", quota=number(result.quota))
    for part in (_order, _pairwise, _profiles, _rounds, _ties):
        yield from part(result)


def number(value: Number | float) -> str:
    """A number in French, with at most five decimals."""
    if isinstance(value, Fraction):
        value = float(value)
    rounded = Decimal(value).quantize(Decimal("0.00001")).normalize() if isinstance(value, float) else Decimal(value)
    return f"{rounded:,f}".replace(",", "\u202f").replace(".", ",")


def _order(result: Result) -> Iterator[str]:
    if result.order is None or result.profiles is not None:
        return
    yield ""
    yield _("Ordre :")
    for place, group in enumerate(result.order, start=1):
        score = f" — {number(result.scores[group[0]])}" if result.scores else ""
        yield f"  {place}. {' = '.join(group)}{score}"


def _pairwise(result: Result) -> Iterator[str]:
    if result.pairwise is None or result.paths is None:
        return
    yield ""
    yield _("Duels (combien de bulletins préfèrent la ligne à la colonne) :")
    yield from _table(result.options, result.pairwise)
    yield ""
    yield _("Force du plus fort chemin de la ligne à la colonne :")
    yield from _table(result.options, result.paths)


def _table(options: tuple[str, ...], cells: tuple[tuple[int, ...], ...]) -> Iterator[str]:
    """Rows with their number and name; columns with their number."""
    count, names = len(options), max(map(len, options))
    wide = max(len(str(count)), *(len(str(cell)) for row in cells for cell in row))
    yield " " * (names + 6) + " ".join(f"{column:>{wide}}" for column in range(1, count + 1))
    for place, row in enumerate(cells):
        texts = ("–" if column == place else str(cell) for column, cell in enumerate(row))
        yield f"{place + 1:>4}  {options[place]:<{names}}" + " ".join(f"{text:>{wide}}" for text in texts)


def _profiles(result: Result) -> Iterator[str]:
    if result.profiles is None:
        return
    yield ""
    yield _("Mentions, de la meilleure à la moins bonne : %(mentions)s", mentions=", ".join(result.mentions or ()))
    for profile in result.profiles:
        counts = " ".join(map(str, profile.counts))
        yield f"  {profile.option} — {profile.median} ({counts})"


def _rounds(result: Result) -> Iterator[str]:
    if result.rounds:
        yield ""
    for one in result.rounds or ():
        yield _decision(one) if isinstance(one, Decision) else _round(one)


def _round(one: Round) -> str:
    acts = {
        Act.ELECTED: _("élu"),
        Act.ELIMINATED: _("éliminé"),
        Act.TRANSFERRED: _("excédent transféré"),
    }
    held = ", ".join(f"{name} {number(votes)}" for name, votes in sorted(one.votes.items(), key=lambda vote: -vote[1]))
    what = f"{', '.join(one.options)} : {acts[one.act]}"
    exhausted = _("épuisés %(count)s", count=number(one.exhausted))
    text: str = _(
        "Tour %(number)d — %(what)s (%(held)s ; %(exhausted)s)",
        number=one.number,
        what=what,
        held=held,
        exhausted=exhausted,
    )
    return text


def _decision(one: Decision) -> str:
    parts = [
        f"{one.option} : " + (_("financé") if one.act is Act.FUNDED else _("non retenu")),
        _("coût %(cost)s", cost=number(one.cost)),
        _("score %(score)s", score=number(one.score)),
        _("reste %(remaining)s", remaining=number(one.remaining)),
    ]
    if one.price is not None:
        parts.append(_("prix d’un point %(price)s", price=number(one.price)))
    return "  " + " ; ".join(parts)


def _ties(result: Result) -> Iterator[str]:
    if result.ties:
        yield ""
    for tie in result.ties:
        names, chosen = " = ".join(tie.options), ", ".join(tie.chosen)
        yield _(
            "Égalité : %(names)s. %(act)s : %(chosen)s, %(rule)s.",
            names=names,
            act=_act(tie),
            chosen=chosen,
            rule=_rule(tie),
        )


def _act(tie: Tie) -> str:
    words: dict[Act, str] = {
        Act.ELECTED: _("Retenu"),
        Act.ELIMINATED: _("Éliminé"),
        Act.TRANSFERRED: _("Transféré d’abord"),
        Act.FUNDED: _("Financé d’abord"),
    }
    return words[tie.act]


def _rule(tie: Tie) -> str:
    """How equals were told apart."""
    words: dict[TieRule, str] = {
        TieRule.SHARED: _("ex aequo"),
        TieRule.EARLIER_ROUND: _("d’après le dernier tour qui les sépare"),
        TieRule.LOWER_COST: _("parce que son coût est plus bas"),
        TieRule.HIGHER_SCORE: _("parce que son score est plus haut"),
        TieRule.DRAWN: _("selon le tirage au sort donné"),
        TieRule.LISTED: _("selon l’ordre de la liste"),
        TieRule.NAMED: _("selon l’ordre alphabétique"),
    }
    return words[tie.rule]
