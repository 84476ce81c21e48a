"""A workshop from a seat, on a phone without an account: sitting down, ideas, points, what came out."""

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.errors import RuleBroken
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page
from consult.workshops import ideas, points, queries, services
from consult.workshops.blueprint import bp
from consult.workshops.forms import CodeForm, IdeaForm, PointsForm
from consult.workshops.models import Workshop, WorkshopSeat


@bp.get("/w/<int:workshop_id>")
@access("public")
def short(workshop_id: int) -> Any:
    """The address that people type from a screen or a card."""
    code = request.args.get("code")
    return redirect(url_for("workshops.seat", workshop_id=workshop_id, code=code[:40] if code else None))


@bp.route("/workshops/<int:workshop_id>/seat", methods=["GET", "POST"])
@access("public")
@limit("seat", times=60, minutes=10, field="code")
def seat(workshop_id: int) -> Any:
    """Sit down with one's code; then, what there is to do now. Reading this page says nothing of a code.

    The limit is that of votes in a room (`room.vote`).
    """
    one = queries.get(workshop_id, viewer=current_user)
    form = CodeForm.from_request()
    if form.submitted():
        try:
            session[_key(one)] = services.sit(one, code=form.code.data or "").id
            return redirect(url_for("workshops.seat", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem), None if one.is_closed else form.code)
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:40]
    if mine := _seat(one):
        return _at(one, mine)
    return page("workshops/sit.html", one=one, form=form, standings=_result(one))


@bp.post("/workshops/<int:workshop_id>/leave")
@access("public")
def leave(workshop_id: int) -> Any:
    """Give the phone to somebody with another card."""
    one = queries.get(workshop_id, viewer=current_user)
    Act.from_request().demand()
    session.pop(_key(one), None)
    return redirect(url_for("workshops.seat", workshop_id=one.id))


@bp.post("/workshops/<int:workshop_id>/ideas")
@access("public")
@limit("ideas", times=1_200, minutes=10)
def send(workshop_id: int) -> Any:
    """Send an idea. A whole room sits behind one address."""
    one = queries.get(workshop_id, viewer=current_user)
    form = IdeaForm.from_request()
    sent = form.submitted()
    if (mine := _seat(one)) is None:
        return _unseated(one)
    if sent:
        try:
            ideas.send(one, seat=mine, title=form.title.data or "", body=form.body.data or "")
            flash(_("Votre idée est arrivée. Merci !"))
            return redirect(url_for("workshops.seat", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem))
    return _at(one, mine, idea=form)


@bp.post("/workshops/<int:workshop_id>/points")
@access("public")
@limit("points", times=1_200, minutes=10)
def place(workshop_id: int) -> Any:
    """Spread one's points."""
    one = queries.get(workshop_id, viewer=current_user)
    form = PointsForm.from_request()
    sent = form.submitted()
    if (mine := _seat(one)) is None:
        return _unseated(one)
    form.offer(one.points, queries.standings(one.id), {}, request.form)
    if sent:
        try:
            points.place(one, seat=mine, given=form.given)
            flash(_("Vos points sont placés. Vous pouvez encore en changer."))
            return redirect(url_for("workshops.seat", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem))
    return _at(one, mine, sheet=form)


@bp.get("/workshops/<int:workshop_id>/seat/news")
@access("public")
def news(workshop_id: int) -> Any:
    """Whether the room went on since a phone was shown its page; an empty answer where it did not."""
    one = queries.get(workshop_id, viewer=current_user)
    if request.args.get("stage") == one.stage:
        return "", 204
    return page("workshops/_moved_on.html", one=one)


def _unseated(one: Workshop) -> Any:
    """Ask for the code again: a phone forgets, or its owner does."""
    form = CodeForm(None)
    form.refuse(_("Donnez d’abord le code de votre carte."), form.code)
    return page("workshops/sit.html", one=one, form=form, standings=_result(one))


def _at(one: Workshop, mine: WorkshopSeat, *, idea: IdeaForm | None = None, sheet: PointsForm | None = None) -> Any:
    standings = queries.standings(one.id)
    placed = points.placed(mine)
    return page(
        "workshops/seat.html",
        one=one,
        seat=mine,
        idea=idea or IdeaForm(None),
        sheet=sheet or PointsForm(None).offer(one.points, standings, placed),
        placed=placed,
        sent=queries.sent_from(mine),
        standings=queries.ranked(standings),
        act=Act(None),
    )


def _result(one: Workshop) -> list[queries.Standing]:
    return queries.ranked(queries.standings(one.id)) if one.is_closed else []


def _key(one: Workshop) -> str:
    return f"workshop-{one.id}"


def _seat(one: Workshop) -> WorkshopSeat | None:
    return queries.seat(one, session.get(_key(one)))
