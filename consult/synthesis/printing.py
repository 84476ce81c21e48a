"""Printing documents, and keeping what was printed: a document that many ask for is made once.

A file is kept under a name that says what it was made from: when a contribution is hidden, the name changes, and the
files of before go.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import get_locale

from consult import clock
from consult.audit.models import AuditEntry
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents import stored
from consult.documents.renderers import RENDERERS
from consult.documents.tree import Document
from consult.synthesis.letterheads import dress

FRESH = timedelta(minutes=5)


def printed(document: Document, extension: str, *, name: str) -> Path:
    """This document as a file, made once for what it says."""
    said = json.dumps(stored.plain(document), ensure_ascii=False, sort_keys=True)
    digest = sha256(f"{said}{document.look!r}".encode()).hexdigest()[:20]
    return _kept(f"{name}-{get_locale()}", digest, extension, lambda: document)


def current(consultation: Consultation, extension: str, make: Callable[[], Document], *, name: str) -> Path:
    """What is true of a consultation now, as a file: the one of a few minutes ago, unless an act was recorded since."""
    last = sa.select(sa.func.max(AuditEntry.id)).filter_by(consultation_id=consultation.id)
    stamp = f"{db.session.scalar(last) or 0}"
    return _kept(
        f"{name}-{consultation.id}-{get_locale()}", stamp, extension, lambda: dress(make(), consultation), FRESH
    )


def _kept(name: str, stamp: str, extension: str, make: Callable[[], Document], fresh: timedelta | None = None) -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "exports" / "synthesis"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{stamp}.{extension}"
    with _alone(folder / f"{name}.{extension}.lock"):
        if not path.exists() or (fresh and _age(path) > fresh):
            for old in folder.glob(f"{name}.*.{extension}"):
                old.unlink(missing_ok=True)
            write(make(), extension, path)
    return path


def write(document: Document, extension: str, path: Path) -> None:
    """Print a document into a file, which appears only when it is complete."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(RENDERERS[extension].render(document))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _age(path: Path) -> timedelta:
    return timedelta(seconds=clock.now().timestamp() - path.stat().st_mtime)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One at a time for each file: whoever comes second finds it made."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
