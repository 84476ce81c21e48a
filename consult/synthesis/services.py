"""Printing a synthesis, and keeping what was printed for a while: a document that many ask for is made once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app
from flask_babel import get_locale

from consult import clock
from consult.consultations.models import Consultation
from consult.documents.renderers import RENDERERS
from consult.synthesis.compose import synthesis
from consult.synthesis.queries import gather

FRESH = timedelta(minutes=5)


def write(consultation: Consultation, extension: str, path: Path) -> None:
    """Print the synthesis into a file, which appears only when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(RENDERERS[extension].render(synthesis(gather(consultation))))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def printed(consultation: Consultation, extension: str) -> Path:
    """The synthesis as a file: the one printed a few minutes ago, or a new one."""
    folder: Path = current_app.config["DATA_DIR"] / "exports" / "synthesis"
    path = folder / f"{consultation.id}-{get_locale()}.{extension}"
    with _alone(path):
        if not _is_fresh(path):
            write(consultation, extension, path)
    return path


def _is_fresh(path: Path) -> bool:
    return path.exists() and clock.now().timestamp() - path.stat().st_mtime < FRESH.total_seconds()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One at a time for each file: whoever comes second finds it made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(path.suffix + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
