"""Every setting of an instance, read from the environment once, with its help text (compare docs/settings.md)."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it does, what it is when nothing is said."""

    name: str
    default: str
    help: str
    read: Callable[[str], Any] = str


SETTINGS = (
    Setting("DATA_DIR", str(ROOT / "var"), "Folder of everything the instance writes: database, index, uploads, mail."),
    Setting("DATABASE_URL", "", "SQLAlchemy address of the database. Empty: SQLite in DATA_DIR."),
    Setting("SECRET_KEY", "", "Signs cookies and forms; 16 characters or more. Empty: made once, kept in DATA_DIR."),
    Setting(
        "SECRET_KEY_FALLBACKS",
        "",
        "Earlier keys, separated by spaces: what they signed or sealed still holds.",
        str.split,
    ),
    Setting("INSTANCE_NAME", "Consult", "Name shown in the header, in mails and on documents."),
    Setting(
        "INSTANCE_CONTACT", "contact@example.org", "Address that people are given to write to, and sender of mails."
    ),
    Setting("BASE_URL", "", "Public address (https://…) used in mails. Empty: that of the request."),
    Setting("MAIL_URL", "", "smtp://user:password@host:587?tls=1. Empty: mails are written to DATA_DIR/mail."),
    Setting("SEARCH_BACKEND", "whoosh", "`whoosh`, or `off` to run without search."),
    Setting(
        "SEARCH_EVERY",
        "1",
        "Seconds between two requests that update the search index; the worker does the rest.",
        float,
    ),
    Setting("TIMEZONE", "Europe/Paris", "Time zone in which dates are read and shown."),
    Setting("DEFAULT_LOCALE", "fr", "Language shown when the browser asks for none of ours."),
    Setting("PAGE_SIZE", "20", "How many things a list page holds.", int),
    Setting("MAX_UPLOAD_MB", "50", "Largest file accepted, in megabytes.", int),
    Setting("SECURE_COOKIES", "0", "1 behind HTTPS: cookies travel on HTTPS alone, and browsers are told so.", _flag),
    Setting("SECOND_FACTOR", "0", "1 in production: facilitators and above prove twice who they are.", _flag),
    Setting("DEMO", "0", "1 shows demonstration accounts on the log-in page and mails at /dev/mail.", _flag),
    Setting("WORKER", "thread", "`thread` runs jobs inside the server; `process` leaves them to `flask jobs work`."),
    Setting("REDIS_URL", "", "redis://host:6379/0: counts attempts there. Empty: beside the database, or in it."),
    Setting("LIMITS", "1", "0 lifts the limits on attempts, for load measurements only.", _flag),
)


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read all settings; return what `app.config` is made of. Creates DATA_DIR."""
    config: dict[str, Any] = {s.name: s.read(environ.get(s.name) or s.default) for s in SETTINGS}
    data = Path(config["DATA_DIR"]).resolve()
    data.mkdir(parents=True, exist_ok=True)
    url = config["DATABASE_URL"] or f"sqlite:///{data / 'consult.sqlite'}"
    return config | {
        "DATA_DIR": data,
        "SECRET_KEY": config["SECRET_KEY"] or _kept_secret(data / "secret-key"),
        "SQLALCHEMY_DATABASE_URI": url.replace("postgresql://", "postgresql+psycopg://", 1),
        # The connection used last is the one whose cache is warm.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_use_lifo": True},
        "SESSION_COOKIE_NAME": "consult",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config["SECURE_COOKIES"],
        "MAX_CONTENT_LENGTH": (config["MAX_UPLOAD_MB"] + 2) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": config["DEFAULT_LOCALE"],
        "BABEL_DEFAULT_TIMEZONE": config["TIMEZONE"],
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
