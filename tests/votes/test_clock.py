"""V12: a poll opens and closes to the second, by the server's clock, whatever the clock on the wall does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from consult.errors import RuleBroken
from consult.votes import services
from tests.factories import make_user
from tests.votes.polls import acts, item_ids, make_poll

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)
CLOSED = "Le vote n’est pas ouvert en ce moment"
# The hour that comes twice, and the one that does not come; and an ordinary evening.
ENDS = [
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0),
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
    datetime(2026, 3, 29, 3, 0, tzinfo=PARIS),
    datetime(2026, 6, 30, 23, 59, 59, tzinfo=PARIS),
]
ACTS = ["ballot", "item", "secret", "seat", "paper", "withdrawal", "taking paper back"]


def make(act: str, end: datetime):
    """The act, ready to be done on a poll that closes then."""
    poll = make_poll(opens=end - timedelta(days=1), closes=end, secret=act == "secret")
    item, voter = poll.items[0], make_user()
    choices = {item.id: "agree"}
    if act == "withdrawal":
        services.cast_ballot(poll, voter=voter, choices=choices)
    paper = services.record_paper(poll, choices=choices) if act == "taking paper back" else ""
    code = services.make_seats(poll, 1)[0]
    return poll, {
        "ballot": lambda: services.cast_ballot(poll, voter=voter, choices=choices),
        "secret": lambda: services.cast_ballot(poll, voter=voter, choices=choices),
        "withdrawal": lambda: services.cast_ballot(poll, voter=voter, choices={}),
        "item": lambda: services.cast_vote(item, voter=voter, mark="agree"),
        "seat": lambda: services.cast_from_seat(poll, code=code, choices=choices),
        "paper": lambda: services.record_paper(poll, choices=choices),
        "taking paper back": lambda: services.take_back_paper(poll, ballot=paper),
    }[act]


@pytest.mark.both
@pytest.mark.parametrize("end", ENDS, ids=str)
def test_a_vote_counts_until_the_second_the_poll_closes(db, engine, end):
    before, at = end.astimezone(UTC) - SECOND, end.astimezone(UTC)
    with time_machine.travel(before, tick=False) as now:
        poll, vote = make("ballot", end.astimezone(UTC))
        now.move_to(at)
        with pytest.raises(RuleBroken, match=CLOSED):
            vote()
        now.move_to(before)
        vote()
        assert acts(poll) == ["cast"]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_stops_at_the_close(db, act):
    end = ENDS[0].astimezone(UTC)
    with time_machine.travel(end - timedelta(hours=1), tick=False) as now:
        poll, do = make(act, end)
        done = acts(poll)
        for moment in (end, end + SECOND, end + timedelta(hours=1)):
            now.move_to(moment)
            with pytest.raises(RuleBroken, match=CLOSED):
                do()
        assert acts(poll) == done
        now.move_to(end - SECOND)
        do()
        assert len(acts(poll)) == len(done) + 1


def test_a_vote_counts_from_the_second_the_poll_opens(db):
    start = ENDS[1].astimezone(UTC)
    with time_machine.travel(start - SECOND, tick=False) as now:
        poll, voter = make_poll(opens=start), make_user()
        choices = {item_ids(poll)[0]: "agree"}
        with pytest.raises(RuleBroken):
            services.cast_ballot(poll, voter=voter, choices=choices)
        now.move_to(start)
        assert services.cast_ballot(poll, voter=voter, choices=choices)


@pytest.mark.parametrize("rule", ["sealed", "secret"])
def test_what_is_sealed_tells_from_the_second_it_closes(db, rule):
    end = ENDS[0].astimezone(UTC)
    with time_machine.travel(end - SECOND, tick=False) as now:
        poll = make_poll(closes=end, **{rule: True})
        said = [poll.tells]
        now.move_to(end)
        said.append(poll.tells)
    assert said == [False, True]


def test_the_two_hours_of_the_same_name_are_told_apart(db):
    """2:30 comes twice in October: a poll that closes at the second one is open all through the first."""
    first, second = (end.astimezone(UTC) for end in ENDS[:2])
    assert second - first == timedelta(hours=1)
    with time_machine.travel(first, tick=False):
        assert make_poll(opens=first - timedelta(days=1), closes=second).is_open
        assert not make_poll(opens=first - timedelta(days=1), closes=first).is_open


def test_votes_are_cancelled_and_restored_after_the_close_too(db):
    end = ENDS[3].astimezone(UTC)
    with time_machine.travel(end - SECOND, tick=False) as now:
        poll, vote = make("ballot", end)
        vote()
        voter = next(iter(db.session.scalars(services.sa.select(services.Vote.voter_id))))
        now.move_to(end + timedelta(days=3))
        one = services.cancel_votes(poll, voters=[voter], actor=make_user(), reason="Doute.")
        services.restore_votes(poll, one, actor=make_user(), reason="Fausse alerte.")
    assert acts(poll) == ["cast", "cancel", "restore"]
