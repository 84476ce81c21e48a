"""Calendars: what is written is what a reader of RFC 5545 gets back, whatever the words are."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.icalendar import Event, escape, write

STAMP = datetime(2024, 1, 15, 9, tzinfo=UTC)


def read(data: bytes) -> list[tuple[str, str]]:
    """The lines of a calendar as (name with parameters, value), by the letter of RFC 5545: unfold, then unescape."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode()  # no character is cut by a fold
    lines = data.decode().replace("\r\n ", "").split("\r\n")[:-1]
    pairs = [line.split(":", 1) for line in lines]
    plain = {"n": "\n", "N": "\n"}
    return [(name, re.sub(r"\\(.)", lambda m: plain.get(m[1], m[1]), value)) for name, value in pairs]


def event(**given):
    return Event(
        **{"uid": "jalon-1@example.org", "title": "Un jalon", "start": date(2024, 6, 3), "stamp": STAMP} | given
    )


def test_a_calendar_is_written_as_the_standard_says():
    festival = event(title="Festival ; demain, peut-être", start=date(2024, 10, 28), end=date(2024, 11, 30), sequence=2)
    paris = timezone(timedelta(hours=2))
    meeting = event(
        uid="seance-1@example.org",
        start=datetime(2024, 6, 3, 14, tzinfo=paris),
        end=datetime(2024, 6, 3, 15, 30, tzinfo=paris),
        location="Salle 1",
        url="https://example.org/s/1",
        categories=("Atelier", "Tout public"),
        geo=(45.78, 3.08),
        cancelled=True,
    )
    assert write("Rétro-planning", [festival, meeting]).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//consult//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Rétro-planning",
        "BEGIN:VEVENT",
        "UID:jalon-1@example.org",
        "DTSTAMP:20240115T090000Z",
        "DTSTART;VALUE=DATE:20241028",
        "DTEND;VALUE=DATE:20241201",
        "SUMMARY:Festival \\; demain\\, peut-être",
        "SEQUENCE:2",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:seance-1@example.org",
        "DTSTAMP:20240115T090000Z",
        "DTSTART:20240603T120000Z",
        "DTEND:20240603T133000Z",
        "SUMMARY:Un jalon",
        "LOCATION:Salle 1",
        "CATEGORIES:Atelier,Tout public",
        "GEO:45.780000;3.080000",
        "URL:https://example.org/s/1",
        "SEQUENCE:0",
        "STATUS:CANCELLED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@settings(max_examples=150)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_come_back_whole(title: str, description: str) -> None:
    kept = [re.sub(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", "", _lines(t)) for t in (title, description)]
    told = dict(read(write("Agenda", [event(title=title, description=description)])))
    assert (told["SUMMARY"], told.get("DESCRIPTION", "")) == tuple(kept)
    assert [name for name, _ in read(write("Agenda", [event(title=title)]))].count("BEGIN") == 2


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def test_nothing_in_a_text_begins_a_line_of_its_own():
    sly = "x\r\nATTACH:https://evil.example/\nEND:VEVENT"
    names = [
        name for name, _ in read(write(sly, [event(title=sly, location=sly, url=sly, uid=sly, categories=(sly,))]))
    ]
    assert (names.count("END"), "ATTACH" in names, "URL" in names) == (2, False, False)
    assert escape("a\\;,\n") == "a\\\\\\;\\,\\n"


def test_what_takes_no_time_has_no_end_and_the_last_day_of_all_is_a_day():
    told = [name for name, _ in read(write("A", [event(start=STAMP, end=STAMP)]))]
    assert "DTEND" not in told
    assert ("DTSTART;VALUE=DATE", "99991231") in read(write("A", [event(start=date.max)]))
    assert ("DTSTART;VALUE=DATE", "09990101") in read(write("A", [event(start=date(999, 1, 1))]))


@pytest.mark.parametrize(
    "given",
    [
        {"start": datetime(2024, 1, 1)},  # noqa: DTZ001
        {"start": STAMP, "end": STAMP - timedelta(minutes=1)},
        {"start": STAMP, "end": date(2024, 2, 1)},
        {"end": date(2024, 6, 2)},
        {"geo": (91.0, 0.0)},
    ],
)
def test_what_no_calendar_could_hold_is_refused(given):
    with pytest.raises(ValueError, match=r"\w"):
        event(**given)
