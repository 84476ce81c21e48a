"""What a result page draws: a figure for each option, over all that counts and by source. Pure.

The figure of an option depends on the method: supporters, points, first ranks, mentions « Bien » or better.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from consult.polls.models import PublicPoll
from consult.votes.methods import METHODS
from consult.votes.models import MethodName, Source
from consult.votes.results import COUNTED, Outcome

GOOD = 3  # so many of the seven mentions are « Bien » or better


@dataclass(frozen=True)
class Drawn:
    """One option in a chart: its figure, and how many gave each mark in the order of the method's marks."""

    title: str
    figure: int
    parts: Sequence[int]


def chart(one: PublicPoll, outcome: Outcome) -> list[Drawn]:
    """The options in the order of the result, else by their figures, each with what counts."""
    method = one.poll.method_name
    marks = {option.item_id: _counted(outcome, option.item_id) for option in one.options}
    drawn = [
        Drawn(option.title, figure(method, marks[option.item_id]), _parts(method, marks[option.item_id]))
        for option in one.options
    ]
    drawn = _duels_won(drawn, outcome)
    place = _places(outcome)
    return sorted(drawn, key=lambda option: (place.get(option.title, 0), -option.figure))


def _duels_won(drawn: list[Drawn], outcome: Outcome) -> list[Drawn]:
    """Where options are compared two by two, their figure is the number of duels they win."""
    duels = outcome.result.pairwise if outcome.result else None
    if duels is None:
        return drawn
    won = [sum(row[other] > duels[other][n] for other in range(len(duels))) for n, row in enumerate(duels)]
    return [replace(option, figure=count) for option, count in zip(drawn, won, strict=True)]


def _places(outcome: Outcome) -> dict[str, int]:
    if outcome.result is None or outcome.result.order is None:
        return {}
    return {title: place for place, group in enumerate(outcome.result.order) for title in group}


def _counted(outcome: Outcome, item: int) -> Counter[str]:
    total: Counter[str] = Counter()
    for source in COUNTED:
        total.update(outcome.marks[source].get(item, {}))
    return total


def _parts(method: MethodName, marks: Mapping[str, int]) -> list[int]:
    return [marks.get(mark.key, 0) for mark in METHODS[method].marks]


def figure(method: MethodName, marks: Mapping[str, int]) -> int:
    """The one number that says how an option stands."""
    match method:
        case MethodName.RANKING:
            return marks.get("1", 0)
        case MethodName.JUDGEMENT:
            return sum(_parts(method, marks)[:GOOD])
        case _:
            return sum(count * (int(mark) if mark.isdigit() else mark == "agree") for mark, count in marks.items())


def by_source(one: PublicPoll, outcome: Outcome) -> tuple[list[Source], list[tuple[str, list[int]]]]:
    """The sources that brought ballots, cancelled ones too; and each option's figure in each."""
    sources = [source for source in Source if outcome.turnout[source]]
    method = one.poll.method_name
    rows = [
        (option.title, [figure(method, outcome.marks[source].get(option.item_id, {})) for source in sources])
        for option in one.options
    ]
    return sources, rows
