"""The pages of merging and splitting. What supporters answer: answer_views; likely duplicates: pair_views."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.errors import RuleBroken
from consult.kinds import READABLE
from consult.merging import answer_views, asking, pair_views, people_views, queries, services  # noqa: F401  tasks and pages
from consult.merging import joining as _joining  # noqa: F401  how moderation merges them
from consult.merging.blueprint import bp
from consult.merging.forms import MergeForm, SplitForm, UndoForm
from consult.merging.models import Rework
from consult.moderation import joins
from consult.policy import Permission, access, require
from consult.proposals import diff
from consult.proposals import queries as proposals
from consult.proposals.models import Proposal
from consult.web.forms import MemberAct
from consult.web.pages import page
from consult.web.reading import row_number


@bp.route("/consultations/<slug>/merge", methods=["GET", "POST"])
@access(Permission.PROPOSAL_REWORK)
def merge(slug: str) -> Any:
    """Write one proposal in place of several."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROPOSAL_REWORK, consultation)
    form = MergeForm.from_request()
    ids = form.chosen if request.method == "POST" else _asked()
    originals = queries.chosen(consultation.id, ids, viewer=current_user)
    if form.submitted() and (done := _merge(form, originals)):
        flash(_("Les propositions sont réunies. Les personnes qui les soutenaient reçoivent un message."))
        return redirect(url_for("proposals.show", proposal_id=done.results[0].proposal_id))
    if request.method == "GET" and originals:
        start = next((one for one in originals if one.id == request.args.get("start", type=int)), None)
        start = start or max(originals, key=lambda one: one.support)
        form.title.data, form.body.data = start.title, start.body
    missing = [one for one in ids if one not in {p.id for p in originals}]
    return page("merging/merge.html", consultation=consultation, form=form, originals=originals, missing=missing)


def _asked() -> list[int]:
    """The proposals that the address names, by number or by their own address."""
    given = [row_number(one.strip().rstrip("/").rpartition("/")[2]) for one in request.args.getlist("proposal")]
    return [one for one in dict.fromkeys(given) if one][: services.MOST]


def _merge(form: MergeForm, originals: Sequence[Proposal]) -> Rework | None:
    """Merge; where that cannot be, say why on the form."""
    if len(originals) < len(form.chosen):
        form.refuse(_("Une de ces propositions n’est plus là, ou a déjà été réunie. Vérifiez la liste."))
        return None
    try:
        done = services.merge_proposals(originals, actor=current_user, text=form.text, reason=form.reason.data or "")
    except RuleBroken as problem:
        form.refuse(str(problem))
        return None
    return queries.get(done.id, viewer=current_user)


@bp.route("/proposals/<int:proposal_id>/split", methods=["GET", "POST"])
@access(Permission.PROPOSAL_REWORK)
def split(proposal_id: int) -> Any:
    """Write two proposals in place of one."""
    proposal = proposals.get(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_REWORK, proposal)
    given = {"first_title": proposal.title, "first_body": proposal.body, "second_body": proposal.body}
    form = SplitForm.from_request(data=given)
    if form.submitted():
        try:
            done = services.split_proposal(
                proposal, actor=current_user, texts=form.texts, reason=form.reason.data or ""
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("La proposition est partagée en deux. Les personnes qui la soutenaient reçoivent un message."))
            return redirect(url_for("merging.show", rework_id=done.id))
    return page("merging/split.html", consultation=proposal.consultation, proposal=proposal, form=form)


@bp.get("/reworks/<int:rework_id>")
@access("public")
def show(rework_id: int) -> Any:
    """What became what, by whom, why; the figures, and what changed in the texts."""
    rework = queries.get(rework_id, viewer=current_user)
    return page("merging/show.html", **_shown(rework), act=MemberAct(None))


@bp.route("/reworks/<int:rework_id>/undo", methods=["GET", "POST"])
@access(Permission.PROPOSAL_REWORK)
def undo(rework_id: int) -> Any:
    """See what undoing changes, then do it."""
    rework = queries.get(rework_id, viewer=current_user)
    require(Permission.PROPOSAL_REWORK, rework)
    shown = _shown(rework, back=True)
    if shown["decided"]:
        require(Permission.CONTRIBUTION_MODERATE, rework)
    form = UndoForm.from_request()
    if form.submitted():
        try:
            services.undo_rework(rework, actor=current_user, reason=form.reason.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est défait : les propositions d’origine ont repris leur place."))
            return redirect(url_for("merging.show", rework_id=rework.id))
    return page("merging/undo.html", **shown, form=form)


def _shown(rework: Rework, *, back: bool = False) -> dict[str, Any]:
    """What is shown of an act: the texts, their figures, and what changed; `back`: what undoing it changes."""
    originals, results = ([one.proposal for one in some] for some in (rework.originals, rework.results))
    befores, afters = (results, originals) if back else (originals, results)
    pairs = [(a, b) for a in befores for b in afters if {a.visibility, b.visibility} <= set(READABLE)]
    return {
        "rework": rework,
        "decided": bool(joins.decided("proposal", rework.id)),
        "consultation": rework.consultation,
        "originals": originals,
        "results": results,
        "figures": queries.figures([*originals, *results]),
        "changes": [(a, b, diff.between(a.body, b.body)) for a, b in pairs],
    }


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
