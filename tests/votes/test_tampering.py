"""Whatever is changed behind the application's back is found: in the votes, the counts, the journal, its heads.

Each test changes one thing in the database, as somebody with the keys would, and looks at what `flask check` says.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock
from consult.db import db as database
from consult.votes import journal, services
from consult.votes.models import MethodName
from consult.votes.queries import wrong_journals, wrong_tallies
from tests.factories import make_proposal, make_user
from tests.votes.polls import item_ids, make_poll

NAMES = {
    "B": "vote_entry.ballots",
    "H": "vote_head.root",
    "L": "vote_entry.leaf",
    "O": "vote_entry.order",
    "P": "vote.ballot",
    "R": "seat.used",
    "S": "poll.size",
    "T": "tally",
    "V": "turnout",
}


def all_wrong() -> set[str]:
    """What is found, without the marks of the tallies."""
    database.session.expire_all()
    return {"tally" if name.startswith("tally.") else name for name in _names()}


def _names() -> list[str]:
    return [name for name, *_ in [*wrong_tallies(), *wrong_journals()]]


def run(statement: str) -> None:
    """Write past the application and past the triggers."""
    triggers = database.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for trigger in triggers:
        database.session.execute(sa.text(f"DROP TRIGGER {trigger.name}"))
    done: Any = database.session.execute(sa.text(statement))
    assert done.rowcount == 1, "the test changes exactly one row"
    for trigger in triggers:
        database.session.execute(sa.text(trigger.sql))


def proposals() -> None:
    """Votes on a proposal: 4 for, one of them cancelled; 1 against, changed once; 1 withdrawn."""
    item = make_proposal().poll_item
    for mark in ("agree", "agree", "agree"):
        services.cast_vote(item, voter=make_user(), mark=mark)
    twin, changing, leaving = make_user(), make_user(), make_user()
    for voter, mark in (
        (twin, "agree"),
        (changing, "agree"),
        (changing, "disagree"),
        (leaving, "agree"),
        (leaving, None),
    ):
        services.cast_vote(item, voter=voter, mark=mark)
    services.cancel_votes(item.poll, voters=[twin.id], actor=changing, reason="Doute.")
    make_user()
    journal.publish_head(item.poll)


def options() -> None:
    """Points on options: 3 from the web, 1 from a room, 5 on paper."""
    poll = make_poll(MethodName.POINTS, points=5)
    one, two, _ = item_ids(poll)
    for _person in range(3):
        services.cast_ballot(poll, voter=make_user(), choices={one: "2", two: "3"})
    (code,) = services.make_seats(poll, 1)
    database.session.flush()
    services.cast_from_seat(poll, code=code, choices={one: "5"})
    services.record_paper(poll, choices={two: "1"}, count=5)
    make_user()
    journal.publish_head(poll)


def secret() -> None:
    """Three secret ballots."""
    poll = make_poll(secret=True, closes=clock.now() + timedelta(days=1))
    for _person in range(3):
        services.cast_ballot(poll, voter=make_user(), choices={item_ids(poll)[0]: "agree"})
    make_user()
    journal.publish_head(poll)


CHANGES: list[tuple[Callable[[], None], str, set[str]]] = [
    (proposals, "UPDATE vote SET mark = 'mixed' WHERE voter_id = (SELECT MIN(voter_id) FROM vote)", {"B", "T"}),
    (proposals, "DELETE FROM vote WHERE voter_id = (SELECT MIN(voter_id) FROM vote)", {"B", "T"}),
    (proposals, "UPDATE vote SET receipt = 'x' WHERE voter_id = (SELECT MIN(voter_id) FROM vote)", {"B"}),
    (proposals, "UPDATE vote SET ballot = 'x' WHERE voter_id = (SELECT MIN(voter_id) FROM vote)", {"B"}),
    (proposals, "UPDATE vote SET cancellation_id = NULL WHERE cancellation_id IS NOT NULL", {"B", "T"}),
    (
        proposals,
        "INSERT INTO vote (item_id, voter_id, mark, created, ballot, receipt) "
        "SELECT item_id, (SELECT MAX(id) FROM user), mark, created, 'x', 'y' FROM vote WHERE mark = 'disagree'",
        {"B", "T"},
    ),
    (proposals, "UPDATE tally SET count = count + 1 WHERE mark = 'disagree'", {"T"}),
    (proposals, "DELETE FROM tally WHERE mark = 'disagree'", {"T"}),
    (proposals, "UPDATE tally SET source = 'paper' WHERE mark = 'disagree'", {"T"}),
    (proposals, "UPDATE vote_head SET root = lower(hex(randomblob(32)))", {"H"}),
    (proposals, "UPDATE vote_head SET size = size - 1", {"H"}),
    (proposals, "UPDATE vote_head SET size = size + 1", {"H"}),
    (proposals, "UPDATE poll SET size = size + 1 WHERE size > 0", {"S"}),
    (proposals, "UPDATE poll SET size = 0 WHERE size > 0", {"S"}),
    (options, "UPDATE vote_entry SET choices = replace(choices, '3', '2') WHERE number = 2", {"B", "H", "L"}),
    (options, "UPDATE vote_entry SET choices = replace(choices, '3', '4') WHERE number = 2", {"L", "O"}),
    (options, "UPDATE vote_entry SET choices = replace(choices, '5', '9') WHERE number = 1", {"H", "L"}),
    (options, "UPDATE vote_entry SET count = 6 WHERE source = 'paper'", {"H", "L"}),
    (options, "UPDATE vote_entry SET count = 2 WHERE source = 'room'", {"L", "O"}),
    (options, "UPDATE vote_entry SET source = 'paper' WHERE source = 'room'", {"H", "L", "R"}),
    (options, "UPDATE vote_entry SET receipt = lower(hex(randomblob(16))) WHERE number = 3", {"B", "H", "L"}),
    (options, "UPDATE vote_entry SET ballot = lower(hex(randomblob(16))) WHERE number = 3", {"B", "H", "L"}),
    (options, "UPDATE vote_entry SET leaf = randomblob(32) WHERE number = 3", {"L"}),
    (options, "UPDATE vote_entry SET number = 9 WHERE number = 3", {"L", "O"}),
    (options, "DELETE FROM vote_entry WHERE number = 3", {"O", "S"}),
    (options, "DELETE FROM vote_entry WHERE number = 6", {"H", "S"}),
    (options, "UPDATE seat SET used = 0", {"R"}),
    (
        options,
        "UPDATE vote SET voter_id = (SELECT MAX(id) FROM user) WHERE mark = '3' AND voter_id = "
        "(SELECT MIN(voter_id) FROM vote)",
        {"P"},
    ),
    (secret, "DELETE FROM turnout WHERE voter_id = (SELECT MIN(voter_id) FROM turnout)", {"V"}),
    (secret, "INSERT INTO turnout SELECT poll_id, (SELECT MAX(id) FROM user) FROM turnout LIMIT 1", {"V"}),
    (secret, "DELETE FROM vote_entry WHERE number = 4", {"V", "S", "H"}),
]


@pytest.mark.parametrize(("world", "statement", "letters"), CHANGES)
def test_a_change_behind_the_application_s_back_is_found(db, world, statement, letters):
    world()
    database.session.flush()
    assert all_wrong() == set()
    run(statement)
    assert all_wrong() == {NAMES[letter] for letter in letters}


def test_the_database_itself_refuses_to_change_what_was_cast(db):
    options()
    for statement in ("UPDATE vote_entry SET count = 2", "DELETE FROM vote_entry", "DELETE FROM vote_head"):
        with pytest.raises(sa.exc.IntegrityError, match="is append-only"):
            database.session.execute(sa.text(statement))
