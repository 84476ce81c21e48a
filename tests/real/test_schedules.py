"""Real programmes: in and out again without loss, ours valid, the invalid one refused with the reason."""

import json
from pathlib import Path

import jsonschema
import pytest

from consult.errors import ConsultError
from consult.programme import queries
from tests.factories import make_consultation
from tests.programme.acts import bring_in, essence, written

EXPORTS = ("pretalx-democon.json", "pretalx-rc3.json")


def talks_of(data: bytes) -> list[tuple]:
    """Sessions as the file itself says them."""
    return sorted(
        (
            e["guid"],
            e["title"],
            e["date"],
            e["start"],
            e["duration"],
            e["room"],
            day["date"],
            e["abstract"] or "",
            e["track"],
            e["type"],
            [(p["public_name"], p["id"], p["code"], p["biography"] or "") for p in e["persons"]],
        )
        for day in json.loads(data)["schedule"]["conference"]["days"]
        for events in day["rooms"].values()
        for e in events
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_a_real_export_comes_in_and_goes_out_without_loss(db, data: Path, name: str) -> None:
    source = (data / "schedules" / name).read_bytes()
    first, second = make_consultation(), make_consultation()
    parsed, counts = bring_in(first, source)
    ours = written(first, "json")
    assert talks_of(ours) == talks_of(source)
    jsonschema.Draft6Validator(json.loads((data / "schedules" / "schema.json").read_text())).validate(json.loads(ours))
    bring_in(second, ours)
    assert essence(queries.draft(second)) == essence(queries.draft(first)) == essence(parsed.programme)
    again = bring_in(first, source)[1]
    assert (counts.created, again.created, again.updated) == (len(talks_of(source)), 0, 0)
    third = make_consultation()
    bring_in(third, written(first, "csv"), "programme.csv")
    assert essence(queries.draft(third)) == essence(queries.draft(first))
    known = bring_in(first, written(first, "csv"), "programme.csv")[1]
    assert (known.created, known.untouched) == (0, 0)
    assert [len(written(first, fmt)) > 2000 for fmt in ("pdf", "docx", "odt", "ics")] == [True] * 4


def test_the_invalid_example_is_refused_with_the_reason(db, data: Path) -> None:
    source = (data / "schedules" / "invalid-example.json").read_bytes()
    with pytest.raises(ConsultError, match=r"\.id\s: un nombre entier d’au moins 1 était attendu, et non «\s2814\s»"):
        bring_in(make_consultation(), source)
