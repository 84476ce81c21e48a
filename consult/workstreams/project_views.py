"""The pages of what a work stream makes and tells: its projects and its news."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.errors import RuleBroken
from consult.kinds import KINDS, Visibility
from consult.moderation.agreeing import agreed
from consult.policy import Permission, access, may, require
from consult.proposals.models import Proposal
from consult.themes.forms import number
from consult.trail import queries as trail
from consult.web.limits import limit
from consult.web.pages import page
from consult.workstreams import queries, services
from consult.workstreams.forms import IdeaForm, NewsForm, ProjectForm
from consult.workstreams.models import PROJECT_STATES, Audience, Project, ProjectState, WorkStream

bp = Blueprint("projects", __name__)


@bp.get("/projects/<int:project_id>")
@access("public")
def show(project_id: int) -> Any:
    """One project, the proposals it comes from, and what came of it."""
    project = queries.project(project_id, viewer=current_user)
    steps = trail.of_project(project, viewer=current_user)
    return page(
        "workstreams/project.html",
        project=project,
        stream=project.workstream,
        consultation=project.workstream.consultation,
        sources=queries.sources(project.id, viewer=current_user),
        led_to=[(KINDS[step.target.kind].label, step.edge) for step in steps],
        states=PROJECT_STATES,
    )


@bp.route("/workstreams/<int:workstream_id>/projects/new", methods=["GET", "POST"])
@access(Permission.PROJECT_PROPOSE)
@limit("project", times=20, minutes=60)
def create(workstream_id: int) -> Any:
    """Add a project; `proposal` is one it comes from."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.PROJECT_PROPOSE, stream)
    offered = list(queries.offered(stream, viewer=current_user))
    asked = number(request.args.get("proposal"))
    extra = queries.published_among(stream.consultation_id, [asked] if asked else [], viewer=current_user)
    offered = [*extra, *(p for p in offered if p not in extra)]
    start = {"proposals": [p.id for p in extra], "title": extra[0].title if extra else None}
    form = _form_for(stream).from_request(data=start).offer(offered)
    if (
        form.submitted()
        and (found := _pointed(stream, form)) is not None
        and agreed(form, stream.consultation, person=current_user)
    ):
        try:
            project = services.create_project(
                stream, author=current_user, proposals=found, state=_state(form), **form.texts()
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            is_held = project.visibility is Visibility.HELD
            waits = _("Votre projet est bien arrivé : l’équipe le lit avant qu’il paraisse.")
            flash(waits if is_held else _("Le projet est ajouté au chantier."))
            return redirect(url_for("projects.show", project_id=project.id))
    return page(
        "workstreams/project_edit.html", stream=stream, consultation=stream.consultation, form=form, project=None
    )


@bp.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@access(Permission.PROJECT_EDIT)
def edit(project_id: int) -> Any:
    """Change a project."""
    project = queries.project(project_id, viewer=current_user)
    require(Permission.PROJECT_EDIT, project)
    stream, linked = project.workstream, queries.sources(project.id, viewer=current_user)
    offered = [*linked, *(p for p in queries.offered(stream, viewer=current_user) if p not in linked)]
    form = _form_for(stream).from_request(data=_said(project, linked)).offer(offered)
    if form.submitted() and (found := _pointed(stream, form)) is not None:
        fields: dict[str, Any] = {**form.texts(), "state": _state(form, project.state)}
        try:
            services.edit_project(project, actor=current_user, proposals=found, seen=form.seen, **fields)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("projects.show", project_id=project.id))
    form.version.data = str(project.version)
    return page(
        "workstreams/project_edit.html", stream=stream, consultation=stream.consultation, form=form, project=project
    )


def _form_for(stream: WorkStream) -> type[IdeaForm]:
    """Whoever leads the work stream says how far a project is; a member proposes."""
    return ProjectForm if may(current_user, Permission.WORKSTREAM_EDIT, stream) else IdeaForm


def _said(project: Project, linked: Sequence[Proposal]) -> dict[str, Any]:
    said = {name: getattr(project, name) for name in IdeaForm.FIELDS}
    return said | {"state": project.state.value, "proposals": [p.id for p in linked]}


def _state(form: IdeaForm, before: ProjectState = ProjectState.IDEA) -> ProjectState:
    return ProjectState(form.state.data) if isinstance(form, ProjectForm) else before


def _pointed(stream: WorkStream, form: IdeaForm) -> Sequence[Proposal] | None:
    """The proposals that the form points at; None, with a sentence on the form, where one cannot be found."""
    numbers, unread = form.pointed()
    found = queries.published_among(stream.consultation_id, numbers, viewer=current_user)
    missing = [*unread, *(str(n) for n in numbers if n not in {p.id for p in found})]
    if missing:
        words = ", ".join(f"« {word[:80]} »" for word in missing[:5])
        form.refuse(_("Aucune proposition de cette consultation ne correspond à %(words)s.", words=words), form.others)
        return None
    return found


@bp.route("/workstreams/<int:workstream_id>/news/new", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_EDIT)
def publish(workstream_id: int) -> Any:
    """Publish a news."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_EDIT, stream)
    form = NewsForm.from_request()
    if form.submitted():
        try:
            news = services.publish_news(stream, author=current_user, **_told(form))
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("La nouvelle est publiée."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id, _anchor=f"news-{news.id}"))
    return page("workstreams/news_edit.html", stream=stream, consultation=stream.consultation, form=form, news=None)


@bp.route("/news/<int:news_id>/edit", methods=["GET", "POST"])
@access(Permission.NEWS_EDIT)
def edit_news(news_id: int) -> Any:
    """Change a news."""
    news = queries.one_news(news_id, viewer=current_user)
    stream = news.workstream
    require(Permission.NEWS_EDIT, news)
    form = NewsForm.from_request(data={"title": news.title, "body": news.body, "audience": news.audience.value})
    if form.submitted():
        try:
            services.edit_news(news, actor=current_user, seen=form.seen, **_told(form))
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id, _anchor=f"news-{news.id}"))
    form.version.data = str(news.version)
    return page("workstreams/news_edit.html", stream=stream, consultation=stream.consultation, form=form, news=news)


def _told(form: NewsForm) -> dict[str, Any]:
    said = {"title": form.title.data or "", "body": form.body.data or ""}
    return said | {"audience": Audience(form.audience.data)}
