"""Bringing a file into the draft: what is new is added, what is known is changed, nothing is taken away.

A session is known by its identifier; a row of a table, which has none, by its title and hour, then by its title alone.
Fields that the format cannot say stay as they are.
"""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.programme import queries, services
from consult.programme.c3voc import NAMESPACE
from consult.programme.content import Person, Place, Talk
from consult.programme.models import (
    Edition,
    Room,
    Session,
    SessionPublic,
    SessionSpeaker,
    Speaker,
    SpeakerState,
    Term,
    Venue,
    Vocabulary,
)
from consult.programme.parsed import Parsed
from consult.themes.models import Theme

MOST_SESSIONS = 20_000
_SAME = (
    *("title", "subtitle", "abstract", "description", "starts", "ends", "day", "capacity", "registration", "price"),
    "language",
)


@dataclass(slots=True)
class Counts:
    """What an import did; `untouched` are sessions of the draft that the file does not hold."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    untouched: int = 0
    rooms: int = 0
    speakers: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return asdict(self)


def apply(parsed: Parsed, *, consultation: Consultation, actor: User | None) -> Counts:
    """Bring a file into the draft of a consultation. Raises RuleBroken where it is beyond all measure."""
    if len(parsed.programme.talks) > MOST_SESSIONS:
        raise RuleBroken(_("Ce programme a plus de %(most)s séances.", most=MOST_SESSIONS))
    edition = services.open_edition(consultation)
    if parsed.format_name == "json":
        _tell_edition(edition, parsed)
    writer = _Writer(consultation, parsed)
    counts = writer.write()
    record(Action.PROGRAMME_IMPORTED, edition, actor=actor, format=parsed.format_name, **counts.as_dict())
    services.tell_changed(writer.touched)
    return counts


def _tell_edition(edition: Edition, parsed: Parsed) -> None:
    said = parsed.programme
    edition.title, edition.acronym = said.title[:200], said.acronym[:80]
    edition.zone, edition.source_version = said.zone_name, said.version[:80]
    edition.starts, edition.ends = said.starts, said.ends


class _Writer:
    """What the draft holds, by the names under which a file speaks of it."""

    def __init__(self, consultation: Consultation, parsed: Parsed) -> None:
        self.place, self.parsed, self.counts = consultation, parsed, Counts()
        self.touched: list[Session] = []
        self.terms = services.terms_by_key(consultation.id)
        query = sa.select(Speaker).filter_by(consultation_id=consultation.id).order_by(Speaker.id.desc())
        people = db.session.scalars(query).all()
        self.people = {speaker.key: speaker for speaker in people}
        self.people_by_name = {text.fold(speaker.name): speaker for speaker in people}
        query_ = sa.select(Session).filter_by(consultation_id=consultation.id).order_by(Session.starts, Session.id)
        self.sessions = db.session.scalars(query_).all()
        self.by_guid = {session.guid: session for session in self.sessions}
        self.places = self._places()
        columns = SessionSpeaker.session_id, SessionSpeaker.speaker_id, SessionSpeaker.position
        self.speakers_of = _gathered(consultation.id, *columns)
        self.publics_of = _gathered(
            consultation.id, SessionPublic.session_id, SessionPublic.term_id, SessionPublic.term_id
        )

    def _places(self) -> dict[str, Room | Venue]:
        rooms, venues = queries.rooms(self.place.id), queries.venues(self.place.id)
        by_room, by_venue = queries.labels(rooms, venues)
        found: dict[str, Room | Venue] = {by_venue[venue.id]: venue for venue in venues}
        return found | {by_room[room.id]: room for room in rooms}

    def write(self) -> Counts:
        """Bring all of it in."""
        for place in self.parsed.programme.places:
            self.room(place)
        for talk in self.parsed.programme.talks:
            for one in talk.speakers:
                self.speaker(one)
            for vocabulary, name in _words(talk):
                self.term(vocabulary, name)
        db.session.flush()
        known = self.matched()
        for talk in self.parsed.programme.talks:
            self.session(talk, known.get(talk.guid))
        self.counts.untouched = len(self.sessions) - len(known)
        return self.counts

    def matched(self) -> dict[str, Session]:
        """The session of the draft that each session of the file is, by the identifier in the file."""
        talks = self.parsed.programme.talks
        found = {talk.guid: self.by_guid[talk.guid] for talk in talks if talk.guid in self.by_guid}
        if self.parsed.format_name != "csv":
            return found
        taken = set()
        found = {}
        for exactly in (True, False):
            left: dict[Any, list[Session]] = {}
            for session in self.sessions:
                if session.id not in taken:
                    left.setdefault(_known_by(session.title, session.starts, exactly), []).append(session)
            for talk in talks:
                same = left.get(_known_by(talk.title, talk.starts, exactly))
                if talk.guid not in found and same:
                    found[talk.guid] = same.pop(0)
                    taken.add(found[talk.guid].id)
        return found

    def room(self, place: Place) -> None:
        """A room that is not known yet; what the file says of one that is."""
        known = self.places.get(place.label)
        if known is None:
            self.places[place.label] = room = Room(
                consultation_id=self.place.id, name=place.label, capacity=place.capacity, guid=place.guid
            )
            room.extra = dict(place.extra)
            db.session.add(room)
            self.counts.rooms += 1
        elif isinstance(known, Room) and self.parsed.format_name == "json":
            known.guid, known.extra = place.guid or known.guid, dict(place.extra)
            known.capacity = known.capacity if place.capacity is None else place.capacity

    def speaker(self, one: Person) -> None:
        """Somebody who is not known yet; what the file says of whoever is."""
        known = self.people.get(one.key)
        if known is None and self.parsed.format_name == "csv":
            known = self.people_by_name.get(text.fold(one.name))
        if known is None:
            known = Speaker(consultation_id=self.place.id, key=one.key, guid=one.guid, name=one.name)
            known.organisation, known.state = one.organisation, SpeakerState(one.state)
            known.biography, known.extra = one.biography, dict(one.extra)
            db.session.add(known)
            self.counts.speakers += 1
        elif self.parsed.format_name == "json":
            known.name, known.guid = one.name, one.guid
            known.biography = one.biography or known.biography
            known.organisation = one.organisation or known.organisation
            known.extra = dict(one.extra)
            known.state = SpeakerState(one.state)
        else:
            known.state = SpeakerState(one.state)
        self.people[one.key] = known

    def term(self, vocabulary: Vocabulary, name: str) -> None:
        """A word that is not known yet; a theme of the programme called as one of the consultation points at it."""
        key = text.fold(name)
        if (vocabulary, key) in self.terms:
            return
        position = sum(one is vocabulary for one, _name in self.terms)
        term = Term(consultation_id=self.place.id, vocabulary=vocabulary, name=name, name_key=key, position=position)
        if vocabulary is Vocabulary.TRACK:
            themes = sa.select(Theme).filter_by(consultation_id=self.place.id)
            term.theme_id = next((t.id for t in db.session.scalars(themes) if text.fold(t.title) == key), None)
        db.session.add(term)
        self.terms[vocabulary, key] = term

    def session(self, talk: Talk, known: Session | None) -> None:
        """One session, added or changed."""
        fields = self.fields(talk)
        if known is None:
            guid = talk.guid
            if guid in self.by_guid:  # a table's second session of this title, where the first has its identifier
                guid = str(uuid.uuid5(NAMESPACE, f"{guid}/{len(self.by_guid)}"))
            known = Session(consultation_id=self.place.id, guid=guid, **fields)
            db.session.add(known)
            db.session.flush()
            self.by_guid[guid] = known
            self.counts.created += 1
            self.link(known, talk)
            self.touched.append(known)
            return
        changed = {name: value for name, value in fields.items() if getattr(known, name) != value}
        for name, value in changed.items():
            setattr(known, name, value)
        if self.link(known, talk) or changed:
            known.version += 1
            self.counts.updated += 1
            self.touched.append(known)
        else:
            self.counts.unchanged += 1

    def fields(self, talk: Talk) -> dict[str, Any]:
        """The columns of a session that this file can say."""
        knows = self.parsed.knows
        fields = {name: getattr(talk, name) for name in _SAME if name in knows}
        if self.parsed.format_name == "json":
            fields |= {"extra": dict(talk.extra), "day": None}
        elif "day" in knows:
            fields |= {"extra": dict(talk.extra)} if talk.extra else {}
        if "place" in knows:
            place = self.places.get(talk.place)
            fields["room_id"] = place.id if isinstance(place, Room) else None
            fields["venue_id"] = place.id if isinstance(place, Venue) else place.venue_id if place else None
        for name, vocabulary in (("format", Vocabulary.FORMAT), ("track", Vocabulary.TRACK)):
            if name in knows:
                word = getattr(talk, name)
                fields[f"{name}_id"] = self.terms[vocabulary, text.fold(word)].id if word else None
        return fields

    def link(self, session: Session, talk: Talk) -> bool:
        """Its speakers and publics; say whether they are others than before."""
        knows, changed = self.parsed.knows, False
        if "speakers" in knows:
            people = [self.people[one.key] for one in talk.speakers]
            if [one.id for one in people] != self.speakers_of.get(session.id, []):
                services.link_speakers(session, people)
                changed = True
        if "publics" in knows:
            publics = [self.terms[Vocabulary.PUBLIC, text.fold(name)] for name in talk.publics]
            if sorted(one.id for one in publics) != sorted(self.publics_of.get(session.id, [])):
                services.link_publics(session, publics)
                changed = True
        return changed


def _known_by(title: str, starts: Any, exactly: bool) -> Any:
    return (text.fold(title), starts) if exactly else text.fold(title)


def _words(talk: Talk) -> Iterable[tuple[Vocabulary, str]]:
    if talk.format:
        yield Vocabulary.FORMAT, talk.format
    if talk.track:
        yield Vocabulary.TRACK, talk.track
    yield from ((Vocabulary.PUBLIC, name) for name in talk.publics)


def _gathered(consultation_id: int, owner: Any, owned: Any, order: Any) -> dict[int, list[int]]:
    """What belongs to each session of a consultation, in order."""
    found: dict[int, list[int]] = {}
    query = sa.select(owner, owned).join(Session, Session.id == owner).where(Session.consultation_id == consultation_id)
    for key, value in db.session.execute(query.order_by(owner, order)):
        found.setdefault(key, []).append(value)
    return found


def would_do(parsed: Parsed, *, consultation: Consultation) -> tuple[int, int]:
    """How many sessions of a file would be added, and how many are known already."""
    if queries.edition(consultation.id) is None:
        return len(parsed.programme.talks), 0
    known = len(_Writer(consultation, parsed).matched())
    return len(parsed.programme.talks) - known, known
