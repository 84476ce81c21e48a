"""What organisers do with a poll: write it, change it while nobody has voted, publish it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.polls import queries, services
from consult.polls.blueprint import bp
from consult.polls.forms import FORMS, PollForm
from consult.polls.models import Audience, PublicPoll
from consult.polls.services import NewOption
from consult.proposals import queries as proposals
from consult.proposals.models import Proposal
from consult.votes.methods import METHODS
from consult.votes.models import MethodName
from consult.web.forms import Act
from consult.web.pages import page

START_ROWS = 3
OFFERED = 20


@bp.route("/consultations/<slug>/polls/new", methods=["GET", "POST"])
@access(Permission.POLL_ORGANISE)
def create(slug: str) -> Any:
    """Create a poll: first its method (`?method=`), then the rest."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.POLL_ORGANISE, consultation)
    method = _method(request.args.get("method", ""))
    if method is None:
        return page("polls/choose.html", consultation=consultation, methods=METHODS.values(), one=None)
    return _written(consultation, method, None)


@bp.route("/polls/<int:poll_id>/edit", methods=["GET", "POST"])
@access(Permission.POLL_ORGANISE)
def edit(poll_id: int) -> Any:
    """Change a poll in which nobody has voted; its method too (`?method=`)."""
    one = queries.get(poll_id, viewer=current_user)
    require(Permission.POLL_ORGANISE, one)
    if one.poll.size:
        frozen = page("polls/frozen.html", one=one, consultation=one.consultation)
        return frozen, 409 if request.method == "POST" else 200
    if "method" in request.args and _method(request.args["method"]) is None:
        return page("polls/choose.html", consultation=one.consultation, methods=METHODS.values(), one=one)
    return _written(one.consultation, _method(request.args.get("method", "")) or one.poll.method_name, one)


def _method(name: str) -> MethodName | None:
    return MethodName(name) if name in METHODS else None


def _written(consultation: Consultation, method: MethodName, one: PublicPoll | None) -> Any:
    """The form of a poll, or where it leads."""
    offered = proposals.published(consultation.id, viewer=current_user, order="support", size=OFFERED).items
    form = _form(method, one)
    if request.form.get("change"):
        if Act.from_request().submitted():
            _change_rows(form, request.form["change"], offered)
    elif form.submitted() and _options_exist(form, consultation) and (kept := _keep(form, consultation, method, one)):
        return redirect(url_for("polls.show", poll_id=kept.id))
    return page(
        "polls/edit.html",
        consultation=consultation,
        one=one,
        form=form,
        method=METHODS[method],
        offered=offered,
        taken={option.proposal_id for option in form.options},
    )


def _form(method: MethodName, one: PublicPoll | None) -> PollForm:
    """The form as sent; else with what the poll says."""
    if request.method == "POST":
        return FORMS[method].from_request().offer(request.form, _number(request.form.get("rows", "")))
    if one is None:
        return FORMS[method](None).offer(None, START_ROWS)
    words = {"title": one.title, "text": one.text, "audience": one.audience.value}
    now = [NewOption(o.title, o.body, o.item.cost, o.proposal_id) for o in one.options]
    return FORMS[method](None, obj=one.poll, data=words).offer(None, len(now), now)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else START_ROWS


def _change_rows(form: PollForm, change: str, offered: Any) -> None:
    """Add a row, take one away, or add the proposals that were ticked."""
    rows = form.drafts
    if change == "proposals":
        ticked = set(request.form.getlist("proposal"))
        rows = [row for row in rows if row.title] + [
            NewOption(p.title, "", None, p.id) for p in offered if str(p.id) in ticked
        ]
    elif change.startswith("remove-"):
        rows = [row for n, row in enumerate(rows, start=1) if f"remove-{n}" != change]
    form.offer(None, len(rows) + (change == "add"), rows)


def _options_exist(form: PollForm, consultation: Consultation) -> bool:
    """Whether the proposals that options stand for are in this consultation, for all to read."""
    wanted = [option.proposal_id for option in form.options if option.proposal_id is not None]
    there = {p.id for p in proposals.some(wanted, viewer=current_user) if _is_public(p, consultation)}
    if set(wanted) - there:
        form.refuse(_("Une des propositions n’est plus là : retirez son option."))
        return False
    return True


def _is_public(proposal: Proposal, consultation: Consultation) -> bool:
    return proposal.consultation_id == consultation.id and proposal.published is not None


def _keep(form: PollForm, consultation: Consultation, method: MethodName, one: PublicPoll | None) -> PublicPoll | None:
    """Create or change the poll; None where a rule refuses it, which the form then says."""
    words: dict[str, Any] = {
        "actor": current_user,
        "title": form.title.data or "",
        "text": form.text.data or "",
        "audience": Audience(form.audience.data),
        "options": form.options,
        "method": method,
    }
    try:
        if one is None:
            one = services.create_poll(consultation, **words, **form.rules)
            flash(_("Le scrutin est en brouillon : relisez-le, puis publiez-le."))
        else:
            services.edit_poll(one, **words, **form.rules)
            flash(_("Les changements sont enregistrés."))
    except RuleBroken as problem:
        form.refuse(str(problem))
        return None
    return one


@bp.post("/polls/<int:poll_id>/publish")
@access(Permission.POLL_ORGANISE)
def publish(poll_id: int) -> Any:
    """Show a poll to everybody."""
    one = queries.get(poll_id, viewer=current_user)
    require(Permission.POLL_ORGANISE, one)
    Act.from_request().demand()
    services.publish_poll(one, actor=current_user)
    flash(_("Le scrutin est publié."))
    return redirect(url_for("polls.show", poll_id=one.id))
