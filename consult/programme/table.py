"""A programme as a table: `title,abstract,day,start,end,room,format,track,speakers,capacity,registration`. Pure.

Empty cells are allowed: a room, an hour or a day may be unknown yet. Several speakers are separated by ` ; `, and
« (sous réserve) » after a name says that they have not confirmed. Hours are those of the programme's zone; where a
moment cannot be said so (the second 2:30 of a night), it is written in full.
"""

import csv
import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from consult.programme import times
from consult.programme.c3voc import NAMESPACE
from consult.programme.content import TENTATIVE, Person, Place, Programme, Talk, in_order
from consult.programme.parsed import Parsed
from consult.programme.schema import read_moment
from consult.programme.times import BadTime, Slot
from consult.reading.files import ImportRefused, Upload
from consult.reading.rows import Row, read_table
from consult.text import fold

COLUMNS = (
    "title",
    "abstract",
    "day",
    "start",
    "end",
    "room",
    "format",
    "track",
    "speakers",
    "capacity",
    "registration",
)
FRENCH = {
    "titre": "title",
    "resume": "abstract",
    "jour": "day",
    "date": "day",
    "debut": "start",
    "fin": "end",
    "salle": "room",
    "lieu": "room",
    "theme": "track",
    "intervenants": "speakers",
    "jauge": "capacity",
    "inscription": "registration",
}
FIELDS = {
    "title": ("title",),
    "abstract": ("abstract",),
    "day": ("starts", "ends", "day"),
    "room": ("place",),
    "format": ("format",),
    "track": ("track",),
    "speakers": ("speakers",),
    "capacity": ("capacity",),
    "registration": ("registration",),
}
SEPARATOR = " ; "
MOST_PLACES = 1_000_000
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_TENTATIVE = re.compile(r"\s*\((?:sous réserve|sous reserve|tbc|à confirmer)\)\s*$", re.IGNORECASE)
_YES = frozenset(("oui", "yes", "1", "true", "vrai", "obligatoire", "sur inscription", "required", "o", "y", "x"))
_NO = frozenset(("non", "no", "0", "false", "faux", "libre", "entree libre", "none", "n"))


def read(upload: Upload, *, zone_name: str) -> Parsed:
    """Read a table. Raises ImportRefused, with the line and the reason, where something in it cannot be."""
    table = read_table(upload)
    columns = [FRENCH.get(name, name) for name in table.columns]
    if "title" not in columns:
        names = ", ".join(COLUMNS)
        raise ImportRefused(_("La colonne « title » manque. Colonnes attendues : %(names)s.", names=names))
    if table.oddities:
        first = table.oddities[0]
        raise ImportRefused(
            _("Ligne %(line)d : elle n’a pas autant de cellules que l’en-tête. Rien n’est importé.", line=first.line)
        )
    known = frozenset(name for column in columns for name in FIELDS.get(column, ()))
    parsed = Parsed("csv", Programme("", zone_name=zone_name), known)
    _remark_on_columns(parsed, table.written, columns)
    talks = [_Reader(row, parsed, ZoneInfo(zone_name)).talk() for row in table.rows]
    if not talks:
        raise ImportRefused(_("Ce tableau n’a aucune ligne : il n’y a rien à importer."))
    labels = dict.fromkeys(talk.place for talk in talks if talk.place)
    places = tuple(Place(label, room=label, guid=str(uuid.uuid5(NAMESPACE, f"room:{label}"))) for label in labels)
    parsed.programme = Programme("", in_order(_identified(talks)), places, zone_name)
    return parsed


def _remark_on_columns(parsed: Parsed, written: list[str], columns: list[str]) -> None:
    for shown, name in zip(written, columns, strict=True):
        if name not in COLUMNS and shown:
            parsed.remark("", "unknown-column", _("La colonne « %(name)s » n’est pas reprise.", name=shown[:60]))


def _identified(talks: list[Talk]) -> list[Talk]:
    """A table gives no identifier: a session is known by its title, and by its rank among those called the same."""
    seen: dict[str, int] = {}
    found = []
    for talk in talks:
        key = fold(talk.title)
        seen[key] = seen.get(key, 0) + 1
        found.append(replace(talk, guid=str(uuid.uuid5(NAMESPACE, f"title:{key}#{seen[key]}"))))
    return found


@dataclass(slots=True)
class _Reader:
    """Reads one row."""

    row: Row
    parsed: Parsed
    zone: ZoneInfo

    def cell(self, name: str) -> str:
        """A cell, whatever the language of its column."""
        cell = self.row.get(name, *(french for french, one in FRENCH.items() if one == name))
        return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell

    @property
    def where(self) -> str:
        """The line, for people."""
        return str(_("Ligne %(line)d", line=self.row.line))

    def refuse(self, message: str) -> ImportRefused:
        """A refusal that says where."""
        said = {"line": self.row.line, "title": self.cell("title")[:80], "problem": message}
        return ImportRefused(_("Ligne %(line)d, « %(title)s » : %(problem)s", **said))

    def talk(self) -> Talk:
        """The session of this row."""
        title = self.cell("title")
        if not title:
            raise ImportRefused(_("Ligne %(line)d : cette séance n’a pas de titre.", line=self.row.line))
        slot, day, beside = self.slot()
        for remark in slot.remarks if slot else ():
            self.parsed.remark(self.where, "hours", f"« {title[:80]} » : {remark}.")
        return Talk(
            guid="",
            title=title,
            abstract=self.cell("abstract"),
            starts=slot.starts if slot else None,
            ends=slot.ends if slot else None,
            day=day,
            place=self.cell("room"),
            format=self.cell("format"),
            track=self.cell("track"),
            speakers=self.speakers(),
            capacity=self.capacity(),
            registration=self.registration(),
            extra=beside,
        )

    def slot(self) -> tuple[Slot | None, date | None, dict[str, str]]:
        """When it is; a day alone; cells that say an hour of no known day, which are kept as they are."""
        start, end = self.cell("start"), self.cell("end")
        if (whole := read_moment(start)) is not None:
            return self.whole(whole, end), None, {}
        try:
            day = times.read_day(self.cell("day")) if self.cell("day") else None
            first = times.read_time(start, "start") if start else None
            until = read_moment(end)
            last = None if until else (times.read_time(end, "end") if end else None)
            if day and first and until:
                return self.until(times.slot(day, first, None, self.zone), until), None, {}
            if day and first:
                return times.slot(day, first, last, self.zone), None, {}
        except BadTime as problem:
            raise self.refuse(str(problem)) from problem
        beside = {name: cell for name, cell in (("start", start), ("end", end)) if cell}
        if beside:
            message = _("l’heure est gardée telle quelle, mais la séance n’a pas encore de créneau.")
            self.parsed.remark(self.where, "no-slot", f"« {self.cell('title')[:80]} » : {message}")
        return None, day, beside

    def whole(self, starts: datetime, end: str) -> Slot:
        """A slot whose beginning is written in full."""
        slot = Slot(starts.astimezone(UTC), None)
        if not end:
            return slot
        if (until := read_moment(end)) is not None:
            return self.until(slot, until)
        try:
            local = starts.astimezone(self.zone)
            return self.until(slot, times.moment(local.date(), times.read_time(end, "end"), self.zone, "end"))
        except BadTime as problem:
            raise self.refuse(str(problem)) from problem

    def until(self, slot: Slot, until: datetime) -> Slot:
        """The slot, with an end that is written in full."""
        if until <= slot.starts:
            raise self.refuse(_("la fin est avant le début."))
        return replace(slot, ends=until.astimezone(UTC))

    def speakers(self) -> tuple[Person, ...]:
        """The speakers, each once, in order."""
        found: dict[str, Person] = {}
        for part in self.cell("speakers").split(";"):
            name = " ".join(_TENTATIVE.sub("", part).split())
            if name:
                key = f"name:{fold(name)}"
                state = TENTATIVE if _TENTATIVE.search(part) else "confirmed"
                found.setdefault(key, Person(name, key[:300], str(uuid.uuid5(NAMESPACE, key)), state=state))
        return tuple(found.values())

    def capacity(self) -> int | None:
        """How many people there is room for."""
        cell = self.cell("capacity").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        if not cell:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}", cell):
            raise self.refuse(_("« %(cell)s » n’est pas un nombre de places.", cell=cell[:40]))
        if not 0 <= int(cell) <= MOST_PLACES:
            raise self.refuse(_("une jauge ne peut pas être de %(cell)s places.", cell=cell))
        return int(cell)

    def registration(self) -> bool | None:
        """Whether one must register; None where nothing is said."""
        cell = fold(self.cell("registration"))
        if cell and cell not in _YES | _NO:
            raise self.refuse(
                _("inscription : écrivez « oui », « non », ou rien, et non « %(cell)s ».", cell=cell[:40])
            )
        return cell in _YES if cell else None


def write(programme: Programme) -> str:
    """The programme as a table, in order; cancelled sessions are left out."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for talk in programme.talks:
        if not talk.is_cancelled:
            writer.writerow({name: _harmless(cell) for name, cell in _row(programme, talk).items()})
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; reading it takes the sign away again."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _row(programme: Programme, talk: Talk) -> Mapping[str, Any]:
    day, start, end = _hours(programme, talk)
    return {
        "title": talk.title,
        "abstract": talk.abstract,
        "day": day,
        "start": start,
        "end": end,
        "room": talk.place,
        "format": talk.format,
        "track": talk.track,
        "speakers": SEPARATOR.join(f"{p.name} (sous réserve)" if p.is_tentative else p.name for p in talk.speakers),
        "capacity": "" if talk.capacity is None else talk.capacity,
        "registration": {None: "", True: "oui", False: "non"}[talk.registration],
    }


def _hours(programme: Programme, talk: Talk) -> tuple[str, str, str]:
    """Day and hours, such that reading them gives these moments back."""
    if talk.starts is None:
        known = talk.day.isoformat() if talk.day else ""
        return known, str(talk.extra.get("start", "")), str(talk.extra.get("end", ""))
    starts = programme.local(talk.starts)
    ends = programme.local(talk.ends) if talk.ends else None
    day = starts.date()
    start = f"{starts:%H:%M}" if _says(day, starts.time(), talk.starts, programme.zone) else starts.isoformat()
    if ends is None:
        return day.isoformat(), start, ""
    return day.isoformat(), start, f"{ends:%H:%M}" if _ends_there(programme, talk) else ends.isoformat()


def _says(day: date, at: time, moment: datetime, zone: ZoneInfo) -> bool:
    try:
        return at.second == at.microsecond == 0 and times.moment(day, at, zone) == moment
    except BadTime:
        return False


def _ends_there(programme: Programme, talk: Talk) -> bool:
    if talk.starts is None or talk.ends is None:
        return False
    starts, ends = programme.local(talk.starts), programme.local(talk.ends)
    if not _says(starts.date(), starts.time(), talk.starts, programme.zone):
        return False
    try:
        return times.slot(starts.date(), starts.time(), ends.time(), programme.zone).ends == talk.ends
    except BadTime:
        return False
