"""`flask import …`: counts and warnings, all or nothing, and nothing twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from consult.comments.models import Comment
from consult.consultations.models import Consultation, Phase
from consult.db import db as database
from consult.imports.commands import transfer
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.search.backends import Whoosh
from consult.search.registry import Anybody
from tests.factories import make_consultation
from tests.imports.test_transcript import TEXT

Run = Callable[..., Result]
ADDED = {"proposals": 3, "comments": 3, "people": 5, "sections": 1}
OPINIONS = "id,title,body,votes_ok,votes_nok,votes_mitige,section\n1,Un quai,Sans voitures,5,2,0,Le port\n"
ARGUMENTS = "id,opinion_id,side,body,author\n1,1,pour,Oui !,Ana\n2,1,autre,Bof.,Bo\n"


@pytest.fixture
def run(app: Flask, db: Any) -> Run:
    """`run("transcript", file, …)`: what the command did."""

    def invoke(*words: Any) -> Result:
        database.session.commit()
        database.session.remove()
        return app.test_cli_runner().invoke(transfer, [str(word) for word in words])

    return invoke


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A transcript on the disk."""
    file = tmp_path / "port.md"
    file.write_text(TEXT, encoding="utf-8")
    return file


def rows() -> tuple[int, int, int]:
    """How many consultations, proposals and comments there are."""
    database.session.rollback()
    models = (Consultation, Proposal, Comment)
    consultations, proposals, comments = (
        database.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models
    )
    return consultations, proposals, comments


def test_a_transcript_is_imported_and_counted(run: Run, transcript: Path) -> None:
    result = run("transcript", transcript, "--consultation", "port", "--json")
    told = json.loads(result.stdout)
    warnings = told.pop("warnings")
    assert (result.exit_code, told) == (0, ADDED | {"added": ADDED})
    assert [(w["line"], w["kind"]) for w in warnings][:3] == [
        (5, "no-author"),
        (11, "escaped-name"),
        (21, "unusual-date"),
    ]
    assert {tuple(w) for w in warnings} == {("line", "kind", "message")}
    assert rows() == (1, 3, 3)


def test_a_second_import_adds_nothing_and_says_so(run: Run, transcript: Path) -> None:
    run("transcript", transcript, "--consultation", "port")
    again = run("transcript", transcript, "--consultation", "port", "--json")
    assert json.loads(again.stdout)["added"] == dict.fromkeys(ADDED, 0)
    told = run("transcript", transcript, "--consultation", "port").stdout
    assert told.splitlines()[-1].replace("\xa0", " ") == "Rien n’a été ajouté : tout était déjà là."
    assert rows() == (1, 3, 3)


def test_a_dry_run_counts_and_writes_nothing(run: Run, transcript: Path) -> None:
    words = ("transcript", transcript, "--consultation", "port", "--dry-run")
    assert json.loads(run(*words, "--json").stdout)["added"] == {"proposals": 3, "comments": 3}
    said = run(*words).stdout.replace("\xa0", " ").splitlines()
    assert said[0] == "Lu : 3 propositions, 3 commentaires, 5 personnes, 1 rubrique."
    assert said[-1] == "Serait ajouté : 3 propositions, 3 commentaires. Rien n’a été écrit."
    assert rows() == (0, 0, 0)
    run("transcript", transcript, "--consultation", "port")
    assert json.loads(run(*words, "--json").stdout)["added"] == {"proposals": 0, "comments": 0}
    assert run(*words).stdout.replace("\xa0", " ").splitlines()[-1] == "Rien ne serait ajouté : tout est déjà là."


def test_the_title_is_for_a_consultation_that_is_made(run: Run, transcript: Path) -> None:
    make_consultation(slug="quai", title="Le quai")
    for slug in ("quai", "port"):
        run("transcript", transcript, "--consultation", slug, "--title", "Le port")
    titles = database.session.scalars(sa.select(Consultation.title).order_by(Consultation.id)).all()
    assert titles == ["Le quai", "Le port"]


def test_what_was_imported_can_be_found_at_once(
    run: Run, transcript: Path, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "search", Whoosh(tmp_path / "index"))
    run("transcript", transcript, "--consultation", "port")
    with app.test_request_context():
        found = search.find("nager", viewer=Anybody())
    assert [result.thing.title for result in found.results] == ["UN BASSIN POUR APPRENDRE À NAGER"]


def test_tables_are_imported_together_whatever_their_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(ARGUMENTS.encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(OPINIONS.encode("utf-8-sig"))
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    told = json.loads(run("table", *files, "--preset", "republique-numerique", "--consultation", "rn", "--json").stdout)
    assert told["added"] == {"proposals": 1, "comments": 2, "people": 2, "sections": 1}
    assert [(w["file"], w["line"], w["kind"]) for w in told["warnings"]] == [("a.csv", 3, "side")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ligne 1 : ce fichier est vide."),
        (b"\x7fELF\x02\x01\x00\x00", "Ligne 1 : ce fichier n’est pas du texte."),
        ("## Titre\n\nÀ l’été".encode()[:-1], "Ligne 3 : ce fichier est coupé au milieu d’un caractère."),
        (b"Une lettre.\n", "Ligne 1 : "),
        (b"a" * (20 * 1024 * 1024 + 1), "Ligne 1 : ce fichier dépasse 20 Mo."),
    ],
    ids=["empty", "binary", "cut", "letter", "large"],
)
def test_a_refused_file_is_one_sentence_and_leaves_nothing(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "x.md"
    file.write_bytes(content)
    result = run("transcript", file, "--consultation", "port", "--json")
    assert (result.exit_code, result.stdout, rows()) == (1, "", (0, 0, 0))
    assert result.stderr.replace("\xa0", " ").startswith(f"Error: {said}")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("transcript", "absent.md", "--consultation", "port"),
        ("transcript", "FILE", "--consultation", "Le Port"),
        ("transcript", "FILE"),
        ("table", "FILE", "--preset", "autre", "--consultation", "port"),
        ("table", "--preset", "decidim", "--consultation", "port"),
    ],
)
def test_a_wrong_command_line_is_refused(run: Run, transcript: Path, words: tuple[str, ...]) -> None:
    result = run(*(str(transcript) if word == "FILE" else word for word in words))
    assert (result.exit_code, rows()) == (2, (0, 0, 0))


def test_texts_are_french_whatever_the_language_of_the_instance(
    run: Run, transcript: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEFAULT_LOCALE", "en")
    run("transcript", transcript, "--consultation", "port")
    assert database.session.scalars(sa.select(Phase.title)).all() == ["Suite de la consultation"]
