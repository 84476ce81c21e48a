"""Files that wait to be imported: kept aside between their upload and their import, then thrown away.

* Each upload has a folder of its own under DATA_DIR/uploads, with a name that nobody can guess. No address serves it.
* Inside, files are called by their number; the names people gave them are only words in the manifest.
* Folders go once their import is committed, and in any case after a day.
"""

import json
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import current_app, g

from consult import clock
from consult.consultations.models import Consultation
from consult.db import after_commit, found
from consult.imports import mapping
from consult.imports.importers import IMPORTERS
from consult.imports.mapping import Mapping
from consult.imports.parsed import Parsed
from consult.jobs.tasks import periodic
from consult.reading.files import Upload
from consult.text import file_name

TABLE = "table"  # any table, with a mapping
KEPT_FOR = timedelta(days=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One upload that waits: where it is to go, how it is to be read, how its files were called."""

    token: str
    consultation_id: int
    importer: str
    names: tuple[str, ...]
    mapping: Mapping | None = None

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return _root() / self.token

    def files(self) -> list[Upload]:
        """Its files, as they came."""
        return [Upload(name, (self.folder / str(n)).read_bytes()) for n, name in enumerate(self.names)]

    def parse(self) -> Parsed:
        """Read its files. Raise `ImportRefused` where they cannot be read, or as they are mapped."""
        if self.importer == TABLE:
            return mapping.read(self.files()[0], self.mapping or Mapping())
        return IMPORTERS[self.importer].read(self.files())


def keep(files: Sequence[Upload], *, consultation: Consultation, importer: str) -> Waiting:
    """Put files aside until somebody says what to do with them."""
    names = tuple(file_name(file.name) for file in files)
    waiting = Waiting(secrets.token_urlsafe(16), consultation.id, importer, names)
    waiting.folder.mkdir(parents=True, mode=0o700)
    for number, file in enumerate(files):
        (waiting.folder / str(number)).write_bytes(file.data)
    _write_manifest(waiting)
    return waiting


def get(token: str, *, consultation: Consultation) -> Waiting:
    """An upload for this consultation, or the 404 page."""
    waiting = find(token)
    return found(waiting if waiting and waiting.consultation_id == consultation.id else None)


def find(token: str) -> Waiting | None:
    """The upload of this name, if it still waits."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        told = json.loads((_root() / token / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    chosen = Mapping(**told.pop("mapping")) if told["mapping"] else None
    return Waiting(**told | {"names": tuple(told["names"]), "mapping": chosen})


def map_columns(waiting: Waiting, chosen: Mapping) -> Waiting:
    """Remember which column holds what."""
    mapped = replace(waiting, mapping=chosen)
    _write_manifest(mapped)
    return mapped


def discard(waiting: Waiting) -> None:
    """Throw an upload away."""
    shutil.rmtree(waiting.folder, ignore_errors=True)


def discard_once_committed(waiting: Waiting) -> None:
    """Throw an upload away if this transaction is committed; else it can be imported again."""
    g.setdefault("imported_uploads", []).append(waiting)


@after_commit
def _discard_imported() -> None:
    for waiting in g.pop("imported_uploads", ()):
        discard(waiting)


@periodic(3600)
def forget_old_uploads() -> None:
    """Throw away what nobody imported within a day."""
    oldest = (clock.now() - KEPT_FOR).timestamp()
    for folder in _root().glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "uploads"
    return folder


def _write_manifest(waiting: Waiting) -> None:
    """Written beside its place, then renamed: whoever reads it reads all of it."""
    told = asdict(waiting)
    unfinished = waiting.folder / f".{secrets.token_hex(4)}"
    unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(waiting.folder / _MANIFEST)
