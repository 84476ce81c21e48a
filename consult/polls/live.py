"""What the projector draws while people vote: one figure for each option, easy to read from the back of a room.

It is no count: who wins is said by the poll's method, on the page of the result.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.polls.models import PublicPoll
from consult.votes import journal
from consult.votes.methods import Choices, numbers
from consult.votes.models import MethodName, Poll
from consult.votes.results import COUNTED, ballots

GOOD = ("excellent", "very-good", "good")


def _each(choices: Choices) -> Mapping[int, int]:
    return dict.fromkeys(choices, 1)


def _agree(choices: Choices) -> Mapping[int, int]:
    return {item: 1 for item, mark in choices.items() if mark == "agree"}


def _good(choices: Choices) -> Mapping[int, int]:
    return {item: 1 for item, mark in choices.items() if mark in GOOD}


def _first(choices: Choices) -> Mapping[int, int]:
    ranks = numbers(choices)
    return {item: 1 for item, rank in ranks.items() if rank == min(ranks.values())}


@dataclass(frozen=True)
class Figure:
    """What is summed over the ballots, and how it is called."""

    label: LazyString
    worth: Callable[[Choices], Mapping[int, int]]


FIGURES = {
    MethodName.SUPPORT: Figure(_l("Soutiens"), _each),
    MethodName.POSITION: Figure(_l("Personnes d’accord"), _agree),
    MethodName.POINTS: Figure(_l("Points reçus"), numbers),
    MethodName.RANKING: Figure(_l("Premières places"), _first),
    MethodName.JUDGEMENT: Figure(_l("Mentions « Bien » ou mieux"), _good),
    MethodName.BUDGET: Figure(_l("Personnes qui financent"), _each),
}
IN_POINTS = Figure(_l("Points reçus"), numbers)


def figure_of(poll: Poll) -> Figure:
    """The figure that suits a poll's method."""
    in_points = poll.method_name is MethodName.BUDGET and poll.points
    return IN_POINTS if in_points else FIGURES[poll.method_name]


def live(one: PublicPoll) -> list[tuple[str, int]]:
    """The figure of each option, in their order. Poll and options must be loaded; the poll must be one that tells."""
    worth, sums = figure_of(one.poll).worth, Counter[int]()
    for ballot in ballots(journal.lines(one.poll_id)):
        for item, value in worth(ballot.choices).items() if ballot.source in COUNTED else ():
            sums[item] += value * ballot.count
    return [(option.title, sums[option.item_id]) for option in one.options]
