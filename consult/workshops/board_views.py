"""The board of a workshop: ideas into candidate themes; each idea, each candidate; paper; what was set aside."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.errors import RuleBroken
from consult.policy import Permission, access
from consult.web.forms import Act
from consult.web.pages import page
from consult.web.reading import row_number
from consult.workshops import candidates, ideas, queries
from consult.workshops.blueprint import bp
from consult.workshops.forms import (
    MOST_TICKED,
    BoardForm,
    CandidateEditForm,
    CandidateForm,
    IdeaForm,
    PaperForm,
    version_of,
)
from consult.workshops.models import Workshop
from consult.workshops.room_views import led


@bp.route("/workshops/<int:workshop_id>/board", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def board(workshop_id: int) -> Any:
    """The ideas by candidate theme, and moving what was ticked."""
    one = led(workshop_id)
    form = BoardForm.from_request()
    if form.submitted() and _move(one, form):
        return redirect(url_for("workshops.board", workshop_id=one.id, column=_column(one)))
    return _board(one, form)


def _move(one: Workshop, form: BoardForm) -> bool:
    target = next((s.candidate for s in queries.standings(one.id) if str(s.candidate.id) == form.column.data), None)
    if target is None and form.column.data != "0":
        form.refuse(_("Ce thème candidat vient d’être supprimé. Rien n’a été déplacé."), form.column)
        return False
    try:
        ideas.move(one, form.seen, candidate=target)
    except RuleBroken as problem:
        form.refuse(str(problem))
        return False
    return True


def _board(one: Workshop, form: BoardForm, *, new: CandidateForm | None = None, paper: PaperForm | None = None) -> Any:
    standings, column = queries.standings(one.id), _column(one)
    return page(
        "workshops/board.html",
        fragment="workshops/_board.html",
        one=one,
        standings=standings,
        board=queries.board(one.id, chosen=column, after=request.args.get("after")),
        counts=queries.counts(one.id),
        column=next((s.candidate for s in standings if s.candidate.id == column), None),
        form=form,
        ticked=set(form.seen) or _ticked_in_address(),
        new=new or CandidateForm(None),
        paper=paper or PaperForm(None).offer(one.tables),
        version=one.version,
    )


def _ticked_in_address() -> set[int]:
    """The cards that stay ticked while the board is brought up to date."""
    cards = (one.partition("-")[0] for one in request.args.getlist("card")[:MOST_TICKED])
    return {found for one in cards if (found := row_number(one))}


def _column(one: Workshop) -> int | None:
    """The candidate whose ideas are shown first; None: those to sort."""
    asked = row_number(request.args.get("column", ""))
    known = {standing.candidate.id for standing in queries.standings(one.id)} if asked else ()
    return asked if asked in known else None


@bp.get("/workshops/<int:workshop_id>/board/changes")
@access(Permission.WORKSHOP_LEAD)
def changes(workshop_id: int) -> Any:
    """Whether something came or moved since the board was shown; an empty answer where nothing did."""
    one = led(workshop_id)
    if request.args.get("version") == str(one.version):
        return "", 204
    return page("workshops/_changes.html", one=one, counts=queries.counts(one.id), column=_column(one))


@bp.post("/workshops/<int:workshop_id>/candidates")
@access(Permission.WORKSHOP_LEAD)
def add(workshop_id: int) -> Any:
    """Add a candidate theme."""
    one = led(workshop_id)
    form = CandidateForm.from_request()
    if form.submitted():
        try:
            candidates.add(one, title=form.title.data or "")
            return redirect(url_for("workshops.board", workshop_id=one.id))
        except RuleBroken as problem:
            form.refuse(str(problem), form.title)
    return _board(one, BoardForm(None), new=form)


@bp.post("/workshops/<int:workshop_id>/paper")
@access(Permission.WORKSHOP_LEAD)
def type_in(workshop_id: int) -> Any:
    """Type ideas from paper."""
    one = led(workshop_id)
    form = PaperForm.from_request().offer(one.tables)
    if form.submitted():
        try:
            made = ideas.type_in(one, actor=current_user, titles=form.titles, table=form.table.data)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(ngettext("%(num)s idée est sur le tableau.", "%(num)s idées sont sur le tableau.", len(made)))
            return redirect(url_for("workshops.board", workshop_id=one.id))
    return _board(one, BoardForm(None), paper=form)


@bp.route("/workshops/<int:workshop_id>/candidates/<int:candidate_id>", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def candidate(workshop_id: int, candidate_id: int) -> Any:
    """Rename a candidate theme, write down the points of the wall."""
    one = led(workshop_id)
    shown = queries.candidate(one, candidate_id)
    form = CandidateEditForm.from_request(obj=shown)
    if form.submitted():
        try:
            title, count = form.title.data or "", form.paper_points.data or 0
            candidates.edit(shown, title=title, paper_points=count, seen=version_of(form))
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("workshops.board", workshop_id=one.id))
    form.version.data = str(shown.version)
    return page("workshops/candidate.html", one=one, candidate=shown, form=form, act=Act(None))


@bp.post("/workshops/<int:workshop_id>/candidates/<int:candidate_id>/delete")
@access(Permission.WORKSHOP_LEAD)
def delete(workshop_id: int, candidate_id: int) -> Any:
    """Delete a candidate theme; its ideas are to be sorted again."""
    one = led(workshop_id)
    Act.from_request().demand()
    candidates.delete(queries.candidate(one, candidate_id))
    flash(_("Le thème candidat est supprimé. Ses idées sont de nouveau à trier."))
    return redirect(url_for("workshops.board", workshop_id=one.id))


@bp.route("/workshops/<int:workshop_id>/ideas/<int:idea_id>", methods=["GET", "POST"])
@access(Permission.WORKSHOP_LEAD)
def idea(workshop_id: int, idea_id: int) -> Any:
    """Read an idea whole, correct its words."""
    one = led(workshop_id)
    shown = queries.idea(one, idea_id)
    form = IdeaForm.from_request(obj=shown)
    if form.submitted():
        try:
            ideas.edit(shown, title=form.title.data or "", body=form.body.data or "", seen=version_of(form))
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("workshops.board", workshop_id=one.id))
    form.version.data = str(shown.version)
    return page("workshops/idea.html", one=one, idea=shown, form=form, act=Act(None))


@bp.post("/workshops/<int:workshop_id>/ideas/<int:idea_id>/aside")
@access(Permission.WORKSHOP_LEAD)
def put_aside(workshop_id: int, idea_id: int) -> Any:
    """Take an idea off the board, or put it back."""
    one = led(workshop_id)
    Act.from_request().demand()
    away = request.form.get("away") == "1"
    ideas.set_aside(queries.idea(one, idea_id), away=away)
    flash(_("L’idée est mise de côté : elle n’est pas perdue.") if away else _("L’idée est de nouveau à trier."))
    return redirect(url_for("workshops.board" if away else "workshops.aside", workshop_id=one.id))


@bp.get("/workshops/<int:workshop_id>/aside")
@access(Permission.WORKSHOP_LEAD)
def aside(workshop_id: int) -> Any:
    """What was set aside."""
    one = led(workshop_id)
    listed = queries.aside(one.id, after=request.args.get("after"))
    return page("workshops/aside.html", one=one, listed=listed, act=Act(None))
