"""The pages of the team: the draft with its warnings, sessions, venues, rooms, words, speakers, releases."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.programme import queries, releases, services
from consult.programme.blueprint import team
from consult.programme.changes import changes
from consult.programme.conflicts import PROBLEMS, by_session
from consult.programme.forms import (
    REGISTRATION,
    EditionForm,
    ReleaseForm,
    RoomForm,
    SessionForm,
    SpeakerForm,
    TermForm,
    TrackForm,
    VenueForm,
    line_of,
    place_key,
    said,
)
from consult.programme.models import (
    SPEAKER_STATES,
    VOCABULARIES,
    Room,
    Session,
    Speaker,
    SpeakerState,
    Term,
    Venue,
    Vocabulary,
)
from consult.programme.showing import of, render
from consult.programme.wording import CHANGES, FIELDS, HALF_DAYS
from consult.themes import queries as themes
from consult.themes.forms import number
from consult.web.forms import Act
from consult.web.pages import page

WARNINGS_SHOWN = 100


def _led(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROGRAMME_EDIT, consultation)
    return consultation


@team.get("/consultations/<slug>/programme/draft")
@access(Permission.PROGRAMME_EDIT)
def show(slug: str) -> Any:
    """The draft: what does not fit, and its sessions, a day at a time."""
    consultation = _led(slug)
    one = of(consultation, viewer=current_user, args={**request.args, "version": "draft"})
    found_ = queries.warnings(consultation, one.programme)
    groups = [(PROBLEMS[kind], [w for w in found_ if w.problem is kind][:WARNINGS_SHOWN]) for kind in PROBLEMS]
    undated = [talk for talk in one.programme.talks if one.programme.day_of(talk) is None or talk.is_cancelled]
    day = one.day(one.programme)
    return render(
        "programme/draft.html",
        one,
        groups=[(label, some) for label, some in groups if some],
        total=len(found_),
        told=by_session(found_),
        ids={talk.guid: talk for talk in one.programme.talks},
        day=day,
        half_days=list(one.programme.half_days(day)) if day else [],
        undated=undated,
        names=HALF_DAYS,
    )


@team.route("/consultations/<slug>/programme/settings", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def settings(slug: str) -> Any:
    """How the programme is called, and when it is."""
    consultation = _led(slug)
    form = EditionForm.from_request(obj=queries.edition(consultation.id))
    if form.submitted():
        try:
            services.set_up(
                consultation,
                actor=current_user,
                title=form.title.data or "",
                starts=form.starts.data,
                ends=form.ends.data,
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.ends)
        else:
            return _done(slug, _("Les changements sont enregistrés."))
    return page("programme/settings.html", consultation=consultation, form=form)


def _done(slug: str, message: str, endpoint: str = "draft.show", **more: Any) -> Any:
    flash(message)
    return redirect(url_for(endpoint, slug=slug, **more))


@team.route("/consultations/<slug>/programme/sessions/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def create(slug: str) -> Any:
    """Add a session; `project` is the one it comes from."""
    consultation = _led(slug)
    asked = number(request.args.get("project"))
    form = _session_form(consultation, {"project_id": str(asked) if asked else ""})
    if form.submitted() and (fields := _fields(consultation, form)) is not None:
        people = _speakers(consultation, form)
        session = services.create_session(consultation, actor=current_user, speakers=people, **fields)
        return _done(slug, _("La séance est dans le brouillon du programme."), _anchor=f"s-{session.guid}")
    return page("programme/session_edit.html", consultation=consultation, form=form, session=None)


@team.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit(session_id: int) -> Any:
    """Change a session of the draft."""
    session = _session(session_id)
    consultation = session.consultation
    form = _session_form(consultation, _said(session), session)
    if form.submitted() and (fields := _fields(consultation, form, session)) is not None:
        try:
            people = _speakers(consultation, form, session)
            services.edit_session(session, actor=current_user, speakers=people, seen=form.seen, **fields)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            message = _("La séance est enregistrée. Elle sera visible à la prochaine version.")
            return _done(consultation.slug, message, _anchor=f"s-{session.guid}")
    form.version.data = str(session.version)
    return page("programme/session_edit.html", consultation=consultation, form=form, session=session, act=Act(None))


def _session(session_id: int) -> Session:
    session = queries.session(session_id, viewer=current_user)
    require(Permission.PROGRAMME_EDIT, session)
    return session


def _zone(consultation: Consultation) -> ZoneInfo:
    return ZoneInfo(queries.zone_name(queries.edition(consultation.id)))


def _session_form(consultation: Consultation, start: dict[str, Any], session: Session | None = None) -> SessionForm:
    form = SessionForm.from_request(data={name: value for name, value in start.items() if value is not None})
    return form.offer(
        places=_places(consultation),
        terms=queries.terms(consultation.id),
        names=queries.names(consultation.id),
        projects=queries.projects(consultation.id, viewer=current_user, but=session.project_id if session else None),
    )


def _places(consultation: Consultation) -> list[tuple[str, str]]:
    rooms, venues = queries.rooms(consultation.id), queries.venues(consultation.id)
    by_room, by_venue = queries.labels(rooms, venues)
    listed = [(place_key(venue), by_venue[venue.id]) for venue in venues]
    listed += [(place_key(room), by_room[room.id]) for room in rooms]
    return sorted(listed, key=lambda one: one[1].casefold())


def _said(session: Session) -> dict[str, Any]:
    day, start, end = said(session, _zone(session.consultation))
    same = ("title", "subtitle", "abstract", "description", "capacity", "price")
    start_ = {name: getattr(session, name) for name in same} | {"day": day, "start": start, "end": end}
    place = f"room-{session.room_id}" if session.room_id else f"venue-{session.venue_id}" if session.venue_id else ""
    picked = {name: str(getattr(session, name) or "") for name in ("format_id", "track_id", "project_id")}
    registration = next(key for key, value in REGISTRATION.items() if value is session.registration)
    people = "\n".join(line_of(speaker) for speaker in queries.speakers_of(session.id))
    publics = [str(n) for n in queries.publics_of(session.id)]
    return start_ | picked | {"place": place, "registration": registration, "speakers": people, "publics": publics}


def _fields(consultation: Consultation, form: SessionForm, session: Session | None = None) -> dict[str, Any] | None:
    """What the form says, as columns; None, with a sentence beside the field, where it cannot be."""
    slot = form.slot(_zone(consultation), session)
    if form.problems:
        return None
    for remark in slot.remarks if slot else ():
        flash(_("Notez-le : %(remark)s.", remark=remark), "warning")
    kind, _dash, key = (form.place.data or "").partition("-")
    place = db.session.get({"room": Room, "venue": Venue}[kind], int(key)) if key else None
    publics = [
        term for term in queries.terms(consultation.id, Vocabulary.PUBLIC) if str(term.id) in (form.publics.data or ())
    ]
    return {
        **{name: form[name].data or "" for name in ("title", "subtitle", "abstract", "description", "price")},
        **{name: number(form[name].data) for name in ("format_id", "track_id", "project_id")},
        "starts": slot.starts if slot else None,
        "ends": slot.ends if slot else None,
        "day": None if slot else form.day.data,
        "room": place if isinstance(place, Room) else None,
        "venue": place if isinstance(place, Venue) else None,
        "capacity": form.capacity.data,
        "registration": REGISTRATION[form.registration.data or ""],
        "publics": publics,
    }


def _speakers(consultation: Consultation, form: SessionForm, session: Session | None = None) -> list[Speaker]:
    """The speakers that were typed: those of the session first, then those of this name, then new ones."""
    mine = {speaker.name: speaker for speaker in (queries.speakers_of(session.id) if session else ())}
    people = []
    for name, is_tentative in form.names():
        state = SpeakerState.TENTATIVE if is_tentative else SpeakerState.CONFIRMED
        speaker = mine.get(name) or queries.speaker_called(consultation.id, name)
        if speaker is None:
            speaker = services.save_speaker(consultation, actor=current_user, name=name, state=state)
        speaker.state = state
        people.append(speaker)
    return people


@team.post("/sessions/<int:session_id>/state")
@access(Permission.PROGRAMME_EDIT)
def act(session_id: int) -> Any:
    """Cancel a session, restore it, or take it out (`do`)."""
    session = _session(session_id)
    slug = session.consultation.slug
    Act.from_request().demand()
    verbs = {
        "cancel": (services.cancel_session, _("La séance est annulée. La prochaine version le dira.")),
        "restore": (services.restore_session, _("La séance a lieu.")),
        "delete": (services.delete_session, _("La séance est effacée.")),
    }
    verb, message = found(verbs.get(request.form.get("do", "")))
    verb(session, actor=current_user)
    return _done(slug, message)


@team.get("/consultations/<slug>/programme/venues")
@access(Permission.PROGRAMME_EDIT)
def venues(slug: str) -> Any:
    """The venues and their rooms."""
    consultation = _led(slug)
    rooms = [room for room in queries.rooms(consultation.id) if room.venue_id is None]
    listed = queries.venues(consultation.id)
    return page("programme/venues.html", consultation=consultation, venues=listed, rooms=rooms)


@team.route("/consultations/<slug>/programme/venues/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_venue(slug: str) -> Any:
    """Add a venue."""
    return _venue(_led(slug), None)


@team.route("/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_venue(venue_id: int) -> Any:
    """Change a venue."""
    venue, consultation = _thing(Venue, venue_id)
    return _venue(consultation, venue)


def _thing(model: type[Any], thing_id: int) -> tuple[Any, Consultation]:
    """Something of a programme, and its consultation, which this person may edit."""
    thing = found(db.session.get(model, thing_id))
    slug = db.session.scalar(sa.select(Consultation.slug).filter_by(id=thing.consultation_id))
    return thing, _led(str(slug))


def _venue(consultation: Consultation, venue: Venue | None) -> Any:
    start = {name: _typed(getattr(venue, name)) for name in ("latitude", "longitude", "territory_id")} if venue else {}
    form = VenueForm.from_request(obj=venue, data=start).offer(queries.terms(consultation.id, Vocabulary.TERRITORY))
    if form.submitted():
        where = form.coordinates()
        if not form.problems:
            services.save_venue(
                consultation,
                venue,
                actor=current_user,
                name=form.name.data or "",
                address=form.address.data or "",
                territory_id=number(form.territory_id.data),
                latitude=where[0] if where else None,
                longitude=where[1] if where else None,
                capacity=form.capacity.data,
                accessibility=form.accessibility.data or "",
                opens=form.opens.data,
                closes=form.closes.data,
            )
            return _done(consultation.slug, _("Le lieu est enregistré."), "draft.venues")
    return page("programme/venue_edit.html", consultation=consultation, form=form, venue=venue, act=Act(None))


def _typed(value: Any) -> str:
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


@team.post("/venues/<int:venue_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_venue(venue_id: int) -> Any:
    """Take a venue out; its sessions stay."""
    venue, consultation = _thing(Venue, venue_id)
    Act.from_request().demand()
    lost = services.delete_venue(venue, actor=current_user)
    kept = ngettext(
        "%(num)s séance n’a plus de lieu : elle est gardée.",
        "%(num)s séances n’ont plus de lieu : elles sont gardées.",
        lost,
    )
    return _done(consultation.slug, _("Le lieu est effacé.") + (f" {kept}" if lost else ""), "draft.venues")


@team.route("/consultations/<slug>/programme/rooms/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_room(slug: str) -> Any:
    """Add a room, of `venue`."""
    return _room(_led(slug), None)


@team.route("/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_room(room_id: int) -> Any:
    """Change a room."""
    room, consultation = _thing(Room, room_id)
    return _room(consultation, room)


def _room(consultation: Consultation, room: Room | None) -> Any:
    listed = queries.venues(consultation.id)
    start = {"venue_id": _typed(room.venue_id) if room else request.args.get("venue", "")}
    form = RoomForm.from_request(obj=room, data=start).offer(listed)
    if form.submitted():
        venue = next((one for one in listed if str(one.id) == form.venue_id.data), None)
        services.save_room(
            consultation,
            room,
            actor=current_user,
            name=form.name.data or "",
            venue=venue,
            capacity=form.capacity.data,
        )
        return _done(consultation.slug, _("La salle est enregistrée."), "draft.venues")
    return page("programme/room_edit.html", consultation=consultation, form=form, room=room, act=Act(None))


@team.post("/rooms/<int:room_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_room(room_id: int) -> Any:
    """Take a room out; its sessions stay."""
    room, consultation = _thing(Room, room_id)
    Act.from_request().demand()
    services.delete_room(room, actor=current_user)
    return _done(consultation.slug, _("La salle est effacée. Ses séances sont gardées."), "draft.venues")


@team.get("/consultations/<slug>/programme/words")
@access(Permission.PROGRAMME_EDIT)
def words(slug: str) -> Any:
    """The words of the programme, list by list."""
    consultation = _led(slug)
    listed = queries.terms(consultation.id)
    return page(
        "programme/words.html",
        consultation=consultation,
        vocabularies=VOCABULARIES,
        lists={one: [term for term in listed if term.vocabulary is one] for one in Vocabulary},
        names=queries.names(consultation.id),
    )


@team.route(
    "/consultations/<slug>/programme/words/<any(format,public,track,territory):vocabulary>/new", methods=["GET", "POST"]
)
@access(Permission.PROGRAMME_EDIT)
def new_term(slug: str, vocabulary: str) -> Any:
    """Add a word to a list."""
    return _term(_led(slug), Vocabulary(vocabulary), None)


@team.route("/words/<int:term_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_term(term_id: int) -> Any:
    """Change a word."""
    term, consultation = _thing(Term, term_id)
    return _term(consultation, term.vocabulary, term)


def _term(consultation: Consultation, vocabulary: Vocabulary, term: Term | None) -> Any:
    listed = themes.of_consultation(consultation.id) if vocabulary is Vocabulary.TRACK else []
    form: TermForm
    if vocabulary is Vocabulary.TRACK:
        form = TrackForm.from_request(obj=term, data={"theme_id": _typed(term.theme_id) if term else ""}).offer(listed)
    else:
        form = TermForm.from_request(obj=term)
    if form.submitted():
        chosen = form.theme_id.data if isinstance(form, TrackForm) else ""
        theme = next((one for one in listed if str(one.id) == chosen), None)
        try:
            services.save_term(
                consultation, term, actor=current_user, vocabulary=vocabulary, name=form.name.data or "", theme=theme
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.name)
        else:
            return _done(consultation.slug, _("C’est enregistré."), "draft.words")
    label = VOCABULARIES[vocabulary]
    return page(
        "programme/term_edit.html",
        consultation=consultation,
        form=form,
        term=term,
        label=label,
        vocabulary=vocabulary,
        act=Act(None),
    )


@team.post("/words/<int:term_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_term(term_id: int) -> Any:
    """Take a word out."""
    term, consultation = _thing(Term, term_id)
    Act.from_request().demand()
    services.delete_term(term, actor=current_user)
    return _done(consultation.slug, _("Le mot est effacé. Ses séances sont gardées."), "draft.words")


@team.get("/consultations/<slug>/programme/speakers")
@access(Permission.PROGRAMME_EDIT)
def speakers(slug: str) -> Any:
    """The speakers, by name."""
    consultation = _led(slug)
    listed = queries.speakers(consultation.id, after=request.args.get("after"))
    return page("programme/speakers.html", consultation=consultation, listed=listed, states=SPEAKER_STATES)


@team.route("/consultations/<slug>/programme/speakers/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_speaker(slug: str) -> Any:
    """Add a speaker."""
    return _speaker(_led(slug), None)


@team.route("/speakers/<int:speaker_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_speaker(speaker_id: int) -> Any:
    """Change a speaker."""
    speaker, consultation = _thing(Speaker, speaker_id)
    return _speaker(consultation, speaker)


def _speaker(consultation: Consultation, speaker: Speaker | None) -> Any:
    form = SpeakerForm.from_request(obj=speaker, data={"state": speaker.state.value} if speaker else {})
    if form.submitted():
        services.save_speaker(
            consultation,
            speaker,
            actor=current_user,
            name=form.name.data or "",
            organisation=form.organisation.data or "",
            state=SpeakerState(form.state.data),
            biography=form.biography.data or "",
        )
        return _done(consultation.slug, _("C’est enregistré."), "draft.speakers")
    return page("programme/speaker_edit.html", consultation=consultation, form=form, speaker=speaker, act=Act(None))


@team.post("/speakers/<int:speaker_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_speaker(speaker_id: int) -> Any:
    """Take a speaker out of all sessions."""
    speaker, consultation = _thing(Speaker, speaker_id)
    Act.from_request().demand()
    services.delete_speaker(speaker, actor=current_user)
    return _done(consultation.slug, _("C’est effacé. Les séances sont gardées."), "draft.speakers")


@team.route("/consultations/<slug>/programme/release", methods=["GET", "POST"])
@access(Permission.PROGRAMME_RELEASE)
def release(slug: str) -> Any:
    """What the next release changes, and publishing it."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROGRAMME_RELEASE, consultation)
    form = ReleaseForm.from_request()
    if form.submitted():
        try:
            one = releases.release(consultation, actor=current_user, note=form.note.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return _done(slug, _("La version %(n)s est publiée.", n=one.number), "programme.releases")
    last, content = queries.last_release(consultation.id), queries.draft(consultation)
    return page(
        "programme/release.html",
        consultation=consultation,
        form=form,
        last=last,
        changes=changes(queries.released(last, consultation), content),
        warnings=queries.warnings(consultation, content),
        labels=CHANGES,
        fields=FIELDS,
    )
