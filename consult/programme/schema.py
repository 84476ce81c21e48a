"""What a schedule.json must be (the JSON schema of c3voc, draft 6): types, required fields, patterns. Pure.

What would change sessions, times, rooms or speakers is a fault, and the file is refused with the place and the reason.
What real exports do beside the schema without harm (slugs in capitals, fields of their own) is a remark.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

Test = Callable[[Any], bool]
Sentence = Callable[[], str]
_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HOUR = re.compile(r"(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]")
_DURATION = re.compile(r"[0-9]{1,4}:[0-5][0-9]")
SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?")
_CODE = re.compile(r"[A-Z0-9]+")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_text_or_nothing(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_moment(value: Any) -> bool:
    return read_moment(value) is not None


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def read_moment(value: Any) -> datetime | None:
    """An ISO 8601 moment with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found if found and found.tzinfo and 1900 < found.year < 2200 else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a field must be, in words too."""

    holds: Test
    words: Sentence


TEXT = Rule(_is_text, lambda: _("un texte était attendu"))
TITLE = Rule(lambda v: _is_text(v) and v.strip() != "", lambda: _("un texte qui ne soit pas vide était attendu"))
MAYBE_TEXT = Rule(_is_text_or_nothing, lambda: _("un texte, ou null, était attendu"))
WHOLE = Rule(_is_whole, lambda: _("un nombre entier était attendu"))
NUMBER = Rule(lambda v: _is_whole(v) and 0 < v < 2**53, lambda: _("un nombre entier d’au moins 1 était attendu"))
UUID = Rule(lambda v: _is_text(v) and bool(_UUID.fullmatch(v)), lambda: _("un identifiant UUID était attendu"))
MOMENT = Rule(_is_moment, lambda: _("une date et une heure avec leur fuseau étaient attendues"))
DATE = Rule(_is_date, lambda: _("une date (2026-10-28) était attendue"))
DAY = Rule(lambda v: _is_date(v) or _is_moment(v), lambda: _("une date (2026-10-28) était attendue"))
HOUR = Rule(lambda v: _is_text(v) and bool(_HOUR.fullmatch(v)), lambda: _("une heure (09:00) était attendue"))
DURATION = Rule(lambda v: _is_text(v) and bool(_DURATION.fullmatch(v)), lambda: _("une durée (00:30) était attendue"))
CODE = Rule(
    lambda v: _is_text(v) and bool(_CODE.fullmatch(v)), lambda: _("des capitales et des chiffres étaient attendus")
)
LIST = Rule(lambda v: isinstance(v, list), lambda: _("une liste était attendue"))
OBJECT = Rule(lambda v: isinstance(v, dict), lambda: _("un objet était attendu"))
FLAG = Rule(lambda v: v is None or isinstance(v, bool), lambda: _("vrai ou faux était attendu"))
FLAG_OR_TEXT = Rule(lambda v: v is None or isinstance(v, bool | str), lambda: _("vrai, faux ou un texte était attendu"))
CAPACITY = Rule(
    lambda v: v is None or (_is_number(v) and v >= 0), lambda: _("un nombre de places positif était attendu")
)

Fields = Mapping[str, tuple[Rule, bool]]  # name → (rule, required)

SCHEDULE: Fields = {"version": (TEXT, True), "conference": (OBJECT, True), "base_url": (TEXT, False)}
CONFERENCE: Fields = {
    "title": (TITLE, True),
    "acronym": (TEXT, True),
    "days": (LIST, True),
    "daysCount": (WHOLE, True),
    "start": (DAY, True),
    "end": (DAY, True),
    "timeslot_duration": (TEXT, True),
    "time_zone_name": (TEXT, False),
    "rooms": (LIST, False),
    "tracks": (LIST, False),
    "keywords": (LIST, False),
    "colors": (OBJECT, False),
    "meta": (OBJECT, False),
    "description": (TEXT, False),
    "logo": (TEXT, False),
    "url": (TEXT, False),
}
DAYS: Fields = {
    "index": (WHOLE, True),
    "date": (DATE, True),
    "day_start": (MOMENT, True),
    "day_end": (MOMENT, True),
    "rooms": (OBJECT, True),
}
EVENT: Fields = {
    "guid": (UUID, True),
    "title": (TITLE, True),
    "date": (MOMENT, True),
    "duration": (DURATION, True),
    "start": (HOUR, True),
    "room": (TEXT, True),
    "persons": (LIST, True),
    "id": (NUMBER, True),
    "abstract": (MAYBE_TEXT, True),
    "language": (MAYBE_TEXT, True),
    "links": (LIST, True),
    "slug": (TEXT, True),
    "subtitle": (MAYBE_TEXT, True),
    "track": (MAYBE_TEXT, True),
    "type": (TEXT, True),
    "url": (TEXT, True),
    "end": (MOMENT, False),
    "code": (CODE, False),
    "description": (MAYBE_TEXT, False),
    "logo": (MAYBE_TEXT, False),
    "recording_license": (TEXT, False),
    "do_not_record": (FLAG, False),
    "do_not_stream": (FLAG_OR_TEXT, False),
    "attachments": (LIST, False),
    "feedback_url": (TEXT, False),
    "origin_url": (TEXT, False),
}
ROOM: Fields = {"name": (TITLE, True), "guid": (UUID, True), "capacity": (CAPACITY, False)}
PERSON: Fields = {"guid": (UUID, False), "id": (WHOLE, False), "biography": (MAYBE_TEXT, False), "url": (TEXT, False)}
NAMED: Fields = {"name": (TITLE, True), "code": (CODE, False), "avatar": (MAYBE_TEXT, False)}
PUBLICLY_NAMED: Fields = {"public_name": (TITLE, True), "id": (WHOLE, True)}
REFERENCE: Fields = {"url": (TEXT, True), "title": (TEXT, False), "type": (TEXT, False)}


@dataclass(slots=True)
class Checker:
    """Walks through a file and collects what is wrong, each with its place."""

    faults: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)

    def object(self, value: Any, expected: Fields, where: str, *, closed: bool = False) -> Mapping[str, Any]:
        """Check an object; where it is `closed`, note the fields that the schema does not know."""
        if not isinstance(value, dict):
            self.fault(where, OBJECT, value)
            return {}
        for name, (rule, required) in expected.items():
            if name in value:
                self.value(value[name], rule, f"{where}.{name}")
            elif required:
                self.faults.append(_("%(where)s : « %(name)s » manque", where=where, name=name))
        for name in (name for name in value if closed and name not in expected):
            self.unknown[name[:80]] = self.unknown.get(name[:80], 0) + 1
        return value

    def value(self, value: Any, rule: Rule, where: str) -> bool:
        """Check one value."""
        if rule.holds(value):
            return True
        self.fault(where, rule, value)
        return False

    def fault(self, where: str, rule: Rule, value: Any) -> None:
        """Note a value that is not what its rule says."""
        read = repr(value) if not isinstance(value, str) else f"« {value} »"
        said = {"where": where, "expected": rule.words(), "read": read[:60] + ("…" if len(read) > 60 else "")}
        self.faults.append(_("%(where)s : %(expected)s, et non %(read)s", **said))

    def items(self, value: Any, expected: Fields, where: str) -> list[Mapping[str, Any]]:
        """Check a list of objects."""
        if not isinstance(value, list):
            return []
        return [self.object(one, expected, f"{where}[{n}]") for n, one in enumerate(value)]

    def person(self, value: Any, where: str) -> None:
        """Check a speaker, named as frab or as pretalx does."""
        known = self.object(value, PERSON, where)
        if not isinstance(value, dict):
            return
        self.object(known, NAMED if "name" in known else PUBLICLY_NAMED, where)
