"""Where the bytes of shared files are: a folder of their own under DATA_DIR, under names that nobody can guess.

A file is written before its row is committed; one without a row, or whose author took it back, goes.
"""

import re
import secrets
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from consult import clock
from consult.db import db, reading
from consult.jobs.tasks import periodic
from consult.kinds import Visibility
from consult.workstreams.sharing.models import SharedFile

KEPT_FOR = timedelta(days=1)  # without a row: its transaction may still be under way
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def put(data: bytes) -> str:
    """Write a file; return the name under which it is found again."""
    token = secrets.token_urlsafe(16)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f".{token}"
    unfinished.write_bytes(data)
    unfinished.replace(folder / token)
    return token


def path(token: str) -> Path | None:
    """Where a file is, if it is still there."""
    found = _folder() / token
    return found if _TOKEN.fullmatch(token) and found.is_file() else None


@periodic(24 * 3600)
def forget_orphans() -> None:
    """Throw away files that no row speaks of, or whose author took them back."""
    oldest = (clock.now() - KEPT_FOR).timestamp()
    old = [one for one in _folder().glob("*") if one.stat().st_mtime < oldest]
    with reading():
        query = sa.select(SharedFile.token).where(SharedFile.visibility != Visibility.WITHDRAWN)
        kept = set(db.session.scalars(query))
    for one in old:
        if one.name not in kept:
            one.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "files"
    return folder
