"""The event of 2023 is entered whole, and its printed report holds every fact of the source.

Seen failing with a point to improve, or a verbatim, left out.
"""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.documents.renderers import RENDERERS
from consult.evaluation import queries
from consult.evaluation.models import Judged, Side
from consult.evaluation.report import report
from consult.programme.models import Session, Speaker
from tests.real.nec import Event, bare, days, enter, lines_of, read


@pytest.fixture(scope="module")
def source(data: Path) -> Path:
    """The report."""
    path = data / "seeds" / "nec-sud-ouest-2023-bilan.md"
    if not path.is_file():
        pytest.skip(f"no report at {path}")
    return path


def test_the_source_is_taken_apart(source: Path) -> None:
    found = read(source)
    assert len(found.timeline) == 5
    assert [days(when)[1].isoformat() for when, _words in found.timeline] == [
        "2022-11-30",
        "2023-02-28",
        "2023-04-30",
        "2023-05-31",
        "2023-06-07",
    ]
    assert sorted(account for account, _label, _cents in found.budget) == [
        "60", "62", "62", "62", "64", "64", "74", "75", "75",
    ]  # fmt: skip
    assert sum(amount for account, _label, amount in found.budget if account[0] == "6") == 1_235_669
    assert [(one.day.day, bool(one.room)) for one in found.sittings].count((6, True)) == 7
    assert [(one.day.day, bool(one.room)) for one in found.sittings].count((7, True)) == 3
    assert len(found.sittings) == 12
    assert [value for _label, value in found.came[:2]] == ["115", "71"]
    assert len(found.verbatims) == 11
    assert {judged for judged, _topic, _text in found.remarks} == set(Judged)
    assert len(found.remarks) == 6
    assert sum(len(one.speakers) for one in found.sittings) == 29


def test_it_is_entered_whole_and_printed_whole(app: Flask, db: Any, source: Path) -> None:
    found: Event = read(source)
    with app.test_request_context():
        place = enter(found)
        budget = queries.budget(place.id)
        assert (budget.charges, budget.products, budget.gap) == (1_235_669, 1_235_669, 0)
        groups = {group.number: group.total for group in budget.groups(Side.CHARGE)}
        assert groups == {"60": 66_179, "62": 267_400, "64": 902_090}
        assert budget.without_staff == 333_579
        assert set(found.sums) <= {333_579, 902_090, 1_235_669, 250_000}
        counts = [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Session, Speaker)]
        assert counts == [12, len({name for one in found.sittings for name, _role in one.speakers})]
        document = report(place)
        printed = {
            extension: RENDERERS[extension].render(document) for extension in ("md", "html", "docx", "odt", "pdf")
        }
    said = bare(printed["md"].decode())
    lines = [cell for line in lines_of(source.read_text(encoding="utf-8")) for cell in line.split("\t")]
    missing = [line for line in lines if bare(line) not in said and not line.isupper()]  # heads of columns and totals
    assert [line for line in missing if bare(line) not in told_apart(found)] == []
    told = [part for one in found.sittings for part in (one.title, one.room, *(p for who in one.speakers for p in who))]
    told += [part for pair in (*found.effort, *found.came) for part in pair]
    told += [part for remark in found.remarks for part in remark[1:]]
    assert [part for part in told if bare(part) not in said] == []
    for one in found.sittings:
        for hour in filter(None, (one.starts, one.ends)):
            assert bare(f"{hour:%H:%M}") in said
    assert [len(file) > 10_000 for file in printed.values()] == [True] * 5
    assert printed["pdf"].startswith(b"%PDF-")


def told_apart(found: Event) -> set[str]:
    """Lines that are printed in parts: sessions with their hours and room, figures with what they count."""
    lines: set[str] = set()
    for one in found.sittings:
        if one.starts and one.ends:
            hours = [f"{hour.hour}h{hour:%M}".removesuffix("h00") for hour in (one.starts, one.ends)]
            marks = [hour if "h" in hour else f"{hour}h" for hour in hours]
            lines.add(bare("".join(marks) + one.title + one.room))
    return lines | {bare(value + label) for label, value in found.effort}
