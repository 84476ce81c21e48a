"""Elections and participatory budgets that took place, counted again (ranked-debian, pabulib).

Debian's leaders with their full Schulze orders; each budget counted by a greedy rule against its `selected` column;
equal shares against the results that Wieliczka and Assen published. Seen failing with unranked options left out of the
duels (2006), and without Add1 (both cities).
"""

import json
import unicodedata
from pathlib import Path

import pytest
from flask import Flask

from consult.votes.counting.election import Election, count_votes
from consult.votes.counting.files import read_ballots
from consult.votes.counting.reading import rows

GREEDY = {"greedy": "budget-greedy", "greedy-threshold": "budget-greedy-threshold"}


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))


def _read(file: Path) -> Election:
    return read_ballots(file.read_bytes())


@pytest.mark.parametrize("year", ["2006", "2007", "2020"])
def test_debian_elects_the_leaders_it_elected(app: Flask, data: Path, year: str) -> None:
    expected = json.loads((data / "ranked-debian" / "expected.json").read_text(encoding="utf-8"))[year]
    with app.app_context():
        result = count_votes(_read(data / "ranked-debian" / f"leader{year}_tally.txt"), "schulze")
    assert result.ballots == expected["ballots"]
    assert [_plain(name) for name in result.winners] == [expected["winner"]]
    order = [sorted(group.split(" = ")) for group in expected.get("order") or expected["order_unranked_last"]]
    assert [sorted(_plain(name) for name in group) for group in result.order or ()] == order


def test_greedy_budgets_fund_what_was_selected(app: Flask, data: Path) -> None:
    counted = []
    for file in sorted((data / "pabulib").glob("*.pb")):
        rule, selected = _selected(file)
        if rule in GREEDY and selected is not None:
            with app.app_context():
                assert (file.name, set(count_votes(_read(file), GREEDY[rule]).winners)) == (file.name, selected)
            counted.append(rule)
    assert sorted(counted) == ["greedy", "greedy", "greedy-threshold", "greedy-threshold"]


@pytest.mark.parametrize(
    ("name", "funded", "spent"),
    [("Poland_Wieliczka_2023_Green_Budget", 30, 995_079), ("Netherlands_Assen_2024", 9, 76_700)],
)
def test_equal_shares_fund_what_was_selected(app: Flask, data: Path, name: str, funded: int, spent: int) -> None:
    file = data / "pabulib" / f"{name}.pb"
    with app.app_context():
        result = count_votes(_read(file), "budget-equal-shares")
    assert (len(result.winners), result.spent) == (funded, spent)
    assert set(result.winners) == _selected(file)[1]


def _selected(file: Path) -> tuple[str, set[str] | None]:
    """The rule of a budget, and what it funded where the file says so."""
    section, header, rule, selected = "", list[str](), "", set[str]()
    for _, row in rows(file.read_text(encoding="utf-8"), ";"):
        if row[0] in ("META", "PROJECTS", "VOTES") and len(row) == 1:
            section, header = row[0], []
        elif not header:
            header = row
        elif section == "META" and row[0] == "rule":
            rule = row[1]
        elif section == "PROJECTS":
            record = dict(zip(header, row, strict=False))
            if "selected" not in record:
                return rule, None
            if record["selected"] == "1":
                selected.add(record["project_id"])
    return rule, selected
