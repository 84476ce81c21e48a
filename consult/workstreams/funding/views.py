"""The pages of the funding desk."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.limits import limit
from consult.web.money import typed
from consult.web.pages import page
from consult.workstreams import queries as workstreams
from consult.workstreams.funding import queries, services
from consult.workstreams.funding.forms import AnswerFundingForm, AskForm, AskWordsForm, FundForm
from consult.workstreams.funding.models import REQUEST_STATES, Fund, FundingRequest
from consult.workstreams.models import WorkStream

bp = Blueprint("funding", __name__)


@bp.get("/workstreams/<int:workstream_id>/funding")
@access("public")
def index(workstream_id: int) -> Any:
    """What a work stream asked for, and what it was given."""
    stream = workstreams.get(workstream_id, viewer=current_user)
    return page(
        "workstreams/funding/index.html",
        stream=stream,
        consultation=stream.consultation,
        fund=queries.fund(stream.consultation_id),
        requests=queries.requests(viewer=current_user, stream_id=stream.id, after=request.args.get("after")),
        states=REQUEST_STATES,
    )


@bp.get("/consultations/<slug>/fund")
@access("public")
def desk(slug: str) -> Any:
    """The fund, what is left of it, and all that is asked."""
    consultation = consultations.get(slug, viewer=current_user)
    fund = queries.fund(consultation.id)
    return page(
        "workstreams/funding/desk.html",
        consultation=consultation,
        fund=fund,
        requests=queries.requests(viewer=current_user, fund_id=fund.id, after=request.args.get("after"))
        if fund
        else None,
        states=REQUEST_STATES,
    )


@bp.route("/consultations/<slug>/fund/edit", methods=["GET", "POST"])
@access(Permission.FUND_MANAGE)
def edit(slug: str) -> Any:
    """Say how much there is to give."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.FUND_MANAGE, consultation)
    fund = queries.fund(consultation.id)
    form = FundForm.from_request(data={"amount": typed(fund.amount), "rules": fund.rules} if fund else {})
    if form.submitted():
        try:
            services.set_fund(consultation, actor=current_user, amount=form.amount.amount, rules=form.rules.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem), form.amount)
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("funding.desk", slug=slug))
    return page("workstreams/funding/edit.html", consultation=consultation, form=form)


@bp.route("/workstreams/<int:workstream_id>/funding/new", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_CONTRIBUTE)
@limit("funding", times=20, minutes=60)
def ask(workstream_id: int) -> Any:
    """Ask for money."""
    stream = workstreams.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_CONTRIBUTE, stream)
    fund = found(queries.fund(stream.consultation_id))
    projects = workstreams.projects(stream.id, viewer=current_user)
    form = AskForm.from_request().offer(projects)
    if form.submitted():
        project = next((p for p in projects if p.id == form.project.data), None)
        said = {"title": form.title.data or "", "body": form.body.data or ""}
        asked = form.amount.amount
        try:
            one = services.ask(stream, fund, author=current_user, project=project, amount=asked, **said)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Votre demande est transmise."))
            return redirect(url_for("funding.show", request_id=one.id))
    return _asking(stream, fund, form, None)


def _asking(stream: WorkStream, fund: Fund, form: AskWordsForm, one: FundingRequest | None) -> Any:
    return page(
        "workstreams/funding/ask.html", stream=stream, consultation=stream.consultation, fund=fund, form=form, one=one
    )


@bp.route("/funding/<int:request_id>/edit", methods=["GET", "POST"])
@access(Permission.FUNDING_EDIT)
def change(request_id: int) -> Any:
    """Change a request until it is answered; afterwards its words alone, where moderation asks for it."""
    one = queries.get(request_id, viewer=current_user)
    require(Permission.FUNDING_EDIT, one)
    said = {"title": one.title, "body": one.body}
    form: AskWordsForm
    if one.answered:
        form = AskWordsForm.from_request(data=said)
    else:
        form = AskForm.from_request(data=said | {"amount": typed(one.amount), "project": one.project_id or 0})
        form.offer(workstreams.projects(one.workstream_id, viewer=current_user))
    if form.submitted():
        try:
            services.edit(one, actor=current_user, seen=form.seen, **form.fields())
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("funding.show", request_id=one.id))
    form.version.data = str(one.version)
    return _asking(one.workstream, one.fund, form, one)


@bp.get("/funding/<int:request_id>")
@access("public")
def show(request_id: int) -> Any:
    """One request and its answer."""
    one = queries.get(request_id, viewer=current_user)
    return _show(one, AnswerFundingForm(None, data={"granted": typed(one.amount)}))


@bp.post("/funding/<int:request_id>")
@access(Permission.FUND_MANAGE)
def answer(request_id: int) -> Any:
    """Grant a sum, or none, with a reason."""
    one = queries.get(request_id, viewer=current_user)
    require(Permission.FUND_MANAGE, one)
    form = AnswerFundingForm.from_request()
    if form.submitted():
        try:
            services.answer(one, actor=current_user, granted=form.granted.amount, answer=form.answer.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem), form.granted)
        else:
            flash(_("Votre réponse est transmise."))
            return redirect(url_for("funding.show", request_id=one.id))
    return _show(one, form)


def _show(one: FundingRequest, form: AnswerFundingForm) -> Any:
    stream = one.workstream
    return page(
        "workstreams/funding/show.html",
        one=one,
        stream=stream,
        consultation=stream.consultation,
        states=REQUEST_STATES,
        form=form,
    )
