"""The moments of French documents: "24/07/2014 - 11:05:42", "18 septembre/2014 - 11:12:40", "… - 16 h 11 mn 15 s".

What carries no time zone is meant in Paris. A day without an hour is put at midnight UTC: the same day in Paris, and
in an export.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from consult.text import fold

PARIS = ZoneInfo("Europe/Paris")
_NAMES = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
MONTHS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
DAY = r"(?P<day>\d{1,2})(?:er)? ?[/. -] ?(?P<month>\d{1,2}|[^\W\d_]{3,9}) ?[/. -] ?(?P<year>\d{4})"
_SECOND = r"(?P<second>\d{2}|\d(?= ?s))(?: ?s)?"
TIME = rf"(?P<hour>\d{{1,2}}) ?[:hH] ?(?P<minute>\d{{2}}|\d(?= ?mn))(?: ?(?::|mn|min) ?{_SECOND}| ?mn)?"
_COMMENT_DATE = re.compile(rf"(?:[Ll]e )?{DAY} ?(?:[-–—,à]|à) ?{TIME}")
_DAY = re.compile(DAY)
_LOOSE = re.compile(rf"{DAY}(?:(?: ?[-–—,àT] ?| ){TIME})?")
_USUAL = re.compile(r"\d\d/\d\d/\d{4} - \d\d:\d\d:\d\d")
_SHAPE = "00/00/0000 - 00:00:00"
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is a date: `moment` is None where no calendar has it; `usual` where it is written like the others."""

    moment: datetime | None
    usual: bool


def date_line(line: str) -> DateLine | None:
    """The date and time that fill this line, or None where it is anything else."""
    text = " ".join(line.replace("*", " ").split()) if len(line) <= _LONGEST else ""
    found = _COMMENT_DATE.fullmatch(text)
    return DateLine(_moment(found), bool(_USUAL.fullmatch(text))) if found else None


def cut_date_line(line: str) -> bool:
    """Whether a line looks like the beginning of a date, as at the end of a file that was cut."""
    shape = re.sub(r"\d", "0", line.strip())
    return len(shape) > len("00/") and _SHAPE.startswith(shape) and date_line(line) is None


def day(text: str) -> datetime | None:
    """A day without an hour, at midnight UTC; None where it is not a day."""
    found = _DAY.fullmatch(" ".join(text.split()))
    return _moment(found) if found else None


def moment(text: str) -> datetime | None:
    """A date from a table cell: ISO 8601, with or without offset, or French; None where it is neither."""
    text = " ".join(text.split())
    found = _LOOSE.fullmatch(text) if len(text) <= _LONGEST else None
    if found:
        return _moment(found)
    # "2019-01-17 10:38:20 +0100", "2019-01-17 10:38:20 UTC": Ruby puts a space before the offset.
    iso = re.sub(r" (?=[+-]\d\d:?\d\d$)", "", re.sub(r" ?UTC$", "+00:00", text))
    try:
        return _aware(datetime.fromisoformat(iso), dated_only=len(text) == len("2019-01-17"))
    except (ValueError, OverflowError):
        return None


def _moment(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    month = int(parts["month"]) if parts["month"].isdecimal() else MONTHS.get(fold(parts["month"]), 0)
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        read = datetime(int(parts["year"]), month, int(parts["day"]), hour, minute, second)  # noqa: DTZ001  see _aware
        return _aware(read, dated_only=not parts.get("hour"))
    except (ValueError, OverflowError):
        return None


def _aware(read: datetime, *, dated_only: bool) -> datetime:
    zone = UTC if dated_only else PARIS
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
