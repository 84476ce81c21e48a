"""`flask export …`: a whole file or none, and a clear word when it cannot be."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import Result
from flask import Flask

from consult.consultations.models import State
from consult.db import db as database
from consult.documents.renderers import RENDERERS
from consult.exports.datasets import PUBLIC
from consult.exports.formats import FORMATS
from consult.sharing.commands import export
from tests.factories import make_comment, make_consultation, make_proposal

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, db: Any) -> Run:
    """`run("port", "proposals", …)`: what the command did."""
    place = make_consultation(slug="port", title="Le vieux port")
    make_comment(make_proposal(place, title="Un quai", body="Sans voitures."), body="Oui.")
    make_consultation(slug="brouillon", state=State.DRAFT)

    def invoke(*words: Any) -> Result:
        database.session.commit()
        database.session.remove()
        return app.test_cli_runner().invoke(export, [str(word) for word in words])

    return invoke


def test_tables_are_written_to_a_file_or_to_the_standard_output(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    assert run("port", "proposals", "--format", "csv", "--output", file).exit_code == 0
    [row] = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
    assert (row["title"], row["comments"]) == ("Un quai", "1")
    assert run("port", "proposals", "--format", "csv", "--output", "-").stdout_bytes == file.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]


def test_every_dataset_is_written_in_every_format(run: Run, tmp_path: Path) -> None:
    for dataset, format_name in product(PUBLIC, FORMATS):
        result = run("port", dataset, "--format", format_name, "--output", tmp_path / "x")
        assert (result.exit_code, result.output) == (0, ""), (dataset, format_name)
        assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("extension", RENDERERS)
def test_the_synthesis_is_written_in_every_format(run: Run, tmp_path: Path, extension: str) -> None:
    file = tmp_path / f"s.{extension}"
    result = run("port", "synthesis", "--format", extension, "--output", file)
    assert (result.exit_code, result.output) == (0, "")
    content = file.read_bytes()
    starts = {"pdf": b"%PDF", "docx": b"PK", "odt": b"PK"}
    assert content.startswith(starts[extension]) if extension in starts else b"Un quai" in content
    assert json.loads(content) if extension == "json" else True


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ailleurs", "proposals", "--format", "csv"), 1, "Aucune consultation ne s’appelle « ailleurs »."),
        (("brouillon", "proposals", "--format", "csv"), 1, "La consultation « brouillon » est un brouillon"),
        (("port", "proposals", "--format", "pdf"), 2, "« pdf » n’est pas un format d’ici. Choisissez parmi : csv,"),
        (("port", "synthesis", "--format", "csv"), 2, "Choisissez parmi : html, md, docx, odt, pdf, json."),
        (("port", "voters", "--format", "csv"), 2, "voters"),
        (("port", "join-requests", "--format", "csv"), 2, "join-requests"),
        (("port", "proposals"), 2, "--format"),
    ],
)
def test_what_is_not_there_is_said(run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    result = run(*words, "--output", tmp_path / "x")
    assert (result.exit_code, list(tmp_path.iterdir())) == (code, [])
    assert said in result.stderr.replace("\xa0", " ")


def test_a_failure_leaves_what_was_there_and_nothing_else(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(out: BinaryIO, *_: Any, **__: Any) -> None:
        out.write(b"le commencement")
        raise ZeroDivisionError

    file = tmp_path / "p.csv"
    file.write_text("avant")
    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], write=break_off))
    assert run("port", "proposals", "--format", "csv", "--output", file).exit_code == 1
    assert ([path.name for path in tmp_path.iterdir()], file.read_text()) == (["p.csv"], "avant")
    assert run("port", "proposals", "--format", "csv").stdout == ""


@pytest.mark.parametrize("place", ["absent/p.csv", "p.csv/p.csv", "."])
def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "p.csv").write_text("avant")
    result = run("port", "proposals", "--format", "csv", "--output", tmp_path / place)
    assert (result.exit_code, [path.name for path in tmp_path.iterdir()]) == (1, ["p.csv"])
    assert result.stderr.startswith("Error: Impossible d’écrire")
