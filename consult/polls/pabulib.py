"""A budget's ballots as Pabulib's `.pb` file (pabulib.org/format), which researchers and other tools read.

Made of what the poll tells: the ballots in force, numbered in an order that says nothing of when they were cast. It
says nothing while the poll is sealed, nor of fewer than five ballots.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from consult.polls.ballots_file import told
from consult.polls.models import PublicPoll
from consult.votes.counting.result import Result
from consult.votes.models import Poll

Row = tuple[Any, ...]
RULES = {"budget-equal-shares": "equalshares/add1", "budget-greedy": "greedy", "budget-greedy-threshold": "greedy"}


def render(one: PublicPoll) -> bytes:
    """The file. Raises RuleBroken while the poll may not tell, and where too few voted."""
    result, ballots = told(one)
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerows
    write([("META",), ("key", "value"), *_meta(one, result)])
    write([("PROJECTS",), ("project_id", "cost", "name", "selected")])
    # The result names options that are called the same by their numbers too.
    for place, (option, name) in enumerate(zip(one.options, result.options, strict=True), 1):
        write([(place, option.item.cost, name, int(name in result.winners))])
    write([("VOTES",), ("voter_id", "vote", "points") if one.poll.points else ("voter_id", "vote")])
    write(_votes(one.poll, ballots))
    return out.getvalue().encode()


def _meta(one: PublicPoll, result: Result) -> Iterator[Row]:
    poll, place = one.poll, one.consultation
    yield "description", one.title
    yield "unit", place.territory or place.publisher
    yield "instance", (poll.closes or one.created).year
    yield "num_projects", len(result.options)
    yield "num_votes", result.ballots
    yield "budget", poll.budget
    yield "currency", "EUR"
    yield "vote_type", "cumulative" if poll.points else "approval"
    yield "rule", RULES[result.method]
    if poll.threshold and result.method == "budget-greedy-threshold":
        yield "min_project_score_threshold", poll.threshold
    if poll.points:
        yield "max_sum_points", poll.points
    for key, moment in (("date_begin", poll.opens), ("date_end", poll.closes)):
        if moment:
            yield key, f"{moment:%d.%m.%Y}"


def _votes(poll: Poll, ballots: list[tuple[str, int]]) -> Iterator[Row]:
    voter = 0
    for said, count in ballots:
        marks = sorted((int(place), mark) for place, mark in json.loads(said).items())
        cells = [",".join(str(place) for place, _mark in marks)]
        if poll.points:
            cells.append(",".join(mark for _place, mark in marks))
        for _alike in range(count):
            voter += 1
            yield (voter, *cells)
