"""Programmes in and out: ours, whatever they hold, and what is refused, with the reason."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.errors import ConsultError
from consult.programme import c3voc, files, queries, services, table
from consult.programme.content import Person, Place, Programme, Talk, as_json, from_json, in_order
from consult.reading.files import Upload
from tests.factories import make_consultation
from tests.programme.acts import CONTEXT, bring_in, essence, written

GUID = "8079583e-8321-506c-95af-fd2903a5f0{:02x}"


def event(n=1, **given):
    """A session as pretalx writes it."""
    usual = {
        "id": n,
        "guid": GUID.format(n),
        "logo": "",
        "date": "2026-10-28T14:00:00+01:00",
        "start": "14:00",
        "duration": "01:00",
        "room": "Rouge",
        "slug": f"s-{n}",
        "url": "https://x.org/1",
        "title": f"Séance {n}",
        "subtitle": "",
        "track": "Accueil",
        "type": "Atelier",
        "language": "fr",
        "abstract": "Un.",
        "description": "",
        "persons": [{"id": 4, "public_name": "Ana", "code": "AAA", "biography": None}],
        "links": [],
    }
    return {name: value for name, value in (usual | given).items() if value is not ...}


def schedule(*events, conference=None, **given):
    """A file with these sessions on one day."""
    day = {
        "index": 1,
        "date": "2026-10-28",
        "day_start": "2026-10-28T04:00:00+01:00",
        "day_end": "2026-10-29T03:59:00+01:00",
        "rooms": {"Rouge": list(events)},
    }
    whole = {
        "acronym": "fest",
        "title": "Le festival",
        "start": "2026-10-28",
        "end": "2026-10-28",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "days": [day],
    } | (conference or {})
    return json.dumps({"schedule": {"version": "1", "conference": whole} | given}).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "vide"),
        (b"<schedule/>", "XML"),
        (b"{", "pas du JSON"),
        (b"\xff\xfe{}", "pas du JSON en UTF-8"),
        (b'{"talks": [], "version": "2"}', "une autre version du format"),
        (b'{"conference": {}}', "d’une autre version"),
        (b'{"schedule": []}', "d’une autre version"),
        (schedule(rooms=[]), "schedule.rooms"),
        (schedule(event(guid=...)), "« guid » manque"),
        (schedule(event(id="1")), "id\u00a0: un nombre entier"),
        (schedule(event(date="2026-10-28T14:00:00")), "une date et une heure avec leur fuseau"),
        (schedule(event(duration="-1:00")), "une durée"),
        (schedule(event(start="25:00")), "une heure"),
        (schedule(event(title=" ")), "un texte qui ne soit pas vide"),
        (schedule(event(end="2026-10-28T13:00:00+01:00")), "finit avant de commencer"),
        (schedule(event(persons=[{"code": "A"}])), "« public_name » manque"),
        (
            schedule(conference={"rooms": [{"name": "R", "guid": GUID.format(1), "capacity": -3}]}),
            "un nombre de places positif",
        ),
        (schedule(conference={"days": {}}), "une liste était attendue"),
    ],
)
def test_a_schedule_of_another_kind_is_refused_with_the_reason(app, data, reason):
    with app.test_request_context(), pytest.raises(ConsultError) as refusal:
        files.read(Upload("schedule.json", data), zone_name="Europe/Paris")
    assert " ".join(reason.split()) in " ".join(str(refusal.value).split())


def test_a_programme_without_sessions_can_be_written_too(db):
    consultation = make_consultation()
    for name in files.WRITERS:
        assert len(written(consultation, name)) > 60
    assert json.loads(written(consultation, "json"))["schedule"]["conference"]["days"] == []


def test_a_file_is_brought_in_once_and_changed_afterwards(db):
    consultation = make_consultation()
    bring_in(consultation, schedule(event(1), event(2)))
    kept = queries.draft(consultation).talks[1]
    moved = event(1, date="2026-10-29T15:00:00+01:00", start="15:00", duration="00:00", answers=[1])
    parsed, counts = bring_in(consultation, schedule(moved))
    assert (counts.created, counts.updated, counts.untouched) == (0, 1, 1)
    assert {remark.kind for remark in parsed.remarks} == {"no-duration", "unknown-field"}
    talks = queries.draft(consultation).talks
    assert [(t.title, t.starts) for t in talks] == [
        ("Séance 2", kept.starts),
        ("Séance 1", datetime(2026, 10, 29, 14, tzinfo=UTC)),
    ]
    again = schedule(event(3), event(3))
    assert bring_in(consultation, again)[1].created == 2, "two sessions under one identifier are both kept"
    assert bring_in(consultation, again)[1].unchanged == 2


def test_what_a_schedule_has_no_field_for_survives_ours(db):
    first, second = make_consultation(), make_consultation()
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    venue = services.save_venue(first, actor=None, name="La halle")
    for n in range(2):  # the first and the second 2:30 of the night on which clocks change
        services.create_session(
            first,
            actor=None,
            title=f"=Nuit {n}",
            venue=venue,
            starts=at + timedelta(hours=n),
            ends=at + timedelta(hours=n + 2),
            capacity=0,
            registration=n == 1,
            price="5 €",
        )
    services.create_session(first, actor=None, title="Sans date")
    told = queries.draft(first)
    bring_in(second, written(first, "json"))
    talks = queries.draft(second).talks
    assert [(t.capacity, t.registration, t.price, t.place) for t in talks] == [
        (0, False, "5 €", "La halle"),
        (0, True, "5 €", "La halle"),
    ]
    third = make_consultation()
    bring_in(third, written(first, "csv"), "x.csv")
    assert essence(queries.draft(third)) == essence(told)
    assert "'=Nuit" in written(first, "csv").decode()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,,2026-10-28,14:00,13:00,,,,,,", "La fin (13:00) est avant le début (14:00)"),
        ("A,,28 octobre,14:00,,,,,,,", "n’est pas un jour"),
        ("A,,2026-10-28,midi,,,,,,,", "n’est pas une heure"),
        ("A,,2026-10-28,14:00,15:00,,,,,-1,", "une jauge ne peut pas être de -1 places"),
        ("A,,2026-10-28,14:00,15:00,,,,,beaucoup,", "n’est pas un nombre de places"),
        ("A,,2026-10-28,14:00,15:00,,,,,,peut-être", "écrivez « oui », « non », ou rien"),
        (",,2026-10-28,14:00,15:00,,,,,,", "n’a pas de titre"),
        ("A,,2026-03-29,02:30,04:00,,,,,,", "n’existe pas"),
        ("A,B", "pas autant de cellules"),
    ],
)
def test_a_table_is_refused_with_the_line_and_the_reason(app, row, reason):
    data = (",".join(table.COLUMNS) + "\nBon,,,,,,,,,,\n" + row + "\n").encode()
    with app.test_request_context(), pytest.raises(ConsultError) as refusal:
        files.read(Upload("programme.csv", data), zone_name="Europe/Paris")
    said = " ".join(str(refusal.value).split())
    assert reason in said
    assert "Ligne 3" in said


def test_empty_cells_are_allowed_and_nothing_that_was_said_is_lost(db):
    consultation = make_consultation()
    rows = [
        ["Seule", *[""] * 10],
        ["Un jour", "", "2026-10-28", *[""] * 8],
        ["Une heure", "", "", "14:00", "15:00", *[""] * 6],
        ["Sans fin", "", "2026-10-28", "14:00", "", "", "", "", "Ana ; Bo (sous réserve) ; Ana", "12", "non"],
        ["Seule", "Encore", *[""] * 9],
    ]
    out = io.StringIO()
    csv.writer(out).writerows([table.COLUMNS, *rows])
    parsed, counts = bring_in(consultation, out.getvalue().encode(), "x.csv")
    assert (counts.created, [remark.kind for remark in parsed.remarks]) == (5, ["no-slot"])
    again = bring_in(consultation, out.getvalue().encode(), "x.csv")[1]
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    back = list(csv.reader(io.StringIO(written(consultation, "csv").decode())))
    wanted = [row if row[0] != "Sans fin" else [*row[:8], "Ana ; Bo (sous réserve)", *row[9:]] for row in rows]
    assert sorted(back[1:]) == sorted(wanted)


words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters=";\ufeff\u2028\u2029"), max_size=30
).map(lambda text: " ".join(text.split()))
names = words.filter(lambda text: text and not text.startswith("'") and "(" not in text)
moments = st.integers(0, 500_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@st.composite
def talks(draw):
    """Any session that our formats can hold."""
    starts = draw(moments)
    ends = draw(st.none() | st.integers(1, 3000).map(lambda minutes: starts + timedelta(minutes=minutes)))
    people = draw(st.lists(names, unique_by=lambda name: table.fold(name), max_size=3))
    return Talk(
        guid=str(draw(st.uuids())),
        title=draw(names),
        abstract=draw(words),
        starts=starts,
        ends=ends,
        place=draw(names | st.just("")),
        format=draw(words),
        track=draw(words),
        speakers=tuple(Person(name, f"name:{table.fold(name)}") for name in people),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(talks(), min_size=1, max_size=6, unique_by=lambda talk: talk.guid))
def test_every_programme_comes_back_from_every_format(app, some):
    places = {talk.place: Place(talk.place, room=talk.place, guid=GUID.format(9)) for talk in some if talk.place}
    programme = Programme("Le festival", in_order(some), tuple(places.values()), acronym="fest")
    with app.test_request_context():
        assert from_json(json.loads(json.dumps(as_json(programme)))) == programme
        for writer, name in (("json", "schedule.json"), ("csv", "programme.csv")):
            data = files.WRITERS[writer].write(programme, CONTEXT)
            read = files.read(Upload(name, data), zone_name="Europe/Paris").programme
            assert essence(read) == essence(programme), writer
        assert c3voc.ACRONYM.fullmatch(
            json.loads(files.WRITERS["json"].write(programme, CONTEXT))["schedule"]["conference"]["acronym"]
        )
