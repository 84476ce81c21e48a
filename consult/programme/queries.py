"""Reading programmes: the draft and the releases, as `content.Programme`; one session; what warnings need.

A draft is seven statements and a release one, however many sessions there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def labels(some: Iterable[Room], others: Iterable[Venue]) -> tuple[dict[int, str], dict[int, str]]:
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


def draft(consultation: Consultation) -> Programme:
    """The programme as the team works on it: every session, scheduled or not, cancelled or not."""
    one = edition(consultation.id)
    called = names(consultation.id)
    places, by_room, by_venue = _places(consultation.id, called)
    people, publics = _people(consultation.id), _publics(consultation.id, called)
    query = sa.select(Session).filter_by(consultation_id=consultation.id)
    talks = [
        _talk(
            session,
            called,
            place=by_room.get(session.room_id or 0) or by_venue.get(session.venue_id or 0, ""),
            speakers=people.get(session.id, ()),
            publics=publics.get(session.id, ()),
        )
        for session in db.session.scalars(query)
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


def _places(consultation_id: int, names: Mapping[int, str]) -> tuple[tuple[Place, ...], dict[int, str], dict[int, str]]:
    """All places, and the labels of rooms and of venues by their numbers. A venue is a place where sessions use it."""
    some = rooms(consultation_id)
    query = sa.select(Venue).filter_by(consultation_id=consultation_id).order_by(Venue.name, Venue.id)
    others = db.session.scalars(query).all()
    by_room, by_venue = labels(some, others)
    found = [_place(by_venue[venue.id], None, venue, names) for venue in others]
    found += [_place(by_room[room.id], room, room.venue, names) for room in some]
    return tuple(found), by_room, by_venue


def _place(label: str, room: Room | None, venue: Venue | None, names: Mapping[int, str]) -> Place:
    limits = [n for n in (room.capacity if room else None, venue.capacity if venue else None) if n is not None]
    where = (
        {
            "venue": venue.name,
            "address": venue.address,
            "territory": names.get(venue.territory_id or 0, ""),
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
        **where,  # type: ignore[arg-type]
    )


def _people(consultation_id: int) -> dict[int, tuple[Person, ...]]:
    """The speakers of each session, in the order of its poster."""
    query = sa.select(SessionSpeaker.session_id, Speaker).join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
    query = query.where(Speaker.consultation_id == consultation_id)
    gathered: dict[int, list[Person]] = {}
    for session_id, speaker in db.session.execute(query.order_by(SessionSpeaker.session_id, SessionSpeaker.position)):
        gathered.setdefault(session_id, []).append(person(speaker))
    return {session_id: tuple(some) for session_id, some in gathered.items()}


def person(speaker: Speaker) -> Person:
    """A speaker as the programme shows them."""
    return Person(
        name=speaker.name,
        key=speaker.key,
        guid=speaker.guid,
        organisation=speaker.organisation,
        state=speaker.state.value,
        biography=speaker.biography,
        extra=speaker.extra,
    )


def _publics(consultation_id: int, names: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    query = sa.select(SessionPublic.session_id, SessionPublic.term_id).join(Term, Term.id == SessionPublic.term_id)
    query = query.where(Term.consultation_id == consultation_id).order_by(Term.position, Term.id)
    gathered: dict[int, list[str]] = {}
    for session_id, term_id in db.session.execute(query):
        gathered.setdefault(session_id, []).append(names[term_id])
    return {session_id: tuple(some) for session_id, some in gathered.items()}


def _talk(session: Session, names: Mapping[int, str], **more: Any) -> Talk:
    same = (
        *("guid", "title", "id", "subtitle", "abstract", "description", "starts", "ends", "day", "capacity"),
        *("registration", "price", "language", "project_id", "is_cancelled", "extra"),
    )
    return Talk(
        **{name: getattr(session, name) for name in same},
        format=names.get(session.format_id or 0, ""),
        track=names.get(session.track_id or 0, ""),
        **more,
    )


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
