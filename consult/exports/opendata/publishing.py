"""The archives that are there to be taken: made every night, and by the command."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import force_locale

from consult import clock
from consult.consultations.models import Consultation, State
from consult.db import db, reading, transaction
from consult.exports.files import whole
from consult.exports.freshness import taken_back
from consult.exports.opendata import archive
from consult.exports.opendata.identifiers import make_key
from consult.jobs.tasks import periodic

EVERY = timedelta(hours=20)  # a night is never missed because yesterday's took a while
NIGHT = range(1, 6)  # hours of the instance's day


def path_of(consultation_id: int) -> Path:
    """Where the archive of a consultation is, or will be."""
    folder: Path = current_app.config["DATA_DIR"] / "exports" / "open-data"
    return folder / f"{consultation_id}.zip"


def publish(consultation_id: int, path: Path | None = None) -> dict[str, int]:
    """Write the archive on one state of the data; it takes its place once it is whole.

    Makes its own transactions. Return the number of rows of each table. Raises NotWritten.
    """
    path = path or path_of(consultation_id)
    with transaction():
        make_key(consultation_id)
    with reading(), force_locale("fr"):
        consultation = db.session.get_one(Consultation, consultation_id)
        address = _address(consultation)
        with whole(path) as out:
            return archive.write(out, consultation, address=address)


def _address(consultation: Consultation) -> str:
    """Where its page is, as far as the instance knows its own address."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with current_app.test_request_context(base_url=base or None):
        return url_for("consultations.show", slug=consultation.slug, _external=bool(base))


@periodic(1800)
def publish_nightly() -> None:
    """Make the archives that are a day old, at night; at any hour those that are not there yet, and those that still
    hold what was hidden or taken back since."""
    with reading():
        published = sa.select(Consultation.id).where(Consultation.state != State.DRAFT).order_by(Consultation.id)
        numbers = db.session.scalars(published).all()
        due = [number for number in numbers if _is_due(number)]
    path_of(0).parent.mkdir(parents=True, exist_ok=True)
    for number in due:
        publish(number)
    for old in path_of(0).parent.glob("*.zip"):
        if old.stem not in set(map(str, numbers)):
            old.unlink(missing_ok=True)


def _is_due(consultation_id: int) -> bool:
    path = path_of(consultation_id)
    if not path.exists():
        return True
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    hour = clock.now().astimezone(clock.zone()).hour
    if clock.now() - made > EVERY and hour in NIGHT:
        return True
    return archive.times_taken_back(path) != taken_back(consultation_id)
