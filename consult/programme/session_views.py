"""The pages of the team on sessions: adding, changing, cancelling them."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.programme import queries, services
from consult.programme.blueprint import team
from consult.programme.forms import (
    REGISTRATION,
    SessionForm,
    line_of,
    place_key,
    said,
)
from consult.programme.models import (
    Room,
    Session,
    Venue,
    Vocabulary,
)
from consult.programme.team_views import done, led
from consult.themes.forms import number
from consult.web.forms import Act
from consult.web.pages import page


@team.route("/consultations/<slug>/programme/sessions/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def create(slug: str) -> Any:
    """Add a session; `project` is the one it comes from."""
    consultation = led(slug)
    asked = number(request.args.get("project"))
    form = _session_form(consultation, {"project_id": str(asked) if asked else ""})
    if form.submitted() and (fields := _fields(consultation, form)) is not None:
        people = services.speakers_called(consultation, form.names(), actor=current_user)
        session = services.create_session(consultation, actor=current_user, speakers=people, **fields)
        return done(slug, _("La séance est dans le brouillon du programme."), _anchor=f"s-{session.guid}")
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
            people = services.speakers_called(consultation, form.names(), actor=current_user, session=session)
            services.edit_session(session, actor=current_user, speakers=people, seen=form.seen, **fields)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            message = _("La séance est enregistrée. Elle sera visible à la prochaine version.")
            return done(consultation.slug, message, _anchor=f"s-{session.guid}")
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
    place = queries.place(form.place.data or "")
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
    return done(slug, message)
