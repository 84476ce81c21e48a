"""R10: nothing that can be sent makes the server fail: odd numbers, broken encodings, wrong types, too much of it."""

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from consult.db import db as database
from tests.architecture.test_code import _forms
from tests.conftest import Browser
from tests.policy.world import UNSAFE, World, address, arguments, client_of, make_world, routes

# A part of all requests, unless the proof is asked for whole; a prime number, so that each route meets other texts.
STRIDE = 1 if os.environ.get("PROOF") else 11
FIELDS = sorted({n for form in _forms() for n in dir(form) if not n.startswith("_")} | {"mark", "card", "column"})
ORDERS = ("recent", "support", "discussed", "random", "oldest", "newest", "")
ODD_PARTS = ("0", "-1", str(2**31), str(2**63), str(10**30), "1.0", "a\x00b", "..", "é" * 300, "' OR 1=1 --", "٣")


def cursor(*values: Any) -> str:
    """A page cursor of somebody's making."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


TEXTS = {
    "empty": "",
    "nul": "a\x00b",
    "negative": "-1",
    "beyond 32 bits": str(2**31),
    "beyond 64 bits": str(10**30),
    "a fraction": "1.5e308",
    "digits of elsewhere": "٣²",
    "a surrogate": "\\ud800",
    "right to left": "\u202e\ufeff\u2028",
    "SQL": "' OR 1=1 --",
    "markup": "<script>alert(1)</script>{{ 7*7 }}%(x)s%s",
    "a path": "../../etc/passwd",
    "10 kB": "é" * 5000,
    "a date that is none": "2026-99-99T99:99",
    "the first date": "0001-01-01T00:00",
    "the last date": "9999-12-31T23:59",
}
CURSORS = {
    "a cursor of nothing": cursor(),
    "a cursor of nulls": cursor(None, None),
    "a cursor of huge numbers": cursor(10**30, 2**63),
    "a cursor of the first date": cursor("0001-01-01T00:00:00+14:00", 1),
    "a cursor of a date and a huge number": cursor("2026-01-01T00:00:00+00:00", 2**62),
    "a cursor of lists": cursor([], {}),
    "a cursor of nests": "W" * 4000,
    "a random cursor": "~" + cursor(2**40, 1),
    "a random cursor of nothing": "~",
}
Request = tuple[str, str, dict[str, Any]]  # method, address, what client.open() takes


def odd_paths(rule: Rule, values: dict[str, Any]) -> Iterator[str]:
    """The address with each of its variable parts made odd."""
    for name in rule.arguments:
        yield from (address(rule, values | {name: odd}) for odd in ODD_PARTS)
        yield address(rule, values | {name: "BAD"}).replace("BAD", "%ff%fe")


def odd_bodies(token: str) -> Iterator[dict[str, Any]]:
    """Bodies of a form whose token is right and whose fields are not."""
    for text in TEXTS.values():
        yield {"data": dict.fromkeys(FIELDS, text) | {"csrf_token": token}}
    good = urlencode({"csrf_token": token})
    form = {"content_type": "application/x-www-form-urlencoded"}
    yield form | {"data": f"{good}&" + "&".join(f"{name}=%ff%c0%80" for name in FIELDS)}
    yield form | {"data": f"{good}&" + "&".join(f"{name}=1&{name}=2" for name in FIELDS)}
    yield form | {"data": f"{good}&" + "&".join(f"{name}[]=1&{name}[a]=2" for name in FIELDS)}
    yield form | {"data": f"{good}&" + "&".join(f"x{n}=1" for n in range(3000))}
    yield {"json": {"csrf_token": token} | {name: [None, {"a": 1}] for name in FIELDS}}
    yield {"data": b"\xff\xfe" * 50, "content_type": "multipart/form-data; boundary=x"}
    yield {"data": b"--x\r\nContent-Disposition: form-data; name=", "content_type": "multipart/form-data; boundary=x"}
    yield {"data": {name: (BytesIO(b"\x00\xff"), "\x00../x.exe") for name in FIELDS} | {"csrf_token": token}}


def failures(
    client: FlaskClient, requests: Iterable[Request], caplog: pytest.LogCaptureFixture
) -> dict[tuple[str, str, str], str]:
    """What made the server fail: one example of each (method, route, fault)."""
    found = {}
    for method, url, more in islice(requests, 0, None, STRIDE):
        caplog.clear()
        with client.application.app_context():
            answer = client.open(url, method=method, **more)
        if answer.status_code >= 500:
            faults = [repr(r.exc_info[1])[:300] for r in caplog.records if r.exc_info]
            key = (method, url.split("?")[0][:80], faults[0] if faults else str(answer.status_code))
            found[key] = f"{url[:200]} {more!s:.300}"
        answer.close()
    return found


def read_by(client: FlaskClient, url: str) -> list[str]:
    """The parameters that the page at this address looks at."""
    seen: set[str] = set()

    class Listening(ImmutableMultiDict[str, str]):
        def __getitem__(self, key: str) -> str:
            seen.add(key)
            return super().__getitem__(key)

        def getlist(self, key: str, *how: Any) -> list[Any]:
            seen.add(key)
            return super().getlist(key, *how)

        def __contains__(self, key: object) -> bool:
            seen.add(str(key))
            return super().__contains__(key)

    app = client.application
    usual = app.request_class
    app.request_class = type("ListeningRequest", (usual,), {"parameter_storage_class": Listening})
    try:
        with app.app_context():
            client.get(url).close()
    finally:
        app.request_class = usual
    return sorted(seen)


def token_of(client: FlaskClient) -> str:
    with client.application.app_context():
        return str(Browser._form(client.get("/").text, "/log-out")["csrf_token"])


def walk_addresses(client: FlaskClient, world: World) -> Iterator[Request]:
    for method, rule in routes(client.application, UNSAFE | {"GET"}):
        yield from ((method, url, {}) for url in odd_paths(rule, arguments(rule, world)))


def walk_parameters(client: FlaskClient, world: World) -> Iterator[Request]:
    """All parameters that a page reads, odd at once; and where pages follow one another, each order and cursor."""
    for method, rule in routes(client.application, frozenset({"GET"})):
        url = address(rule, arguments(rule, world))
        names = read_by(client, url)
        for text in TEXTS.values() if names else ():
            yield method, url, {"query_string": dict.fromkeys(names, text)}
        if names:
            yield method, f"{url}?" + "&".join(f"{name}=%ff%00&{name}=2&{name}[]=1" for name in names), {}
        for text in CURSORS.values() if "after" in names else ():
            yield from ((method, url, {"query_string": {"order": order, "after": text}}) for order in ORDERS)


def walk_bodies(client: FlaskClient, world: World) -> Iterator[Request]:
    token = token_of(client)
    for method, rule in routes(client.application, UNSAFE):
        url = address(rule, arguments(rule, world))
        yield from ((method, url, body) for body in odd_bodies(token))


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("walk", [walk_addresses, walk_parameters, walk_bodies])
def test_no_malformed_input_makes_the_server_fail(
    app: Flask,
    db: Any,
    engine: str,
    walk: Callable[[FlaskClient, World], Iterator[Request]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = make_world()
    client = client_of(app, world.administrator)
    database.session.remove()
    found = failures(client, walk(client, world), caplog)
    assert found == {}, "\n".join(f"{key}: {example}" for key, example in found.items())
