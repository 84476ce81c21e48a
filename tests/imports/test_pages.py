"""An organiser imports on the web: files, columns, a preview, a job; and everything that can be wrong with a file."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.accounts.models import User
from consult.audit.services import record
from consult.comments.models import Comment
from consult.consultations.models import Consultation, State
from consult.imports import forms, services, uploads
from consult.jobs import worker
from consult.jobs.models import Job
from consult.policy import Role
from consult.proposals.models import Proposal
from tests.conftest import Browser
from tests.factories import make_consultation, make_staff, make_user
from tests.imports.test_transcript import TEXT

START = "/consultations/port/import"
TABLE = "Numéro;Titre;Votre idée;Pseudo;Créé le;Quartier\n7;Un banc;Au soleil.;Ana;12/07/2024;Nord\n8;;Un phare.;Bo;;\n"
File = tuple[bytes, str]


@pytest.fixture
def place(db: Any) -> Consultation:
    """The consultation that files are imported into."""
    return make_consultation(slug="port", title="Le vieux port", sections=0)


@pytest.fixture
def organiser(place: Consultation, browser_of: Callable[[User], Browser]) -> Browser:
    """An organiser's browser."""
    return browser_of(make_staff(place, Role.ORGANISER))


@pytest.fixture(autouse=True)
def _nothing_waits(app: Flask) -> Any:
    yield
    assert [f for f in folder(app).glob("*") if not re.fullmatch(r"[A-Za-z0-9_-]{22}", f.name)] == []
    with app.app_context():
        for left in folder(app).glob("*"):
            if waiting := uploads.find(left.name):
                uploads.discard(waiting)


def folder(app: Flask) -> Path:
    """Where files wait."""
    return Path(app.config["DATA_DIR"]) / "uploads"


def kept(app: Flask) -> list[str]:
    """The names of what waits."""
    return [path.name for path in folder(app).glob("*")]


def send(browser: Browser, *files: File, importer: str = "transcript", status: int = 302, to: str = START) -> Any:
    """Fill in the upload form."""
    given = [(io.BytesIO(content), name) for content, name in files]
    return browser.submit(to, {"importer": importer, "files": given}, status=status)


def plain(page: str) -> str:
    """A page with ordinary spaces only."""
    return page.replace("\xa0", " ")


def rows(db: Any) -> tuple[int, int]:
    """How many proposals and comments there are."""
    counted = [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Proposal, Comment)]
    db.session.rollback()
    return counted[0], counted[1]


def test_a_transcript_goes_from_its_upload_to_the_pages(app: Flask, db: Any, organiser: Browser) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    page = plain(organiser.get(preview))
    for said in (
        "3 propositions, 3 commentaires.",
        "<b>5</b> <span>personnes</span>",
        "UN QUAI SANS VOITURES",
        "Jean Le Bris",
        "Ligne 25",
    ):
        assert said in page
    assert rows(db) == (0, 0)
    progress = organiser.submit(preview, to=f"{preview}/apply").location
    assert "commence dans un instant" in plain(organiser.get(progress))
    assert worker.drain(app) == 1
    done = plain(organiser.get(progress))
    assert "Ajouté : 3 propositions, 3 commentaires, 5 personnes, 1 rubrique." in done
    assert 'href="/consultations/port/proposals"' in done
    assert "UN BASSIN POUR APPRENDRE À NAGER" in plain(organiser.get("/consultations/port/proposals"))
    assert rows(db) == (3, 3)
    assert kept(app) == []
    organiser.get(preview, 404)


def test_a_file_that_was_imported_adds_nothing(app: Flask, db: Any, place: Consultation, organiser: Browser) -> None:
    first = send(organiser, (TEXT.encode(), "port.md")).location
    second = send(organiser, (TEXT.encode(), "port.md")).location
    organiser.submit(first, to=f"{first}/apply")
    again = organiser.submit(second, to=f"{second}/apply").location
    assert worker.drain(app) == 2
    assert "Rien n’a été ajouté : tout était déjà là." in plain(organiser.get(again))
    assert rows(db) == (3, 3)
    page = plain(organiser.get(send(organiser, (TEXT.encode(), "port.md")).location))
    assert "Tout est déjà là" in page
    assert "/apply" not in page


def test_the_preview_tells_what_is_new_from_what_is_there(app: Flask, db: Any, organiser: Browser) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    organiser.submit(preview, to=f"{preview}/apply")
    worker.drain(app)
    longer = TEXT + "\nCaro\n27/07/2014 - 08:00:00\nMoi aussi.\n\n## UN PHARE\n\nProposé par Caro le 28/07/2014\n"
    page = plain(organiser.get(send(organiser, (longer.encode(), "port.md")).location))
    assert (
        "<p>1 proposition, 1 commentaire. Déjà là, et laissé comme c’est : 3 propositions, 3 commentaires.</p>" in page
    )


def test_the_tables_of_a_known_platform_are_imported_together(app: Flask, db: Any, organiser: Browser) -> None:
    opinions = "id,title,body,votes_ok,votes_nok,votes_mitige,section\n1,Un quai,Sans voitures,5,2,0,Le port\n"
    arguments = "id,opinion_id,side,body,author\n1,1,pour,Oui !,Ana\n"
    files = [(arguments.encode(), "b.csv"), (opinions.encode("utf-8-sig"), "a.csv")]
    preview = send(organiser, *files, importer="republique-numerique").location
    organiser.submit(preview, to=f"{preview}/apply")
    worker.drain(app)
    assert rows(db) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_table_is_imported_once_its_columns_are_told(
    app: Flask, db: Any, organiser: Browser, encoding: str
) -> None:
    columns = send(organiser, (TABLE.encode(encoding), "idees.csv"), importer="table").location
    form = Browser._form(organiser.get(columns), columns)
    guessed = {name: value for name, value in form.items() if name not in {"csrf_token", "form_key"} and value}
    assert guessed == {"key": "0", "title": "1", "author": "3", "created": "4"}
    preview = organiser.submit(columns, {"body": "2", "section": "5"}).location
    page = plain(organiser.get(preview))
    assert "Sans titre ; les premiers mots du texte en tiennent lieu." in page
    assert Browser._form(organiser.get(columns), columns)["section"] == "5"
    organiser.submit(preview, to=f"{preview}/apply")
    worker.drain(app)
    query = sa.select(Proposal.title, Proposal.body, User.name).join(Proposal.author).order_by(Proposal.id)
    found = [tuple(row) for row in db.session.execute(query)]
    assert found == [("Un banc", "Au soleil.", "Ana"), ("Un phare.", "Un phare.", "Bo")]


def test_columns_may_have_any_name(organiser: Browser) -> None:
    table = '"<b>Titre\nde l’idée</b>",,Titre,Titre\nUn banc,,,\n'
    columns = send(organiser, (table.encode(), "x.csv"), importer="table").location
    assert "&lt;b&gt;Titre" in plain(organiser.get(columns))
    page = plain(organiser.get(organiser.submit(columns, {"title": "0"}).location))
    assert "Un banc" in page


def test_a_mapping_without_title_or_text_is_refused_and_kept(organiser: Browser) -> None:
    columns = send(organiser, (TABLE.encode(), "idees.csv"), importer="table").location
    organiser.submit(columns, {"title": "", "body": "", "author": "5"}, status=422)
    assert "indiquez la colonne du titre ou celle du texte" in plain(organiser.page)
    assert Browser._form(organiser.page, columns)["author"] == "5"
    organiser.submit(columns, {"title": "99"}, status=422)


def test_the_preview_of_a_table_waits_for_its_columns(organiser: Browser) -> None:
    columns = send(organiser, (TABLE.encode(), "idees.csv"), importer="table").location
    organiser.get(columns.removesuffix("/columns"), 302)


BAD = [
    ("transcript", [(b"", "vide.md")], "Ligne 1 : ce fichier est vide."),
    ("transcript", [(b"  \n\n\t\n", "blanc.md")], "Ligne 1 : ce fichier est vide."),
    ("transcript", [(b"\x89PNG\r\n\x1a\n\x00\x00", "image.md")], "n’est pas du texte"),
    ("transcript", [(b"Une lettre, et rien d'autre.\n", "lettre.md")], "Ligne 1"),
    ("transcript", [("# Titre\n\nDéjà vu à l’été".encode()[:-1], "coupe.md")], "Ligne 3 : ce fichier est coupé"),
    ("transcript", [(b"# A\n\n\x81\x8d\x8f\n", "inconnu.md")], "Ligne 3 : ce fichier n’est pas du texte"),
    ("transcript", [(TEXT.encode(), "a.md"), (TEXT.encode(), "b.md")], "un seul fichier"),
    ("transcript", [], "Choisissez au moins un fichier."),
    ("transcript", [(b"x", f"{n}.md") for n in range(11)], "Dix fichiers au plus"),
    ("decidim", [(b"a,b\n1,2\n", "autre.csv")], "autre.csv — Ligne 1 : ce fichier n’est pas reconnu"),
    ("republique-numerique", [(b"id,opinion_id,side,body\n1,1,pour,Oui\n", "a.csv")], "le fichier des propositions"),
    ("republique-numerique", [(b'id,title,body,votes_ok,votes_nok,votes_mitige\n1,"Un', "a.csv")], "Ligne 2"),
    ("table", [(TABLE.encode(), "a.csv"), (TABLE.encode(), "b.csv")], "Un seul tableau à la fois"),
    ("table", [(b"juste une colonne\n1\n", "a.csv")], "n’est pas un tableau"),
    ("autre chose", [(TEXT.encode(), "a.md")], ""),
    ("", [(TEXT.encode(), "a.md")], ""),
]


@pytest.mark.parametrize(("importer", "files", "said"), BAD, ids=range(len(BAD)))
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    app: Flask, db: Any, organiser: Browser, importer: str, files: list[File], said: str
) -> None:
    send(organiser, *files, importer=importer, status=422)
    errors = re.findall(r'<p class="error" id="(?:files|importer)-error">(.*?)</p>', organiser.page, re.S)
    assert len(errors) == 1
    assert said in plain(errors[0])
    assert not said or importer in re.findall(r'<input checked[^>]*value="([^"]*)"', organiser.page)
    assert (kept(app), rows(db)) == ([], (0, 0))


def test_a_file_too_large_is_refused_before_it_is_read(organiser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", len(TEXT.encode()) - 1)
    send(organiser, (TEXT.encode(), "lourd.md"), status=422)
    assert "« lourd.md » dépasse 20 Mo" in plain(organiser.page)


def test_words_sent_for_a_file_are_refused(organiser: Browser) -> None:
    organiser.submit(START, {"importer": "transcript", "files": "pas un fichier"}, status=422)
    assert "Choisissez au moins un fichier." in plain(organiser.page)


@pytest.mark.parametrize("role", [None, Role.PARTICIPANT, Role.FACILITATOR])
def test_only_organisers_import(
    app: Flask, db: Any, place: Consultation, organiser: Browser, browser_of: Any, role: Role | None
) -> None:
    token = send(organiser, (TABLE.encode(), "idees.csv"), importer="table").location.split("/")[-2]
    browser = browser_of(make_staff(place, role) if role else make_user())
    before = kept(app)
    for path in ("", f"/{token}", f"/{token}/columns"):
        browser.get(START + path, 403)
    csrf = {"csrf_token": Browser._form(browser.get("/"), "/log-out")["csrf_token"]}
    for path in ("", f"/{token}/columns", f"/{token}/apply", f"/{token}/discard"):
        browser.post(START + path, csrf | {"importer": "table", "title": "1"}, status=403)
    assert (kept(app), rows(db), db.session.scalar(sa.select(sa.func.count()).select_from(Job))) == (before, (0, 0), 0)


def test_visitors_are_asked_to_log_in(place: Consultation, browser: Browser) -> None:
    browser.get(START, 302)


def test_a_draft_does_not_exist_for_others(db: Any, browser_of: Any) -> None:
    make_consultation(slug="port", state=State.DRAFT)
    browser_of(make_user()).get(START, 404)


def test_an_upload_belongs_to_its_consultation(organiser: Browser, db: Any, browser_of: Any) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    other = browser_of(make_staff(make_consultation(slug="autre"), Role.ORGANISER))
    other.get(preview.replace("/port/", "/autre/"), 404)
    for token in ("x", "a" * 22, "..", "%2e%2e", "..%2f..%2fsecret-key"):
        organiser.get(f"{START}/{token}", 404)


def test_files_are_kept_under_names_of_ours(app: Flask, organiser: Browser) -> None:
    send(organiser, (TABLE.encode(), "../../C:\\ici\\<b>idées</b>.csv"), importer="table")
    [token] = kept(app)
    assert sorted(path.name for path in (folder(app) / token).iterdir()) == ["0", "manifest.json"]
    page = plain(organiser.get(f"{START}/{token}/columns"))
    assert ("b&gt;.csv" in page, "C:" in page) == (True, False)


def test_nothing_is_written_by_renouncing(app: Flask, db: Any, organiser: Browser) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    answer = organiser.submit(preview, to=f"{preview}/discard")
    assert "les fichiers sont effacés" in plain(organiser.follow(answer))
    assert (kept(app), rows(db)) == ([], (0, 0))


def test_files_that_nobody_imports_go_after_a_day(app: Flask, organiser: Browser) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    organiser.submit(preview, to=f"{preview}/apply")
    with clock.at(clock.now() + timedelta(hours=23)):
        uploads.forget_old_uploads()
    assert len(kept(app)) == 1
    with clock.at(clock.now() + timedelta(hours=25)):
        uploads.forget_old_uploads()
    assert kept(app) == []
    worker.drain(app)
    assert "Ces fichiers ne sont plus là" in plain(organiser.get("/jobs/1"))


def test_an_import_that_breaks_leaves_nothing_and_can_be_taken_up_again(
    app: Flask, db: Any, organiser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    progress = organiser.submit(preview, to=f"{preview}/apply").location

    def broken(*given: Any, **more: Any) -> None:
        record(*given, **more)
        raise ZeroDivisionError

    monkeypatch.setattr(services, "record", broken)
    worker.drain(app)
    assert "Une erreur de notre part" in plain(organiser.get(progress))
    assert (rows(db), len(kept(app))) == ((0, 0), 1)
    monkeypatch.undo()
    organiser.submit(progress, to=f"{progress}/resume")
    worker.drain(app)
    assert (rows(db), kept(app)) == ((3, 3), [])


def test_an_import_asked_for_twice_at_once_is_done_once(app: Flask, db: Any, organiser: Browser) -> None:
    preview = send(organiser, (TEXT.encode(), "port.md")).location
    form = Browser._form(organiser.get(preview), f"{preview}/apply")
    places = {organiser.post(f"{preview}/apply", form).location for _ in range(3)}
    assert len(places) == 1
    assert worker.drain(app) == 1


def test_at_most_two_hundred_warnings_are_shown(organiser: Browser) -> None:
    many = TEXT + "".join(f"\n## IDÉE {n}\n\nTexte.\n" for n in range(150))
    page = plain(organiser.get(send(organiser, (many.encode(), "port.md")).location))
    assert len(re.findall(r"<li><b>Ligne \d+</b>", page)) == 200
    assert "Les 200 premiers avertissements sur 306." in page


def test_the_preview_takes_a_fixed_number_of_statements(app: Flask, organiser: Browser, count_queries: Any) -> None:
    counted = []
    for n in (1, 60):
        text = "# TITRE : IDÉES\n" + "".join(f"\n## IDÉE {i}\n\nProposé par P{i} le 12/07/2014\n" for i in range(n))
        preview = send(organiser, (text.encode(), "port.md")).location
        with count_queries() as seen:
            organiser.get(preview)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 12
