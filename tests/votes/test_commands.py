"""`flask votes count`: people read French, programs read JSON, and what is wrong is one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from consult.votes.commands import votes
from consult.votes.counting.election import METHODS

Run = Callable[..., Result]
RANKS = "count,rank1,rank2,rank3\n5,Parc,Quai,Halle\n4,Quai,Halle\n2,Halle,Quai\n"
MENTIONS = "count,Parc,Quai\n2,Bien,Passable\n1,Excellent,À rejeter\n"
BUDGET: dict[str, Any] = {
    "format": "consult-ballots",
    "kind": "approval",
    "options": ["Parc", "Quai"],
    "costs": {"Parc": 1200, "Quai": 300.5},
    "budget": 1300,
    "threshold": 1,
    "ballots": [{"choice": ["Parc", "Quai"], "count": 2}, {"choice": ["Quai"]}],
}


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """`run(text, "--method", "stv")`: what the command did with a file of this text."""

    def invoke(text: str, *words: str) -> Result:
        file = tmp_path / "ballots"
        file.write_text(text, encoding="utf-8")
        return app.test_cli_runner().invoke(votes, ["count", str(file), *words])

    return invoke


def plain(result: Result) -> str:
    """What was printed, with plain spaces."""
    return result.output.replace("\xa0", " ").replace("\u202f", " ")


def test_a_result_is_told_in_french(run: Run) -> None:
    result = run(RANKS, "--method", "irv")
    assert (result.exit_code, plain(result)) == (
        0,
        "11 bulletins\n"
        "Retenu : Quai\n"
        "\n"
        "Tour 1 — Halle : éliminé (Parc 5, Quai 4, Halle 2 ; épuisés 0)\n"
        "Tour 2 — Quai : élu (Quai 6, Parc 5 ; épuisés 0)\n",
    )


def test_a_budget_is_told_in_french(run: Run) -> None:
    result = run(json.dumps(BUDGET), "--method", "budget-greedy")
    assert (result.exit_code, plain(result)) == (
        0,
        "3 bulletins\n"
        "Retenu : Quai\n"
        "Dépensé : 300,5 sur 1 300\n"
        "\n"
        "  Quai : financé ; coût 300,5 ; score 3 ; reste 999,5\n"
        "  Parc : non retenu ; coût 1 200 ; score 2 ; reste 999,5\n",
    )


def test_duels_mentions_and_ties_are_told(run: Run) -> None:
    duels = plain(run("count,rank1\n1,A\n1,B\n", "--method", "schulze"))
    assert "Ordre :\n  1. A = B\n" in duels
    assert "      1 2\n   1  A– 1\n   2  B1 –\n" in duels.replace("A ", "A").replace("B ", "B")
    assert "Égalité : A = B. Retenu : A, B, ex aequo." in duels
    judged = plain(run(MENTIONS, "--method", "majority-judgement"))
    assert "  Parc — Bien (1 0 2 0 0 0 0)\n  Quai — Passable (0 0 0 0 2 0 1)\n" in judged


def test_json_holds_the_whole_result(run: Run) -> None:
    result = json.loads(run(RANKS, "--method", "schulze", "--json").output)
    assert (result["winners"], result["order"]) == (["Quai"], [["Quai"], ["Halle"], ["Parc"]])
    assert result["pairwise"] == [[0, 5, 5], [6, 0, 9], [6, 2, 0]]
    assert json.loads(run(RANKS, "--method", "stv", "--seats", "2", "--json").output)["seats"] == 2


@pytest.mark.parametrize("method", METHODS)
def test_every_method_counts_ballots_that_suit_it(run: Run, method: str) -> None:
    suited = {"points": "count,Parc,Quai\n2,3,1\n", "majority-judgement": MENTIONS}
    suited |= dict.fromkeys(("schulze", "irv", "stv"), RANKS)
    text = suited.get(method, json.dumps(BUDGET))
    for form in ((), ("--json",)):
        result = run(text, "--method", method, *form)
        assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.output)["winners"]


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("", ["--method", "irv"], "Error: Ligne 1 : ce fichier est vide.\n"),
        (MENTIONS, ["--method", "irv"], "Error: Ces bulletins ne sont pas des classements"),
        (RANKS, ["--method", "points"], "Error: Ces bulletins ne donnent pas de points"),
        (RANKS, ["--method", "approval"], "Error: Ces bulletins ne sont pas des approbations"),
        (RANKS, ["--method", "majority-judgement"], "Error: Ces bulletins ne portent pas de mentions"),
        (RANKS, ["--method", "budget-greedy"], "Error: Il manque un budget, des coûts"),
        (RANKS, ["--method", "irv", "--seats", "2"], "Error: Le vote alternatif (irv) n’a qu’un siège"),
        (RANKS, ["--method", "stv", "--seats", "4"], "Error: Il faut de 1 à 3 sièges"),
        (RANKS, ["--method", "stv", "--seats", "0"], "Error: Il faut de 1 à 3 sièges"),
        (json.dumps(BUDGET), ["--method", "budget-greedy", "--seats", "1"], "Error: Un budget n’a pas de sièges"),
        (
            json.dumps({k: v for k, v in BUDGET.items() if k != "threshold"}),
            ["--method", "budget-greedy-threshold"],
            "Error: Ce fichier ne dit pas le seuil",
        ),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(run: Run, text: str, words: list[str], said: str) -> None:
    result = run(text, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.replace("\xa0", " ").startswith(said)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_file_that_cannot_be_read_is_said(app: Flask, tmp_path: Path, name: str) -> None:
    result = app.test_cli_runner().invoke(votes, ["count", str(tmp_path / name), "--method", "irv"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Impossible de lire")
