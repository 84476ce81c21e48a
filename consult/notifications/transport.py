"""How letters leave: a folder, one .eml file each, or an SMTP server (MAIL_URL)."""

import secrets
import smtplib
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask
from flask_mailman import EmailMessage, Mail
from flask_mailman.backends.base import BaseEmailBackend
from flask_mailman.backends.smtp import EmailBackend

from consult import clock

TIMEOUT = 20  # seconds
PORTS = {"smtp": 25, "smtps": 465}


class _VerifyingSMTP(smtplib.SMTP):
    """STARTTLS that believes nobody without a certificate; Python's default believes everybody."""

    def starttls(self, *_args: Any, **_more: Any) -> tuple[int, bytes]:
        """Encrypt, with a server whose certificate is good."""
        return super().starttls(context=ssl.create_default_context())


class Server(EmailBackend):  # type: ignore[misc]
    """The SMTP server of MAIL_URL."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """How to speak to it."""
        return smtplib.SMTP_SSL if self.use_ssl else _VerifyingSMTP


class Folder(BaseEmailBackend):  # type: ignore[misc]
    """DATA_DIR/mail, for development and the demonstration."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each letter into a file whose name sorts by time."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
            hidden = folder / f".{name}"
            hidden.write_bytes(message.message().as_bytes())
            hidden.rename(folder / f"{name}.eml")
        return len(email_messages)


def settings_of(url: str) -> dict[str, Any]:
    """What Flask-Mailman calls the parts of smtp://user:password@host:port?tls=1 or smtps://…"""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise RuntimeError("MAIL_URL must be smtp://user:password@host:port?tls=1 or smtps://user:password@host:port")
    return {
        "MAIL_SERVER": parts.hostname,
        "MAIL_PORT": parts.port or PORTS[parts.scheme],
        "MAIL_USERNAME": unquote(parts.username or "") or None,
        "MAIL_PASSWORD": unquote(parts.password or "") or None,
        "MAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"],
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_TIMEOUT": TIMEOUT,
    }


def init_app(app: Flask) -> None:
    """Choose how letters leave. Letters to real people need an address of ours that no request can forge."""
    url: str = app.config["MAIL_URL"]
    if url and not app.config["BASE_URL"]:
        raise RuntimeError("BASE_URL must be set where MAIL_URL is: letters carry links")
    app.config.update(settings_of(url) if url else {"MAIL_FILE_PATH": str(Path(app.config["DATA_DIR"]) / "mail")})
    mail = Mail()
    state = mail.init_app(app)
    backend: Callable[..., Any] = Server if url else Folder
    app.extensions["mailman_connection"] = lambda: backend(mailman=state)
