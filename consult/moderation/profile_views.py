"""Reporting a person: the consultation whose team should look is one in which they speak."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.db import found
from consult.moderation import house, profiles, reporting
from consult.moderation.blueprint import bp
from consult.moderation.forms import ProfileReportForm
from consult.policy import access
from consult.web.limits import limit
from consult.web.pages import page


@bp.route("/people/<int:user_id>/report", methods=["GET", "POST"])
@access("public")
@limit("report", times=10, minutes=60)
def report_person(user_id: int) -> Any:
    """Tell a team that something is wrong with a person's pseudonym or behaviour."""
    person = accounts.get(user_id)
    spoken = set(profiles.places_of(person, viewer=current_user))
    places = [one for one in consultations.readable(viewer=current_user) if one.id in spoken]
    found(places if places and person.id != current_user.id else None)
    form = ProfileReportForm.from_request().offer(places)
    place = next((one for one in places if one.slug == form.place.data), places[0])
    form.worded(house.reasons(place.id))
    if current_user.is_authenticated:
        del form.contact
    if form.submitted() and reporting.report(
        profiles.profile_of(person, consultation_id=place.id), form, viewer=current_user
    ):
        flash(_("Merci. Votre signalement est transmis à l’équipe de modération."))
        return redirect(url_for("accounts.show", user_id=person.id))
    if request.method == "GET":
        form.place.data = places[0].slug
    return page("moderation/report_person.html", form=form, person=person)
