"""A budget as a Pabulib file: others count out of it what we counted, and it says nothing before its time."""

from datetime import timedelta
from typing import Any

import pytest

from consult import clock
from consult.policy import Role
from consult.polls import queries
from consult.polls import services as polls
from consult.votes.counting.election import count_votes
from consult.votes.counting.files import read_ballots
from consult.votes.models import MethodName
from tests.conftest import Browser
from tests.factories import make_consultation, make_staff, make_user
from tests.polls.polls import items, make_poll

ODD = 'Une halle ; « couverte », "belle"'
APPROVALS = [(0, 1)] * 4 + [(2,)] * 3 + [(1,), ()]


def voted(one: Any, ballots: list[dict[int, str]]) -> None:
    numbers, poll = items(one), queries.get(one.id, viewer=make_user(is_admin=True))
    for choices in ballots:
        polls.vote(poll, voter=make_user(), choices={numbers[n]: mark for n, mark in choices.items()})


@pytest.mark.both
@pytest.mark.parametrize("way", ["budget-equal-shares", "budget-greedy", "budget-greedy-threshold"])
@pytest.mark.parametrize("points", [None, 5])
def test_what_is_counted_from_the_file_is_what_the_poll_told(
    db: Any, engine: str, browser: Browser, way: str, points: int | None
) -> None:
    given = {"counting": way} | ({"points": points} if points else {}) | ({"threshold": 2} if "th" in way[7:] else {})
    one = make_poll(MethodName.BUDGET, title=ODD, **given)
    chosen = [{n: str(n + 1) if points else "agree" for n in ballot} for ballot in APPROVALS if ballot]
    voted(one, chosen)
    db.session.commit()
    url = f"/polls/{one.id}/result"
    with clock.at(clock.now() + timedelta(days=2)):
        page = browser.get(url)
        answer = browser.client.get(f"{url}.pb")
        result = count_votes(read_ballots(answer.data), way)
    assert f'href="{url}.pb"' in page
    assert (answer.status_code, answer.mimetype, result.ballots) == (200, "text/plain", len(chosen))
    names = {f"{n}": f"Option {n}" for n in (1, 2, 3)}
    selected = {row.split(";")[2] for row in answer.text.splitlines() if row.count(";") == 3 and row.endswith(";1")}
    assert {names[winner] for winner in result.winners} == selected != set()


def test_it_says_nothing_before_the_close_nor_of_a_few_nor_of_another_method(db: Any, browser: Browser) -> None:
    place = make_consultation()
    team = make_staff(place, Role.ORGANISER)
    where = {"consultation": place, "organiser": team}
    sealed = make_poll(MethodName.BUDGET, sealed=True, **where)
    few, other = make_poll(MethodName.BUDGET, **where), make_poll(MethodName.SUPPORT, **where)
    draft = make_poll(MethodName.BUDGET, published=False, **where)
    voted(sealed, [{0: "agree"}] * 6)
    voted(few, [{0: "agree"}] * 4)
    voted(other, [{0: "agree"}] * 6)
    db.session.commit()
    numbers = [one.id for one in (sealed, few, other, draft)]
    answers = [browser.client.get(f"/polls/{number}/result.pb") for number in numbers]
    assert [answer.status_code for answer in answers] == [409, 409, 404, 404]
    assert not any("PROJECTS" in answer.text for answer in answers)
    assert f"/polls/{numbers[1]}/result.pb" not in browser.get(f"/polls/{numbers[1]}/result")
