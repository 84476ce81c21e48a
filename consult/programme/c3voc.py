"""schedule.json, as pretalx, frab and the c3voc write and read it. Pure.

Read without loss: what we have no column for is kept beside each session and written back. Answers that speakers
gave to the organisers' questions (telephone numbers, needs) are no part of a programme and are not taken over.
Written to be valid: what the schema cannot say of a session (places, registration, price) goes to `conference.meta`.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock
from consult.programme import times
from consult.programme.content import Person, Place, Programme, Talk, in_order
from consult.programme.parsed import Parsed
from consult.programme.schema import (
    ACRONYM,
    CONFERENCE,
    DAYS,
    EVENT,
    REFERENCE,
    ROOM,
    SCHEDULE,
    SLUG,
    Checker,
    read_moment,
)
from consult.reading.files import MAX_BYTES, ImportRefused, Upload
from consult.text import slugify

NAMESPACE = uuid.UUID("5d2f2a6e-6f3b-5c0e-9c55-2b7a3c1d9e40")  # of the identifiers that we derive
KNOWS = frozenset(
    (
        "title",
        "subtitle",
        "abstract",
        "description",
        "starts",
        "ends",
        "place",
        "format",
        "track",
        "speakers",
        "language",
    )
)
SHOWN = 3  # reasons in a refusal
_BESIDE: tuple[str, ...] = (
    *("id", "logo", "slug", "url", "code", "recording_license", "do_not_record", "do_not_stream", "links"),
    *("attachments", "feedback_url", "origin_url"),
)
_MORE = ("capacity", "registration", "price", "publics")
_CONTROLS = re.compile("[\x00\ud800-\udfff]")
_URI = re.compile(r"https?://[^\s<>\"]+")


def read(upload: Upload, *, zone_name: str) -> Parsed:
    """Read a schedule. Raises ImportRefused, with the place and the reason, where it is not one."""
    whole = _loaded(upload)
    checker = Checker()
    conference = _checked(whole, checker)
    zone = _zone(conference, zone_name)
    parsed = Parsed("json", Programme(""), KNOWS)
    talks = [_talk(event, parsed) for event in _events(conference)]
    more = _told_beside(conference)
    talks = [replace(talk, **more.get(talk.guid, {})) for talk in _apart(talks, parsed)]
    parsed.knows |= frozenset(_MORE) if more else frozenset()
    parsed.programme = Programme(
        title=_text(conference["title"]),
        talks=in_order(talks),
        places=_places(conference, talks),
        zone_name=str(zone),
        acronym=_text(conference["acronym"]),
        version=_text(whole["schedule"]["version"]),
        starts=date.fromisoformat(conference["start"][:10]),
        ends=date.fromisoformat(conference["end"][:10]),
    )
    _remark_on_the_whole(parsed, conference, checker)
    return parsed


def _loaded(upload: Upload) -> Any:
    if len(upload.data) > MAX_BYTES:
        raise ImportRefused(_("Ce fichier dépasse 20 Mo."))
    try:
        text = upload.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(_("Ce fichier n’est pas du JSON en UTF-8.")) from error
    if text.lstrip().startswith("<"):
        raise ImportRefused(_("Ce fichier est en XML (frab) : exportez le programme en JSON (schedule.json)."))
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        said = {"line": error.lineno, "column": error.colno}
        raise ImportRefused(_("Ligne %(line)d, signe %(column)d : ce n’est pas du JSON.", **said)) from error
    except (RecursionError, ValueError) as error:
        raise ImportRefused(_("Ce fichier n’est pas du JSON que l’on puisse lire.")) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _checked(whole: Any, checker: Checker) -> Mapping[str, Any]:
    """The conference, once all is checked."""
    _refuse_other_versions(whole)
    schedule = checker.object(whole["schedule"], SCHEDULE, "schedule")
    if "rooms" in schedule:
        checker.faults.append(_("schedule.rooms : les salles sont à dire dans schedule.conference.rooms"))
    conference = checker.object(schedule.get("conference"), CONFERENCE, "schedule.conference", closed=True)
    checker.items(conference.get("rooms"), ROOM, "schedule.conference.rooms")
    days = checker.items(conference.get("days"), DAYS, "schedule.conference.days")
    for place, event in _listed(days, checker):
        checker.object(event, EVENT, place, closed=True)
        if isinstance(event, dict):
            checker.items(event.get("links"), REFERENCE, f"{place}.links")
            checker.items(event.get("attachments"), REFERENCE, f"{place}.attachments")
            persons = event.get("persons")
            for n, person in enumerate(persons if isinstance(persons, list) else ()):
                checker.person(person, f"{place}.persons[{n}]")
    if checker.faults:
        reasons = " ; ".join(checker.faults[:SHOWN])
        more = len(checker.faults) - SHOWN
        rest = ngettext(" ; et %(num)s autre raison", " ; et %(num)s autres raisons", more) if more > 0 else ""
        raise ImportRefused(_("Ce fichier ne suit pas le schéma de schedule.json. ") + reasons + rest + ".")
    return conference


def _refuse_other_versions(whole: Any) -> None:
    """The other shapes in which programmes are exchanged, each named where it is known."""
    schedule = whole.get("schedule") if isinstance(whole, dict) else None
    if isinstance(schedule, dict) and ("conference" in schedule or "version" in schedule):
        return
    if isinstance(whole, dict) and "talks" in whole:
        raise ImportRefused(
            _("C’est une autre version du format (le widget de pretalx) : exportez le programme comme schedule.json.")
        )
    raise ImportRefused(
        _("Ce fichier est d’un autre format, ou d’une autre version : « schedule » et « conference » n’y sont pas.")
    )


def _listed(days: Sequence[Mapping[str, Any]], checker: Checker) -> Iterator[tuple[str, Any]]:
    for n, day in enumerate(days):
        rooms = day.get("rooms")
        for room, events in rooms.items() if isinstance(rooms, dict) else ():
            where = f'schedule.conference.days[{n}].rooms["{room[:60]}"]'
            if not isinstance(events, list):
                checker.faults.append(_("%(where)s : une liste était attendue", where=where))
                continue
            yield from ((f"{where}[{place}]", event) for place, event in enumerate(events))


def _events(conference: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for day in conference["days"]:
        for events in day["rooms"].values():
            yield from events


def _zone(conference: Mapping[str, Any], ours: str) -> ZoneInfo:
    """The zone in which the hours of this file are written: the one it names, ours, or the one all its hours show."""
    found = [moment for event in _events(conference) if (moment := read_moment(event["date"]))]
    named = times.zone_called(conference.get("time_zone_name"))
    for zone in filter(None, (named, ZoneInfo(ours))):
        if all(moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in found):
            return zone
    offsets = {moment.utcoffset() for moment in found}
    if len(offsets) == 1 and (fixed := times.zone_called(_fixed(offsets.pop()))):
        return fixed
    return named or ZoneInfo(ours)


def _fixed(offset: timedelta | None) -> str | None:
    """The name of a zone that is always so far from UTC; whole hours alone have one, with the sign of POSIX."""
    seconds = int(offset.total_seconds()) if offset is not None else 1
    return None if seconds % 3600 else f"Etc/GMT{-seconds // 3600:+d}" if seconds else "UTC"


def _text(value: str | None) -> str:
    return _CONTROLS.sub("", value or "")


def _cleaned(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_text(name): _cleaned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _talk(event: Mapping[str, Any], parsed: Parsed) -> Talk:
    where = _text(event["title"])[:80]
    starts = datetime.fromisoformat(event["date"]).astimezone(UTC)
    return Talk(
        guid=event["guid"].lower(),
        title=_text(event["title"]),
        subtitle=_text(event["subtitle"]),
        abstract=_text(event["abstract"]),
        description=_text(event.get("description")),
        starts=starts,
        ends=_ends(event, starts, parsed, where),
        place=_text(event["room"]).strip(),
        format=_text(event["type"]),
        track=_text(event["track"]),
        speakers=_persons(event["persons"]),
        language=_text(event["language"]),
        extra={name: _cleaned(event[name]) for name in _BESIDE if name in event},
    )


def _ends(event: Mapping[str, Any], starts: datetime, parsed: Parsed, where: str) -> datetime | None:
    hours, minutes = map(int, event["duration"].split(":"))
    counted = starts + timedelta(hours=hours, minutes=minutes)
    said = read_moment(event["end"]) if "end" in event else None
    ends = said.astimezone(UTC) if said else counted
    if f"{read_moment(event['date']):%H:%M}" != event["start"]:
        parsed.remark(where, "start", _("« start » et « date » ne disent pas la même heure : « date » est suivie."))
    if ends < starts:
        raise ImportRefused(_("« %(title)s » : la séance finit avant de commencer.", title=where))
    if said and said != counted:
        parsed.remark(where, "end", _("« end » et « duration » ne disent pas la même fin : « end » est suivie."))
    if ends == starts:
        parsed.remark(where, "no-duration", _("Sa durée est nulle : sa fin est à préciser."))
        return None
    return ends


def _persons(persons: Sequence[Mapping[str, Any]]) -> tuple[Person, ...]:
    """Each speaker once; answers to questions of the organisers stay where they were."""
    found = {}
    for one in persons:
        name = _text(one.get("name") or one.get("public_name")).strip()
        key = next((f"{k}:{one[k]}" for k in ("guid", "code", "id") if one.get(k) not in (None, "")), f"name:{name}")
        known = {"guid", "organisation", "state", "answers"}
        state = "tentative" if one.get("state") == "tentative" else "confirmed"
        found[key] = Person(
            name=name,
            key=key[:300],
            guid=str(one.get("guid") or uuid.uuid5(NAMESPACE, key)),
            organisation=_text(one.get("organisation") if isinstance(one.get("organisation"), str) else "")[:200],
            state=state,
            biography=_text(one.get("biography")),
            extra={k: _cleaned(v) for k, v in one.items() if k not in known},
        )
    return tuple(found.values())


def _apart(talks: Sequence[Talk], parsed: Parsed) -> Iterator[Talk]:
    """Sessions told apart: one that is given twice under one identifier gets one of its own, always the same."""
    seen: dict[str, int] = {}
    for talk in talks:
        seen[talk.guid] = seen.get(talk.guid, 0) + 1
        if seen[talk.guid] == 1:
            yield talk
            continue
        parsed.remark(talk.title[:80], "guid", _("Deux séances ont le même identifiant : chacune est gardée."))
        yield replace(talk, guid=str(uuid.uuid5(uuid.UUID(talk.guid), str(seen[talk.guid]))))


def _told_beside(conference: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What we wrote in `meta` of each session, if this file is one of ours; anything odd in it is not looked at."""
    meta = conference.get("meta") or {}
    kept = meta["consult"] if isinstance(meta.get("consult"), dict) else {}
    found: dict[str, dict[str, Any]] = {}
    for guid, told in kept.items():
        if not isinstance(told, dict):
            continue
        said: dict[str, Any] = {}
        if isinstance(told.get("capacity"), int) and 0 <= told["capacity"] < 2**31:
            said["capacity"] = told["capacity"]
        if isinstance(told.get("registration"), bool):
            said["registration"] = told["registration"]
        if isinstance(told.get("price"), str):
            said["price"] = _text(told["price"])[:120]
        if isinstance(told.get("publics"), list):
            said["publics"] = tuple(_text(one)[:160] for one in told["publics"] if isinstance(one, str) and one)
        found[guid.lower()] = said
    return found


def _places(conference: Mapping[str, Any], talks: Sequence[Talk]) -> tuple[Place, ...]:
    """The rooms that the file describes, then those that only its sessions name."""
    found: dict[str, Place] = {}
    for room in conference.get("rooms") or ():
        label = _text(room["name"]).strip()
        capacity = room.get("capacity")
        beside = {k: _cleaned(v) for k, v in room.items() if k not in ("name", "guid", "capacity")}
        places = int(capacity) if capacity is not None and capacity < 2**31 else None
        found.setdefault(label, Place(label, room=label, capacity=places, guid=room["guid"].lower(), extra=beside))
    for talk in talks:
        if talk.place:
            guid = str(uuid.uuid5(NAMESPACE, f"room:{talk.place}"))
            found.setdefault(talk.place, Place(talk.place, room=talk.place, guid=guid))
    return tuple(found.values())


def _remark_on_the_whole(parsed: Parsed, conference: Mapping[str, Any], checker: Checker) -> None:
    for name, count in checker.unknown.items():
        said = {"name": name, "num": count}
        if name == "answers":
            sentence = _("« %(name)s » (%(num)s fois) : ces réponses aux organisateurs ne sont pas reprises.", **said)
        else:
            sentence = _("« %(name)s » (%(num)s fois) n’est pas dans le schéma, et n’est pas repris.", **said)
        parsed.remark("", "unknown-field", sentence)
    if conference["daysCount"] != len(conference["days"]):
        said = {"said": conference["daysCount"], "found": len(conference["days"])}
        parsed.remark("", "days", _("« daysCount » dit %(said)s jours, le fichier en a %(found)s.", **said))
    if not ACRONYM.fullmatch(conference["acronym"]):
        parsed.remark("", "acronym", _("L’acronyme ne suit pas le schéma ; l’export en écrira un qui le suit."))
    if any(not SLUG.fullmatch(str(talk.extra.get("slug", ""))) for talk in parsed.programme.talks):
        parsed.remark("", "slug", _("Des « slug » ne suivent pas le schéma ; l’export en écrira qui le suivent."))


def write(programme: Programme, *, address: Callable[[Talk], str], base: str = "") -> dict[str, Any]:
    """The programme as a schedule that follows the schema. Sessions without an hour cannot be said in it."""
    talks = [talk for talk in programme.talks if talk.is_scheduled]
    days, used = _span(programme, talks), {talk.place for talk in talks}
    today = clock.now().astimezone(programme.zone).date()
    conference: dict[str, Any] = {
        "acronym": _acronym(programme),
        "title": programme.title or "Programme",
        "start": (days[0] if days else today).isoformat(),
        "end": (days[-1] if days else today).isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        **({"time_zone_name": programme.zone_name} if _is_nameable(programme.zone_name) else {}),
        "tracks": [{"name": name} for name in sorted({talk.track for talk in talks if talk.track})],
        "rooms": [_room(place) for place in programme.places if place.room or place.label in used],
        "days": _days(programme, talks, days, address),
    }
    if beside := {talk.guid: told for talk in talks if (told := _beside(talk))}:
        conference["meta"] = {"consult": beside}
    whole: dict[str, Any] = {"version": programme.version or "0", "conference": conference}
    if _URI.fullmatch(base):
        whole["base_url"] = base
    return {"$schema": "https://c3voc.de/schedule/schema.json", "schedule": whole}


def _span(programme: Programme, talks: Sequence[Talk]) -> list[date]:
    """Every day from the first to the last, as the programme says, or as its sessions need."""
    found = [day for talk in talks if (day := programme.day_of(talk))]
    found += [day for day in (programme.starts, programme.ends) if day]
    if not found:
        return []
    first, last = min(found), max(found)
    if (last - first).days > 400:  # nobody reads that many empty days
        return sorted(set(found))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _acronym(programme: Programme) -> str:
    if ACRONYM.fullmatch(programme.acronym):
        return programme.acronym
    return slugify(programme.acronym or programme.title).replace("-", "_").ljust(4, "0")


def _is_nameable(zone: str) -> bool:
    return zone == "UTC" or bool(re.fullmatch(r"[A-Z][a-z]+/[A-Z][a-z]+.*", zone))


def _room(place: Place) -> dict[str, Any]:
    beside = {"description": None} | dict(place.extra)
    guid = place.guid or str(uuid.uuid5(NAMESPACE, f"room:{place.label}"))
    return {"name": place.label, "guid": guid, "capacity": place.capacity} | beside


def _days(
    programme: Programme, talks: Sequence[Talk], days: Sequence[date], address: Callable[[Talk], str]
) -> list[dict[str, Any]]:
    found: dict[date, dict[str, list[dict[str, Any]]]] = {day: {} for day in days}
    for number, talk in enumerate(talks, 1):
        day = programme.day_of(talk)
        if day is not None:
            found[day].setdefault(talk.place, []).append(_event(programme, talk, number, address(talk)))
    turn = time(int(times.TURN.total_seconds()) // 3600)

    def bound(day: date, minutes: int) -> str:
        wall = datetime.combine(day, turn) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=programme.zone).isoformat()

    return [
        {
            "index": index,
            "date": day.isoformat(),
            "day_start": bound(day, 0),
            "day_end": bound(day + timedelta(days=1), -1),
            "rooms": rooms,
        }
        for index, (day, rooms) in enumerate(found.items(), 1)
    ]


def _event(programme: Programme, talk: Talk, number: int, address: str) -> dict[str, Any]:
    if talk.starts is None:
        raise ValueError("a session without a slot cannot be in a schedule")
    starts = programme.local(talk.starts)
    event: dict[str, Any] = {
        "id": talk.id or number,
        "guid": talk.guid,
        "logo": "",
        "date": starts.isoformat(),
        "start": f"{starts:%H:%M}",
        "duration": f"{talk.minutes // 60:02d}:{talk.minutes % 60:02d}",
        "room": talk.place,
        "slug": "",
        "url": address,
        "title": talk.title,
        "subtitle": talk.subtitle,
        "track": talk.track or None,
        "type": talk.format,
        "language": talk.language or None,
        "abstract": talk.abstract,
        "description": talk.description,
        "recording_license": "",
        "do_not_record": False,
        "persons": [_person(person) for person in talk.speakers],
        "links": [],
        "attachments": [],
    }
    if talk.ends:
        event["end"] = programme.local(talk.ends).isoformat()
    event |= {name: talk.extra[name] for name in _BESIDE if name in talk.extra}
    if not SLUG.fullmatch(event["slug"]):
        event["slug"] = slugify(event["slug"] or talk.title).ljust(2, "0")
    if not _URI.fullmatch(event["url"]):
        event["url"] = address
    return event


def _person(person: Person) -> dict[str, Any]:
    said: dict[str, Any] = dict(person.extra) or {"name": person.name}
    if "name" in said:
        said |= {"name": person.name, "guid": person.guid or str(uuid.uuid5(NAMESPACE, person.key or person.name))}
    else:
        said |= {"public_name": person.name}
    said |= {"biography": person.biography} if person.biography or said.get("biography") else {}
    said |= {"organisation": person.organisation} if person.organisation else {}
    return said | ({"state": person.state} if person.is_tentative else {})


def _beside(talk: Talk) -> dict[str, Any]:
    """What a schedule has no field for."""
    said = {"capacity": talk.capacity, "registration": talk.registration, "price": talk.price or None}
    told: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return told | ({"publics": list(talk.publics)} if talk.publics else {})
