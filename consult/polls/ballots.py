"""A ballot as its voter fills it in: a line for each option, what was typed on it, what is wrong with it. Pure.

Fields are called `item-<number>`. What was typed is shown again as it was; what is counted is the mark in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from wtforms.fields import Label

from consult.errors import RuleBroken
from consult.polls.models import Option
from consult.votes.methods import Choices
from consult.votes.models import MethodName, Poll

PREFIX = "item-"
UNKNOWN = -1


class Control(StrEnum):
    """With what one votes: a box, one button among several, a number, a place in an order."""

    CHECK = "check"
    CHOICE = "choice"
    NUMBER = "number"
    RANK = "rank"


class Line:
    """One option on the ballot. `typed` is shown again, `mark` is what it says; `errors` are sentences."""

    def __init__(self, option: Option, typed: str = "") -> None:
        self.option = option
        self.item_id = option.item_id
        self.id = f"{PREFIX}{option.item_id}"
        self.label = Label(self.id, option.title)
        self.cost = option.item.cost
        self.typed = typed
        self.errors: list[str] = []

    @property
    def number(self) -> int:
        """The whole number that was typed; 0 where it is none."""
        return int(self.typed) if _is_number(self.typed) else 0


def control_of(poll: Poll) -> Control:
    """With what one votes in this poll."""
    match poll.method_name:
        case MethodName.POINTS:
            return Control.NUMBER
        case MethodName.RANKING:
            return Control.RANK
        case MethodName.POSITION | MethodName.JUDGEMENT:
            return Control.CHOICE
        case MethodName.BUDGET if poll.points is not None:
            return Control.NUMBER
        case _:
            return Control.CHECK


def quota_of(poll: Poll) -> int | None:
    """How much one has to spend on the ballot: points, money or choices; None for no limit."""
    if control_of(poll) is Control.NUMBER:
        return poll.points
    if poll.method_name is MethodName.BUDGET:
        return poll.budget
    return poll.max_items if control_of(poll) is Control.CHECK else None


def spent(poll: Poll, lines: Iterable[Line]) -> int:
    """How much of the quota these lines use."""
    if control_of(poll) is Control.NUMBER:
        return sum(line.number for line in lines)
    price = poll.method_name is MethodName.BUDGET
    return sum((line.cost or 0) if price else 1 for line in lines if line.typed)


def read(sent: Mapping[str, str], control: Control) -> dict[int, str]:
    """What a form says of each item: its mark. What names no item is kept under UNKNOWN, so that it is refused."""
    marks = {}
    for name, typed in sent.items():
        if name.startswith(PREFIX) and (mark := _mark(typed.strip(), control)):
            item = name.removeprefix(PREFIX)
            marks[int(item) if _is_number(item) else UNKNOWN] = mark
    return marks


def _mark(typed: str, control: Control) -> str:
    if control in {Control.NUMBER, Control.RANK} and _is_number(typed):
        plain = str(int(typed))
        return "" if plain == "0" and control is Control.NUMBER else plain
    return typed


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def wrong_lines(
    lines: Iterable[Line], choices: Choices, check: Callable[[Choices], None]
) -> Sequence[tuple[Line, str]]:
    """The lines that would be refused alone, each with the reason."""
    found = []
    for line in lines:
        if line.item_id in choices:
            try:
                check({line.item_id: choices[line.item_id]})
            except RuleBroken as problem:
                found.append((line, str(problem)))
    return found


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The lines by their ranks; those that have none come after, as they were."""
    return sorted(lines, key=lambda line: line.number or 10**9)


def move(lines: list[Line], wish: str) -> list[Line]:
    """The lines with ranks that follow a wish: `12:up`, `12:down`, `12:5` (12 comes just before 5), `12:last`.

    Up and down go over what shares one rank; an option without a rank first takes the last one. A wish that makes no
    sense only puts the ranks in order.
    """
    groups = _groups(lines)
    item, _, where = wish.partition(":")
    line = next((one for one in lines if str(one.item_id) == item), None)
    known = {"up", "down", "last"} | {str(one.item_id) for one in lines if one is not line}
    if line is not None and where in known:
        _place(groups, line, where)
    for rank, group in enumerate(groups, start=1):
        for one in group:
            one.typed = str(rank)
    return in_order(lines)


def _groups(lines: Iterable[Line]) -> list[list[Line]]:
    ranks: dict[int, list[Line]] = {}
    for line in lines:
        if line.number:
            ranks.setdefault(line.number, []).append(line)
    return [ranks[rank] for rank in sorted(ranks)]


def _place(groups: list[list[Line]], line: Line, where: str) -> None:
    place = next((n for n, group in enumerate(groups) if line in group), None)
    if place is None or where not in {"up", "down"}:
        _insert(groups, line, where)
    elif len(groups[place]) > 1:
        groups[place].remove(line)
        groups.insert(place + (where == "down"), [line])
    else:
        other = place + (1 if where == "down" else -1)
        if 0 <= other < len(groups):
            groups[place], groups[other] = groups[other], groups[place]


def _insert(groups: list[list[Line]], line: Line, where: str) -> None:
    for group in groups:
        if line in group:
            group.remove(line)
    groups[:] = [group for group in groups if group]
    place = next((n for n, group in enumerate(groups) if any(str(one.item_id) == where for one in group)), len(groups))
    groups.insert(place, [line])
