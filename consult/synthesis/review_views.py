"""Giving a synthesis to be read, reading it, publishing it or sending it back."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.documents import html
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.synthesis import easy, reading, reviewing, showing
from consult.synthesis.blueprint import bp
from consult.synthesis.editor_views import desk_of, writable
from consult.synthesis.forms import ReviewForm, SubmitForm
from consult.synthesis.models import REVIEW_ACTS, Stage
from consult.web.forms import Act
from consult.web.pages import page


@bp.post("/syntheses/<int:synthesis_id>/submit")
@access(Permission.SYNTHESIS_WRITE)
def submit(synthesis_id: int) -> Any:
    """Give it to be read."""
    synthesis = writable(synthesis_id)
    form = SubmitForm.from_request()
    form.demand()
    reviewing.submit(synthesis, actor=current_user, remark=form.remark.data or "")
    flash(_("Une autre personne de l’équipe peut maintenant la relire et la publier."))
    return redirect(desk_of(synthesis))


@bp.post("/syntheses/<int:synthesis_id>/take-back")
@access(Permission.SYNTHESIS_WRITE)
def take_back(synthesis_id: int) -> Any:
    """Go on writing."""
    synthesis = writable(synthesis_id)
    Act.from_request().demand()
    reviewing.take_back(synthesis, actor=current_user)
    return redirect(desk_of(synthesis))


@bp.route("/syntheses/<int:synthesis_id>/review", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_REVIEW)
def review(synthesis_id: int) -> Any:
    """Read what would be published, then publish it or send it back."""
    synthesis = reading.get(synthesis_id, viewer=current_user)
    require(Permission.SYNTHESIS_REVIEW, synthesis)
    form = ReviewForm.from_request(data={"revision": synthesis.revision})
    if form.submitted():
        remark = form.remark.data or ""
        try:
            if form.verdict.data == "publish":
                reviewing.publish(synthesis, actor=current_user, seen=form.seen, note=remark)
            else:
                reviewing.send_back(synthesis, actor=current_user, remark=remark)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            if form.verdict.data == "publish":
                flash(_("La version %(number)s est publiée.", number=synthesis.published))
                return redirect(url_for("synthesis.read", synthesis_id=synthesis.id))
            flash(_("Elle est rendue à qui l’écrit, avec vos remarques."))
            return redirect(url_for("synthesis.desk", slug=synthesis.consultation.slug))
    form.revision.data = str(synthesis.revision)
    return page(
        "synthesis/review.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        form=form,
        is_open=synthesis.stage is Stage.REVIEW,
        text=html.fragment(showing.preview(synthesis), prefix="s-"),
        warnings=easy.warnings(synthesis.brief),
        reviews=reading.reviews(synthesis.id),
        review_acts=REVIEW_ACTS,
    )
