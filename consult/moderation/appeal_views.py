"""What follows a decision: answers, appeals, and their judgement by somebody else."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import kinds
from consult.accounts import queries as accounts
from consult.db import found
from consult.errors import RuleBroken
from consult.moderation import appeals, queries
from consult.moderation.blueprint import WORDS, bp
from consult.moderation.decision_views import decision_page, readable
from consult.moderation.forms import AnswerForm, AppealForm, ObjectionForm, RulingForm
from consult.moderation.letters import decision_of_link, report_of_link
from consult.moderation.models import Appeal, Decision
from consult.policy import Permission, access, author, require
from consult.web.limits import limit
from consult.web.pages import page


@bp.post("/decisions/<int:decision_id>/answer")
@access("member")
@limit("answer", times=20, minutes=60)
def answer(decision_id: int) -> Any:
    """Say something about a decision, as its author or as the team."""
    decided, thing = readable(decision_id)
    form = AnswerForm.from_request()
    if not form.submitted():
        return decision_page(decided, thing, form)
    appeals.answer(thing, decided, author=current_user, body=form.body.data or "")
    flash(_("Votre réponse est transmise."))
    return redirect(url_for("moderation.decision", decision_id=decided.id, _anchor="answers"))


@bp.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@access("member")
@limit("appeal", times=10, minutes=60)
def appeal(decision_id: int) -> Any:
    """Ask that somebody else look at a decision again."""
    decided, thing = readable(decision_id)
    found(thing if author(current_user, thing) else None)
    return _appeal(decided, thing, current_user, url_for("moderation.decision", decision_id=decided.id))


@bp.route("/decisions/link/<key>/appeal", methods=["GET", "POST"])
@access("public")
@limit("appeal", times=10, minutes=60)
def appeal_by_link(key: str) -> Any:
    """The same, for whom the decision closed the account."""
    decided = queries.decision(found(decision_of_link(key)))
    person = accounts.get(found(decided.author_id))
    back = url_for("moderation.decision_by_link", key=key)
    return _appeal(decided, found(kinds.resolve(decided.ref)), person, back)


def _appeal(decided: Decision, thing: Any, person: Any, back: str) -> Any:
    form = AppealForm.from_request()
    if form.submitted():
        try:
            appeals.lodge(decided, author=person, body=form.body.data or "")
        except RuleBroken as refusal:
            form.refuse(str(refusal))
        else:
            flash(_("Votre contestation est transmise : quelqu’un d’autre va relire la décision et vous répondra."))
            return redirect(back)
    shown = queries.shown(thing)
    waits = queries.appeal_of(decided.id)
    return page("moderation/appeal.html", decision=decided, shown=shown, form=form, waits=waits, back=back, **WORDS)


@bp.route("/reports/<key>/contest", methods=["GET", "POST"])
@access("public")
@limit("appeal", times=10, minutes=60)
def object_to(key: str) -> Any:
    """Ask, with the link of a letter, that somebody else look at what was decided on one's report."""
    report = queries.report(found(report_of_link(key)))
    thing, form = found(kinds.resolve(report.ref)), ObjectionForm.from_request()
    if form.submitted():
        try:
            appeals.object_to(thing, report, body=form.body.data or "")
        except RuleBroken as refusal:
            form.refuse(str(refusal))
        else:
            flash(_("C’est transmis : quelqu’un d’autre va relire, et vous écrira."))
            return redirect(url_for("moderation.register"))
    decided = queries.decision(found(report.decision_id))
    return page("moderation/object.html", form=form, decision=decided, **WORDS)


@bp.route("/appeals/<int:appeal_id>", methods=["GET", "POST"])
@access(Permission.CONTRIBUTION_MODERATE)
def judge(appeal_id: int) -> Any:
    """Look at a decision again, as somebody who did not take it."""
    lodged = queries.appeal(appeal_id)
    require(Permission.CONTRIBUTION_MODERATE, lodged)
    thing = found(kinds.resolve(lodged.decision.ref))
    form = RulingForm.from_request()
    if form.submitted() and _judge(thing, lodged, form):
        flash(_("La contestation est jugée, et son auteur averti."))
        return redirect(url_for("moderation.appeals_index", slug=thing.consultation.slug))
    return page(
        "moderation/judge.html",
        appeal=lodged,
        decision=lodged.decision,
        shown=queries.shown(thing),
        consultation=thing.consultation,
        may_judge=appeals.may_judge(lodged, current_user),
        answers=queries.answers_to(lodged.decision_id),
        form=form,
        **WORDS,
    )


def _judge(thing: Any, lodged: Appeal, form: RulingForm) -> bool:
    """Judge; what forbids it is said in the form."""
    try:
        appeals.judge(thing, lodged, judge=current_user, outcome=form.chosen, reasons=form.reasons.data or "")
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True
