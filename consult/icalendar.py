"""Calendars as files (iCalendar, RFC 5545), written for whatever has dates: milestones, sessions.

* `write(name, events)` gives the bytes of one VCALENDAR: lines end in CRLF, are folded at 75 octets without cutting a
  character, text is escaped (§3.1, §3.3.11).
* Moments are written in UTC: every calendar shows them in its reader's zone, and no VTIMEZONE can be wrong. What has
  no hour is a day or several (`DATE`); RFC 5545 names the day after the last one, here `end` is the last one itself.
* A calendar that is read again knows an event by its `uid`; it replaces what it held where `sequence` grew.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
EXTENSION = "ics"
PRODUCT = "-//consult//FR"
_OCTETS = 75
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_URI = re.compile(r"https?://[^\s\"<>\\^`{|}\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `start` and `end` are both aware moments, or both days (the last one included); no end: it has none.

    `uid` is unique in the world and stays (`session-12@example.org`), `stamp` is when it last changed. Raises
    ValueError for what no calendar could hold: a naive moment, an end before its start, a place nowhere on earth.
    """

    uid: str
    title: str
    start: datetime | date
    stamp: datetime
    end: datetime | date | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    geo: tuple[float, float] | None = None
    sequence: int = 0
    cancelled: bool = False
    tentative: bool = False

    def __post_init__(self) -> None:
        for moment in (self.start, self.end, self.stamp):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError("a moment of a calendar has a zone")
        if self.end is not None:
            if isinstance(self.start, datetime) is not isinstance(self.end, datetime):
                raise ValueError("an event begins and ends at moments, or on days")
            if self.end < self.start:
                raise ValueError("an event ends after it began")
        if self.geo and not (-90 <= self.geo[0] <= 90 and -180 <= self.geo[1] <= 180):
            raise ValueError("a latitude and a longitude, in degrees")


def write(name: str, events: Iterable[Event], *, description: str = "") -> bytes:
    """The file of a calendar called `name`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escape(name)}"]
    lines += [f"X-WR-CALDESC:{escape(description)}"] if description else []
    for event in events:
        lines += _event(event)
    return "".join(fold(line) + "\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    yield from _when(event)
    yield f"SUMMARY:{escape(event.title)}"
    for word, value in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if value:
            yield f"{word}:{escape(value)}"
    if event.categories:
        yield "CATEGORIES:" + ",".join(map(escape, event.categories))
    if event.geo:
        yield f"GEO:{event.geo[0]:.6f};{event.geo[1]:.6f}"
    if _URI.fullmatch(event.url):
        yield f"URL:{event.url}"
    yield f"SEQUENCE:{event.sequence}"
    if event.cancelled or event.tentative:
        yield "STATUS:CANCELLED" if event.cancelled else "STATUS:TENTATIVE"
    if not isinstance(event.start, datetime):
        yield "TRANSP:TRANSPARENT"  # a day to know of does not make anybody busy
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    """Beginning and end. What takes no time has no DTEND: it must be later than DTSTART (§3.8.2.2)."""
    if isinstance(event.start, datetime):
        yield f"DTSTART:{_moment(event.start)}"
        if isinstance(event.end, datetime) and event.end > event.start:
            yield f"DTEND:{_moment(event.end)}"
        return
    yield f"DTSTART;VALUE=DATE:{_day(event.start)}"
    last = event.end or event.start
    if last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"


def _moment(moment: datetime) -> str:
    at = moment.astimezone(UTC)
    return f"{_day(at)}T{at:%H%M%S}Z"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"  # strftime writes the year 999 with three signs


def escape(text: str) -> str:
    r"""Text as a TEXT value: `\`, `;`, `,` and line ends escaped, no other control character."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first after CRLF and a space; no character is cut."""
    pieces, size = [""], 0
    for sign in line:
        width = len(sign.encode())
        if size + width > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += width
    return "\r\n".join(pieces)
