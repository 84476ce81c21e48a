"""`flask programme …`: what is printed, what is written, how it ends."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from consult.consultations.models import Consultation
from consult.programme import queries
from tests.factories import make_consultation
from tests.programme.test_files import event, schedule


@pytest.fixture
def run(app, db):
    """`run(*words)`: the command, as a terminal would call it."""

    def go(*words):
        db.session.commit()
        db.session.remove()
        return app.test_cli_runner().invoke(args=["programme", *map(str, words)])

    return go


@pytest.fixture
def file(tmp_path):
    """A schedule with two sessions of one speaker in one room."""
    path = tmp_path / "schedule.json"
    path.write_bytes(schedule(event(1), event(2)))
    return path


def test_a_file_is_brought_in_and_written_out(run, file, db, tmp_path):
    make_consultation(slug="festival")
    done = run("import", file, "--consultation", "festival", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["sessions"], told["created"], told["rooms"], told["speakers"]) == (0, 2, 2, 1, 1)
    assert {one["kind"] for one in told["warnings"]} == {"room-twice", "speaker-twice", "room-without-venue"}
    again = json.loads(run("import", file, "--consultation", "festival", "--json").stdout)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    said = run("import", file, "--consultation", "festival").stdout
    assert "2 séances lues" in said.replace("\u00a0", " ")
    for extension, start in {
        "json": b"{",
        "ics": b"BEGIN:VCALENDAR\r\n",
        "csv": b"title,abstract,day,start,",
        "pdf": b"%PDF",
        "docx": b"PK",
        "odt": b"PK",
    }.items():
        out = tmp_path / f"out.{extension}"
        written = run("export", "festival", "--format", extension, "--output", out)
        assert (written.exit_code, written.output, out.read_bytes()[: len(start)]) == (0, "", start)
    other = run("import", tmp_path / "out.csv", "--consultation", "festival", "--json")
    assert json.loads(other.stdout)["untouched"] == 0


def test_a_consultation_is_made_for_a_programme_that_comes_alone(run, file, db):
    assert run("import", file, "--consultation", "nouveau", "--release").exit_code == 0
    place = db.session.scalars(sa.select(Consultation).filter_by(slug="nouveau")).one()
    assert (place.title, place.is_published) == ("Le festival", True)
    assert [t.starts for t in queries.released(queries.last_release(place.id), place).talks] == [
        datetime(2026, 10, 28, 13, tzinfo=UTC)
    ] * 2


def test_a_dry_run_writes_nothing(run, file, db):
    done = run("import", file, "--consultation", "nouveau", "--dry-run", "--json")
    assert (done.exit_code, json.loads(done.stdout)["created"]) == (0, 2)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["import", "BAD", "--consultation", "festival"], 1, "« guid » manque"),
        (["import", "BAD", "--consultation", "festival", "--json"], 1, "« guid » manque"),
        (["import", "nowhere.json", "--consultation", "festival"], 2, "does not exist"),
        (["import", "FILE", "--consultation", "Pas une adresse"], 2, "n’est pas une adresse"),
        (["export", "personne", "--format", "json", "--output", "x.json"], 1, "Aucune consultation"),
        (["export", "festival", "--format", "xml", "--output", "x.xml"], 2, "is not one of"),
        (["export", "festival", "--format", "json", "--output", "/nowhere/x.json"], 1, "Impossible d’écrire"),
        (["export", "festival", "--format", "json", "--released", "--output", "x.json"], 1, "Aucune version"),
    ],
)
def test_what_cannot_be_done_is_said_and_fails(run, file, db, words, code, said):
    make_consultation(slug="festival")
    bad = file.with_name("bad.json")
    bad.write_bytes(schedule(event(1), event(2, guid=...)))
    done = run(*({"BAD": bad, "FILE": file}.get(word, word) for word in words))
    assert done.exit_code == code
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    place = db.session.scalars(sa.select(Consultation)).one()
    assert queries.draft(place).talks == (), "nothing is left behind"
