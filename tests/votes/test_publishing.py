"""When heads of journals are published: each hour while people vote, at the close, and of a secret poll only then."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.jobs.tasks import PERIODIC
from consult.votes import journal, publishing, services
from consult.votes.models import Head, Poll
from tests.factories import make_user
from tests.votes.polls import item_ids, make_poll

HOUR = timedelta(hours=1)


def published(db) -> list[int]:
    return list(db.session.scalars(sa.select(Head.size).order_by(Head.size)))


def cast(poll: Poll) -> None:
    services.cast_ballot(poll, voter=make_user(), choices={item_ids(poll)[0]: "agree"})


def test_the_worker_publishes_what_is_due(app, db):
    cast(make_poll())
    db.session.commit()
    (task,) = [one for one in PERIODIC if one.function is publishing.publish]
    task.function()
    assert published(db) == [2]


def test_a_head_is_published_when_the_journal_has_grown_and_an_hour_has_passed(db):
    poll, start = make_poll(), clock.now()
    sizes = []
    for minutes, votes in ((0, True), (30, True), (61, False), (90, True), (125, False), (190, False)):
        with clock.at(start + timedelta(minutes=minutes)):
            if votes:
                cast(poll)
            journal.publish_heads()
            sizes.append(published(db))
    assert sizes == [[2], [2], [2, 3], [2, 3], [2, 3, 4], [2, 3, 4]]


@pytest.mark.parametrize(("secret", "before"), [(False, [2]), (True, [])])
def test_what_closes_is_published_at_once_and_what_is_secret_only_then(db, secret, before):
    poll = make_poll(secret=secret, closes=clock.now() + HOUR)
    cast(poll)
    journal.publish_heads()
    assert published(db) == before
    cast(poll)
    with clock.at(poll.closes):
        journal.publish_heads()
    assert published(db) == [*before, 3]
