"""Hours as people say them, and the moments they are. Pure.

* A day of the programme runs from four in the morning to four in the morning: what begins at half past midnight belongs
  to the evening before.
* A session may end after midnight where that is plausible: it begins from 18:00 on and ends by 06:00.
* An hour that a change of clocks skips is refused; of an hour that comes twice, the first is meant.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _

from consult.errors import ConsultError

TURN = timedelta(hours=4)
EVENING, NIGHT_ENDS = time(18), time(6)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])?(?::00)?")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class BadTime(ConsultError):
    """An hour that cannot be; `field` is the one to mend: day, start or end."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class HalfDay(StrEnum):
    """The parts of a day in which a programme is read."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Slot:
    """When something takes place, in UTC; `remarks` are sentences on how the hours were understood."""

    starts: datetime
    ends: datetime | None
    remarks: tuple[str, ...] = ()


def zone_called(name: str | None) -> ZoneInfo | None:
    """The zone of this name, if there is one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_day(cell: str) -> date:
    """A day as offices write it: 2026-10-28, 28/10/2026. Raises BadTime."""
    for pattern in _DATES:
        try:
            return datetime.strptime(cell.strip(), pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise BadTime("day", _("« %(cell)s » n’est pas un jour : écrivez 2026-10-28 ou 28/10/2026.", cell=cell[:40]))


def read_time(cell: str, field: str) -> time:
    """An hour as people write it: 14:00, 14h, 9h30. Raises BadTime."""
    if (found := _TIME.fullmatch(cell.strip())) is None:
        raise BadTime(field, _("« %(cell)s » n’est pas une heure : écrivez 14:00 ou 14h00.", cell=cell[:40]))
    return time(int(found[1]), int(found[2] or 0))


def moment(day: date, at: time, zone: ZoneInfo, field: str = "start") -> datetime:
    """The moment, in UTC, at which clocks of this zone show this hour. Raises BadTime where they never do."""
    wall = datetime.combine(day, at).replace(fold=0)
    try:
        found = wall.replace(tzinfo=zone).astimezone(UTC)
        shown = found.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # the first or the last day of all calendars
        raise BadTime(field, _("Ce jour est hors du calendrier.")) from None
    if shown != wall:
        said = {"time": f"{at:%H:%M}", "day": f"{day:%d/%m/%Y}"}
        message = _("%(time)s n’existe pas le %(day)s : on change d’heure cette nuit-là.", **said)
        raise BadTime(field, message)
    return found


def is_said_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether clocks show this hour twice on this day."""
    wall = datetime.combine(day, at)
    return wall.replace(tzinfo=zone).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()


def slot(day: date, start: time, end: time | None, zone: ZoneInfo) -> Slot:
    """The slot of these hours. Raises BadTime for one that ends before it starts."""
    starts = moment(day, start, zone, "start")
    remarks = [_twice(at) for at in (start, end) if at and is_said_twice(day, at, zone)]
    if end is None:
        return Slot(starts, None, tuple(remarks))
    if end > start:
        return _checked(starts, moment(day, end, zone, "end"), remarks)
    if start >= EVENING and end <= NIGHT_ENDS:
        remarks.append(_("elle finit après minuit, à %(time)s le lendemain", time=f"{end:%H:%M}"))
        return _checked(starts, moment(_next(day), end, zone, "end"), remarks)
    said = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    if end == start:
        raise BadTime("end", _("La fin et le début sont à la même heure (%(start)s).", **said))
    raise BadTime("end", _("La fin (%(end)s) est avant le début (%(start)s).", **said))


def _checked(starts: datetime, ends: datetime, remarks: list[str]) -> Slot:
    if ends <= starts:
        raise BadTime("end", _("Avec le changement d’heure de cette nuit-là, la fin tombe avant le début."))
    return Slot(starts, ends, tuple(remarks))


def _next(day: date) -> date:
    try:
        return day + timedelta(days=1)
    except OverflowError:
        raise BadTime("day", _("Ce jour est hors du calendrier.")) from None


def _twice(at: time) -> str:
    return str(_("%(time)s vient deux fois cette nuit-là : la première est retenue", time=f"{at:%H:%M}"))


def programme_day(starts: datetime, zone: ZoneInfo) -> date:
    """The day of the programme to which a moment belongs."""
    wall = starts.astimezone(zone).replace(tzinfo=None)
    return (wall - TURN).date() if wall.year > 1 else wall.date()


def half_day(starts: datetime, zone: ZoneInfo) -> HalfDay:
    """Morning until noon, afternoon until six, evening until the day ends."""
    hour = starts.astimezone(zone).hour
    if TURN <= timedelta(hours=hour) < timedelta(hours=12):
        return HalfDay.MORNING
    return HalfDay.AFTERNOON if 12 <= hour < EVENING.hour else HalfDay.EVENING
