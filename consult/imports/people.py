"""The ghosts of an import: people known from a pseudonym only, without address or password.

A ghost is unique by its exact pseudonym within one importer and one consultation, so two imports share their people.
"""

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from consult.accounts.alike import skeleton
from consult.accounts.models import User
from consult.accounts.services import find_or_create_ghost
from consult.consultations.models import Consultation
from consult.db import db
from consult.imports.parsed import Kind, Parsed
from consult.text import clean, fold

_NAME_MAX = 80


class People:
    """The accounts behind the handles of a parsed consultation, made where they are not there yet."""

    def __init__(self, parsed: Parsed, place: Consultation) -> None:
        self._place = place
        self._stand_ins: dict[str, int] = {}
        self._origin = f"{parsed.importer}:{place.id}"
        accounts = {person.handle: _name(person.handle) for person in parsed.people}
        known = _ghosts(self._origin)
        new = dict.fromkeys(name for name in accounts.values() if name not in known)
        if new:
            # All at once: asking for each of thousands of ghosts would hold the database for long.
            rows = [{"name": name, "name_key": name, "origin": self._origin} for name in new]
            db.session.execute(sa.insert(User), rows)
            known = _ghosts(self._origin)
        self.added = len(new)
        self.ids = {handle: known[name] for handle, name in accounts.items()}
        self._spelt = _unique((fold(name.lstrip("@")), number) for name, number in self.ids.items())
        self._alike = _unique((skeleton(name), number) for name, number in self.ids.items())

    def author(self, handle: str | None, kind: Kind = Kind.CITIZEN) -> int:
        """The account of whoever signed; the organisers for what is official, "Anonyme" for what nobody signed."""
        if handle is not None:
            return self.ids[handle]
        if kind is Kind.OFFICIAL:
            return self._stand_in(self._place.organiser or "Les organisateurs", "organisers")
        return self._stand_in("Anonyme", "unsigned")

    def named(self, mention: str) -> int | None:
        """The account that "@PTreguer" names: the same spelling, or the only one that looks alike."""
        return self._spelt.get(fold(mention)) or self._alike.get(skeleton(mention))

    def _stand_in(self, name: str, role: str) -> int:
        origin = f"{role}:{self._place.id}"
        if origin not in self._stand_ins:
            self._stand_ins[origin] = find_or_create_ghost(name=_name(name), origin=origin).id
        return self._stand_ins[origin]


def _name(handle: str) -> str:
    return clean(handle)[:_NAME_MAX] or "Anonyme"


def _ghosts(origin: str) -> dict[str, int]:
    """The ghosts of an import by their exact name; one that was united with somebody is that person."""
    query = sa.select(User.name_key, sa.func.coalesce(User.united_with_id, User.id)).where(User.origin == origin)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _unique(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The keys that only one person has."""
    listed = list(dict.fromkeys(pairs))
    times = Counter(key for key, __ in listed)
    return {key: number for key, number in listed if key and times[key] == 1}
