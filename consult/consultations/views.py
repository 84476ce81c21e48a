"""The pages of consultations: the list, one of them, setting it up."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import clock
from consult.consultations import queries, services
from consult.consultations.forms import (
    ACTIVITIES,
    ConsultationForm,
    NewConsultationForm,
    PhaseForm,
    PlacesForm,
    SectionForm,
)
from consult.consultations.models import Consultation, Phase, State
from consult.db import found
from consult.policy import Activity, Permission, access, require
from consult.proposals import queries as proposals
from consult.proposals.forms import STATUSES
from consult.themes import queries as themes
from consult.votes.models import MethodName
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("consultations", __name__)


@bp.get("/consultations")
@access("public")
def index() -> Any:
    """All consultations: open, coming, over."""
    return page("consultations/index.html", consultations=queries.readable(viewer=current_user))


@bp.get("/consultations/<slug>")
@access("public")
def show(slug: str) -> Any:
    """One consultation: what it asks, where it stands, what I can do now."""
    consultation = queries.get(slug, viewer=current_user)
    return page(
        "consultations/show.html",
        consultation=consultation,
        figures=queries.figures(consultation.id),
        latest=proposals.published(consultation.id, viewer=current_user, order="recent", size=4).items,
        themes=themes.of_consultation(consultation.id),
        statuses=STATUSES,
    )


@bp.route("/consultations/new", methods=["GET", "POST"])
@access(Permission.CONSULTATION_CREATE)
def create() -> Any:
    """Create a consultation."""
    require(Permission.CONSULTATION_CREATE)
    form = NewConsultationForm.from_request()
    if form.submitted() and _dates_make_sense(form) and _seal_makes_sense(form):
        consultation = services.create_consultation(
            actor=current_user,
            title=form.title.data or "",
            slug=form.slug.data or "",
            opens=form.opens.moment,
            closes=form.closes.data,
            method=MethodName(form.method.data),
            state=State(form.state.data),
            sealed_until=form.sealed_until.data,
            **{name: form[name].data or "" for name in ("summary", "introduction", "territory", "organiser")},
        )
        flash(_("La consultation est créée. Ajoutez ses rubriques et ses phases."))
        return redirect(url_for("consultations.setup", slug=consultation.slug))
    return page("consultations/edit.html", form=form, consultation=None)


@bp.route("/consultations/<slug>/edit", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
def edit(slug: str) -> Any:
    """Change what a consultation says of itself."""
    consultation = _organised(slug)
    form = ConsultationForm.from_request(obj=consultation)
    if form.submitted() and _dates_make_sense(form):
        fields = {f.name: f.data for f in form if f.name not in {"csrf_token", "form_key"}}
        services.edit_consultation(consultation, actor=current_user, **fields | {"state": State(form.state.data)})
        flash(_("Les changements sont enregistrés."))
        return redirect(url_for("consultations.setup", slug=slug))
    return page("consultations/edit.html", form=form, consultation=consultation)


@bp.get("/consultations/<slug>/setup")
@access(Permission.CONSULTATION_ORGANISE)
def setup(slug: str) -> Any:
    """Sections and phases, and the way to everything an organiser sets."""
    return _setup(_organised(slug))


def _setup(
    consultation: Consultation,
    section: SectionForm | None = None,
    phase: PhaseForm | None = None,
    places: PlacesForm | None = None,
) -> Any:
    known = queries.places(consultation.id)
    lines = "\n".join(" ; ".join((one.name, _degrees(one.latitude), _degrees(one.longitude))) for one in known)
    return page(
        "consultations/setup.html",
        consultation=consultation,
        section_form=section or SectionForm(None),
        phase_form=phase or PhaseForm(None),
        places=known,
        places_form=places or PlacesForm(None, data={"places": lines}),
        activities=ACTIVITIES,
        act=Act(None),
    )


def _degrees(value: float) -> str:
    return str(value).replace(".", ",")


@bp.post("/consultations/<slug>/places")
@access(Permission.CONSULTATION_ORGANISE)
def set_places(slug: str) -> Any:
    """Say which places proposals may name."""
    consultation = _organised(slug)
    form = PlacesForm.from_request()
    if not form.submitted():
        return _setup(consultation, places=form)
    services.set_places(consultation, places=form.known, actor=current_user)
    flash(_("Les lieux sont enregistrés."))
    return redirect(url_for("consultations.setup", slug=slug))


@bp.post("/consultations/<slug>/sections")
@access(Permission.CONSULTATION_ORGANISE)
def add_section(slug: str) -> Any:
    """Add a section."""
    consultation = _organised(slug)
    form = SectionForm.from_request()
    if not form.submitted():
        return _setup(consultation, section=form)
    services.add_section(
        consultation, title=form.title.data or "", description=form.description.data or "", actor=current_user
    )
    flash(_("La rubrique est ajoutée."))
    return redirect(url_for("consultations.setup", slug=slug))


@bp.post("/consultations/<slug>/phases")
@access(Permission.CONSULTATION_ORGANISE)
def add_phase(slug: str) -> Any:
    """Add a phase."""
    consultation = _organised(slug)
    form = PhaseForm.from_request()
    if not (form.submitted() and _dates_make_sense(form)):
        return _setup(consultation, phase=form)
    _set_phase(consultation, form, None)
    flash(_("La phase est ajoutée."))
    return redirect(url_for("consultations.setup", slug=slug))


@bp.route("/consultations/<slug>/phases/<int:phase_id>", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
def edit_phase(slug: str, phase_id: int) -> Any:
    """Change a phase, or remove it."""
    consultation = _organised(slug)
    phase = found(next((p for p in consultation.phases if p.id == phase_id), None))
    form = PhaseForm.from_request(obj=phase, data={"activities": phase.opened})
    if request.method == "GET":
        form.activities.data = [activity.value for activity in phase.opened]
    if request.form.get("remove"):
        Act.from_request().demand()
        services.remove_phase(consultation, phase, actor=current_user)
        flash(_("La phase est supprimée."))
        return redirect(url_for("consultations.setup", slug=slug))
    if form.submitted() and _dates_make_sense(form):
        _set_phase(consultation, form, phase)
        flash(_("La phase est modifiée."))
        return redirect(url_for("consultations.setup", slug=slug))
    return page("consultations/phase.html", consultation=consultation, phase=phase, form=form, act=Act(None))


def _set_phase(consultation: Consultation, form: PhaseForm, phase: Phase | None) -> None:
    services.set_phase(
        consultation,
        actor=current_user,
        title=form.title.data or "",
        opens=form.opens.moment,
        closes=form.closes.data,
        activities=[Activity(a) for a in form.activities.data or ()],
        phase=phase,
    )


def _organised(slug: str) -> Consultation:
    consultation = queries.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    return consultation


def _dates_make_sense(form: ConsultationForm | PhaseForm) -> bool:
    if form.closes.data and form.closes.data <= form.opens.moment:
        form.refuse(_("La fin doit venir après le début."), form.closes)
        return False
    return True


def _seal_makes_sense(form: NewConsultationForm) -> bool:
    if form.sealed_until.data and form.sealed_until.data <= max(form.opens.moment, clock.now()):
        form.refuse(_("Les votes doivent pouvoir être donnés avant ce moment."), form.sealed_until)
        return False
    return True


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
