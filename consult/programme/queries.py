"""Reading programmes: the draft and the releases, as `content.Programme`; one session; what warnings need.

A draft is five statements and a release one, however many sessions there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload, undefer

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import Permission, may, visible
from consult.programme import conflicts
from consult.programme.content import Person, Place, Programme, Talk, from_json, in_order, talks_of
from consult.programme.models import (
    Edition,
    Release,
    Room,
    Session,
    SessionPublic,
    SessionSpeaker,
    Speaker,
    Star,
    Term,
    Venue,
    Vocabulary,
)
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.votes.models import Poll, PollItem, Vote
from consult.web.pagination import Page, paginate
from consult.workstreams.models import Project, ProjectProposal


def edition(consultation_id: int) -> Edition | None:
    """What is said of a programme as a whole."""
    return db.session.scalars(sa.select(Edition).filter_by(consultation_id=consultation_id)).one_or_none()


def zone_name(one: Edition | None) -> str:
    """The zone of a programme's hours."""
    return one.zone if one else str(current_app.config["TIMEZONE"])


def terms(consultation_id: int, *vocabularies: Vocabulary) -> Sequence[Term]:
    """The words of a programme; a theme of the programme is called as the theme it points at."""
    query = sa.select(Term, Theme.title).outerjoin(Theme, Theme.id == Term.theme_id)
    query = query.where(Term.consultation_id == consultation_id)
    if vocabularies:
        query = query.where(Term.vocabulary.in_(vocabularies))
    return [term for term, _title in db.session.execute(query.order_by(Term.position, Term.id))]


def names(consultation_id: int) -> dict[int, str]:
    """What each word is called: a change of a theme's title is seen at once."""
    query = sa.select(Term.id, sa.func.coalesce(Theme.title, Term.name)).outerjoin(Theme, Theme.id == Term.theme_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(Term.consultation_id == consultation_id))}


def venues(consultation_id: int) -> Sequence[Venue]:
    """The venues, by name, with their rooms and territory."""
    query = sa.select(Venue).filter_by(consultation_id=consultation_id)
    query = query.options(selectinload(Venue.rooms), joinedload(Venue.territory))
    return db.session.scalars(query.order_by(Venue.name, Venue.id)).all()


def rooms(consultation_id: int) -> Sequence[Room]:
    """The rooms, by name, with their venue."""
    query = sa.select(Room).filter_by(consultation_id=consultation_id).options(joinedload(Room.venue))
    return db.session.scalars(query.order_by(Room.name, Room.id)).all()


def place(choice: str) -> Room | Venue | None:
    """The room or the venue that a form names: « room-3 », « venue-1 », or nothing."""
    kind, _dash, key = choice.partition("-")
    if kind == "room":
        return db.session.get(Room, int(key))
    return db.session.get(Venue, int(key)) if key else None


def part(model: type[Any], thing_id: int) -> tuple[Any, str]:
    """Something of a programme, and the words by which its consultation is found; or the 404 page."""
    thing = found(db.session.get(model, thing_id))
    slug = found(db.session.scalar(sa.select(Consultation.slug).filter_by(id=thing.consultation_id)))
    return thing, slug


def labels(some: Iterable[Any], others: Iterable[Any]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """What each room, and each venue as a whole, is called in the programme: no two the same."""
    some, others = list(some), list(others)
    names = Counter([room.name for room in some] + [venue.name for venue in others])
    taken: set[str] = set()

    def label(name: str, beside: str) -> str:
        wanted = name if names[name] == 1 or not beside else f"{name} – {beside}"
        while wanted in taken:
            wanted += " ′"
        taken.add(wanted)
        return wanted

    venue_labels = {venue.id: label(venue.name, "") for venue in others}
    return {room.id: label(room.name, room.venue.name if room.venue else "") for room in some}, venue_labels


_OF_A_SESSION = (
    *(Session.guid, Session.title, Session.id, Session.subtitle, Session.abstract, Session.description),
    *(Session.starts, Session.ends, Session.day, Session.capacity, Session.registration, Session.price),
    *(Session.language, Session.project_id, Session.is_cancelled, Session.extra),
    *(Session.room_id, Session.venue_id, Session.format_id, Session.track_id),
)
_OF_A_SPEAKER = (
    Speaker.name,
    Speaker.key,
    Speaker.guid,
    Speaker.organisation,
    Speaker.state,
    Speaker.biography,
    Speaker.extra,
)
_OF_A_ROOM = (Room.id, Room.name, Room.capacity, Room.guid, Room.extra)
_OF_A_VENUE = (
    *(Venue.id, Venue.name, Venue.address, Venue.territory_id, Venue.latitude, Venue.longitude, Venue.capacity),
    *(Venue.accessibility, Venue.opens, Venue.closes),
)


def draft(consultation: Consultation, *, said: Edition | Literal["ask"] | None = "ask") -> Programme:
    """The programme as the team works on it: every session, scheduled or not, cancelled or not.

    `said` is what is said of it as a whole, where that was read already. All is read as plain values: what the session
    of the database loads, and keeps, costs three times as much.
    """
    one = edition(consultation.id) if said == "ask" else said
    called, publics = _words(consultation.id)
    places, by_room, by_venue = _places(consultation.id, called)
    people = _people(consultation.id)
    rows: Iterable[Any] = db.session.execute(sa.select(*_OF_A_SESSION).filter_by(consultation_id=consultation.id))
    talks = [
        Talk(
            *row[:9],  # type: ignore[call-arg]  # up to the day
            by_room.get(row.room_id) or by_venue.get(row.venue_id, ""),
            called.get(row.format_id, ""),
            called.get(row.track_id, ""),
            publics.get(row.id, ()),
            people.get(row.id, ()),
            *row[9:16],  # from its capacity on
        )
        for row in rows
    ]
    return Programme(
        title=(one.title if one else "") or consultation.title,
        talks=in_order(talks),
        places=places,
        zone_name=zone_name(one),
        acronym=(one.acronym if one else "") or consultation.slug,
        version=one.source_version if one else "",
        starts=one.starts if one else None,
        ends=one.ends if one else None,
    )


def _words(consultation_id: int) -> tuple[dict[int | None, str], dict[int, tuple[str, ...]]]:
    """What each word is called, and to which publics each session speaks."""
    query = sa.select(Term.id, sa.func.coalesce(Theme.title, Term.name), SessionPublic.session_id)
    query = query.outerjoin(Theme, Theme.id == Term.theme_id)
    query = query.outerjoin(SessionPublic, SessionPublic.term_id == Term.id)
    query = query.where(Term.consultation_id == consultation_id).order_by(Term.position, Term.id)
    called: dict[int | None, str] = {}
    publics: dict[int, tuple[str, ...]] = {}
    for term_id, name, session_id in db.session.execute(query):
        called[term_id] = name
        if session_id is not None:
            publics[session_id] = (*publics.get(session_id, ()), name)
    return called, publics


Labels = dict[int | None, str]


def _places(consultation_id: int, called: Mapping[int | None, str]) -> tuple[tuple[Place, ...], Labels, Labels]:
    """All places, and the labels of rooms and of venues by their numbers. A venue is a place where sessions use it."""
    rooms = sa.select(*_OF_A_ROOM, *_OF_A_VENUE).select_from(Room).outerjoin(Venue, Venue.id == Room.venue_id)
    no_room = (sa.null() for _column in _OF_A_ROOM)
    whole = sa.select(*no_room, *_OF_A_VENUE).where(Venue.consultation_id == consultation_id)
    query: sa.CompoundSelect[Any] = sa.union_all(rooms.where(Room.consultation_id == consultation_id), whole)
    rows = [(_Room(*row[:5]), _Venue(*row[5:])) for row in db.session.execute(query)]
    in_rooms = sorted((row for row in rows if row[0].id is not None), key=lambda row: (row[0].name, row[0].id))
    others = sorted((row[1] for row in rows if row[0].id is None), key=lambda venue: (venue.name, venue.id))
    by_room, by_venue = labels([room._replace(venue=venue if venue.id else None) for room, venue in in_rooms], others)
    found = [_place(by_venue[venue.id], None, venue, called) for venue in others]
    found += [_place(by_room[room.id], room, venue if venue.id else None, called) for room, venue in in_rooms]
    return tuple(found), by_room, by_venue


class _Venue(NamedTuple):
    id: int
    name: str
    address: str
    territory_id: int | None
    latitude: float | None
    longitude: float | None
    capacity: int | None
    accessibility: str
    opens: time | None
    closes: time | None


class _Room(NamedTuple):
    id: int
    name: str
    capacity: int | None
    guid: str
    extra: dict[str, Any]
    venue: _Venue | None = None


def _place(label: str, room: _Room | None, venue: _Venue | None, called: Mapping[int | None, str]) -> Place:
    limits = [n for n in (room.capacity if room else None, venue.capacity if venue else None) if n is not None]
    where: dict[str, Any] = (
        {
            "venue": venue.name,
            "address": venue.address,
            "territory": called.get(venue.territory_id, ""),
            "latitude": venue.latitude,
            "longitude": venue.longitude,
            "accessibility": venue.accessibility,
            "opens": venue.opens,
            "closes": venue.closes,
        }
        if venue
        else {}
    )
    return Place(
        label,
        room=room.name if room else "",
        capacity=min(limits, default=None),
        guid=room.guid if room else "",
        extra=room.extra if room else {},
        **where,
    )


def _people(consultation_id: int) -> dict[int, tuple[Person, ...]]:
    """The speakers of each session, in the order of its poster; each is made once."""
    query = sa.select(SessionSpeaker.session_id, Speaker.id, *_OF_A_SPEAKER)
    query = query.join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
    query = query.where(Speaker.consultation_id == consultation_id)
    known: dict[int, Person] = {}
    gathered: dict[int, tuple[Person, ...]] = {}
    for row in db.session.execute(query.order_by(SessionSpeaker.session_id, SessionSpeaker.position)):
        if (one := known.get(row[1])) is None:
            name, key, guid, organisation, state, biography, extra = row[2:]
            one = known[row[1]] = Person(name, key, guid, organisation, state.value, biography, extra)
        gathered[row[0]] = (*gathered.get(row[0], ()), one)
    return gathered


def speakers(consultation_id: int, *, after: str | None = None, size: int = 50) -> Page[Speaker]:
    """One page of speakers, by name."""
    query = sa.select(Speaker).filter_by(consultation_id=consultation_id)
    return paginate(query, [(Speaker.name, False), (Speaker.id, False)], after=after, size=size)


def speakers_of(session_id: int) -> Sequence[Speaker]:
    """Who speaks in a session, in the order of its poster."""
    query = sa.select(Speaker).join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
    return db.session.scalars(
        query.where(SessionSpeaker.session_id == session_id).order_by(SessionSpeaker.position)
    ).all()


def speaker_called(consultation_id: int, name: str) -> Speaker | None:
    """The first speaker of this name."""
    query = sa.select(Speaker).filter_by(consultation_id=consultation_id, name=name)
    return db.session.scalars(query.order_by(Speaker.id).limit(1)).one_or_none()


def publics_of(session_id: int) -> Sequence[int]:
    """To which publics a session speaks."""
    return db.session.scalars(sa.select(SessionPublic.term_id).filter_by(session_id=session_id)).all()


def projects(consultation_id: int, *, viewer: Any, but: int | None = None) -> Sequence[Project]:
    """The projects from which a session may come, by title."""
    query = visible(sa.select(Project), viewer).where(Project.consultation_id == consultation_id)
    query = query.where(sa.or_(Project.visibility == Visibility.PUBLISHED, Project.id == but))
    return db.session.scalars(query.order_by(Project.title, Project.id).limit(500)).all()


def head(consultation_id: int, *, whole: bool = True) -> tuple[Edition | None, Release | None]:
    """What is said of a programme as a whole, and its last release, in one statement."""
    query = sa.select(Edition, Release).select_from(Consultation)
    query = query.outerjoin(Edition, Edition.consultation_id == Consultation.id)
    query = query.outerjoin(Release, Release.consultation_id == Consultation.id)
    query = query.where(Consultation.id == consultation_id).order_by(Release.number.desc()).limit(1)
    row = db.session.execute(query.options(undefer(Release.content)) if whole else query).one()
    return row[0], row[1]


def last_release(consultation_id: int, *, whole: bool = True) -> Release | None:
    """The release that citizens read, if there is one; `whole` with all that it holds."""
    query = sa.select(Release).filter_by(consultation_id=consultation_id).order_by(Release.number.desc()).limit(1)
    if whole:
        query = query.options(undefer(Release.content))
    return db.session.scalars(query).one_or_none()


def releases(consultation_id: int) -> Sequence[Release]:
    """All releases with their changes, the latest first."""
    query = sa.select(Release).filter_by(consultation_id=consultation_id).options(undefer(Release.changes))
    return db.session.scalars(query.order_by(Release.number.desc()).limit(50)).all()


def released(release: Release | None, consultation: Consultation) -> Programme:
    """The programme of a release; an empty one where nothing was published yet."""
    return from_json(release.content) if release else Programme(consultation.title)


def told(*sessions: Session) -> Mapping[int, Talk]:
    """What the last release tells of these sessions, by their numbers: all that the public may read of them."""
    ids = {one.id for one in sessions}
    found: dict[int, Talk] = {}
    for consultation_id in {one.consultation_id for one in sessions}:
        release = last_release(consultation_id)
        found |= talks_of(release.content, ids) if release else {}
    return found


def session(session_id: int, *, viewer: Any) -> Session:
    """A session of a consultation that this viewer may read, with its consultation; or the 404 page."""
    query = sa.select(Session).where(Session.id == session_id)
    query = query.options(joinedload(Session.consultation).selectinload(Consultation.phases))
    one = found(db.session.scalars(query).one_or_none())
    return found(one if may(viewer, Permission.CONSULTATION_READ, one.consultation) else None)


def origin(project_id: int | None, *, viewer: Any) -> tuple[Project | None, Sequence[Proposal]]:
    """The project of a session and the proposals it comes from, as this viewer may read them now."""
    if project_id is None:
        return None, []
    query = visible(sa.select(Project), viewer).where(Project.id == project_id).options(joinedload(Project.workstream))
    project = db.session.scalars(query).one_or_none()
    if project is None:
        return None, []
    behind = visible(sa.select(Proposal), viewer).join(ProjectProposal, ProjectProposal.proposal_id == Proposal.id)
    behind = behind.where(ProjectProposal.project_id == project_id).options(joinedload(Proposal.author))
    return project, db.session.scalars(behind.order_by(Proposal.id)).all()


def starred(user_id: int | None, consultation_id: int) -> set[int]:
    """The sessions of a programme that somebody put in theirs."""
    if user_id is None:
        return set()
    query = sa.select(Star.session_id).join(Session, Session.id == Star.session_id)
    return set(db.session.scalars(query.where(Star.user_id == user_id, Session.consultation_id == consultation_id)))


def warnings(consultation: Consultation, programme: Programme) -> list[conflicts.Warning]:
    """What does not fit in a programme, with what the votes and the themes say."""
    themes = [conflicts.Theme(*row) for row in _themes(consultation.id)]
    return conflicts.warnings(programme, backers=_backers(consultation.id), themes=themes)


def _backers(consultation_id: int) -> dict[str, set[int]]:
    """Who supports the proposals behind each session that has a slot, by its guid; nobody while votes are sealed."""
    query = sa.select(Session.guid, Vote.voter_id).join(
        ProjectProposal, ProjectProposal.project_id == Session.project_id
    )
    query = query.join(Proposal, Proposal.id == ProjectProposal.proposal_id)
    query = query.join(Vote, Vote.item_id == Proposal.poll_item_id)
    query = query.join(PollItem, PollItem.id == Vote.item_id).join(Poll, Poll.id == PollItem.poll_id)
    query = query.where(Vote.mark == "agree", Vote.cancellation_id.is_(None), Poll.tells)
    query = query.where(Session.consultation_id == consultation_id, Session.starts.is_not(None))
    gathered: dict[str, set[int]] = {}
    for guid, voter_id in db.session.execute(query):
        gathered.setdefault(guid, set()).add(voter_id)
    return gathered


def _themes(consultation_id: int) -> Iterable[tuple[str, int, bool]]:
    """Each theme with the supports of its proposals, and whether a session of the draft speaks of it."""
    support = sa.select(sa.func.coalesce(sa.func.sum(Proposal.support), 0)).where(
        Proposal.theme_id == Theme.id, Proposal.visibility == Visibility.PUBLISHED
    )
    by_track = sa.exists().where(Term.theme_id == Theme.id, Session.track_id == Term.id, ~Session.is_cancelled)
    by_project = sa.exists().where(
        Proposal.theme_id == Theme.id,
        ProjectProposal.proposal_id == Proposal.id,
        Session.project_id == ProjectProposal.project_id,
        ~Session.is_cancelled,
    )
    query = sa.select(Theme.title, support.scalar_subquery(), sa.or_(by_track, by_project))
    rows = db.session.execute(query.where(Theme.consultation_id == consultation_id).order_by(Theme.position, Theme.id))
    return [(row[0], int(row[1]), bool(row[2])) for row in rows]
