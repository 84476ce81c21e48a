"""Reading the folder of letters, for the demonstration."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import current_app
from markupsafe import Markup, escape

SHOWN = 100
_LINK = re.compile(r"https?://[^\s<]+")


@dataclass(frozen=True)
class Found:
    """A letter of the folder."""

    name: str
    recipient: str
    subject: str
    date: datetime
    text: str

    @property
    def paragraphs(self) -> list[Markup]:
        """Its text, with links that can be followed."""
        return [_linked(p) for p in re.split(r"\n\s*\n", self.text) if p.strip()]


def _linked(text: str) -> Markup:
    pieces, last = [], 0
    for link in _LINK.finditer(text):
        pieces += [escape(text[last : link.start()]), Markup('<a href="{0}">{0}</a>').format(link[0])]
        last = link.end()
    return Markup("").join([*pieces, escape(text[last:])])


def _files() -> list[Path]:
    return sorted((Path(current_app.config["DATA_DIR"]) / "mail").glob("*.eml"), reverse=True)


def letters() -> list[Found]:
    """The latest letters, the newest first."""
    return [_read(path) for path in _files()[:SHOWN]]


def letter(name: str) -> Found | None:
    """One letter, by the name of its file."""
    return next((_read(path) for path in _files() if path.stem == name), None)


def _read(path: Path) -> Found:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  what this policy makes
    body = message.get_body(("plain",))
    return Found(
        name=path.stem,
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        date=parsedate_to_datetime(str(message["Date"])),
        text=body.get_content() if body else "",
    )
