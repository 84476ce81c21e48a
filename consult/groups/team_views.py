"""What the team does with groups: setting up, people, ties, computing, moving, publishing, a sheet to print."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import found
from consult.errors import ConsultError, RuleBroken
from consult.groups import queries, services
from consult.groups.blueprint import bp
from consult.groups.forms import PersonForm, SetUpForm, TieForm
from consult.groups.models import Grouping, Participant
from consult.policy import Permission, access, require
from consult.themes import queries as themes
from consult.web.forms import Act
from consult.web.pages import page
from consult.web.reading import row_number


@bp.route("/consultations/<slug>/groups/set-up", methods=["GET", "POST"])
@access(Permission.GROUPING_FACILITATE)
def set_up(slug: str) -> Any:
    """Say which themes have a group, and of which sizes."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.GROUPING_FACILITATE, consultation)
    grouping, offered = queries.of_consultation(consultation.id), themes.of_consultation(consultation.id)
    form = SetUpForm.from_request(data={"is_open": bool(grouping and grouping.is_open)})
    if form.submitted():
        rooms = form.read(offered, request.form)
        try:
            if not form.problems:
                services.set_up(consultation, actor=current_user, rooms=rooms, is_open=bool(form.is_open.data))
                flash(_("Les groupes sont réglés."))
                return redirect(url_for("groups.team", slug=slug))
        except RuleBroken as problem:
            form.refuse(str(problem))
    known = {room.theme_id: room for room in queries.rooms(grouping)} if grouping else {}
    typed = {
        f"{name}-{theme.id}": request.form.get(f"{name}-{theme.id}", "")[:20]
        if request.method == "POST"
        else getattr(known.get(theme.id), name, "")
        for theme in offered
        for name in ("least", "most")
    }
    return page("groups/set_up.html", consultation=consultation, form=form, themes=offered, typed=typed)


@bp.get("/consultations/<slug>/groups/team")
@access(Permission.GROUPING_FACILITATE)
def team(slug: str) -> Any:
    """Who sits where, why, what could not be met; and the buttons that change it."""
    consultation, grouping = _led(slug)
    return _team(consultation, grouping, Act(None))


def _team(consultation: Consultation, grouping: Grouping, form: Act) -> Any:
    rooms = queries.rooms(grouping)
    return page(
        "groups/team.html",
        consultation=consultation,
        grouping=grouping,
        rooms=rooms,
        titles={room.theme_id: room.theme.title for room in rooms},
        seated=queries.seated(grouping),
        bonds=queries.bonds(grouping),
        act=form,
    )


@bp.post("/consultations/<slug>/groups/place")
@access(Permission.GROUPING_FACILITATE)
def place(slug: str) -> Any:
    """Compute the groups."""
    consultation, grouping = _led(slug)
    form = Act.from_request()
    form.demand()
    try:
        services.place_everybody(grouping, actor=current_user)
    except ConsultError as problem:
        form.refuse(str(problem))
        return _team(consultation, grouping, form)
    flash(_("Les groupes sont formés. Relisez-les, déplacez qui doit l’être, puis publiez."))
    return redirect(url_for("groups.team", slug=slug))


@bp.post("/consultations/<slug>/groups/publish")
@access(Permission.GROUPING_FACILITATE)
def publish(slug: str) -> Any:
    """Show everybody their own group, or hide it again."""
    consultation, grouping = _led(slug)
    form = Act.from_request()
    form.demand()
    try:
        services.publish(grouping, actor=current_user, shown=request.form.get("shown") == "1")
    except RuleBroken as problem:
        form.refuse(str(problem))
        return _team(consultation, grouping, form)
    flash(_("Chacun voit son groupe.") if grouping.published else _("Les groupes sont de nouveau cachés."))
    return redirect(url_for("groups.team", slug=slug))


@bp.post("/groups/people/<int:participant_id>/move")
@access(Permission.GROUPING_FACILITATE)
def move(participant_id: int) -> Any:
    """Give somebody a seat by hand."""
    one = _led_person(participant_id)
    Act.from_request().demand()
    given = request.form.get("seat", "")
    services.move(one, actor=current_user, theme_id=found(row_number(given)) if given else None)
    return redirect(url_for("groups.team", slug=one.grouping.consultation.slug, _anchor=f"person-{one.id}"))


@bp.post("/groups/people/<int:participant_id>/remove")
@access(Permission.GROUPING_FACILITATE)
def remove(participant_id: int) -> Any:
    """Take somebody out."""
    one = _led_person(participant_id)
    Act.from_request().demand()
    services.remove(one)
    flash(_("%(name)s ne participe plus.", name=one.name))
    return redirect(url_for("groups.people", slug=one.grouping.consultation.slug))


@bp.route("/consultations/<slug>/groups/people", methods=["GET", "POST"])
@access(Permission.GROUPING_FACILITATE)
def people(slug: str) -> Any:
    """Who takes part, page by page; and adding somebody from paper."""
    consultation, grouping = _led(slug)
    rooms = queries.rooms(grouping)
    form = PersonForm.from_request()
    form.offer(rooms)
    sent = form.submitted()
    if "move" in request.form:
        form.move(request.form["move"])
    elif sent and not form.refuse_twice():
        try:
            services.add_participant(
                grouping,
                actor=current_user,
                name=form.name.data or "",
                organisation=form.organisation.data or "",
                themes=form.wishes,
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("%(name)s participe aux groupes.", name=form.name.data))
            return redirect(url_for("groups.people", slug=slug))
    return page(
        "groups/people.html",
        consultation=consultation,
        grouping=grouping,
        titles={theme.id: theme.title for theme in themes.of_consultation(consultation.id)},
        listed=queries.people(grouping, after=request.args.get("after")),
        form=form,
        act=Act(None),
    )


@bp.route("/consultations/<slug>/groups/ties", methods=["GET", "POST"])
@access(Permission.GROUPING_FACILITATE)
def ties(slug: str) -> Any:
    """Who is kept together, who apart."""
    consultation, grouping = _led(slug)
    form = TieForm.from_request().offer(queries.named(grouping))
    if form.submitted():
        try:
            services.tie(
                grouping,
                actor=current_user,
                one=queries.participant(form.one.data or 0),
                other=queries.participant(form.other.data or 0),
                together=form.how.data == "together",
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.other)
        else:
            return redirect(url_for("groups.ties", slug=slug))
    return page("groups/ties.html", consultation=consultation, bonds=queries.bonds(grouping), form=form, act=Act(None))


@bp.post("/consultations/<slug>/groups/untie")
@access(Permission.GROUPING_FACILITATE)
def untie(slug: str) -> Any:
    """Leave two people free again."""
    _consultation, grouping = _led(slug)
    Act.from_request().demand()
    first, second = (found(row_number(request.form.get(name, ""))) for name in ("first", "second"))
    services.untie(grouping, actor=current_user, first_id=first, second_id=second)
    return redirect(url_for("groups.ties", slug=slug))


@bp.get("/consultations/<slug>/groups/print")
@access(Permission.GROUPING_FACILITATE)
def sheet(slug: str) -> Any:
    """All groups on paper, for the walls of the room."""
    consultation, grouping = _led(slug)
    rooms = queries.rooms(grouping)
    return page(
        "groups/print.html",
        consultation=consultation,
        grouping=grouping,
        rooms=rooms,
        seated=queries.seated(grouping),
    )


def _led(slug: str) -> tuple[Consultation, Grouping]:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.GROUPING_FACILITATE, consultation)
    return consultation, found(queries.of_consultation(consultation.id))


def _led_person(participant_id: int) -> Participant:
    one = queries.participant(participant_id)
    require(Permission.GROUPING_FACILITATE, one.grouping)
    return one
