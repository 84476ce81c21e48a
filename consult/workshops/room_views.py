"""Leading a workshop: setting it up, its seats, its stages, the page for the projector, and what is made of it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.documents.qr import qr_code
from consult.errors import RuleBroken
from consult.notifications import mail
from consult.policy import Permission, access, require
from consult.web.forms import Act
from consult.web.pages import page
from consult.workshops import outcome, queries, services
from consult.workshops.blueprint import bp
from consult.workshops.forms import OutcomeForm, SeatsForm, WorkshopForm
from consult.workshops.models import STAGES, Stage, Workshop


@bp.route("/consultations/<slug>/workshops", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def index(slug: str) -> Any:
    """The workshops of a consultation; opening one."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.WORKSHOP_LEAD, consultation)
    form = WorkshopForm.from_request()
    if form.submitted():
        one = services.open_workshop(consultation, actor=current_user, **_setting(form))
        flash(_("L’atelier est ouvert : imprimez les cartes des tables."))
        return redirect(url_for("workshops.lead", workshop_id=one.id))
    listed = queries.of_consultation(consultation.id, after=request.args.get("after"))
    return page("workshops/index.html", consultation=consultation, listed=listed, form=form, stages=STAGES)


def _setting(form: WorkshopForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "",
        "question": form.question.data or "",
        "tables": form.tables.data or 0,
        "points": form.points.data or 0,
    }


@bp.get("/workshops/<int:workshop_id>")
@access(Permission.WORKSHOP_LEAD)
def lead(workshop_id: int) -> Any:
    """What a facilitator needs in the room."""
    return _lead(led(workshop_id))


def _lead(one: Workshop, *, form: SeatsForm | None = None, act: Act | None = None) -> Any:
    return page(
        "workshops/lead.html",
        one=one,
        form=form or SeatsForm(None),
        act=act or Act(None),
        seats=queries.seats(one.id),
        counts=queries.counts(one.id),
        stages=STAGES,
        address=_short_address(one),
    )


@bp.route("/workshops/<int:workshop_id>/edit", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def edit(workshop_id: int) -> Any:
    """Change how a workshop is set."""
    one = led(workshop_id)
    form = WorkshopForm.from_request(obj=one)
    if form.submitted():
        try:
            services.edit_workshop(one, actor=current_user, **_setting(form))
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("workshops.lead", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem), form.points)
    return page("workshops/edit.html", one=one, form=form)


@bp.post("/workshops/<int:workshop_id>/seats")
@access(Permission.WORKSHOP_LEAD)
def make_seats(workshop_id: int) -> Any:
    """New codes, shown by the answer to the form alone."""
    one = led(workshop_id)
    form = SeatsForm.from_request()
    if form.submitted():
        try:
            made = services.make_seats(one, actor=current_user, each=form.each.data or 0)
        except RuleBroken as problem:
            form.refuse(str(problem), form.each)
        else:
            cards = [(table, code, qr_code(_address(one, code))) for table, code in made]
            return page("workshops/seats.html", one=one, cards=cards, address=_short_address(one))
    return _lead(one, form=form)


@bp.post("/workshops/<int:workshop_id>/stage")
@access(Permission.WORKSHOP_LEAD)
def stage(workshop_id: int) -> Any:
    """Go on to the next stage, or back."""
    one = led(workshop_id)
    form = Act.from_request()
    form.demand()
    known = {stage.value: stage for stage in Stage}
    wanted, seen = (known.get(request.form.get(name, "")) for name in ("stage", "seen"))
    try:
        if wanted is None or seen is None:
            raise RuleBroken(_("Cette étape n’existe pas."))
        services.set_stage(one, wanted, actor=current_user, seen=seen)
    except RuleBroken as problem:
        form.refuse(str(problem))
        return _lead(one, act=form)
    return redirect(url_for("workshops.lead", workshop_id=one.id))


@bp.get("/workshops/<int:workshop_id>/screen")
@access(Permission.WORKSHOP_LEAD)
def screen(workshop_id: int) -> Any:
    """The projector's page; for htmx its live part alone, or nothing where nothing is new."""
    one = led(workshop_id)
    if request.args.get("version") == str(one.version):
        return "", 204
    standings = queries.standings(one.id)
    return page(
        "workshops/screen.html",
        fragment="workshops/_live.html",
        one=one,
        counts=queries.counts(one.id),
        seats=queries.seats(one.id),
        standings=standings if one.stage is Stage.IDEAS else queries.ranked(standings),
        paused="pause" in request.args,
        address=_short_address(one),
        code=qr_code(_address(one)),
    )


@bp.route("/workshops/<int:workshop_id>/outcome", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def conclude(workshop_id: int) -> Any:
    """Make themes of candidates, and proposals of ideas."""
    one = led(workshop_id)
    form = OutcomeForm.from_request()
    if form.submitted():
        require(Permission.THEME_EDIT, one)
        try:
            pour = outcome.Pour(form.pour.data)
            made = outcome.conclude(one, one.consultation, actor=current_user, candidates=form.chosen, pour=pour)
            flash(_said(made))
            return redirect(url_for("workshops.conclude", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem))
    standings = queries.ranked(queries.standings(one.id))
    return page(
        "workshops/outcome.html",
        one=one,
        form=form,
        standings=standings,
        counts=queries.counts(one.id),
        namesakes=outcome.namesakes(one.consultation_id, [standing.candidate for standing in standings]),
        ticked=form.chosen,
    )


def _said(made: outcome.Made) -> str:
    sentences = [
        ngettext("%(num)s thème est créé.", "%(num)s thèmes sont créés.", made.themes) if made.themes else "",
        ngettext(
            "%(num)s idée est devenue une proposition.", "%(num)s idées sont devenues des propositions.", made.proposals
        )
        if made.proposals
        else "",
        ngettext("Il en reste %(num)s : recommencez.", "Il en reste %(num)s : recommencez.", made.left)
        if made.left
        else "",
    ]
    return " ".join(filter(None, sentences))


def led(workshop_id: int) -> Workshop:
    """The workshop, for its team."""
    one = queries.get(workshop_id, viewer=current_user)
    require(Permission.WORKSHOP_LEAD, one)
    return one


def _short_address(one: Workshop) -> str:
    """« consult.example.org/w/12 »: without what a phone adds by itself."""
    return _address(one).split("://", 1)[1]


def _address(one: Workshop, code: str | None = None) -> str:
    return mail.address("workshops.short", workshop_id=one.id, code=code)
