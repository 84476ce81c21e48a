"""The pages of moderation: reporting, the queue, deciding, reading a decision, the public register."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import kinds
from consult.consultations import queries as consultations
from consult.db import found
from consult.errors import RuleBroken
from consult.kinds import READABLE, Contribution, Ref
from consult.moderation import queries, services
from consult.moderation.forms import DecisionForm, ReportForm
from consult.moderation.models import POSSIBLE, SANCTIONS, Case, Measure, Reason
from consult.moderation.register import Asked, as_csv
from consult.moderation.words import MEASURES, REASONS, SCOPES, TONES
from consult.policy import Permission, access, author, may, require
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("moderation", __name__)
WORDS: dict[str, Any] = {"reasons": REASONS, "measures": MEASURES, "tones": TONES, "scopes": SCOPES}


@bp.route("/report/<kind>/<int:thing_id>", methods=["GET", "POST"])
@access("public")
@limit("report", times=10, minutes=60)
def report(kind: str, thing_id: int) -> Any:
    """Tell the team that something is wrong with a thing."""
    thing = queries.reportable(Ref(kind, thing_id), viewer=current_user)
    form = ReportForm.from_request()
    if current_user.is_authenticated:
        del form.contact
    if form.submitted() and _report(thing, form):
        flash(_("Merci. Votre signalement est transmis à l’équipe de modération."))
        return redirect(kinds.url(thing))
    waits = queries.already_reported(thing, viewer=current_user)
    return page("moderation/report.html", form=form, shown=queries.shown(thing), waits=waits)


def _report(thing: Any, form: ReportForm) -> bool:
    """Report the thing; what forbids it is said in the form."""
    try:
        services.report(
            thing,
            reporter=current_user if current_user.is_authenticated else None,
            reason=Reason(form.reason.data),
            explanation=form.explanation.data or "",
            contact=form.contact.data if form.contact else None,
        )
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True


@bp.get("/consultations/<slug>/moderation")
@access(Permission.CONTRIBUTION_MODERATE)
def queue(slug: str) -> Any:
    """What waits for a decision in a consultation, or what was decided there."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONTRIBUTION_MODERATE, consultation)
    chosen = _filters()
    order = request.args.get("order", "reports")
    listed = queries.queue(
        consultation.id, viewer=current_user, filters=chosen, order=order, after=request.args.get("after")
    )
    return page(
        "moderation/queue.html",
        fragment="moderation/_queue.html",
        consultation=consultation,
        listed=listed,
        waiting=queries.waiting(consultation.id),
        chosen=chosen,
        order=order,
        kinds=queries.moderated_kinds(),
        **WORDS,
    )


def _filters() -> queries.Filters:
    """What the address asks for; what makes no sense is left out."""
    asked = request.args
    return queries.Filters(
        kind=next((k.name for k in queries.moderated_kinds() if k.name == asked.get("kind")), None),
        reason=next((r for r in Reason if r.value == asked.get("reason")), None),
        decided=asked.get("state") == "decided",
    )


@bp.route("/moderation/<kind>/<int:thing_id>", methods=["GET", "POST"])
@access(Permission.CONTRIBUTION_MODERATE)
def show(kind: str, thing_id: int) -> Any:
    """One thing: what is said against it, what was decided, and the form to decide."""
    thing = queries.get(Ref(kind, thing_id), viewer=current_user)
    require(Permission.CONTRIBUTION_MODERATE, thing)
    possible = found(POSSIBLE[thing.visibility] or None)
    form = DecisionForm.from_request().offer(possible)
    if form.submitted() and _decide(thing, form):
        flash(_("La décision est prise, et notée au registre."))
        return redirect(url_for("moderation.queue", slug=thing.consultation.slug))
    return _case_page(thing, form)


def _decide(thing: Any, form: DecisionForm) -> bool:
    """Decide; what forbids it is said in the form."""
    try:
        services.decide(
            thing,
            moderator=current_user,
            action=Measure(form.action.data),
            rule=form.rule.data,
            facts=form.facts.data or "",
            statement=form.statement.data or "",
            seen=form.known,
        )
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True


def _case_page(thing: Any, form: DecisionForm) -> Any:
    ref = kinds.ref(thing)
    case = queries.case_of(ref) or Case(reports=0)
    reports = queries.reports_on(ref)
    form.seen.data = str(case.decision_id or 0)  # what this page shows now
    if request.method == "GET" and case.reports:
        form.rule.data = reports[0].reason
    return page(
        "moderation/show.html",
        form=form,
        shown=queries.shown(thing),
        consultation=thing.consultation,
        case=case,
        reports=reports,
        decisions=queries.decisions_on(ref),
        sanctions=SANCTIONS,
        **WORDS,
    )


@bp.get("/decisions/<int:decision_id>")
@access("member")
def decision(decision_id: int) -> Any:
    """A decision, for the author of the thing and for the team; nobody else."""
    decided = queries.decision(decision_id)
    thing = found(kinds.resolve(decided.ref))
    is_staff = may(current_user, Permission.CONTRIBUTION_MODERATE, decided)
    found(thing if is_staff or author(current_user, thing) else None)
    return page(
        "moderation/decision.html",
        decision=decided,
        shown=queries.shown(thing),
        consultation=thing.consultation,
        is_staff=is_staff,
        **WORDS,
    )


def _asked() -> Asked:
    """What part of the register the address asks for: drafts have no part in it, whoever reads."""
    published = [c for c in consultations.readable(viewer=current_user) if c.is_published]
    return Asked.among(published, slug=request.args.get("consultation"), month=request.args.get("month"))


@bp.get("/moderation/register")
@access("public")
def register() -> Any:
    """Every decision, without personal data, for everybody to check."""
    asked = _asked()
    return page(
        "moderation/register.html",
        fragment="moderation/_register.html",
        asked=asked,
        listed=queries.register(asked.extent, after=request.args.get("after")),
        figures=queries.figures(asked.extent),
        kinds={kind.name: kind.label for kind in queries.moderated_kinds()},
        **WORDS,
    )


@bp.get("/moderation/register.csv")
@access("public")
def register_csv() -> Response:
    """The register as a table to take away; with `for=office`, as French office software opens it."""
    asked = _asked()
    body = as_csv(queries.whole_register(asked.extent), asked.slugs, office=request.args.get("for") == "office")
    name = f"{current_app.config['INSTANCE_NAME']}-registre".lower()
    response = Response(body, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return response


def may_report(thing: Contribution) -> bool:
    """Whether a page offers the person who reads it to report this thing: published, and not one's own."""
    return thing.visibility in READABLE and thing.author_id != current_user.id


def init_app(app: Flask) -> None:
    """Register the pages, and what `moderation/_report_link.html` uses."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(ref_of=kinds.ref, may_report=may_report)
