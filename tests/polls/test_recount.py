"""Our own exports are counted again by `flask votes count`, and say what the poll told."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult import clock
from consult.policy import Role
from consult.polls import queries
from consult.polls import services as polls
from consult.votes import export, journal, results
from consult.votes import services as votes
from consult.votes.commands import votes as command
from consult.votes.methods import METHODS
from consult.votes.models import MethodName
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.polls.polls import GOOD, items, make_poll

WAYS = [(name, way) for name in MethodName for way in METHODS[name].countings]
OTHER = {
    MethodName.SUPPORT: {1: "agree", 2: "agree"},
    MethodName.POINTS: {1: "3", 2: "1"},
    MethodName.RANKING: {1: "1", 0: "2", 2: "2"},
    MethodName.JUDGEMENT: {1: "very-good"},
    MethodName.BUDGET: {2: "agree"},
}


def cast(one: Any, method: MethodName, other: int = 4) -> None:
    """Two ballots of one kind and more of the other; one of each is withdrawn or cancelled."""
    numbers, poll = items(one), queries.get(one.id, viewer=make_user(is_admin=True))
    for choices in [GOOD[method]] * 2 + [OTHER[method]] * other:
        polls.vote(poll, voter=make_user(), choices={numbers[n]: mark for n, mark in choices.items()})
    gone, annulled = make_user(), make_user()
    for voter in (gone, annulled):
        polls.vote(poll, voter=voter, choices={numbers[n]: mark for n, mark in GOOD[method].items()})
    polls.vote(poll, voter=gone, choices={})
    votes.cancel_votes(poll.poll, voters=[annulled.id], actor=make_user(), reason="Double compte")


def recounted(app: Flask, file: Path, way: str) -> dict[str, Any]:
    """What the command says of a file."""
    result = app.test_cli_runner().invoke(command, ["count", str(file), "--method", way, "--json"])
    assert (result.exit_code, result.stderr) == (0, "")
    said: dict[str, Any] = json.loads(result.stdout)
    return said


@pytest.mark.parametrize(("method", "way"), WAYS, ids=[way for _, way in WAYS])
def test_what_is_counted_from_our_files_is_what_the_poll_told(
    app: Flask, db: Any, browser: Browser, tmp_path: Path, method: MethodName, way: str
) -> None:
    given = {"counting": way} | ({"threshold": 3} if way.endswith("threshold") else {})
    one = make_poll(method, **given)
    cast(one, method)
    db.session.commit()
    told = queries.get(one.id, viewer=make_user())
    titles = {option.item_id: option.title for option in told.options}
    costs = {option.item_id: option.item.cost for option in told.options}
    outcome = results.outcome(told.poll, titles, costs).result
    assert outcome is not None
    expected = outcome.as_json()
    page = browser.get(f"/polls/{one.id}/result")
    assert f'href="/polls/{one.id}/ballots.json"' in page
    answer = browser.client.get(f"/polls/{one.id}/ballots.json")
    (tmp_path / "ballots.json").write_bytes(answer.data)
    assert recounted(app, tmp_path / "ballots.json", way) == expected
    assert (expected["winners"] == ["Option 3"]) is way.endswith("threshold")
    export.write(told.poll, tmp_path)
    by_number = json.dumps(expected)
    for item, title in titles.items():
        by_number = by_number.replace(f'"{title}"', f'"{item}"')
    assert recounted(app, tmp_path / "journal.jsonl", way) == json.loads(by_number)


def test_points_of_a_budget_are_in_the_file_too(app: Flask, db: Any, browser: Browser, tmp_path: Path) -> None:
    one = make_poll(MethodName.BUDGET, points=5)
    numbers, poll = items(one), queries.get(one.id, viewer=make_user(is_admin=True))
    for _ in range(5):
        polls.vote(poll, voter=make_user(), choices={numbers[1]: "4", numbers[0]: "1"})
    db.session.commit()
    (tmp_path / "ballots.json").write_bytes(browser.client.get(f"/polls/{one.id}/ballots.json").data)
    assert recounted(app, tmp_path / "ballots.json", "points")["scores"] == {
        "Option 1": 5,
        "Option 2": 20,
        "Option 3": 0,
    }
    assert recounted(app, tmp_path / "ballots.json", "budget-greedy")["winners"] == ["Option 2", "Option 1"]


def test_votes_on_proposals_are_counted_from_their_journal(app: Flask, db: Any, tmp_path: Path) -> None:
    place = make_consultation()
    first, second = (make_proposal(place).poll_item for _ in range(2))
    for item, mark in ((first, "agree"), (first, "mixed"), (second, "agree"), (second, "agree")):
        votes.cast_vote(item, voter=make_user(), mark=mark)
    export.write(first.poll, tmp_path)
    said = recounted(app, tmp_path / "journal.jsonl", "approval")
    assert (said["ballots"], said["scores"]) == (4, {str(first.id): 1, str(second.id): 2})


def test_the_file_says_nothing_before_the_close_nor_of_a_few_nor_of_what_is_not_counted(
    db: Any, browser: Browser
) -> None:
    place = make_consultation()
    team = make_staff(place, Role.ORGANISER)
    where = {"consultation": place, "organiser": team}
    sealed = make_poll(MethodName.SUPPORT, sealed=True, **where)
    few, draft = make_poll(MethodName.SUPPORT, **where), make_poll(MethodName.SUPPORT, published=False, **where)
    position = make_poll(MethodName.POSITION, **where)
    for one, times in ((sealed, 6), (few, 4)):
        poll = queries.get(one.id, viewer=team)
        for _ in range(times):
            polls.vote(poll, voter=make_user(), choices={items(one)[0]: "agree"})
    db.session.commit()
    numbers = [one.id for one in (sealed, few, draft, position)]
    answers = [browser.client.get(f"/polls/{number}/ballots.json") for number in numbers]
    assert [answer.status_code for answer in answers] == [409, 409, 404, 404]
    assert not any("consult-ballots" in answer.text for answer in answers)
    for number in numbers[1:]:
        page = browser.client.get(f"/polls/{number}/result").text
        assert "ballots.json" not in page
    with clock.at(clock.now() + timedelta(days=2)):
        assert browser.client.get(f"/polls/{numbers[0]}/ballots.json").status_code == 200


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[:1], "Ligne 1\xa0: ce fichier n’a aucun bulletin."),
        (lambda lines: lines[:1] + lines[2:], "La ligne 2 n’est pas à sa place."),
        (lambda lines: [*lines, lines[1]], "n’est pas à sa place."),
        (lambda lines: [*lines, lines[1][:40]], "n’est pas lisible."),
        (
            lambda lines: [lines[0], lines[1].replace(b'"agree"', b'"NaN"')],
            "La ligne 2 choisit ce qui n’est pas permis.",
        ),
        (lambda lines: [lines[0] + b"\xff"], "La ligne 1 n’est pas lisible."),
    ],
)
def test_a_spoilt_journal_is_refused_with_a_sentence(
    app: Flask, db: Any, tmp_path: Path, spoil: Any, said: str
) -> None:
    one = make_poll(MethodName.SUPPORT)
    cast(one, MethodName.SUPPORT)
    export.write(queries.get(one.id, viewer=make_user()).poll, tmp_path)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"\n".join(spoil(file.read_bytes().splitlines())))
    result = app.test_cli_runner().invoke(command, ["count", str(file), "--method", "approval"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "rules",
    [
        {"method": "magic", "items": "1:0"},
        {"method": "support", "items": "1:0 x:0"},
        {"method": "support", "items": "1:0 ٣:0"},
        {"method": "budget", "items": "1:-5", "budget": "9"},
        {"method": "support", "items": " ".join(f"{n}:0" for n in range(1, 1_500))},
        {"method": "support"},
        {"method": "support", "items": "1:NaN"},
    ],
    ids=str,
)
def test_a_journal_with_impossible_rules_is_refused_with_a_sentence(
    app: Flask, tmp_path: Path, rules: dict[str, str]
) -> None:
    def line(number: int, act: str, choices: dict[str, str]) -> bytes:
        names = {"ballot": f"{number:032x}", "receipt": f"{number + 9:032x}", "source": "web", "count": 1, "poll": 1}
        return journal.canonical(names | {"act": act, "choices": choices, "number": number})

    mark = "5" if rules["method"] == "magic" else "agree"
    file = tmp_path / "journal.jsonl"
    file.write_bytes(line(1, "open", rules) + b"\n" + line(2, "cast", {"1": mark}) + b"\n")
    for way in ("approval", "budget-greedy"):
        result = app.test_cli_runner().invoke(command, ["count", str(file), "--method", way])
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(("Error: Ligne 1", "Error: La ligne 1"))
        assert result.stderr.count("\n") == 1
