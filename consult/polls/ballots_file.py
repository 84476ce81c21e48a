"""The ballots of a poll in our own form (`votes/counting/own.py`), which `flask votes count` reads: options by name.

Made of what the poll tells: the ballots in force, those alike together, in an order that says nothing of when they were
cast. It says nothing while the poll is sealed, nor of fewer than five ballots.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from consult.errors import RuleBroken
from consult.polls.datasets import LEAST, count_ballots
from consult.polls.models import PublicPoll
from consult.votes import results
from consult.votes.counting.judgement import MENTIONS
from consult.votes.counting.own import FORMAT
from consult.votes.counting.result import Result
from consult.votes.methods import METHODS
from consult.votes.models import MethodName

Marks = Mapping[str, str]  # a mark by the name of its option


def render(one: PublicPoll) -> bytes:
    """The file. Raises RuleBroken while the poll may not tell, and where too few voted."""
    result, ballots = told(one)
    names = result.options  # made distinct where two options are called the same
    kind, write = _FORMS[MethodName.POINTS if one.poll.points else one.poll.method_name]
    said = ({names[int(place) - 1]: mark for place, mark in json.loads(said).items()} for said, _alike in ballots)
    content = {
        "format": FORMAT,
        "kind": kind,
        "options": names,
        **(_money(one, names) if one.poll.budget else {}),
        "ballots": [{"choice": write(marks), "count": n} for marks, (_said, n) in zip(said, ballots, strict=True)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def told(one: PublicPoll) -> tuple[Result, list[tuple[str, int]]]:
    """The result of a poll and its ballots, as `count_ballots` writes them. Raises RuleBroken where nothing is told."""
    titles = {option.item_id: option.title for option in one.options}
    costs = {option.item_id: option.item.cost for option in one.options}
    result = results.outcome(one.poll, titles, costs).result
    ballots = sorted(count_ballots(one.poll_id).items())
    if result is None or not ballots:
        raise RuleBroken(_("Moins de %(least)s bulletins : le fichier dirait qui a choisi quoi.", least=LEAST))
    return result, ballots


def _money(one: PublicPoll, names: Sequence[str]) -> dict[str, Any]:
    costs = {name: option.item.cost for name, option in zip(names, one.options, strict=True)}
    known = {"costs": costs, "budget": one.poll.budget, "threshold": one.poll.threshold}
    return {name: value for name, value in known.items() if value is not None}


def _approval(marks: Marks) -> Sequence[str]:
    return list(marks)


def _points(marks: Marks) -> Mapping[str, int]:
    return {name: int(points) for name, points in marks.items()}


def _ranking(marks: Marks) -> Sequence[Sequence[str]]:
    ranks = sorted({int(rank) for rank in marks.values()})
    return [[name for name, mark in marks.items() if int(mark) == rank] for rank in ranks]


def _mentions(marks: Marks) -> Marks:
    places = [mark.key for mark in METHODS[MethodName.JUDGEMENT].marks]
    return {name: MENTIONS[places.index(mark)] for name, mark in marks.items()}


# A position is no ballot of an election: it has no count, and no such file.
_FORMS: Mapping[MethodName, tuple[str, Callable[[Marks], Any]]] = {
    MethodName.SUPPORT: ("approval", _approval),
    MethodName.POINTS: ("points", _points),
    MethodName.RANKING: ("ranking", _ranking),
    MethodName.JUDGEMENT: ("mentions", _mentions),
    MethodName.BUDGET: ("approval", _approval),
}
