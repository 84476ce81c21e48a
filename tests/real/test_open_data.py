"""République numérique as open data: how long it takes, how much memory it needs, and that it comes back the same."""

import resource
import shutil
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from consult.consultations.queries import figures
from consult.db import transaction
from consult.exports.opendata.publishing import publish
from consult.imports import services
from consult.imports.importers import IMPORTERS
from consult.imports.opendata.restoring import restore
from consult.reading.files import Upload
from consult.search.models import Stale
from tests.exports.test_open_data import DATED, read, start_afresh, table


def test_a_whole_consultation_goes_out_in_a_minute_and_comes_back(
    db: Any, folder: Path, data: Path, tmp_path: Path
) -> None:
    files = sorted((data / "republique-numerique").glob("*.csv"))
    parsed = IMPORTERS["republique-numerique"].read([Upload(file.name, file.read_bytes()) for file in files])
    place = services.find_or_create_consultation(slug="essai", parsed=parsed, actor=None)
    services.apply(parsed, consultation=place, actor=None)
    db.session.execute(sa.delete(Stale))  # the index has its own time
    db.session.commit()
    start, before = perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counts = publish(place.id, tmp_path / "1.zip")
    seconds, grown = perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{seconds:.1f} s, {grown / 1024:.0f} MB more")  # noqa: T201  what is measured is told, not asserted
    assert (counts["proposals"], counts["comments"]) == (692, 3988)  # the others were hidden by their moderators
    told = figures(place.id)
    votes = sum(int(row["count"]) for row in table(read(tmp_path / "1.zip"), "votes"))
    shutil.copy(tmp_path / "1.zip", tmp_path / "kept.zip")
    start_afresh(folder)
    with transaction():
        restored, shown = restore(tmp_path / "1.zip")
        number = restored.id
    assert shown == told
    publish(number, tmp_path / "2.zip")
    old, new = read(tmp_path / "1.zip"), read(tmp_path / "2.zip")
    assert [name for name in old if old[name] != new[name] and name not in DATED] == []
    assert sum(int(row["count"]) for row in table(new, "votes")) == votes
