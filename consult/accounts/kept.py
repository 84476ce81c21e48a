"""What a person was sending when their session ended: kept in the log-in page, shown after it, sent again with a click.

It travels signed, so that nobody can put words into somebody's log-in page; what another site sent is not kept at all.
"""

from dataclasses import dataclass
from typing import Any

from flask import Request
from itsdangerous import BadData, URLSafeTimedSerializer

from consult.web import signing
from consult.web.pages import same_site

LARGEST = 200_000  # characters
LIVES = 24 * 3600  # seconds
_NEVER_KEPT = ("csrf_token", "form_key")


@dataclass(frozen=True)
class Kept:
    """A form that could not be taken: where it went, what it said, whether files were with it."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool = False
    too_long: bool = False

    @property
    def texts(self) -> list[str]:
        """What the person wrote, to be read before it is sent again."""
        return [value for _name, value in self.fields if any(c.isspace() for c in value.strip())] or [
            value for _name, value in self.fields if value.strip()
        ]

    def signed(self) -> str:
        """The same, for a hidden field."""
        return str(_signer().dumps([self.path, self.fields, self.had_files]))


def of(request: Request) -> Kept | None:
    """What this request wanted to send; passwords are never kept."""
    if not _comes_from_us(request):
        return None
    sent = [(k, v) for k, v in request.form.items(multi=True) if k not in _NEVER_KEPT and "password" not in k]
    had_files = any(f.filename for f in request.files.values())
    if not sent and not had_files:
        return None
    too_long = sum(len(k) + len(v) for k, v in sent) > LARGEST
    path = request.full_path.rstrip("?")
    return Kept(path, [] if too_long else sent, had_files, too_long)


def read(signed: str | None) -> Kept | None:
    """What a log-in page carried; None where it is not ours, or too old."""
    if not signed:
        return None
    try:
        path, fields, had_files = _signer().loads(signed, max_age=LIVES)
    except BadData:
        return None
    return Kept(same_site(path, otherwise="/"), [(k, v) for k, v in fields], had_files)


def _comes_from_us(request: Request) -> bool:
    """Whether a page of ours sent this: browsers say so."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")


def _signer() -> Any:
    return URLSafeTimedSerializer(signing.keys(), salt="kept")
