"""Letters: written with the act, sent once, tried again, never bent by what a person typed."""

import base64
import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock, create_app
from consult.db import db as database
from consult.db import transaction
from consult.notifications import mail, transport
from consult.notifications.models import Letter
from tests.conftest import settings
from tests.notifications.smtp import SMTP, smtp_server


@pytest.fixture
def server() -> Iterator[SMTP]:
    """A mail server that one can talk to."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def use(app: Flask, db: Any) -> Iterator[Callable[[str], None]]:
    """`use(url)`: letters leave by this server."""
    before = dict(app.config), app.extensions["mailman"], app.extensions["mailman_connection"]

    def choose(url: str) -> None:
        app.config.update(MAIL_URL=url, BASE_URL="https://consult.example.org")
        transport.init_app(app)

    yield choose
    app.config.clear()
    app.config.update(before[0])
    app.extensions["mailman"], app.extensions["mailman_connection"] = before[1:]


def post(to: str = "nadia@example.org", **more: Any) -> None:
    """Put a letter in the outbox."""
    with transaction():
        mail.send(to, "confirm", locale="fr", link="https://consult.example.org/confirm/abc", **more)


def waiting() -> list[tuple[str, int]]:
    """Who is still to be written to, and how often it was tried."""
    with transaction():
        return [tuple(row) for row in database.session.execute(sa.select(Letter.recipient, Letter.tries))]


def parsed(raw: bytes) -> EmailMessage:
    """A letter as its reader's program understands it."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.both
def test_a_letter_reaches_a_real_server_with_its_headers(db, engine, app, use, server):
    use(f"smtp://robot:s%40cret@127.0.0.1:{server.port}")
    with app.test_request_context():
        post(unsubscribe="https://consult.example.org/unsubscribe/xyz")
    mail.send_waiting()
    ((recipient, raw),) = server.letters
    letter = parsed(raw)
    assert (recipient, letter["To"]) == ("nadia@example.org", "nadia@example.org")
    assert letter["From"] == "Consult <contact@example.org>"
    assert letter["Reply-To"] == "contact@example.org"
    assert letter["Subject"] == "Confirmez votre adresse – Consult"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<https://consult.example.org/unsubscribe/xyz>"
    assert letter["Message-ID"].endswith("@example.org>")
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "https://consult.example.org/confirm/abc" in text.get_content().splitlines()
    assert '<a href="https://consult.example.org/confirm/abc">' in html.get_content()
    assert base64.b64decode(server.logins[0]) == b"\0robot\0s@cret"
    assert waiting() == []


@pytest.mark.both
def test_a_letter_is_lost_with_the_act_it_tells_of(db, engine, app, use, server):
    use(f"smtp://127.0.0.1:{server.port}")

    def act() -> None:
        mail.send("nadia@example.org", "confirm", locale="fr", link="x")
        raise ZeroDivisionError

    with app.test_request_context(), pytest.raises(ZeroDivisionError), transaction():
        act()
    mail.send_waiting()
    assert (server.letters, waiting()) == ([], [])


def test_a_server_that_is_away_loses_nothing(db, app, use, server):
    """R08."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        use(f"smtp://127.0.0.1:{closed.getsockname()[1]}")
        with app.test_request_context():
            post("a@example.org")
            post("b@example.org")
        mail.send_waiting()
        mail.send_waiting()
    assert waiting() == [("a@example.org", 1), ("b@example.org", 1)]
    use(f"smtp://127.0.0.1:{server.port}")
    mail.send_waiting()
    assert server.letters == []
    with clock.at(clock.now() + timedelta(minutes=2)):
        mail.send_waiting()
    assert [to for to, _raw in server.letters] == ["a@example.org", "b@example.org"]
    assert waiting() == []


def test_a_recipient_refused_for_good_is_given_up_and_one_refused_for_now_is_not(db, app, use, server):
    use(f"smtp://127.0.0.1:{server.port}")
    server.refuses = {"nobody@example.org": "550 nobody here", "busy@example.org": "451 later"}
    with app.test_request_context():
        for name in ("nobody", "busy", "nadia"):
            post(f"{name}@example.org")
    mail.send_waiting()
    assert [to for to, _raw in server.letters] == ["nadia@example.org"]
    assert waiting() == [("busy@example.org", 1)]
    moment = clock.now()
    for _ in range(10):
        moment += timedelta(days=2)
        with clock.at(moment):
            mail.send_waiting()
    assert waiting() == []
    assert len(server.letters) == 1


def test_a_letter_tried_twice_is_the_same_letter(db, app, use, server):
    use(f"smtp://127.0.0.1:{server.port}")
    with app.test_request_context():
        post()
    with transaction():
        first = mail._envelope(db.session.scalars(sa.select(Letter)).one())
        again = mail._envelope(db.session.scalars(sa.select(Letter)).one())
    assert first.message()["Message-ID"] == again.message()["Message-ID"]


@pytest.mark.parametrize(
    "to",
    ["a@b.fr\nBcc: c@d.fr", "a@b.fr, c@d.fr", "Nadia <a@b.fr>", "a@b.fr\r\n", "a@b.fr;c@d.fr", "", "a b@c.fr"],
)
def test_only_one_plain_address_is_written_to(db, app, to):
    with app.test_request_context(), pytest.raises(ValueError, match="not one address"):
        mail.send(to, "confirm", link="x")


def test_nothing_typed_becomes_a_header(db, app, use, server):
    use(f"smtp://127.0.0.1:{server.port}")
    app.config["INSTANCE_NAME"] = "Ville\r\nBcc: tous@example.org"
    with app.test_request_context():
        post()
    mail.send_waiting()
    letter = parsed(server.letters[0][1])
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Confirmez votre adresse – Ville"
    assert letter["From"].addresses[0].addr_spec == "contact@example.org"
    assert [to for to, _raw in server.letters] == ["nadia@example.org"]


def test_real_letters_need_an_address_that_no_request_can_forge(tmp_path):
    with pytest.raises(RuntimeError, match="BASE_URL must be set"):
        create_app(settings(tmp_path, MAIL_URL="smtp://127.0.0.1"))


def test_links_lead_to_the_instance_whatever_the_request_says(app, db, use):
    use("smtp://127.0.0.1")
    with app.test_request_context(base_url="http://evil.example"):
        assert mail.address("accounts.forgotten") == "https://consult.example.org/forgotten"


@pytest.mark.parametrize(
    ("url", "server", "port", "tls", "ssl"),
    [
        ("smtp://host", "host", 25, False, False),
        ("smtp://a:b@host:587?tls=1", "host", 587, True, False),
        ("smtps://a:b@host", "host", 465, False, True),
    ],
)
def test_the_address_of_a_server_is_read(url, server, port, tls, ssl):
    read = transport.settings_of(url)
    names = ("MAIL_SERVER", "MAIL_PORT", "MAIL_USE_TLS", "MAIL_USE_SSL")
    assert tuple(read[name] for name in names) == (server, port, tls, ssl)


@pytest.mark.parametrize("url", ["host:25", "http://host", "smtp://", "smtp:host"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(RuntimeError, match="MAIL_URL must be"):
        transport.settings_of(url)


def test_letters_go_to_a_folder_which_the_demonstration_shows(app, browser, db):
    with app.test_request_context():
        post()
    mail.send_waiting()
    folder = Path(app.config["DATA_DIR"]) / "mail"
    (file,) = folder.glob("*.eml")
    try:
        browser.get("/dev/mail", status=404)
        browser.get(f"/dev/mail/{file.stem}", status=404)
        app.config["DEMO"] = True
        assert "Confirmez votre adresse – Consult" in browser.get("/dev/mail")
        page = browser.get(f"/dev/mail/{file.stem}")
        assert '<a href="https://consult.example.org/confirm/abc">' in page
        for name in ("..%2f..%2fsecret-key", "../secret-key", "nothing"):
            browser.get(f"/dev/mail/{name}", status=404)
    finally:
        app.config["DEMO"] = False
        file.unlink()
