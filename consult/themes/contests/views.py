"""The pages of contests: the author's sentence, the facilitators' queue, a decision."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.proposals import queries as proposals
from consult.themes import queries as themes
from consult.themes.contests import queries, services
from consult.themes.contests.forms import ContestForm, DecideForm
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("contests", __name__)


@bp.route("/proposals/<int:proposal_id>/contest", methods=["GET", "POST"])
@access(Permission.FILING_CONTEST)
@limit("contest", times=20, minutes=60)
def contest(proposal_id: int) -> Any:
    """Contest the theme of a proposal of one's own."""
    proposal = proposals.get(proposal_id, viewer=current_user)
    require(Permission.FILING_CONTEST, proposal)
    existing = themes.of_consultation(proposal.consultation_id)
    form = ContestForm.from_request().offer(existing, proposal.theme_id)
    if form.submitted():
        wish = next((one for one in existing if one.id == form.wish.data), None)
        try:
            services.contest(proposal, author=current_user, reason=form.reason.data or "", wish=wish, seen=form.seen_in)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est transmis à l’équipe. Sa réponse vous parviendra par un message."))
            return redirect(url_for("themes.history", proposal_id=proposal_id))
    here = next((one for one in existing if one.id == proposal.theme_id), None)
    return page(
        "themes/contests/contest.html",
        proposal=proposal,
        consultation=proposal.consultation,
        here=here,
        form=form,
    )


@bp.get("/consultations/<slug>/contests")
@access(Permission.THEME_EDIT)
def index(slug: str) -> Any:
    """The contests that wait, or those that were decided."""
    consultation = _desk(slug)
    over = request.args.get("state") == "decided"
    read = queries.decided if over else queries.waiting
    listed = read(consultation.id, viewer=current_user, after=request.args.get("after"))
    return page("themes/contests/index.html", consultation=consultation, listed=listed, over=over)


@bp.route("/consultations/<slug>/contests/<int:contest_id>", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def decide(slug: str, contest_id: int) -> Any:
    """One contest, and the decision."""
    consultation = _desk(slug)
    row = queries.get(consultation.id, contest_id, viewer=current_user)
    existing = themes.of_consultation(consultation.id)
    form = DecideForm.from_request(data={"theme": row.proposal.theme_id or 0}).offer(existing)
    if form.submitted():
        theme = next((one for one in existing if one.id == form.theme.data), None)
        try:
            services.decide(row, actor=current_user, theme=theme, answer=form.answer.data or "", seen=form.seen_in)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("La réponse est envoyée."))
            return redirect(url_for("contests.index", slug=slug))
    here = next((one for one in existing if one.id == row.proposal.theme_id), None)
    return page("themes/contests/decide.html", consultation=consultation, contest=row, here=here, form=form)


def _desk(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    return consultation
