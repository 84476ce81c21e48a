"""The pages of the team on venues and rooms."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.policy import Permission, access
from consult.programme import queries, services
from consult.programme.blueprint import team
from consult.programme.forms import (
    RoomForm,
    VenueForm,
)
from consult.programme.models import (
    Room,
    Venue,
    Vocabulary,
)
from consult.programme.team_views import done, led, thing
from consult.themes.forms import number
from consult.web.forms import Act
from consult.web.pages import page


@team.get("/consultations/<slug>/programme/venues")
@access(Permission.PROGRAMME_EDIT)
def venues(slug: str) -> Any:
    """The venues and their rooms."""
    consultation = led(slug)
    rooms = [room for room in queries.rooms(consultation.id) if room.venue_id is None]
    listed = queries.venues(consultation.id)
    return page("programme/venues.html", consultation=consultation, venues=listed, rooms=rooms)


@team.route("/consultations/<slug>/programme/venues/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_venue(slug: str) -> Any:
    """Add a venue."""
    return _venue(led(slug), None)


@team.route("/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_venue(venue_id: int) -> Any:
    """Change a venue."""
    venue, consultation = thing(Venue, venue_id)
    return _venue(consultation, venue)


def _venue(consultation: Consultation, venue: Venue | None) -> Any:
    form = VenueForm.from_request(obj=venue).offer(queries.terms(consultation.id, Vocabulary.TERRITORY))
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
            return done(consultation.slug, _("Le lieu est enregistré."), "draft.venues")
    return page("programme/venue_edit.html", consultation=consultation, form=form, venue=venue, act=Act(None))


@team.post("/venues/<int:venue_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_venue(venue_id: int) -> Any:
    """Take a venue out; its sessions stay."""
    venue, consultation = thing(Venue, venue_id)
    Act.from_request().demand()
    lost = services.delete_venue(venue, actor=current_user)
    kept = ngettext(
        "%(num)s séance n’a plus de lieu : elle est gardée.",
        "%(num)s séances n’ont plus de lieu : elles sont gardées.",
        lost,
    )
    return done(consultation.slug, _("Le lieu est effacé.") + (f" {kept}" if lost else ""), "draft.venues")


@team.route("/consultations/<slug>/programme/rooms/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_room(slug: str) -> Any:
    """Add a room, of `venue`."""
    return _room(led(slug), None)


@team.route("/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_room(room_id: int) -> Any:
    """Change a room."""
    room, consultation = thing(Room, room_id)
    return _room(consultation, room)


def _room(consultation: Consultation, room: Room | None) -> Any:
    listed = queries.venues(consultation.id)
    form = RoomForm.from_request(obj=room, data={"venue_id": request.args.get("venue", "")}).offer(listed)
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
        return done(consultation.slug, _("La salle est enregistrée."), "draft.venues")
    return page("programme/room_edit.html", consultation=consultation, form=form, room=room, act=Act(None))


@team.post("/rooms/<int:room_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_room(room_id: int) -> Any:
    """Take a room out; its sessions stay."""
    room, consultation = thing(Room, room_id)
    Act.from_request().demand()
    services.delete_room(room, actor=current_user)
    return done(consultation.slug, _("La salle est effacée. Ses séances sont gardées."), "draft.venues")
