"""What the team does with a draft: its words, venues, rooms, speakers, sessions. All of it waits for a release."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from consult import clock, text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.programme import queries, words
from consult.programme.models import (
    Edition,
    Room,
    Session,
    SessionPublic,
    SessionSpeaker,
    Speaker,
    SpeakerState,
    Star,
    Term,
    Venue,
    Vocabulary,
)
from consult.themes.models import Theme

Listener = Callable[[Sequence[Session]], None]
_listeners: list[Listener] = []


def after_change(listener: Listener) -> Listener:
    """Let this be called with the sessions that were changed, in the transaction of the change."""
    _listeners.append(listener)
    return listener


def tell_changed(sessions: Sequence[Session]) -> None:
    """Tell whoever wants to know that these sessions were changed."""
    db.session.flush()
    for listener in _listeners:
        listener(sessions)


def open_edition(consultation: Consultation, *, zone: str = "") -> Edition:
    """The programme of a consultation; made with the usual formats and publics where there is none."""
    values = {"title": "", "acronym": "", "source_version": "", "starts": None, "ends": None, "created": clock.now()}
    zone = zone or current_app.config["TIMEZONE"]
    if insert_once(Edition, consultation_id=consultation.id, zone=zone, **values):
        for vocabulary, names in ((Vocabulary.FORMAT, words.FORMATS), (Vocabulary.PUBLIC, words.PUBLICS)):
            for position, name in enumerate(names):
                db.session.add(_term(consultation.id, vocabulary, name, position))
        db.session.flush()
    return held(consultation.id)


def held(consultation_id: int) -> Edition:
    """The programme, held until the end of the transaction: one change after another."""
    query = sa.select(Edition).filter_by(consultation_id=consultation_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def set_up(consultation: Consultation, *, actor: User, title: str, starts: date | None, ends: date | None) -> Edition:
    """Say how a programme is called and when it is. Raises RuleBroken where it ends before it starts."""
    if starts and ends and ends < starts:
        raise RuleBroken(_("Le programme finit avant de commencer."))
    one = open_edition(consultation)
    one.title, one.starts, one.ends = title, starts, ends
    record(Action.PROGRAMME_EDITED, one, actor=actor, what="edition")
    return one


def _term(consultation_id: int, vocabulary: Vocabulary, name: str, position: int) -> Term:
    key = text.fold(name)
    return Term(consultation_id=consultation_id, vocabulary=vocabulary, name=name, name_key=key, position=position)


def terms_by_key(consultation_id: int) -> dict[tuple[Vocabulary, str], Term]:
    """All words of a programme, by vocabulary and name; a theme of the programme also by the title of its theme."""
    found = {}
    query = sa.select(Term, Theme.title).outerjoin(Theme, Theme.id == Term.theme_id)
    for term, title in db.session.execute(
        query.where(Term.consultation_id == consultation_id).order_by(Term.id.desc())
    ):
        if title:
            found[term.vocabulary, text.fold(title)] = term
        found[term.vocabulary, term.name_key] = term
    return found


def save_term(
    consultation: Consultation,
    term: Term | None = None,
    *,
    actor: User,
    vocabulary: Vocabulary,
    name: str,
    theme: Theme | None = None,
) -> Term:
    """Add or change a word. Raises RuleBroken where its list has one of this name."""
    edition = open_edition(consultation)
    same = terms_by_key(consultation.id).get((vocabulary, text.fold(name)))
    if same is not None and same is not term:
        raise RuleBroken(_("« %(name)s » est déjà dans cette liste.", name=name))
    if term is None:
        most = sa.select(sa.func.max(Term.position)).filter_by(consultation_id=consultation.id, vocabulary=vocabulary)
        term = _term(consultation.id, vocabulary, name, (db.session.scalar(most) or 0) + 1)
        db.session.add(term)
    term.name, term.name_key, term.theme_id = name, text.fold(name), theme.id if theme else None
    record(Action.PROGRAMME_EDITED, edition, actor=actor, what=vocabulary.value, name=name)
    db.session.flush()
    return term


def delete_term(term: Term, *, actor: User) -> None:
    """Take a word out; sessions that had it have none."""
    record(Action.PROGRAMME_EDITED, held(term.consultation_id), actor=actor, what=term.vocabulary.value, gone=term.name)
    db.session.execute(sa.delete(Term).filter_by(id=term.id))
    db.session.expire_all()


def save_venue(
    consultation: Consultation, venue: Venue | None = None, *, actor: User, name: str, **fields: Any
) -> Venue:
    """Add or change a venue. `fields` are its columns: address, territory_id, latitude, longitude, opens …

    Raises RuleBroken for a negative capacity, and for one coordinate without the other.
    """
    edition = open_edition(consultation)
    _refuse_negative(fields.get("capacity"))
    if (fields.get("latitude") is None) != (fields.get("longitude") is None):
        raise RuleBroken(_("Donnez la latitude et la longitude, ou aucune des deux."))
    if venue is None:
        venue = Venue(consultation_id=consultation.id, name=name)
        db.session.add(venue)
    for field, value in {"name": name, **fields}.items():
        setattr(venue, field, value)
    record(Action.PROGRAMME_EDITED, edition, actor=actor, what="venue", name=name)
    db.session.flush()
    return venue


def _refuse_negative(capacity: int | None) -> None:
    if capacity is not None and capacity < 0:
        raise RuleBroken(_("Une jauge ne peut pas être négative."))


def delete_venue(venue: Venue, *, actor: User) -> int:
    """Take a venue and its rooms out. Its sessions stay, without a place; return how many they are."""
    mine = sa.select(Room.id).filter_by(venue_id=venue.id)
    lost = sa.or_(Session.venue_id == venue.id, Session.room_id.in_(mine))
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Session).where(lost)) or 0
    record(Action.PROGRAMME_EDITED, held(venue.consultation_id), actor=actor, what="venue", gone=venue.name, lost=count)
    db.session.execute(sa.delete(Room).filter_by(venue_id=venue.id))
    db.session.execute(sa.delete(Venue).filter_by(id=venue.id))
    db.session.expire_all()
    return count


def save_room(
    consultation: Consultation,
    room: Room | None = None,
    *,
    actor: User,
    name: str,
    venue: Venue | None,
    capacity: int | None = None,
) -> Room:
    """Add or change a room. Raises RuleBroken for a negative capacity."""
    edition = open_edition(consultation)
    _refuse_negative(capacity)
    if room is None:
        room = Room(consultation_id=consultation.id, name=name, guid=str(uuid.uuid4()))
        db.session.add(room)
    room.name, room.capacity, room.venue_id = name, capacity, venue.id if venue else None
    db.session.flush()
    db.session.execute(sa.update(Session).filter_by(room_id=room.id).values(venue_id=room.venue_id))
    record(Action.PROGRAMME_EDITED, edition, actor=actor, what="room", name=name)
    return room


def delete_room(room: Room, *, actor: User) -> None:
    """Take a room out; its sessions stay in its venue."""
    record(Action.PROGRAMME_EDITED, held(room.consultation_id), actor=actor, what="room", gone=room.name)
    db.session.execute(sa.delete(Room).filter_by(id=room.id))
    db.session.expire_all()


def save_speaker(
    consultation: Consultation,
    speaker: Speaker | None = None,
    *,
    actor: User | None,
    name: str,
    organisation: str = "",
    state: SpeakerState = SpeakerState.CONFIRMED,
    biography: str = "",
) -> Speaker:
    """Add or change a speaker. Two people may bear one name."""
    edition = open_edition(consultation)
    if speaker is None:
        guid = str(uuid.uuid4())
        speaker = Speaker(consultation_id=consultation.id, guid=guid, key=f"guid:{guid}")
        db.session.add(speaker)
    speaker.name, speaker.organisation, speaker.state, speaker.biography = name, organisation, state, biography
    record(Action.PROGRAMME_EDITED, edition, actor=actor, what="speaker")
    db.session.flush()
    return speaker


def speakers_called(
    consultation: Consultation, names: Iterable[tuple[str, bool]], *, actor: User | None, session: Session | None = None
) -> list[Speaker]:
    """The speakers of these names, tentative or not: those of the session first, then those known, then new ones."""
    mine = {speaker.name: speaker for speaker in (queries.speakers_of(session.id) if session else ())}
    people = []
    for name, is_tentative in names:
        state = SpeakerState.TENTATIVE if is_tentative else SpeakerState.CONFIRMED
        speaker = mine.get(name) or queries.speaker_called(consultation.id, name)
        if speaker is None:
            speaker = save_speaker(consultation, actor=actor, name=name, state=state)
        speaker.state = state
        people.append(speaker)
    return people


def delete_speaker(speaker: Speaker, *, actor: User) -> None:
    """Take a speaker out of all sessions."""
    record(Action.PROGRAMME_EDITED, held(speaker.consultation_id), actor=actor, what="speaker")
    db.session.execute(sa.delete(Speaker).filter_by(id=speaker.id))
    db.session.expire_all()


def create_session(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    speakers: Iterable[Speaker] = (),
    publics: Iterable[Term] = (),
    guid: str = "",
    **fields: Any,
) -> Session:
    """Add a session to the draft. `fields` are the columns of Session. Raises RuleBroken for a negative capacity."""
    open_edition(consultation)
    _refuse_negative(fields.get("capacity"))
    session = Session(consultation_id=consultation.id, title=title, guid=guid or str(uuid.uuid4()), **_placed(fields))
    db.session.add(session)
    db.session.flush()
    link_speakers(session, speakers)
    link_publics(session, publics)
    record(Action.SESSION_CREATED, session, actor=actor, title=title)
    tell_changed([session])
    return session


def edit_session(
    session: Session,
    *,
    actor: User,
    speakers: Iterable[Speaker] | None = None,
    publics: Iterable[Term] | None = None,
    seen: int | None = None,
    **fields: Any,
) -> None:
    """Change a session of the draft; what is not given stays. Raises RuleBroken where it was changed since `seen`."""
    version = db.session.scalar(sa.select(Session.version).filter_by(id=session.id).with_for_update())
    if seen is not None and version != seen:
        raise RuleBroken(_("Cette séance a été modifiée entre-temps. Relisez-la ci-dessous : votre saisie est gardée."))
    _refuse_negative(fields.get("capacity"))
    changed = [n for n, value in _placed(fields).items() if getattr(session, n) != value]
    for name in changed:
        setattr(session, name, _placed(fields)[name])
    if speakers is not None:
        link_speakers(session, speakers)
    if publics is not None:
        link_publics(session, publics)
    session.version += 1
    record(Action.SESSION_EDITED, session, actor=actor, changed=sorted(changed))
    tell_changed([session])


def _placed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A session is in the venue of its room; its day is said only where its hours are not."""
    placed = dict(fields)
    if room := placed.pop("room", None):
        placed |= {"room_id": room.id, "venue_id": room.venue_id}
    elif "room" in fields or "venue" in fields:
        venue = placed.pop("venue", None)
        placed |= {"room_id": None, "venue_id": venue.id if venue else None}
    placed.pop("venue", None)
    if placed.get("starts"):
        placed["day"] = None
    return placed


def link_speakers(session: Session, speakers: Iterable[Speaker]) -> None:
    """Let these people speak in a session, in this order, and no others."""
    db.session.execute(sa.delete(SessionSpeaker).filter_by(session_id=session.id))
    for position, speaker in enumerate(dict.fromkeys(speakers)):
        db.session.add(SessionSpeaker(session_id=session.id, speaker_id=speaker.id, position=position))


def link_publics(session: Session, publics: Iterable[Term]) -> None:
    """Let a session speak to these publics, and no others."""
    db.session.execute(sa.delete(SessionPublic).filter_by(session_id=session.id))
    for term in dict.fromkeys(publics):
        db.session.add(SessionPublic(session_id=session.id, term_id=term.id))


def cancel_session(session: Session, *, actor: User) -> None:
    """Say that a session does not take place; the next release tells it."""
    session.is_cancelled = True
    session.version += 1
    record(Action.SESSION_CANCELLED, session, actor=actor, title=session.title)
    tell_changed([session])


def restore_session(session: Session, *, actor: User) -> None:
    """Say that it takes place after all."""
    session.is_cancelled = False
    session.version += 1
    record(Action.SESSION_RESTORED, session, actor=actor, title=session.title)
    tell_changed([session])


def delete_session(session: Session, *, actor: User) -> None:
    """Take a session out for good. Raises RuleBroken for one that was published: it can be cancelled."""
    if session.published is not None:
        raise RuleBroken(_("Cette séance a été publiée : annulez-la, et la prochaine version le dira."))
    record(Action.SESSION_DELETED, session, actor=actor, title=session.title)
    db.session.execute(sa.delete(Session).filter_by(id=session.id))
    db.session.expire_all()


def star(session: Session, *, user: User) -> None:
    """Put a session in one's own programme."""
    insert_once(Star, session_id=session.id, user_id=user.id, created=clock.now())


def unstar(session: Session, *, user: User) -> None:
    """Take it out."""
    db.session.execute(sa.delete(Star).filter_by(session_id=session.id, user_id=user.id))
