"""The commands: each says what it did, and fails aloud."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from consult.accounts import services
from consult.accounts.models import Membership, User
from consult.db import db as database
from consult.policy import Role
from consult.proposals.models import Proposal
from consult.votes.models import Source, Tally
from tests.factories import make_consultation, make_proposal, make_user

Command = Callable[..., Result]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


@pytest.fixture
def flask(app: Flask, db: Any) -> Command:
    """`flask("accounts", "promote", …)`: the command's result."""

    def run(*words: str, input: str | None = None) -> Result:
        database.session.commit()
        database.session.remove()
        return app.test_cli_runner().invoke(args=list(words), input=input)

    return run


def test_an_account_is_created_and_can_log_in(flask, browser, db):
    words = ("accounts", "create", "chef@example.org", "--name", "Chef", "--admin")
    result = flask(*words, input="trois petits chats gris\ntrois petits chats gris\n")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "chef@example.org: created")
    user = db.session.scalars(sa.select(User)).one()
    assert (user.name, user.is_admin, user.is_confirmed) == ("Chef", True, True)
    browser.log_in(user, "trois petits chats gris").get("/admin/accounts")


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("pris@example.org", "trois petits chats gris", "déjà pris"),
        ("neuf@example.org", "court", "Trop court"),
        ("pas une adresse", "trois petits chats gris", "@-sign"),
    ],
)
def test_an_account_that_cannot_be_is_refused(flask, db, email, password, said):
    make_user(email="pris@example.org")
    result = flask("accounts", "create", email, "--name", "Autre", "--password", password)
    assert result.exit_code == 1
    assert said in result.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_roles_are_given(flask, db):
    user, slug = make_user(email="a@example.org"), make_consultation().slug
    user_id = user.id
    assert flask("accounts", "promote", "A@example.org").output == "A@example.org: administrator\n"
    words = ("accounts", "promote", "a@example.org", "--consultation", slug, "--role", "facilitator")
    assert flask(*words).output == f"a@example.org: facilitator of {slug}\n"
    assert db.session.get_one(User, user_id).is_admin
    assert db.session.scalars(sa.select(Membership.role)).all() == [Role.FACILITATOR]
    assert flask("accounts", "promote", "b@example.org").exit_code == 1
    assert flask("accounts", "promote", "a@example.org", "--consultation", "rien").exit_code == 1
    assert flask("accounts", "promote", "a@example.org", "--role", "roi").exit_code == 2


@pytest.mark.both
def test_check_finds_a_wrong_figure(flask, db, engine):
    proposal_id = make_proposal().id
    assert (flask("check").exit_code, flask("check").output) == (0, "0 differences\n")
    db.session.execute(sa.update(Proposal).values(comment_count=3))
    result = flask("check")
    assert result.exit_code == 1
    assert result.output == f"proposal.comment_count of {proposal_id}: 3 is stored, 0 is true\n1 differences\n"
    db.session.execute(sa.update(Proposal).values(comment_count=0))
    item = db.session.scalar(sa.select(Proposal.poll_item_id))
    db.session.execute(sa.delete(Tally))
    db.session.add(Tally(item_id=item, mark="mixed", source=Source.WEB, count=2))
    assert flask("check").output == f"tally.mixed of {item}: 2 is stored, 0 is true\n1 differences\n"


def test_jobs_are_run_once_for_cron(flask, db, app):
    services.register(email="a@example.org", name="Aline", password="trois petits chats gris")
    assert flask("jobs", "run").output == "1 jobs\n"
    assert flask("jobs", "run").output == "0 jobs\n"
    folder = Path(app.config["DATA_DIR"]) / "mail"
    assert len(list(folder.glob("*.eml"))) == 1
    for file in folder.glob("*.eml"):
        file.unlink()


def test_the_server_refuses_a_database_of_another_shape(tmp_path):
    environ = os.environ | {"DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    ended = subprocess.run([*FLASK, "serve"], env=environ, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, "Run: flask db upgrade" in ended.stderr) == (1, True)


def test_the_server_answers_and_stops_cleanly(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {"DATA_DIR": str(tmp_path), "PORT": str(port), "PYTHONWARNINGS": "ignore"}
    subprocess.run([*FLASK, "db", "upgrade"], env=environ, capture_output=True, timeout=60, check=True)
    pipe = subprocess.PIPE
    server = subprocess.Popen([*FLASK, "serve"], env=environ, stdout=pipe, stderr=pipe, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == f"http://127.0.0.1:{port}\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/help", timeout=30) as answer:
            assert answer.status == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    finally:
        server.kill()
        _out, errors = server.communicate()
    assert "Traceback" not in errors, errors
