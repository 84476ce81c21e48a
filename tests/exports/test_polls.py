"""Polls as data: nothing before the close of what is sealed, no name, no date, no receipt, in flat memory."""

import csv
import io
import json
import os
import tracemalloc
from datetime import timedelta
from typing import Any, BinaryIO

import pytest
import sqlalchemy as sa

from consult import clock, datasets
from consult.datasets import DATASETS
from consult.exports import services
from consult.exports.formats import FORMATS
from consult.policy import Role
from consult.polls import queries
from consult.polls import services as polls
from consult.votes import journal
from consult.votes import services as votes
from consult.votes.models import Entry, MethodName, Source, Tally
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.polls.polls import GOOD, items, make_poll

ROWS = (10_000, 1_000_000) if os.environ.get("PROOF") else (500, 1_500)
HELD = datasets.AT_ONCE if os.environ.get("PROOF") else 100  # rows in memory


def table(place: Any, dataset: str) -> list[dict[str, str]]:
    out = io.BytesIO()
    services.write(out, place, dataset, "csv")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def cast(one: Any, times: int, method: MethodName) -> None:
    numbers = items(one)
    poll = queries.get(one.id, viewer=make_user(is_admin=True))
    for _ in range(times):
        polls.vote(poll, voter=make_user(), choices={numbers[n]: mark for n, mark in GOOD[method].items()})


@pytest.mark.both
@pytest.mark.parametrize("rules", [{}, {"sealed": True}, {"secret": True}], ids=["open", "sealed", "secret"])
def test_ballots_are_told_when_the_poll_tells_and_name_nobody(db: Any, engine: str, rules: dict[str, bool]) -> None:
    place = make_consultation()
    team = make_staff(place, Role.ORGANISER)
    one = make_poll(MethodName.RANKING, consultation=place, organiser=team, **rules)
    make_poll(MethodName.RANKING, consultation=place, organiser=team, published=False)
    cast(one, 6, MethodName.RANKING)
    db.session.commit()
    everything = {name: table(place, name) for name in ("polls", "options", "ballots", "results")}
    assert len(everything["options"]) == 3
    if rules:
        silent = json.dumps(everything)
        assert (everything["ballots"], everything["results"], everything["polls"][0]["told"]) == ([], [], "false")
        assert '"6"' not in silent
    with clock.at(clock.now() + timedelta(days=2)):
        ballots, results = table(place, "ballots"), table(place, "results")
    assert ballots == [{"poll_id": "1", "choices": '{"1":"2","2":"1"}', "count": "6"}]
    first, second, _third = items(one)
    assert [(row["option_id"], row["mark"], row["count"]) for row in results] == [
        (str(first), "2", "6"),
        (str(second), "1", "6"),
    ]
    told = json.dumps(ballots + results)
    secrets = [word for row in db.session.execute(sa.select(Entry.ballot, Entry.receipt)) for word in row]
    assert [word for word in secrets if word in told] == []


@pytest.mark.both
def test_what_was_changed_withdrawn_or_cancelled_counts_as_it_stands(db: Any, engine: str) -> None:
    place = make_consultation()
    team = make_staff(place, Role.ORGANISER)
    one = make_poll(MethodName.SUPPORT, consultation=place, organiser=team)
    numbers = items(one)
    poll = queries.get(one.id, viewer=team)
    changed, gone, annulled = make_user(), make_user(), make_user()
    for voter in (changed, gone, annulled):
        polls.vote(poll, voter=voter, choices={numbers[0]: "agree"})
    polls.vote(poll, voter=changed, choices={numbers[1]: "agree"})
    polls.vote(poll, voter=gone, choices={})
    votes.cancel_votes(poll.poll, voters=[annulled.id], actor=team, reason="Double compte")
    cast(one, 3, MethodName.SUPPORT)
    db.session.commit()
    assert (table(place, "ballots"), table(place, "results")) == ([], [])  # four count: too few to be told
    cast(one, 1, MethodName.SUPPORT)
    db.session.commit()
    assert [(row["choices"], row["count"]) for row in table(place, "ballots")] == [
        ('{"1":"agree","2":"agree"}', "4"),
        ('{"2":"agree"}', "1"),
    ]


@pytest.mark.both
def test_every_published_head_is_in_the_open_data_and_tells_no_number_of_lines_before_the_close(
    db: Any, engine: str
) -> None:
    place, elsewhere = make_consultation(), make_consultation()
    team = make_staff(place, Role.ORGANISER)
    sealed = make_poll(MethodName.SUPPORT, consultation=place, organiser=team, sealed=True)
    draft = make_poll(MethodName.SUPPORT, consultation=place, organiser=team, published=False)
    cast(sealed, 6, MethodName.SUPPORT)
    cast(draft, 1, MethodName.SUPPORT)
    for item in (make_proposal(place).poll_item, make_proposal(elsewhere).poll_item):
        votes.cast_vote(item, voter=make_user(), mark="agree")
    assert journal.publish_heads() == 4
    db.session.commit()
    roots = {poll_id: journal.root(poll_id) for poll_id in (place.poll_id, sealed.poll_id)}
    told = [(row["poll_id"], row["lines"], row["root"]) for row in table(place, "heads")]
    assert sorted(told) == [("", "1", roots[place.poll_id]), (str(sealed.id), "", roots[sealed.poll_id])]
    assert DATASETS["heads"].open
    with clock.at(clock.now() + timedelta(days=2)):
        assert {row["lines"] for row in table(place, "heads")} == {"1", "7"}


class Nowhere(io.RawIOBase):
    """A file that keeps nothing, so that only our own memory is seen."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)

    def tell(self) -> int:
        raise io.UnsupportedOperation  # zipfile then writes as to a pipe


def peak(out: BinaryIO, place: Any, format_name: str) -> int:
    tracemalloc.start()
    services.write(out, place, "votes", format_name)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest


@pytest.mark.slow
def test_memory_is_flat_from_a_few_rows_to_very_many(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 to 1,500 rows of votes, a hundred held; 10,000 to 1,000,000 under PROOF=1, as they are: ±20 %."""
    monkeypatch.setattr(datasets, "AT_ONCE", HELD)
    place = make_consultation()
    item = make_proposal(place).poll_item_id
    db.session.commit()
    peaks: dict[str, list[int]] = {name: [] for name in FORMATS}
    made = 0
    for rows in ROWS:
        marks = [{"item_id": item, "source": Source.WEB, "mark": f"m{n}", "count": 1} for n in range(made, rows)]
        for start in range(0, len(marks), 50_000):
            db.session.execute(sa.insert(Tally), marks[start : start + 50_000])
        db.session.commit()
        made = rows
        del marks
        assert DATASETS["votes"].weight(place.id) == rows
        for name, seen in peaks.items():
            peak(Nowhere(), place, name)  # the first time, what is compiled stays
            seen.append(peak(Nowhere(), place, name))
    assert {name: seen for name, seen in peaks.items() if not 0.8 < seen[1] / seen[0] < 1.2} == {}
