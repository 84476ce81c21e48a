"""Webhooks: where they may lead, what they are told, and what happens when nobody answers."""

import http.server
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from consult import clock
from consult.api.webhooks import addresses, sending, services
from consult.api.webhooks.models import Delivery, DeliveryState
from consult.audit.models import AuditEntry
from consult.audit.services import SETTLES
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import house
from consult.moderation.measures import Holding, Measure
from consult.policy import Role
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide

PRIVATE = (
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 192.0.2.1 "
    "198.18.0.1 ::1 fe80::1 fc00::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: :: ff02::1"
)


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told; answers as it was asked to."""

    status = 200
    heard: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((dict(self.headers), body))
        self.send_response(type(self).status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a machine that listens, here, where webhooks may otherwise not lead."""
    monkeypatch.setattr(addresses, "SCHEMES", ("http", "https"))
    monkeypatch.setattr(addresses, "is_public", lambda number: True)
    Listener.heard, Listener.status = [], 200
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook?x=1"
        server.shutdown()
        thread.join()


def sent(db: Any) -> list[Delivery]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Delivery).order_by(Delivery.id)))


@pytest.mark.parametrize("number", PRIVATE.split())
def test_no_private_network_is_reached(number: str) -> None:
    assert not addresses.is_public(number)
    with pytest.raises(RuleBroken, match="réseau privé"):
        addresses.resolve(number, 443)


def test_only_plain_public_addresses_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = (
        "http://example.org",
        "https://",
        "ftp://example.org",
        "https://a:b@example.org",
        "https://example.org:x",
        "x",
    )
    for url in (*odd, "https://exa mple.org", "https://example.org/\r\nx", "https://" + "a" * 600):
        with pytest.raises(RuleBroken):
            addresses.parts_of(url)
    assert addresses.parts_of("https://example.org:8443/a?b=c") == ("https", "example.org", 8443, "/a?b=c")
    answers = {"good": ["93.184.216.34"], "both": ["93.184.216.34", "127.0.0.1"]}  # one private number is one too many
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (number, port)) for number in answers[host]]
    )
    assert addresses.resolve("good", 443) == "93.184.216.34"
    with pytest.raises(RuleBroken):
        addresses.resolve("both", 443)


def test_what_is_published_is_told_signed_and_once(db: Any, listener: str) -> None:
    place = make_consultation(slug="port")
    team = make_staff(place, Role.ORGANISER)
    make_proposal(place)  # before anybody listened
    hook = services.add_webhook(place, actor=team, url=listener)
    secret = hook.secret
    shown = make_proposal(place, title="Canari")
    hidden = make_proposal(place)
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    make_proposal(place, draft=True)
    make_proposal()
    make_comment(shown)
    number = shown.id
    db.session.commit()
    for _ in range(2):
        deliver()
    told = [json.loads(body) for _headers, body in Listener.heard]
    assert [(one["event"], one["kind"]) for one in told] == [
        ("proposal:published", "proposal"),
        ("comment:posted", "comment"),
    ]
    assert (told[0]["id"], told[0]["url"], told[0]["consultation"]) == (number, f"/api/v1/proposals/{number}", "port")
    assert "Canari" not in str(Listener.heard)
    headers, body = Listener.heard[0]
    moment, given = headers["Consult-Signature"].removeprefix("t=").split(",v1=")
    assert given == services.signature(secret, moment, body.decode())
    assert [(one.state, one.status, one.attempts) for one in sent(db)] == [(DeliveryState.DONE, 200, 1)] * 2


def test_what_does_not_answer_is_tried_again_then_given_up_then_sent_by_hand(
    db: Any, listener: str, browser_of: Any
) -> None:
    place = make_consultation(slug="port")
    team = make_staff(place, Role.ORGANISER)
    services.add_webhook(place, actor=team, url=listener)
    make_proposal(place)
    db.session.commit()
    browser, stranger = browser_of(team), browser_of(make_user())
    Listener.status = 302
    now = clock.now() + 2 * SETTLES
    for wait in (timedelta(0), *services.WAITS, timedelta(days=9)):
        now += wait
        with clock.at(now):
            services.deliver()
    [one] = sent(db)
    assert (one.state, one.attempts, len(Listener.heard)) == (DeliveryState.FAILED, 6, 6)
    assert "redirections" in one.problem
    Listener.status = 204
    page = "/consultations/port/webhooks"
    assert "Abandonné" in browser.get(page)
    browser.submit(page, to=f"/consultations/port/deliveries/{one.id}/again")
    services.deliver()
    [one] = sent(db)
    assert (one.state, one.status, Listener.heard[-1][1]) == (DeliveryState.DONE, 204, Listener.heard[0][1])
    browser.submit(page, {"url": "https://a:b@localhost/x"}, status=422)
    assert "sans nom d’utilisateur" in browser.page
    stranger.get(page, status=403)
    browser.submit(page, to="/consultations/port/webhooks/1/remove")
    assert sent(db) == []


def test_a_machine_that_never_answers_does_not_hold_us(listener: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        status, problem = sending.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})
    assert (status, bool(problem)) == (None, True)
    assert sending.post("http://127.0.0.1:1/", b"{}", {})[0] is None


LETTERS = 100  # that a slow machine says at most, one by one


class Slow:
    """A machine that speaks TLS letter by letter: each comes in time, all of them never would."""

    def __init__(self, folder: Path, *, shakes_hands: bool) -> None:
        self.said, self._shakes_hands = 0, shakes_hands
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder))
        self._thread = threading.Thread(target=self._speak)
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> "Slow":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()
        self._thread.join()

    def _speak(self) -> None:
        wire, _address = self._socket.accept()
        with suppress(OSError):
            if self._shakes_hands:
                wire = self._context.wrap_socket(wire, server_side=True)
                wire.recv(10_000)
                wire.sendall(b"HTTP/1.1 200 OK\r\nX-Letters: ")
            else:
                wire.sendall(b"\x16\x03\x03\x3f\xff")  # the beginning of a long record
            while self.said < LETTERS:
                wire.sendall(b"x")
                self.said += 1
                threading.Event().wait(0.05)
            wire.sendall(b"\r\nContent-Length: 0\r\n\r\n")
        wire.close()


def _certificate(folder: Path) -> Path:
    """A certificate for this machine that nobody signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "slow")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2100, 1, 1))  # noqa: DTZ001
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "slow.pem"
    path.write_bytes(key.private_bytes(*plain) + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("shakes_hands", [True, False])
def test_a_machine_that_speaks_letter_by_letter_over_tls_is_cut(
    listener: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, shakes_hands: bool
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.5)
    with Slow(tmp_path, shakes_hands=shakes_hands) as slow:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "slow.pem"))
        status, problem = sending.post(slow.url, b"{}", {})
    assert (status, "Pas de réponse" in problem) == (None, True)
    assert slow.said < LETTERS


def test_what_was_held_or_hidden_is_told_once_it_is_shown(db: Any, listener: str) -> None:
    place = make_consultation(slug="port")
    team = make_staff(place, Role.ORGANISER)
    house.set_rules(place, actor=team, read={"proposals": Holding.ALWAYS})
    services.add_webhook(place, actor=team, url=listener)
    held, hidden = make_proposal(place), make_proposal(place, author=team)
    decide(held, Measure.PUBLISH, moderator=team)
    decide(hidden, Measure.HIDE, moderator=make_user(is_admin=True))
    decide(hidden, Measure.RESTORE, moderator=make_user(is_admin=True))
    numbers = [held.id, hidden.id]
    db.session.commit()
    deliver()
    told = [(one["event"], one["id"]) for one in (json.loads(body) for _headers, body in Listener.heard)]
    assert ("contribution:published", numbers[0]) in told
    assert ("contribution:restored", numbers[1]) in told


def deliver() -> None:
    """Tell what happened until now, a moment later."""
    with clock.at(clock.now() + 2 * SETTLES):
        services.deliver()


@pytest.mark.both
def test_an_act_that_is_committed_late_is_told_too(db: Any, engine: str, listener: str) -> None:
    place = make_consultation(slug="port")
    services.add_webhook(place, actor=make_staff(place, Role.ORGANISER), url=listener)
    first, second = make_proposal(place), make_proposal(place)
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    numbers, here = {last + 1: first.id, last + 2: second.id}, place.id

    def note(line: int) -> None:
        act = {"action": "proposal:answered", "kind": "proposal", "thing_id": numbers[line]}
        db.session.add(AuditEntry(id=line, consultation_id=here, **act))
        db.session.commit()

    db.session.commit()
    note(last + 2)
    services.deliver()
    note(last + 1)  # begun before, committed after
    for _ in range(2):
        deliver()
    told = [json.loads(body) for _headers, body in Listener.heard]
    assert [one["id"] for one in told if one["event"] == "proposal:answered"] == [*numbers.values()]


def test_nobody_waits_for_names_to_be_looked_up_while_an_address_is_given(
    db: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = (
        browser_of(make_staff(make_consultation(slug="port"), Role.ORGANISER)),
        "/consultations/port/webhooks",
    )
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: asked.append(given))
    browser.submit(page, {"url": "https://hooks.example.org/x"})
    for private in ("https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://printer.local/x"):
        assert "réseau privé" in browser.submit(page, {"url": private}, status=422).text
    assert asked == []
