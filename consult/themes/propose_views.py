"""Writing a proposal for a theme: it is filed there by its author, and facilitators may move it like any other."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.errors import RuleBroken
from consult.moderation.agreeing import agreed
from consult.policy import Permission, access, require
from consult.proposals.views import said, write, writing_form
from consult.themes import filing, queries
from consult.themes.models import How
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("propose", __name__)


@bp.route("/consultations/<slug>/themes/<int:theme_id>/propose", methods=["GET", "POST"])
@access(Permission.PROPOSAL_CREATE)
@limit("proposal", times=20, minutes=60)
def create(slug: str, theme_id: int) -> Any:
    """Write a proposal for a theme. A theme that went while somebody wrote takes nothing of their text away."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROPOSAL_CREATE, consultation)
    theme = next((one for one in queries.of_consultation(consultation.id) if one.id == theme_id), None)
    if theme is None and request.method == "GET":
        return redirect(url_for("proposals.create", slug=slug))
    form = writing_form(consultation)
    if form.submitted() and agreed(form, consultation, person=current_user):
        proposal = write(consultation, form)
        told = said(proposal)
        try:
            if theme is None:
                raise RuleBroken
            filing.file_proposals([proposal], theme=theme, actor=current_user, how=How.AUTHOR)
        except RuleBroken:
            told += " " + _("Le thème n’existe plus : l’équipe la rangera ailleurs.")
        flash(told)
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    return page("proposals/edit.html", consultation=consultation, form=form, proposal=None, into=theme)
