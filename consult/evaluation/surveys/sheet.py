"""A sheet as somebody filled it in: which questions were theirs, what is missing, what is kept. Pure.

A question with a condition is asked of those alone who chose an option of an earlier one; what others wrote there is
neither demanded nor kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from flask_babel import gettext as _

from consult.evaluation.surveys.models import Kind

SHORT, LONG = 300, 5_000  # characters
CHOSEN = "1"


class Mark(NamedTuple):
    """One thing said on a question: see `models.Reply`."""

    place: int = 0
    value: str = ""
    words: str = ""


class Asks(Protocol):
    """What is read of a question."""

    id: int
    kind: Kind
    required: bool
    options: list[str]
    columns: list[str]
    after_id: int | None
    after_option: int | None

    @property
    def steps(self) -> range:
        """The numbers of a scale."""


Sheet = Mapping[int, Sequence[Mark]]


def due(questions: Iterable[Asks], sheet: Sheet) -> set[int]:
    """The numbers of the questions that are asked of whoever filled in this sheet; questions come in their order."""
    asked: set[int] = set()
    for one in questions:
        if one.after_id is None or (one.after_id in asked and _chose(sheet.get(one.after_id, ()), one.after_option)):
            asked.add(one.id)
    return asked


def _chose(marks: Sequence[Mark], option: int | None) -> bool:
    return any(mark.value == str(option) for mark in marks)


def kept(questions: Sequence[Asks], sheet: Sheet) -> dict[int, list[Mark]]:
    """What is kept of a sheet: what was said on questions that were asked."""
    asked = due(questions, sheet)
    return {one.id: list(sheet[one.id]) for one in questions if one.id in asked and sheet.get(one.id)}


def problems(questions: Sequence[Asks], sheet: Sheet) -> dict[int, str]:
    """What is wrong with a sheet: a sentence for each question."""
    asked = due(questions, sheet)
    found = {one.id: _problem(one, sheet.get(one.id, ())) for one in questions if one.id in asked}
    return {number: sentence for number, sentence in found.items() if sentence}


def _problem(one: Asks, marks: Sequence[Mark]) -> str:
    if not marks:
        return str(_("Cette réponse est obligatoire.")) if one.required else ""
    twice = len({mark.place for mark in marks}) < len(marks)
    if twice or any(not _is_possible(one, mark) for mark in marks):
        return str(_("Cette réponse n’est pas une de celles qui sont proposées."))
    if one.kind is Kind.MATRIX and one.required and len(marks) < len(one.options):
        return str(_("Répondez sur chaque ligne."))
    if one.kind is Kind.RANKING:
        return _ranked(one, marks)
    if any(len(mark.words) > (SHORT if one.kind is Kind.SHORT else LONG) for mark in marks):
        return str(_("Cette réponse est trop longue."))
    return ""


def _ranked(one: Asks, marks: Sequence[Mark]) -> str:
    if len({mark.value for mark in marks}) < len(marks):
        return str(_("Deux éléments ont le même rang : donnez à chacun le sien."))
    if len(marks) < len(one.options):
        return str(_("Donnez un rang à chaque élément, ou n’en donnez aucun."))
    return ""


def _is_possible(one: Asks, mark: Mark) -> bool:
    match one.kind:
        case Kind.SHORT | Kind.LONG:
            return bool(mark.words)
        case Kind.ONE:
            return _within(mark.value, range(len(one.options)))
        case Kind.SEVERAL:
            return mark.place in range(len(one.options)) and mark.value == CHOSEN
        case Kind.SCALE:
            return _within(mark.value, one.steps)
        case Kind.MATRIX:
            return mark.place in range(len(one.options)) and _within(mark.value, range(len(one.columns)))
        case Kind.RANKING:
            return mark.place in range(len(one.options)) and _within(mark.value, range(1, len(one.options) + 1))
        case Kind.DATE:
            return _is_day(mark.value)


def _within(value: str, numbers: range) -> bool:
    return value in map(str, numbers)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
