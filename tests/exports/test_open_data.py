"""Open data: what the archive holds, whom it cannot lead to, and that it comes back whole from another instance."""

import csv
import hashlib
import io
import json
import re
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session, joinedload

from consult import clock, counters
from consult.audit.models import AuditEntry
from consult.comments.models import Thread
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, Place, State
from consult.datasets import DATASETS
from consult.db import db as database
from consult.exports.opendata import archive, publishing
from consult.exports.opendata.describing import SMALL
from consult.imports.commands import transfer
from consult.kinds import Visibility
from consult.polls import queries as polls
from consult.polls import services as voting
from consult.proposals import queries as proposals
from consult.proposals import services as writing
from consult.proposals.models import Proposal, Status
from consult.sharing.commands import export
from consult.votes.models import MethodName
from consult.votes.queries import wrong_journals, wrong_tallies
from consult.workstreams.models import Member, MemberState
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_user
from tests.policy.world import make_world
from tests.polls.polls import GOOD, items, make_poll

DATED = {"README.md", "dcat.jsonld", "SHA256SUMS"}
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """`run(export, …)`: what a command did."""

    def invoke(command: Any, *words: Any) -> Result:
        database.session.commit()
        database.session.remove()
        return app.test_cli_runner().invoke(command, [str(word) for word in words])

    return invoke


def make_rich_world() -> int:
    """One of everything, with votes, formulas, mentions, replies, a closed poll; and things that nobody may read."""
    world = make_world()
    place, voters = world.consultation, [make_user() for _ in range(7)]
    shown = make_proposal(
        place, title="=1+1", body="'=2\n\nFin, «\xa0citée\xa0» ; d'ici", author=make_user(name="@Ana")
    )
    loaded = proposals.get(shown.id, viewer=world.organiser)
    for voter, mark in zip(voters, ["agree"] * 3 + ["mixed"] + ["disagree"] * 2, strict=False):
        writing.vote(loaded, voter=voter, mark=mark)
    writing.edit_proposal(loaded, actor=world.organiser, title="=1+1", body="Autrement dit")
    writing.answer_proposal(loaded, actor=world.organiser, status=Status.ACCEPTED, answer="Oui.")
    where = [("Foix", 42.9653, 1.6072), ("Saint-Denis", -20.8789, 55.4481)]
    consultations.set_places(place, actor=world.organiser, places=where)
    head = make_comment(loaded, body="Bonjour @Membre", author=voters[0])
    make_comment(loaded, body="D’accord", author=voters[1], parent=head)
    masked = make_comment(loaded, body="Canari caché")
    masked.visibility = Visibility.HIDDEN
    database.session.flush()
    counters.follow(Thread, masked.thread_id)
    hidden = make_proposal(place, title="Canari")
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    database.session.execute(sa.update(Member).values(state=MemberState.ACCEPTED))
    for method in (MethodName.RANKING, MethodName.BUDGET):
        one = make_poll(method, consultation=place, organiser=world.organiser, title=f"Vote {method.value}")
        numbers, loaded_poll = items(one), polls.get(one.id, viewer=world.organiser)
        for voter in voters:
            voting.vote(loaded_poll, voter=voter, choices={numbers[n]: mark for n, mark in GOOD[method].items()})
    database.session.commit()
    return place.id


def read(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}/{name}.csv"].decode(), newline="")))


def start_afresh(folder: Path) -> None:
    """An empty instance."""
    database.session.remove()
    database.engine.dispose()
    for leftover in (folder / "sqlite").glob("consult.sqlite*"):
        leftover.unlink()
    shutil.copy(folder / "clean.sqlite", folder / "sqlite" / "consult.sqlite")


def text_of(browser: Browser, url: str) -> str:
    """What a page says: without numbers of rows, addresses and tokens."""
    main = re.search(r"<main.*</main>", browser.get(url), re.S)
    assert main
    said = re.sub(r"<(script|form|time)\b.*?</\1>", " ", main[0], flags=re.S)
    said = re.sub(
        r"Dont \d+ voix reprises? d’une autre plateforme, comptées? à part\.", "", re.sub(r"<[^>]+>", " ", said)
    )
    # What is hidden leaves its place, and does not travel.
    return " ".join(said.split()).replace("QU Quelqu’un Commentaire masqué par la modération. ", "")


def pages_of(browser: Browser, slug: str) -> dict[str, str]:
    """What the pages of a consultation say; those of proposals by their titles."""
    place = f"/consultations/{slug}"
    lists = (place, f"{place}/proposals?order=support", f"{place}/themes", f"{place}/workstreams", f"{place}/polls")
    found = {url: text_of(browser, url) for url in lists}
    database.session.rollback()
    shown = sa.select(Proposal.id, Proposal.title).where(Proposal.visibility == Visibility.PUBLISHED)
    for number, title in database.session.execute(shown).all():
        found[title] = text_of(browser, f"/proposals/{number}")
    return found


def test_it_goes_out_and_comes_back_the_same(
    app: Flask, db: Any, folder: Path, run: Run, tmp_path: Path, browser: Browser
) -> None:
    """Export, import into an empty instance, export: the same bytes, the same pages, the same figures."""
    make_rich_world()
    with clock.at(clock.now() + timedelta(days=2)):  # polls are closed
        first = run(export, "consultation", "open-data", "--output", tmp_path / "1.zip")
        assert (first.exit_code, first.stdout) == (0, "")
        before = pages_of(browser, "consultation")
        start_afresh(folder)
        taken = run(transfer, "open-data", tmp_path / "1.zip")
        assert (taken.exit_code, taken.stderr) == (0, "")
        assert run(export, "consultation", "open-data", "--output", tmp_path / "2.zip").exit_code == 0
        after = pages_of(browser, "consultation")
    old, new = read(tmp_path / "1.zip"), read(tmp_path / "2.zip")
    assert old.keys() == new.keys()
    assert [name for name in old if old[name] != new[name] and name not in DATED] == []
    assert b"Canari" not in b"".join(old.values())
    filled = ("votes", "reworks", "ballots", "register", "members", "milestones", "declarations", "sessions")
    assert {len(table(old, name)) > 0 for name in filled} == {True}
    assert {name: said for name, said in before.items() if after.get(name) != said} == {}
    with app.app_context():
        assert [*counters.differences(), *wrong_tallies(), *wrong_journals()] == []
        assert database.session.scalar(sa.select(sa.func.count()).select_from(Place)) == 2
    again = run(transfer, "open-data", tmp_path / "1.zip")
    assert (again.exit_code, "s’appelle déjà" in again.stderr) == (1, True)


def test_the_archive_explains_itself(db: Any, run: Run, tmp_path: Path) -> None:
    make_rich_world()
    path = tmp_path / "x.zip"
    assert run(export, "consultation", "open-data", "--output", path).exit_code == 0
    files = read(path)
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(content).hexdigest() for n, content in files.items() if n != "SHA256SUMS"}
    names = [name for name, one in DATASETS.items() if one.open]
    words = list(csv.DictReader(io.StringIO(files["dictionnaire.csv"].decode(), newline="")))
    for name in names:
        schema = json.loads(files[f"{name}/schema.json"])
        header = files[f"{name}/{name}.csv"].decode().splitlines()[0].split(",")
        told = [word["colonne"] for word in words if word["table"] == name]
        assert [one["name"] for one in schema["fields"]] == header == told
        assert {one["type"] for one in schema["fields"]} <= {"string", "integer", "boolean", "datetime"}
        assert {key["reference"]["resource"] for key in schema["foreignKeys"]} <= set(names)
        for row in table(files, name):
            for one in schema["fields"]:
                if allowed := one.get("constraints", {}).get("enum"):
                    assert row[one["name"]] in {*allowed, ""}, (name, one["name"])
    assert [word for word in words if not word["description"].strip(".")] == []
    readme = files["README.md"].decode()
    assert [name for name in names if f"`{name}/{name}.csv`" not in readme] == []
    assert [b"Licence Ouverte" in files[name] for name in ("README.md", "LICENCE.txt")] == [True, True]
    described = json.loads(files["dcat.jsonld"])
    assert described["@type"] == "dcat:Dataset"
    assert [one["dct:identifier"] for one in described["dcat:distribution"]] == names
    with ZipFile(path) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_identifiers_are_the_same_tomorrow_and_others_elsewhere(db: Any, run: Run, tmp_path: Path) -> None:
    author = make_user(name="Ana")
    for slug in ("ici", "ailleurs"):
        place = make_consultation(slug=slug)
        make_proposal(place, author=author)
    seen = {}
    for number, slug in enumerate(("ici", "ici", "ailleurs")):
        with clock.at(clock.now() + timedelta(days=number)):
            assert run(export, slug, "open-data", "--output", tmp_path / f"{number}.zip").exit_code == 0
        [row] = table(read(tmp_path / f"{number}.zip"), "proposals")
        seen[number] = (row["id"], row["author_id"])
    assert seen[0] == seen[1]
    assert set(seen[0]).isdisjoint(seen[2])
    assert all(re.fullmatch("[0-9a-f]{20}", one) for one in seen[0])


def test_few_people_are_not_counted_and_few_ballots_not_told(db: Any, run: Run, tmp_path: Path) -> None:
    place = make_consultation(slug="port")
    for _ in range(SMALL - 1):
        make_proposal(place)
    path = tmp_path / "x.zip"
    assert run(export, "port", "open-data", "--output", path).exit_code == 0
    assert [row["people"] for row in table(read(path), "consultations")] == [""]
    make_proposal(_place())
    assert run(export, "port", "open-data", "--output", path).exit_code == 0
    assert [row["people"] for row in table(read(path), "consultations")] == [str(SMALL)]


def _place() -> Consultation:
    return database.session.scalars(sa.select(Consultation).options(joinedload(Consultation.poll))).one()


def test_a_sealed_poll_is_silent_in_the_archive(db: Any, run: Run, tmp_path: Path) -> None:
    place = make_consultation(slug="port")
    one = make_poll(MethodName.SUPPORT, consultation=place, sealed=True)
    numbers, loaded = items(one), polls.get(one.id, viewer=make_user(is_admin=True))
    for _ in range(6):
        voting.vote(loaded, voter=make_user(), choices={numbers[0]: "agree"})
    path = tmp_path / "x.zip"
    assert run(export, "port", "open-data", "--output", path).exit_code == 0
    files = read(path)
    assert (table(files, "ballots"), table(files, "results")) == ([], [])
    assert [row["told"] for row in table(files, "polls")] == ["false"]
    with clock.at(clock.now() + timedelta(days=2)):
        assert run(export, "port", "open-data", "--output", path).exit_code == 0
    assert [row["count"] for row in table(read(path), "ballots")] == ["6"]


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes], *, sums: bool = True) -> Path:
    """The archive with one file changed, its sums made right again if asked."""
    files = read(path)
    files[name] = change(files[name])
    if sums:
        lines = (f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in files.items() if n != "SHA256SUMS")
        files["SHA256SUMS"] = "".join(lines).encode()
    out = path.with_name("changed.zip")
    with ZipFile(out, "w") as changed:
        for one, content in files.items():
            changed.writestr(one, content)
    return out


def test_nothing_is_believed_of_an_archive(db: Any, folder: Path, run: Run, tmp_path: Path) -> None:
    make_rich_world()
    path = tmp_path / "x.zip"
    assert run(export, "consultation", "open-data", "--output", path).exit_code == 0
    start_afresh(folder)

    def odd(name: str, old: bytes, new: bytes, *, sums: bool = True) -> Path:
        return rewritten(path, f"{name}/{name}.csv", lambda c: c.replace(old, new, 1), sums=sums)

    plain = tmp_path / "plain.zip"
    plain.write_bytes(b"PK\x03\x04 not an archive")
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "a")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(path.read_bytes()[:-900])
    cases = [
        (lambda: plain, "abîmée"),
        (lambda: cut, "abîmée"),
        (lambda: tmp_path / "other.zip", "n’est pas une archive"),
        (lambda: odd("sections", b"Section 1", b"Section X", sums=False), "a changé depuis l’export"),
        (lambda: odd("sections", b"slug", b"slog"), "colonnes attendues"),
        (lambda: odd("sections", b"Section 1", b"x" * 300), "trop long"),
        (lambda: odd("proposals", b"citizen", b"pirate"), "pirate"),
        (lambda: odd("phases", b"propose", b"destroy"), "activité inconnue"),
        (lambda: odd("consultations", b"consultation,", b"../etc/passwd,"), "n’est pas une adresse"),
        (lambda: rewritten(path, "consultations/consultations.csv", lambda c: c.split(b"\r\n")[0] + b"\r\n"), "aucune"),
        (lambda: rewritten(path, "comments/comments.csv", lambda c: c + c.split(b"\r\n", 1)[1]), "deux fois"),
        (lambda: rewritten(path, "proposals/proposals.csv", lambda c: c.split(b"\r\n")[0] + b"\r\n"), "rien n’y porte"),
        (lambda: rewritten(path, "votes/votes.csv", lambda c: c + c.split(b"\r\n", 1)[1]), "ne vont pas ensemble"),
        (lambda: rewritten(path, "votes/votes.csv", lambda c: c + b"\xff\xfe,agree,1\r\n"), "votes"),
        (lambda: rewritten(path, "votes/votes.csv", lambda c: c + b"a,agree,99999999999\r\n"), "99999999999"),
    ]
    for make, said in cases:
        result = run(transfer, "open-data", make())
        assert (result.exit_code, result.stdout) == (1, ""), (said, result.output, result.exception)
        assert said in result.stderr, result.stderr
        database.session.rollback()
        assert database.session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 0
    assert run(transfer, "open-data", tmp_path / "absent.zip").exit_code == 2
    assert run(transfer, "open-data", path).exit_code == 0


def test_archives_are_made_at_night_and_after_something_was_taken_back(
    app: Flask, db: Any, run: Run, browser: Browser, browser_of: Any
) -> None:
    place = make_consultation(slug="port")
    make_consultation(slug="brouillon", state=State.DRAFT)
    author = make_user()
    proposal = make_proposal(place, title="Canari", author=author)
    db.session.commit()
    number, shown = place.id, proposal.id
    url = "/consultations/port/open-data.zip"
    assert "sera dans l’heure" in browser.follow(browser.client.get(url))
    path = publishing.path_of(number)

    publishing.publish_nightly()
    first = path.read_bytes()
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert browser.client.get(url, headers={"Range": "bytes=0-3"}).data == b"PK\x03\x04"
    stamp = path.stat().st_mtime_ns
    publishing.publish_nightly()
    assert path.stat().st_mtime_ns == stamp
    browser_of(author).submit(f"/proposals/{shown}", to=f"/proposals/{shown}/withdraw")
    assert b"Canari" in ZipFile(io.BytesIO(first)).read("proposals/proposals.csv")
    publishing.publish_nightly()
    assert b"Canari" not in ZipFile(path).read("proposals/proposals.csv")
    for hour, made in ((14, False), (2, True)):
        stamp = path.stat().st_mtime_ns
        with clock.at((clock.now() + timedelta(days=2)).replace(hour=hour)):
            publishing.publish_nightly()
        assert (path.stat().st_mtime_ns != stamp) is made
    assert browser.client.get("/consultations/brouillon/open-data.zip").status_code == 404
    assert run(export, "brouillon", "open-data", "--output", path.with_name("b.zip")).exit_code == 1
    assert run(export, "port", "open-data", "--output", "-").exit_code == 2
    assert run(export, "port", "open-data", "--output", path.parent / "absent" / "x.zip").exit_code == 1


def test_what_is_hidden_while_the_archive_is_written_is_out_of_the_next_one(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_consultation(slug="port")
    proposal = make_proposal(place, title="Canari")
    database.session.commit()
    number, shown, engine, read_words = place.id, proposal.id, database.engine, archive._write_words
    path = publishing.path_of(number)

    def hide() -> None:
        with Session(engine) as session:
            session.execute(sa.update(Proposal).where(Proposal.id == shown).values(visibility=Visibility.HIDDEN))
            line = {"action": "contribution:hidden", "kind": "proposal", "thing_id": shown, "consultation_id": number}
            session.add(AuditEntry(**line))
            session.commit()

    def write(*given: Any) -> None:
        meanwhile = threading.Thread(target=hide)  # a moderator, in another process
        meanwhile.start()
        meanwhile.join()
        read_words(*given)

    monkeypatch.setattr(archive, "_write_words", write)
    publishing.publish_nightly()
    monkeypatch.undo()
    assert b"Canari" in ZipFile(path).read("proposals/proposals.csv")
    publishing.publish_nightly()
    assert b"Canari" not in ZipFile(path).read("proposals/proposals.csv")
    stamp = path.stat().st_mtime_ns
    publishing.publish_nightly()
    assert path.stat().st_mtime_ns == stamp
