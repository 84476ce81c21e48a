"""Tables made by a job: progress, stopping, a file that is whole or not there, kept for a while, for whom it is."""

import errno
import gc
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, joinedload

from consult import clock
from consult.audit.models import AuditEntry
from consult.consultations.models import Consultation
from consult.datasets import DATASETS
from consult.db import db as database
from consult.exports import services
from consult.exports.formats import FORMATS
from consult.exports.models import Export
from consult.jobs import runs, worker
from consult.jobs.models import Job, State
from consult.moderation.measures import Measure
from consult.policy import Role
from consult.proposals.models import Proposal
from consult.workstreams import services as workstreams
from consult.workstreams.membership import ask_to_join
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide

CHOICE = {"dataset": "proposals", "format_name": "jsonl"}


@pytest.fixture(autouse=True)
def _long_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many here."""
    monkeypatch.setattr(services, "AT_ONCE", 2)
    monkeypatch.setattr(services, "EVERY", 1)
    monkeypatch.setattr(runs, "PACE", -1)


@pytest.fixture
def asked(db: Any, browser_of: Any) -> tuple[Browser, str]:
    """Somebody who asked for a long table, and where its job is shown."""
    place = make_consultation(slug="port")
    for n in range(3):
        make_proposal(place, title=f"Un quai numéro {n}")
    browser = browser_of(make_user())
    return browser, browser.submit("/consultations/port/exports", CHOICE).location


def made() -> tuple[Job, Path]:
    """The last job and where its file is."""
    database.session.rollback()
    export = database.session.scalars(sa.select(Export).order_by(Export.id.desc())).first()
    assert export is not None
    return database.session.get_one(Job, export.job_id), services.path_of(export.token)


def left(path: Path) -> list[Path]:
    return list(path.parent.iterdir()) if path.parent.exists() else []


def test_a_long_table_is_made_by_a_job_and_taken_in_pieces(app: Flask, asked: tuple[Browser, str]) -> None:
    browser, job_page = asked
    again = browser.submit("/consultations/port/exports", CHOICE)
    assert again.location == job_page  # asked twice, made once
    assert worker.drain(app) == 1
    job, path = made()
    address = job.result["url"] if job.result else ""
    assert (job.state, job.total, address) == (State.DONE, 3, f"/exports/{path.name}")
    assert address in browser.get(job_page)
    client = browser.client
    whole = client.get(address)
    assert (whole.data.count(b"\n"), whole.data) == (3, path.read_bytes())
    assert whole.headers["ETag"] == f'"{hashlib.sha256(whole.data).hexdigest()}"'
    rest = client.get(address, headers={"Range": "bytes=10-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.data) == (206, whole.data[10:])
    assert client.get(address, headers={"Range": "bytes=10-", "If-Range": '"another"'}).status_code == 200
    assert client.get(address, headers={"Range": "bytes=999999-"}).status_code == 416
    assert client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert "Les propositions" in browser.get("/consultations/port/exports")
    with clock.at(clock.now() + services.KEPT_FOR + timedelta(minutes=1)):
        assert client.get(address).status_code == 404
        services.forget_old_exports()
    assert left(path) == []


def test_nobody_waits_for_a_long_table_in_a_page(asked: tuple[Browser, str], browser: Browser) -> None:
    page = "/consultations/port/exports"
    for ask in (lambda: browser.submit(page, CHOICE), lambda: browser.client.get(f"{page}/proposals/csv")):
        answer = ask()
        assert (answer.status_code, answer.location) == (302, page)
        assert "Cette table est longue" in browser.follow(answer)
    short = browser.submit("/consultations/port/exports", CHOICE | {"dataset": "sections"})
    assert browser.follow(short).count("Section") == 2
    browser.submit("/consultations/port/exports", CHOICE | {"dataset": "people"}, status=422)
    browser.submit("/consultations/port/exports", {"dataset": "sections", "format_name": "exe"}, status=422)


def test_a_job_that_is_stopped_leaves_no_file(
    app: Flask, asked: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, job_page = asked
    monkeypatch.setattr(runs.Run, "_note", lambda self, **_: True)  # the owner asks to stop at the first step
    worker.drain(app)
    job, path = made()
    assert (job.state, left(path)) == (State.CANCELLED, [])
    assert "Arrêté à votre demande." in browser.get(job_page)
    browser.get(f"/exports/{path.name}", status=404)


def test_a_full_disk_is_said_and_nothing_is_half_published(
    app: Flask, asked: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(out: BinaryIO, columns: Sequence[str], rows: Iterator[Any], *, title: str) -> None:
        out.write(b"le commencement")
        next(iter(rows))
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    browser, job_page = asked
    monkeypatch.setitem(FORMATS, "jsonl", replace(FORMATS["jsonl"], write=fill))
    worker.drain(app)
    job, path = made()
    assert (job.state, left(path)) == (State.FAILED, [])
    assert "plus assez de place sur le disque" in browser.get(job_page)
    monkeypatch.undo()
    monkeypatch.setattr(services, "AT_ONCE", 2)
    browser.submit(job_page, to=f"{job_page}/resume")
    worker.drain(app)
    assert (made()[0].state, path.read_bytes().count(b"\n")) == (State.DONE, 3)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_on_a_full_disk_says_what_the_disk_said() -> None:
    with pytest.raises(OSError) as refused, Path("/dev/full").open("wb", buffering=0) as full:  # noqa: PT011
        FORMATS["xlsx"].write(full, ("a",), [("x",)], title="t")
    assert refused.value.errno == errno.ENOSPC
    del refused
    gc.collect()  # the archive that could not be closed complains once more, here


def test_a_table_of_the_team_is_for_the_team_alone(app: Flask, db: Any, browser: Browser, browser_of: Any) -> None:
    place = make_consultation(slug="port")
    chief, stranger = make_staff(place, Role.ORGANISER), make_user()
    stream = workstreams.open_workstream(place, actor=chief, title="Chantier", themes=[])
    for _ in range(3):
        ask_to_join(stream, person=make_user(), motivation="Canari")
    url = "/consultations/port/exports"
    team, other = browser_of(chief), browser_of(stranger)
    assert str(DATASETS["join-requests"].label) in team.get(url).replace("&#39;", "’")
    for outside in (browser, other):
        assert str(DATASETS["join-requests"].label) not in outside.get(url)
        outside.submit(url, {"dataset": "join-requests", "format_name": "csv"}, status=422)
        assert outside.client.get(f"{url}/join-requests/csv").status_code == 404
    database.session.rollback()
    export = services.ask(place, owner=chief, dataset="join-requests", format_name="csv")
    database.session.commit()
    token = export.token
    worker.drain(app)
    assert team.client.get(f"/exports/{token}").status_code == 200
    for outside in (browser, other):
        assert outside.client.get(f"/exports/{token}").status_code == 404


@pytest.mark.both
def test_a_file_ends_once_something_it_may_hold_was_hidden_and_is_made_anew(
    app: Flask, engine: str, asked: tuple[Browser, str], db: Any
) -> None:
    browser, _job_page = asked
    here, kept = "/consultations/port/exports", "refaites ce fichier"
    worker.drain(app)
    first = made()[1]
    assert browser.client.get(f"/exports/{first.name}").data.count(b"\n") == 3
    assert kept not in browser.get(here)
    place = sa.select(Consultation).options(joinedload(Consultation.poll))
    make_proposal(database.session.scalars(place).one())
    decide(database.session.get_one(Proposal, 1), Measure.HIDE, moderator=make_user(is_admin=True))
    database.session.commit()
    gone = browser.client.get(f"/exports/{first.name}")
    assert (gone.status_code, gone.location) == (302, here)
    page = browser.follow(gone)
    assert "ce fichier n’est plus donné" in page
    assert kept in page
    services.forget_old_exports()
    assert left(first) == []
    assert kept in browser.get(here)
    browser.submit(here, CHOICE)
    worker.drain(app)
    second = made()[1]
    assert browser.client.get(f"/exports/{second.name}").data.count(b"\n") == 3
    assert browser.client.get(f"/exports/{first.name}").status_code == 302


def test_what_is_hidden_while_a_file_is_read_is_not_given_either(
    app: Flask, asked: tuple[Browser, str], db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, _job_page = asked
    whole, engine = FORMATS["jsonl"].write, database.engine

    def hide() -> None:
        with Session(engine) as session:
            line = {"action": "contribution:hidden", "kind": "proposal", "thing_id": 1, "consultation_id": 1}
            session.add(AuditEntry(**line))
            session.commit()

    def write(*given: Any, **more: Any) -> None:
        whole(*given, **more)
        meanwhile = Thread(target=hide)  # a moderator, in another process
        meanwhile.start()
        meanwhile.join()

    monkeypatch.setitem(FORMATS, "jsonl", replace(FORMATS["jsonl"], write=write))
    worker.drain(app)
    job, path = made()
    assert (job.state, path.is_file()) == (State.DONE, True)
    assert browser.client.get(f"/exports/{path.name}").status_code == 302
