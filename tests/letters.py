"""Letters as their readers find them."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.db import db as database
from consult.jobs import worker
from consult.notifications.mail import send_waiting


@pytest.fixture
def letters(app: Flask, db: Any) -> Iterator[Callable[[], list[EmailMessage]]]:
    """`letters()`: lets the worker do its work, then gives all letters that arrived, the first one first."""
    folder = Path(app.config["DATA_DIR"]) / "mail"

    def read() -> list[EmailMessage]:
        database.session.remove()
        worker.drain(app)
        with app.app_context():
            send_waiting()
        files = sorted(folder.glob("*.eml"))
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]  # type: ignore[misc]

    yield read
    for file in folder.glob("*.eml"):
        file.unlink()


def link_in(letter: EmailMessage) -> str:
    """The path that a letter's link leads to."""
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"^https?://[^/\s]+(/\S+)$", body.get_content(), re.M)
    assert found, body.get_content()
    return found[1]
