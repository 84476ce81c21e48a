"""The pages of moderation: reporting, the queue, the public register. Deciding and what follows: decision_views."""

from typing import Any

from flask import Flask, Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import clock, kinds
from consult.consultations import queries as consultations
from consult.db import found
from consult.kinds import READABLE, Contribution, Ref
from consult.moderation import appeal_views as _appeals  # noqa: F401  their pages
from consult.moderation import appeals, decision_views, house, overdue, queries, reporting, services, watch  # noqa: F401  pages and rounds
from consult.moderation import profile_views as _profiles  # noqa: F401  their pages
from consult.moderation.blueprint import WORDS, bp
from consult.moderation.forms import CharterForm, ReportForm
from consult.moderation.queue_views import queue_page
from consult.moderation.register import Asked, as_csv, as_json
from consult.policy import Permission, access, may, require
from consult.web.limits import limit
from consult.web.pages import page

MODERATE = Permission.CONTRIBUTION_MODERATE
ASKED = {"slug": "consultation", "month": "month", "action": "action", "rule": "rule"}


@bp.route("/report/<kind>/<int:thing_id>", methods=["GET", "POST"])
@access("public")
@limit("report", times=10, minutes=60)
def report(kind: str, thing_id: int) -> Any:
    """Tell the team that something is wrong with a thing."""
    thing = queries.reportable(Ref(kind, thing_id), viewer=current_user)
    form = ReportForm.from_request().worded(house.reasons(thing.consultation_id))
    if current_user.is_authenticated:
        del form.contact
    if form.submitted() and reporting.report(thing, form, viewer=current_user):
        flash(_("Merci. Votre signalement est transmis à l’équipe de modération."))
        return redirect(kinds.url(thing))
    waits = queries.already_reported(thing, viewer=current_user)
    return page("moderation/report.html", form=form, shown=queries.shown(thing), waits=waits)


@bp.route("/moderation", methods=["GET", "POST"])
@access("member")
def everywhere() -> Any:
    """What waits for a decision in all the consultations that a moderator has."""
    places = [c for c in consultations.readable(viewer=current_user) if may(current_user, MODERATE, c)]
    chosen = next((c for c in places if c.slug == request.args.get("consultation")), None)
    return queue_page(found(places or None), chosen=chosen, here=url_for("moderation.everywhere"))


@bp.route("/consultations/<slug>/moderation", methods=["GET", "POST"])
@access(MODERATE)
def queue(slug: str) -> Any:
    """What waits for a decision in a consultation, or what was decided there."""
    consultation = consultations.get(slug, viewer=current_user)
    require(MODERATE, consultation)
    return queue_page([consultation], here=url_for("moderation.queue", slug=slug))


@bp.get("/consultations/<slug>/moderation/appeals")
@access(Permission.CONTRIBUTION_MODERATE)
def appeals_index(slug: str) -> Any:
    """The appeals of a consultation: those that wait, or those that were judged."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONTRIBUTION_MODERATE, consultation)
    judged = request.args.get("state") == "judged"
    return page(
        "moderation/appeals.html",
        consultation=consultation,
        judged=judged,
        listed=queries.appeals(consultation.id, judged=judged, after=request.args.get("after")),
        may_judge=appeals.may_judge,
        **WORDS,
    )


def _asked() -> Asked:
    """What part of the register the address asks for: drafts have no part in it, whoever reads."""
    published = [c for c in consultations.readable(viewer=current_user) if c.is_published]
    return Asked.among(published, **{name: request.args.get(at) for name, at in ASKED.items()})


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


@bp.get("/moderation/register.json")
@access("public")
def register_json() -> Response:
    """The whole register of what is published, chained line by line, for everybody to keep and to check."""
    asked = _asked()
    chosen = [asked.consultation] if asked.consultation else asked.consultations
    response = Response(as_json({c.id: c.slug for c in chosen}), mimetype="application/json")
    name = f"{current_app.config['INSTANCE_NAME']}-registre".lower()
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return response


@bp.get("/moderation/register/months")
@access("public")
def register_months() -> Any:
    """The figures of the register month by month, and the latest hash of each consultation's chain."""
    asked = _asked()
    months = queries.by_month(asked.extent, clock.zone())
    heads = queries.heads(asked.extent.consultations)
    return page("moderation/months.html", asked=asked, months=months, heads=heads, **WORDS)


@bp.get("/consultations/<slug>/charter")
@access("public")
def charter(slug: str) -> Any:
    """What everybody agrees to who takes part in a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    words = WORDS | {"reasons": house.reasons(consultation.id)}
    return page("moderation/charter.html", consultation=consultation, rules=house.rules_of(consultation.id), **words)


@bp.route("/consultations/<slug>/charter/edit", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
def edit_charter(slug: str) -> Any:
    """Write the rules of a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    form = CharterForm.from_request(obj=house.rules_of(consultation.id))
    if form.submitted():
        house.set_rules(
            consultation,
            actor=current_user,
            charter=form.charter.data or "",
            words=form.words.data or "",
            wordings={reason: said or "" for reason, said in form.wordings.data.items()},
            read=form.chosen,
        )
        flash(_("La charte et les règles sont enregistrées."))
        return redirect(url_for("moderation.charter", slug=slug))
    return page("moderation/edit_charter.html", consultation=consultation, form=form)


def may_report(thing: Contribution) -> bool:
    """Whether a page offers the person who reads it to report this thing: published, and not one's own."""
    return thing.visibility in READABLE and thing.author_id != current_user.id


def init_app(app: Flask) -> None:
    """Register the pages, and what `moderation/_report_link.html` uses."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(ref_of=kinds.ref, may_report=may_report)
