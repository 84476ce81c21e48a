"""A programme as a file: which readers and which writers there are. To add one, write it and add a line here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from flask_babel import gettext as _

from consult import icalendar
from consult.documents.renderers import RENDERERS
from consult.programme import booklet, c3voc, calendar, table
from consult.programme.content import Programme, Talk
from consult.programme.parsed import Parsed
from consult.reading.files import ImportRefused, Upload

Address = Callable[[Talk], str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a file says besides the programme: who publishes it, addresses, the name of this instance for calendars."""

    author: str
    address: Address
    base: str
    host: str


@dataclass(frozen=True, slots=True)
class Writer:
    """A way to write a programme: its extension, its media type, the name people know it by."""

    extension: str
    media_type: str
    label: str
    write: Callable[[Programme, Context], bytes]


def _json(programme: Programme, context: Context) -> bytes:
    whole = c3voc.write(programme, address=context.address, base=context.base)
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(programme: Programme, context: Context) -> bytes:
    return table.write(programme).encode()


def _ics(programme: Programme, context: Context) -> bytes:
    return calendar.whole(programme, address=context.address, host=context.host)


def _document(extension: str) -> Callable[[Programme, Context], bytes]:
    def write(programme: Programme, context: Context) -> bytes:
        return RENDERERS[extension].render(booklet.compose(programme, author=context.author))

    return write


WRITERS: Mapping[str, Writer] = {
    "json": Writer("json", "application/json", "schedule.json (c3voc, pretalx)", _json),
    "ics": Writer(icalendar.EXTENSION, icalendar.MEDIA_TYPE, "iCalendar", _ics),
    "csv": Writer("csv", "text/csv", "CSV", _csv),
} | {
    name: Writer(name, RENDERERS[name].media_type, RENDERERS[name].label, _document(name))
    for name in ("pdf", "docx", "odt")
}


def read(upload: Upload, *, zone_name: str) -> Parsed:
    """Read a programme, in whichever of our formats it is. Raises ImportRefused with the reason."""
    suffix = PurePath(upload.name.lower()).suffix
    start = upload.data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise ImportRefused(_("Ce fichier est vide."))
    if suffix == ".json" or (suffix != ".csv" and start[:1] in b"{[<"):
        return c3voc.read(upload, zone_name=zone_name)
    return table.read(upload, zone_name=zone_name)
