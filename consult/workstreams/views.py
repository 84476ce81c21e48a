"""The pages of work streams: for everybody, the list and each one; for whoever leads it, its charter and members.

Projects and news have `project_views`.
"""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.themes import queries as themes
from consult.themes.forms import number
from consult.web.forms import Act, MemberAct
from consult.web.limits import limit
from consult.web.pages import page
from consult.workstreams import membership, queries, services
from consult.workstreams import search as _documents  # noqa: F401  how the index knows them
from consult.workstreams.following import views as following
from consult.workstreams.forms import CHARTER, AnswerForm, EditWorkStreamForm, JoinForm, WorkStreamForm
from consult.workstreams.funding import views as funding
from consult.workstreams.inviting import views as inviting
from consult.workstreams.models import PROJECT_STATES, STREAM_STATES, MemberState, StreamState, WorkStream
from consult.workstreams.project_views import bp as projects
from consult.workstreams.sharing import views as sharing
from consult.workstreams.talking import views as talking

bp = Blueprint("workstreams", __name__)


@bp.get("/consultations/<slug>/workstreams")
@access("public")
def index(slug: str) -> Any:
    """The work streams of a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    return page(
        "workstreams/index.html",
        consultation=consultation,
        streams=queries.of_consultation(consultation.id),
        figures=queries.figures(consultation.id),
        states=STREAM_STATES,
    )


@bp.get("/workstreams/<int:workstream_id>")
@access("public")
def show(workstream_id: int) -> Any:
    """One work stream: its charter, its people, its projects, its news."""
    return _show(queries.get(workstream_id, viewer=current_user), JoinForm(None))


def _show(stream: WorkStream, form: JoinForm) -> Any:
    return page(
        "workstreams/show.html",
        stream=stream,
        consultation=stream.consultation,
        accepted=[m for m in stream.members if m.state is MemberState.ACCEPTED],
        asked=[m for m in stream.members if m.state is MemberState.ASKED],
        mine=stream.member(current_user.id) if current_user.is_authenticated else None,
        projects=queries.projects(stream.id, viewer=current_user),
        news=queries.news(stream.id, viewer=current_user, after=request.args.get("after")),
        project_states=PROJECT_STATES,
        states=STREAM_STATES,
        form=form,
        act=MemberAct(None),
    )


@bp.route("/consultations/<slug>/workstreams/new", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_OPEN)
def create(slug: str) -> Any:
    """Open a work stream, out of a theme (`theme`) or several."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.WORKSTREAM_OPEN, consultation)
    offered = themes.of_consultation(consultation.id)
    theme = next((t for t in offered if t.id == number(request.args.get("theme"))), None)
    start: dict[str, Any] = {"themes": [theme.id], "title": theme.title, "charter": theme.summary} if theme else {}
    if theme and theme.facilitator:
        start["facilitator"] = theme.facilitator.name
    form = WorkStreamForm.from_request(data=start).offer(offered)
    if form.submitted() and _facilitator_is_known(form):
        try:
            stream = services.open_workstream(
                consultation,
                actor=current_user,
                title=form.title.data or "",
                facilitator=queries.person_called(form.facilitator.data or ""),
                themes=form.chosen_themes(offered),
                **form.charter_fields(),
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Le chantier est ouvert."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id))
    return page("workstreams/edit.html", consultation=consultation, form=form, stream=None)


@bp.route("/workstreams/<int:workstream_id>/edit", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_EDIT)
def edit(workstream_id: int) -> Any:
    """Change what a work stream says of itself, who leads it, whether it is open."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_EDIT, stream)
    offered = themes.of_consultation(stream.consultation_id)
    start = {"themes": [t.id for t in stream.themes], "state": stream.state.value}
    start["facilitator"] = stream.facilitator.name if stream.facilitator else ""
    said = {name: getattr(stream, name) for name in ("title", *CHARTER)}
    form = EditWorkStreamForm.from_request(data=start | said)
    form.offer(offered)
    if form.submitted() and _facilitator_is_known(form):
        try:
            services.edit_workstream(
                stream,
                actor=current_user,
                title=form.title.data or "",
                facilitator=queries.person_called(form.facilitator.data or ""),
                state=StreamState(form.state.data),
                themes=form.chosen_themes(offered),
                seen=form.seen,
                **form.charter_fields(),
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id))
    form.version.data = str(stream.version)
    return page("workstreams/edit.html", consultation=stream.consultation, form=form, stream=stream)


def _facilitator_is_known(form: WorkStreamForm) -> bool:
    name = form.facilitator.data or ""
    if not name or queries.person_called(name):
        return True
    form.refuse(_("Personne d’inscrit ne porte ce pseudonyme."), form.facilitator)
    return False


@bp.post("/workstreams/<int:workstream_id>/join")
@access(Permission.WORKSTREAM_JOIN)
@limit("join", times=20, minutes=60)
def join(workstream_id: int) -> Any:
    """Ask to join."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_JOIN, stream)
    form = JoinForm.from_request()
    if form.submitted():
        words, organisation = form.motivation.data or "", form.organisation.data or ""
        try:
            membership.ask_to_join(stream, person=current_user, motivation=words, organisation=organisation)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Votre demande est transmise. La réponse apparaîtra sur cette page."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id, _anchor="members"))
    return _show(stream, form)


@bp.post("/workstreams/<int:workstream_id>/leave")
@access(Permission.WORKSTREAM_JOIN)
def leave(workstream_id: int) -> Any:
    """Leave, or take one's request back."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_JOIN, stream)
    Act.from_request().demand()
    membership.leave(stream, person=current_user)
    flash(_("C’est fait. Vous pourrez revenir."))
    return redirect(url_for("workstreams.show", workstream_id=stream.id, _anchor="members"))


@bp.route("/workstreams/<int:workstream_id>/members/<int:member_id>", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_EDIT)
def answer(workstream_id: int, member_id: int) -> Any:
    """Answer a person who asks to join."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_EDIT, stream)
    member = found(next((m for m in stream.members if m.id == member_id), None))
    form = AnswerForm.from_request()
    if form.submitted():
        accept = form.decision.data == "accept"
        try:
            membership.answer_request(member, stream, actor=current_user, accept=accept, answer=form.answer.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Votre réponse est transmise."))
            return redirect(url_for("workstreams.show", workstream_id=stream.id, _anchor="members"))
    return page("workstreams/answer.html", stream=stream, consultation=stream.consultation, member=member, form=form)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.register_blueprint(projects)
    app.register_blueprint(following.bp)
    app.register_blueprint(funding.bp)
    app.register_blueprint(inviting.bp)
    app.register_blueprint(sharing.bp)
    app.register_blueprint(talking.bp)
