"""The pages of milestones: the picture of an edition and of a work stream, one promise, declaring."""

from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import clock, icalendar
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.milestones import calendars, queries, services
from consult.milestones import telling as _telling  # noqa: F401  gives the worker its round
from consult.milestones.forms import DeclareForm, PromiseForm, StreamPromiseForm, WordsForm
from consult.milestones.models import DECLARED, Declared, Milestone, MilestoneState
from consult.policy import Permission, access, require
from consult.web.pages import page
from consult.workstreams import queries as workstreams
from consult.workstreams.models import WorkStream

bp = Blueprint("milestones", __name__)


@bp.get("/consultations/<slug>/milestones")
@access("public")
def index(slug: str) -> Any:
    """The retro-planning of a whole edition, on one picture."""
    consultation = consultations.get(slug, viewer=current_user)
    return page("milestones/index.html", stream=None, **_planning(consultation, None))


@bp.get("/workstreams/<int:workstream_id>/milestones")
@access("public")
def of_stream(workstream_id: int) -> Any:
    """The retro-planning of a work stream."""
    stream = workstreams.get(workstream_id, viewer=current_user)
    return page("milestones/index.html", stream=stream, **_planning(stream.consultation, stream))


def _planning(consultation: Consultation, stream: WorkStream | None) -> dict[str, Any]:
    today = clock.today()
    lines = queries.planning(consultation.id, today=today, stream_id=stream.id if stream else None)
    return {"consultation": consultation, "lines": lines, "today": today, "late": _late(lines)}


def _late(lines: list[queries.Line]) -> list[queries.Line]:
    return [line for line in lines if line.standing == "late"]


@bp.get("/consultations/<slug>/milestones.ics")
@access("public")
def calendar(slug: str) -> Any:
    """The same, for a calendar program."""
    consultation = consultations.get(slug, viewer=current_user)
    lines = queries.planning(consultation.id, today=clock.today())
    return _calendar(consultation.title, lines, f"{consultation.slug}.ics")


@bp.get("/workstreams/<int:workstream_id>/milestones.ics")
@access("public")
def stream_calendar(workstream_id: int) -> Any:
    """The same, of a work stream."""
    stream = workstreams.get(workstream_id, viewer=current_user)
    lines = queries.planning(stream.consultation_id, today=clock.today(), stream_id=stream.id)
    return _calendar(stream.title, lines, f"{stream.slug}.ics")


def _calendar(name: str, lines: list[queries.Line], file: str) -> Response:
    answer = Response(calendars.written(name, lines), content_type=icalendar.MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=file)
    return answer


@bp.route("/consultations/<slug>/milestones/new", methods=["GET", "POST"])
@access(Permission.MILESTONE_PLAN)
def plan(slug: str) -> Any:
    """Promise something for the whole edition."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.MILESTONE_PLAN, consultation)
    form = PromiseForm.from_request()
    if form.submitted():
        one = services.promise(consultation, actor=current_user, **_promised(form))
        flash(_("Le jalon est posé."))
        return redirect(url_for("milestones.show", milestone_id=one.id))
    return page("milestones/edit.html", consultation=consultation, stream=None, form=form, milestone=None)


@bp.route("/workstreams/<int:workstream_id>/milestones/new", methods=["GET", "POST"])
@access(Permission.MILESTONE_EDIT)
def promise(workstream_id: int) -> Any:
    """Promise something for a work stream."""
    stream = workstreams.get(workstream_id, viewer=current_user)
    require(Permission.MILESTONE_EDIT, stream)
    projects = workstreams.projects(stream.id, viewer=current_user)
    form = StreamPromiseForm.from_request().offer(projects)
    if form.submitted():
        project = next((p for p in projects if p.id == form.project.data), None)
        try:
            one = services.promise(
                stream.consultation, actor=current_user, stream=stream, project=project, **_promised(form)
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Le jalon est posé."))
            return redirect(url_for("milestones.show", milestone_id=one.id))
    return page("milestones/edit.html", consultation=stream.consultation, stream=stream, form=form, milestone=None)


def _promised(form: PromiseForm) -> dict[str, Any]:
    said = {"title": form.title.data or "", "body": form.body.data or ""}
    return said | {"due": form.due.data, "starts": form.starts.data}


@bp.get("/milestones/<int:milestone_id>")
@access("public")
def show(milestone_id: int) -> Any:
    """One promise, and all that was declared of it."""
    return _show(queries.get(milestone_id, viewer=current_user), DeclareForm(None))


def _show(one: Milestone, form: DeclareForm) -> Any:
    return page(
        "milestones/show.html",
        milestone=one,
        consultation=one.consultation,
        stream=one.workstream,
        late=one.is_late(clock.today()),
        settled=one.state is not MilestoneState.PLANNED,
        declared=DECLARED,
        form=form,
    )


@bp.post("/milestones/<int:milestone_id>/declare")
@access(Permission.MILESTONE_EDIT)
def declare(milestone_id: int) -> Any:
    """Declare it kept, moved or dropped."""
    one = queries.get(milestone_id, viewer=current_user)
    require(Permission.MILESTONE_EDIT, one)
    form = DeclareForm.from_request()
    if form.submitted():
        try:
            _declare(one, form)
        except RuleBroken as problem:
            form.refuse(str(problem), form.due if form.kind.data == Declared.MOVED else None)
        else:
            flash(_("C’est déclaré. Les personnes concernées seront prévenues."))
            return redirect(url_for("milestones.show", milestone_id=one.id))
    return _show(one, form)


def _declare(one: Milestone, form: DeclareForm) -> None:
    reason = form.reason.data or ""
    if form.kind.data == Declared.KEPT:
        services.keep(one, actor=current_user, reason=reason)
    elif form.kind.data == Declared.DROPPED:
        services.drop(one, actor=current_user, reason=reason)
    elif form.due.data is not None:
        services.move(one, actor=current_user, due=form.due.data, reason=reason)


@bp.route("/milestones/<int:milestone_id>/edit", methods=["GET", "POST"])
@access(Permission.MILESTONE_EDIT)
def edit(milestone_id: int) -> Any:
    """Say it otherwise; its date changes by a declaration only."""
    one = queries.get(milestone_id, viewer=current_user)
    require(Permission.MILESTONE_EDIT, one)
    form = WordsForm.from_request(data={"title": one.title, "body": one.body})
    if form.submitted():
        said = {"title": form.title.data or "", "body": form.body.data or ""}
        try:
            services.reword(one, actor=current_user, seen=form.seen, **said)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("milestones.show", milestone_id=one.id))
    form.version.data = str(one.version)
    return page("milestones/edit.html", consultation=one.consultation, stream=one.workstream, form=form, milestone=one)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
