"""The pages of the trail: of one proposal, and of a whole consultation."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.documents.renderers import RENDERERS
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.trail import queries, services, showing, walking
from consult.trail.forms import FidelityForm, SuiteForm
from consult.trail.models import FAITHS, OUTCOMES, Faith, Outcome
from consult.trail.picture import Node
from consult.trail.report import report
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("trail", __name__)


@bp.get("/proposals/<int:proposal_id>/trail")
@access("public")
def show(proposal_id: int) -> Any:
    """What became of my proposal?"""
    one = queries.proposal(proposal_id, viewer=current_user)
    return _show(queries.fate(one, viewer=current_user), None, None)


def _show(fate: queries.Fate, suite: SuiteForm | None, word: FidelityForm | None) -> Any:
    one = fate.proposal
    given = {"answer": fate.fidelity.answer.value, "sentence": fate.fidelity.sentence} if fate.fidelity else {}
    return page(
        "trail/show.html",
        proposal=one,
        consultation=one.consultation,
        fate=fate,
        lines=showing.lines(fate.steps),
        drawing=showing.picture(fate.steps, Node("proposal", one.id, one.title)),
        label=showing.label,
        outcomes=OUTCOMES,
        faiths=FAITHS,
        suite_form=suite or SuiteForm(None),
        word_form=word or FidelityForm(None, data=given),
    )


@bp.post("/proposals/<int:proposal_id>/suite")
@access(Permission.PROPOSAL_FOLLOW_UP)
def follow_up(proposal_id: int) -> Any:
    """Say what is made of it, and why."""
    one = queries.proposal(proposal_id, viewer=current_user)
    fate = queries.fate(one, viewer=current_user)
    require(Permission.PROPOSAL_FOLLOW_UP, fate)
    form = SuiteForm.from_request()
    if form.submitted():
        try:
            services.write_suite(
                one, actor=current_user, outcome=Outcome(form.outcome.data), reason=form.reason.data or ""
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.reason)
        else:
            flash(_("La suite est publiée, et son auteur prévenu."))
            return redirect(url_for("trail.show", proposal_id=one.id))
    return _show(fate, form, None)


@bp.post("/proposals/<int:proposal_id>/fidelity")
@access(Permission.PROPOSAL_JUDGE)
def judge(proposal_id: int) -> Any:
    """Its author says whether it is still their idea."""
    one = queries.proposal(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_JUDGE, one)
    form = FidelityForm.from_request()
    if form.submitted():
        try:
            services.judge(one, author=current_user, answer=Faith(form.answer.data), sentence=form.sentence.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem), form.sentence)
        else:
            flash(_("Merci : votre avis est sur la page."))
            return redirect(url_for("trail.show", proposal_id=one.id))
    return _show(queries.fate(one, viewer=current_user), None, form)


@bp.get("/consultations/<slug>/trail")
@access("public")
def index(slug: str) -> Any:
    """The whole trail: how many proposals have a motivated follow-up, which have none, the picture."""
    consultation = consultations.get(slug, viewer=current_user)
    steps = list(walking.whole(consultation.id, viewer=current_user))
    return page(
        "trail/index.html",
        consultation=consultation,
        share=queries.share(consultation, viewer=current_user),
        without=queries.without(consultation, viewer=current_user, after=request.args.get("after")),
        given=queries.faiths(consultation, viewer=current_user),
        faiths=FAITHS,
        drawing=showing.picture(steps),
        renderers=RENDERERS,
        label=showing.label,
        steps=[step for step in steps if step.source.kind != "proposal"],
    )


@bp.get("/consultations/<slug>/trail.<extension>")
@access("public")
@limit("report", times=60, minutes=10)
def print_report(slug: str, extension: str) -> Any:
    """What is being built, as a document in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    if extension not in RENDERERS:
        raise NotFound
    renderer = RENDERERS[extension]
    data = renderer.render(report(consultation))
    name = f"fil-{consultation.slug}.{extension}"
    return send_file(BytesIO(data), mimetype=renderer.media_type, as_attachment=True, download_name=name)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
