"""Writing a dataset in a format: at once where it is short, else by a job, into a file that is kept for a while."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.datasets import Row
from consult.db import db, reading, transaction
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS
from consult.exports.freshness import taken_back
from consult.exports.models import Export
from consult.jobs import services as jobs
from consult.jobs.models import Job, State
from consult.jobs.tasks import periodic

Tell = Callable[[int], None]
KEPT_FOR = timedelta(days=7)
AT_ONCE = 5_000  # rows of a table that is written while its reader waits
EVERY = 500  # rows between two words about how far it is
WRITE = "exports:write"


def write(
    out: BinaryIO, consultation: Consultation, dataset: str, format_name: str, *, tell: Tell = lambda rows: None
) -> None:
    """Write one dataset of a consultation to a file, row by row; `tell` hears now and then how many there are."""
    wanted = DATASETS[dataset]
    rows = _counted(wanted.rows(consultation.id), tell)
    FORMATS[format_name].write(out, wanted.names, rows, title=str(wanted.label))


def _counted(rows: Iterable[Row], tell: Tell) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        if not number % EVERY:
            tell(number)


def is_long(consultation: Consultation, dataset: str) -> bool:
    """Whether it takes a job to write this table."""
    return DATASETS[dataset].weight(consultation.id) > AT_ONCE


def ask(consultation: Consultation, *, owner: User, dataset: str, format_name: str) -> Export:
    """Let a job write a table; the one that this person already waits for, if there is one."""
    if waiting := _waiting(consultation, owner, dataset, format_name):
        return waiting
    token = secrets.token_hex(16)
    wanted = {"consultation_id": consultation.id, "dataset": dataset, "format_name": format_name}
    job = jobs.enqueue(WRITE, owner=owner, token=token, **wanted)
    export = Export(
        token=token,
        consultation_id=consultation.id,
        owner_id=owner.id,
        job_id=job.id,
        dataset_name=dataset,
        format_name=format_name,
        expires=clock.now() + KEPT_FOR,
    )
    db.session.add(export)
    db.session.flush()
    return export


def _waiting(consultation: Consultation, owner: User, dataset: str, format_name: str) -> Export | None:
    same = {"consultation_id": consultation.id, "owner_id": owner.id}
    query = sa.select(Export).filter_by(**same, dataset_name=dataset, format_name=format_name)
    return db.session.scalars(query.join(Export.job).where(Job.state.in_([State.QUEUED, State.RUNNING]))).first()


def path_of(token: str) -> Path:
    """Where the file of an export is, or will be."""
    folder: Path = current_app.config["DATA_DIR"] / "exports" / "tables"
    return folder / token


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _outdated() -> list[str]:
    """The files that hold what was hidden or taken back since they were made."""
    with reading():
        kept = db.session.scalars(sa.select(Export).options(joinedload(Export.job))).all()
        times = {number: taken_back(number) for number in {one.consultation_id for one in kept}}
        return [one.token for one in kept if one.holds_what_was_taken_back(times[one.consultation_id])]


@periodic(3600)
def forget_old_exports() -> None:
    """Throw away files that are too old, or hold what was taken back since, and what a killed job left unfinished."""
    with transaction():
        over = sa.delete(Export).where(Export.expires < clock.now()).returning(Export.token)
        tokens = db.session.scalars(over).all()
    for token in (*tokens, *_outdated()):
        path_of(token).unlink(missing_ok=True)
    oldest = (clock.now() - timedelta(days=1)).timestamp()
    for left in path_of("x").parent.glob(".*"):
        if left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)
