"""Beside the board: one proposal in full with its other themes, and what the other facilitators have just done."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.themes import desk, others, queries
from consult.themes.forms import BoardForm, OthersForm
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("desk", __name__)


@bp.get("/consultations/<slug>/board/<int:proposal_id>")
@access(Permission.THEME_EDIT)
def detail(slug: str, proposal_id: int) -> Any:
    """One proposal, as the third pane of the desk or as a page."""
    return _page(_desk(slug), proposal_id, None)


@bp.post("/consultations/<slug>/board/<int:proposal_id>/themes")
@access(Permission.THEME_EDIT)
def link(slug: str, proposal_id: int) -> Any:
    """Say which other themes a proposal touches."""
    consultation = _desk(slug)
    shown = desk.detail(consultation.id, proposal_id, viewer=current_user)
    form = OthersForm.from_request()
    if form.submitted():
        try:
            others.set_others(shown.proposal, form.themes.data or (), actor=current_user, seen=form.seen)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les autres thèmes de cette proposition sont notés."))
            return redirect(url_for("desk.detail", slug=slug, proposal_id=proposal_id))
    return _page(consultation, proposal_id, form)


@bp.get("/consultations/<slug>/board/changes")
@access(Permission.THEME_EDIT)
def changes(slug: str) -> Any:
    """What others filed since the board was shown; an empty answer where they did nothing."""
    consultation = _desk(slug)
    found = desk.news(consultation.id, since=request.args.get("since", ""), viewer=current_user)
    if not found:
        return Response(status=204)
    address = {name: value for name, value in request.args.items() if name in {"theme", "section", "q", "order"}}
    return page("themes/_changes.html", consultation=consultation, news=found, address=address)


def _desk(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    return consultation


def _page(consultation: Consultation, proposal_id: int, form: OthersForm | None) -> Any:
    themes = queries.of_consultation(consultation.id)
    shown = desk.detail(consultation.id, proposal_id, viewer=current_user)
    return page(
        "themes/detail.html",
        fragment="themes/_detail.html",
        consultation=consultation,
        detail=shown,
        themes=themes,
        here=next((theme for theme in themes if theme.id == shown.proposal.theme_id), None),
        form=form or OthersForm(None),
        chosen=set(form.themes.data or ()) if form else {theme.id for theme in shown.others},
        board=BoardForm(None),
        act=Act(None),
    )
