"""Webhooks: where they may lead, what they are told, and what happens when nobody answers."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from consult import clock
from consult.api.webhooks import addresses, sending, services
from consult.api.webhooks.models import Delivery, DeliveryState
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.policy import Role
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user

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
        services.deliver()
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
    now = clock.now()
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
