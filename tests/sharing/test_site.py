"""A copy of a consultation: every link leads to a file that is there, and nothing asks for a server."""

import re
from pathlib import Path
from typing import Any

from flask import Flask

from consult.db import db as database
from consult.documents.renderers import RENDERERS
from consult.kinds import Visibility
from consult.sharing.commands import export
from tests.evaluation.scene import play
from tests.factories import make_comment, make_proposal
from tests.policy.world import make_world


def test_a_copy_works_without_a_server(app: Flask, db: Any, tmp_path: Path) -> None:
    world = make_world()
    for n in range(25):  # more than a page
        make_proposal(world.consultation, title=f"Une idée {n}")
    said = make_proposal(world.consultation, title="Avec un [lien](https://exemple.fr)", body="[x](https://exemple.fr)")
    make_comment(said, body="Oui.")
    hidden = make_proposal(world.consultation, title="Canari")
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    number = hidden.id
    database.session.commit()
    database.session.remove()

    def run(*words: Any) -> Any:
        return app.test_cli_runner().invoke(export, ["consultation", "site", "--output", *map(str, words)])

    folder = tmp_path / "copie"
    made = run(folder)
    assert (made.exit_code, made.stdout) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["copie"]
    pages = {path: path.read_text() for path in folder.rglob("*.html")}
    everything = "".join(pages.values())
    assert (folder / "proposals" / str(said.id) / "index.html" in pages, f"proposals/{number}/" in everything) == (
        True,
        False,
    )
    assert [
        word for word in ("<script", "<form", "csrf_token", "Canari", "hx-", 'href="/', 'src="/') if word in everything
    ] == []
    for path, html in pages.items():
        for link in re.findall(r'(?:href|src)="([^"#]+)', html):
            if not link.startswith(("http://", "https://", "mailto:", "data:")):
                assert (path.parent / link).is_file(), (path.relative_to(folder), link)
    # What came out of it is there too: the synthesis with its versions and documents, the programme, the promises.
    kinds = {path.relative_to(folder).parts[0] for path in pages}
    assert kinds >= {"syntheses", "sessions", "milestones"}
    version = folder / "syntheses" / "1" / "versions" / "1"
    assert "Une partie" in pages[version / "index.html"]
    assert (version / "full.pdf").read_bytes().startswith(b"%PDF")
    assert {path.suffix for path in version.glob("short.*")} == {f".{extension}" for extension in RENDERERS}
    titles = {n for n in range(25) if f"Une idée {n}" in everything}
    assert len(titles) == 25
    assert len(list((folder / "consultations" / "consultation" / "proposals").iterdir())) > 1
    again = run(folder)
    assert (again.exit_code, "existe déjà" in again.stderr) == (1, True)
    assert run("-").exit_code == 2
    assert run(tmp_path / "absent" / "x").exit_code == 1
    assert app.test_cli_runner().invoke(export, ["rien", "site", "--output", str(tmp_path / "y")]).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["copie"]


def test_what_was_asked_of_the_public_and_judged_of_a_festival_is_in_the_copy(
    app: Flask, db: Any, tmp_path: Path
) -> None:
    play()
    database.session.commit()
    database.session.remove()
    folder = tmp_path / "copie"
    made = app.test_cli_runner().invoke(export, ["festival", "site", "--output", str(folder)])
    assert (made.exit_code, made.stdout) == (0, "")
    results = (folder / "surveys" / "2" / "results" / "index.html").read_text()
    assert ("23 réponses" in results, "raisons" in results) == (True, False)
    assert not (folder / "surveys" / "1").exists(), "what still takes answers shows none"
    judged = (folder / "consultations" / "festival" / "evaluation" / "index.html").read_text()
    assert "Annoncer la date six mois avant." in judged
    assert len(set(re.findall(r"pour \d+ raisons", judged))) == 3, "the words that were chosen, and no others"
    assert 'href="../../../surveys/2/results/index.html"' in judged
