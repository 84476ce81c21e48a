"""S23: no unsafe request without the token of its form changes anything, whoever sends it and whatever it asks."""

import logging
from typing import Any

import pytest
from flask import Flask

from tests.policy.world import UNSAFE, address, all_rows, arguments, client_of, make_world, routes

PLAUSIBLE = {
    "title": "Un titre qui convient",
    "body": "Un texte qui convient, assez long pour être accepté.",
    "mark": "agree",
    "name": "Quelqu’un",
    "email": "quelquun@example.org",
    "reason": "other",
    "column": "1",
    "card": "1",
    "opens": "2026-01-01T10:00",
    "form_key": "a-key-of-its-own",
}
TOKENS: dict[str, dict[str, str]] = {
    "none": {},
    "empty": {"csrf_token": ""},
    "forged": {"csrf_token": "20991231235959##0123456789abcdef0123456789abcdef01234567"},
}


@pytest.mark.parametrize("who", ["nobody", "member", "organiser", "administrator"])
@pytest.mark.parametrize("token", TOKENS)
def test_no_route_writes_without_its_token(
    app: Flask, db: Any, who: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    world = make_world()
    client = client_of(app, getattr(world, who, None))
    before, faults = all_rows(), []
    db.session.remove()
    for method, rule in routes(app, UNSAFE):
        url = address(rule, arguments(rule, world))
        with app.app_context():
            answer = client.open(url, method=method, data=PLAUSIBLE | TOKENS[token])
        changed = [name for name, rows in all_rows().items() if rows != before[name]]
        if changed or answer.status_code >= 500 or answer.status_code == 200:
            faults.append((method, url, answer.status_code, changed))
            before = all_rows()
    assert faults == []
