"""The pages of proposals: list, writing, history, answering. Reading one and taking part: participation_views."""

import secrets
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import services as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.kinds import Visibility
from consult.moderation.agreeing import agreed
from consult.policy import Permission, access, may, require
from consult.proposals import diff, queries, services
from consult.proposals import moving as _moves  # noqa: F401  how moderation moves them
from consult.proposals import participation_views as _views  # noqa: F401  its pages
from consult.proposals import search as _documents  # noqa: F401  how the index knows them
from consult.proposals.blueprint import bp
from consult.proposals.forms import KINDS, ORDERS, STATUSES, AnswerForm, ProposalForm, StaffProposalForm
from consult.proposals.models import Origin, Proposal, ProposalKind, Status
from consult.search import services as search
from consult.themes import queries as themes
from consult.themes.models import Theme
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page
from consult.web.reading import row_number


@bp.get("/consultations/<slug>/proposals")
@access("public")
def index(slug: str) -> Any:
    """The proposals of a consultation, filtered and ordered."""
    consultation = consultations.get(slug, viewer=current_user)
    chosen = _filters(consultation)
    filed = themes.of_consultation(consultation.id)
    order = request.args.get("order", "random" if not request.args else "recent")
    order = order if order in queries.ORDERS else "recent"
    seed = request.args.get("seed", type=int) or secrets.randbelow(10_000)
    listed = queries.published(
        consultation.id,
        viewer=current_user,
        filters=chosen,
        order=order,
        seed=seed,
        after=request.args.get("after"),
    )
    return page(
        "proposals/index.html",
        fragment="proposals/_list.html",
        consultation=consultation,
        listed=listed,
        order=order,
        seed=seed,
        chosen=chosen,
        themes=filed,
        statuses=STATUSES,
        choices=_choices(consultation, filed),
    )


def _choices(consultation: Consultation, filed: Sequence[Theme]) -> dict[str, list[tuple[Any, Any]]]:
    """What the filter bar offers: values and labels. Sealed votes put nothing in order."""
    orders = [(name, label) for name, label in ORDERS.items() if name != "support" or not consultation.votes_sealed]
    return {
        "orders": orders,
        "sections": [(section.slug, section.title) for section in consultation.sections],
        "themes": [(theme.id, theme.title) for theme in filed],
        "statuses": [(status.value, label) for status, label in STATUSES.items()],
        "kinds": [(kind.value, label) for kind, label in KINDS.items()],
    }


def _filters(consultation: Consultation) -> queries.Filters:
    """What the address asks for; what makes no sense is left out."""
    section = next((s.id for s in consultation.sections if s.slug == request.args.get("section")), None)
    theme = request.args.get("theme", "")
    return queries.Filters(
        section_id=section,
        theme_id=row_number(theme),
        unfiled=theme == "none",
        status=next((s for s in Status if s.value == request.args.get("status")), None),
        kind=next((k for k in ProposalKind if k.value == request.args.get("kind")), None),
    )


@bp.route("/consultations/<slug>/proposals/new", methods=["GET", "POST"])
@access(Permission.PROPOSAL_CREATE)
@limit("proposal", times=20, minutes=60)
def create(slug: str) -> Any:
    """Write a proposal."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROPOSAL_CREATE, consultation)
    if request.method == "GET" and (theme_id := row_number(request.args.get("theme", ""))):
        return redirect(url_for("propose.create", slug=slug, theme_id=theme_id))
    form = writing_form(consultation)
    if form.submitted() and agreed(form, consultation, person=current_user):
        proposal = write(consultation, form)
        flash(said(proposal))
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    if request.method == "GET" and (section := request.args.get("section")):
        form.section_id.data = next((s.id for s in consultation.sections if s.slug == section), None)
    return page("proposals/edit.html", consultation=consultation, form=form, proposal=None)


def said(proposal: Proposal) -> str:
    """What whoever wrote a proposal is told of it."""
    if proposal.visibility is Visibility.DRAFT:
        return str(_("Votre brouillon est gardé."))
    if proposal.visibility is Visibility.HELD:
        return str(_("Votre proposition est bien arrivée : l’équipe la lit avant qu’elle paraisse."))
    return str(_("Votre proposition est publiée. Merci !"))


def writing_form(consultation: Consultation) -> ProposalForm:
    """The form in which this person writes a proposal here: the team's says more."""
    is_staff = may(current_user, Permission.PROPOSAL_ANSWER, consultation)
    return (
        (StaffProposalForm if is_staff else ProposalForm)
        .from_request()
        .offer(consultation, consultations.places(consultation.id))
    )


def write(consultation: Consultation, form: ProposalForm) -> Proposal:
    """Create what such a form says."""
    author, kind, origin = current_user, ProposalKind.CITIZEN, Origin.WEB
    if isinstance(form, StaffProposalForm):
        kind, origin = ProposalKind(form.kind.data), Origin(form.origin.data)
        if form.on_behalf_of.data:
            author = accounts.find_or_create_ghost(name=form.on_behalf_of.data, origin=consultation.slug)
    return services.create_proposal(
        consultation,
        author=author,
        title=form.title.data or "",
        body=form.body.data or "",
        section=form.section(consultation),
        place=form.place.data or "",
        kind=kind,
        origin=origin,
        draft=bool(form.draft.data),
    )


@bp.get("/consultations/<slug>/proposals/similar")
@access("public")
@limit("similar", times=240, minutes=1, reads=True)
def similar(slug: str) -> Any:
    """Proposals close to the title being typed."""
    consultation = consultations.get(slug, viewer=current_user)
    title = request.args.get("title", "")[:200]
    ids = search.similar(title, consultation_id=consultation.id) if len(title) > 5 else []
    found = queries.some(ids, viewer=current_user)
    items = [(p.title, url_for("proposals.show", proposal_id=p.id), p.support) for p in found]
    return page("proposals/_similar.html", items=items)


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@access(Permission.PROPOSAL_EDIT)
def edit(proposal_id: int) -> Any:
    """Change a proposal of one's own."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_EDIT, proposal)
    consultation = consultations.get(proposal.consultation.slug, viewer=current_user)
    form = ProposalForm.from_request(obj=proposal).offer(consultation, consultations.places(consultation.id))
    if form.submitted():
        services.edit_proposal(
            proposal,
            actor=current_user,
            title=form.title.data or "",
            body=form.body.data or "",
            section=form.section(consultation),
            place=form.place.data or "",
        )
        flash(_("Vos changements sont enregistrés."))
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    return page("proposals/edit.html", consultation=consultation, form=form, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/publish")
@access(Permission.PROPOSAL_CREATE)
def publish(proposal_id: int) -> Any:
    """Publish a draft of one's own."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_EDIT, proposal)
    require(Permission.PROPOSAL_CREATE, proposal.consultation)
    Act.from_request().demand()
    if proposal.published is None:
        services.publish_proposal(proposal, actor=current_user)
    flash(said(proposal))
    return redirect(url_for("proposals.show", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/withdraw")
@access(Permission.PROPOSAL_WITHDRAW)
def withdraw(proposal_id: int) -> Any:
    """Take back a proposal of one's own."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_WITHDRAW, proposal)
    Act.from_request().demand()
    services.withdraw_proposal(proposal, actor=current_user)
    flash(_("Votre proposition est retirée. Vous seul pouvez encore la lire."))
    return redirect(url_for("proposals.show", proposal_id=proposal.id))


@bp.get("/proposals/<int:proposal_id>/history")
@access("public")
def history(proposal_id: int) -> Any:
    """The versions of a proposal, and what changed from one to the next."""
    proposal = queries.get(proposal_id, viewer=current_user)
    versions = queries.versions(proposal)
    changes = [diff.between(old.body, new.body) for old, new in pairwise(versions)]
    return page(
        "proposals/history.html",
        proposal=proposal,
        consultation=proposal.consultation,
        versions=versions,
        changes=changes,
    )


@bp.route("/proposals/<int:proposal_id>/answer", methods=["GET", "POST"])
@access(Permission.PROPOSAL_ANSWER)
def answer(proposal_id: int) -> Any:
    """Answer a proposal in the name of the organisers."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.PROPOSAL_ANSWER, proposal)
    form = AnswerForm.from_request(obj=proposal)
    if form.submitted():
        status = Status(form.status.data)
        services.answer_proposal(proposal, actor=current_user, status=status, answer=form.answer.data or "")
        flash(_("La réponse est publiée."))
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    return page("proposals/answer.html", proposal=proposal, consultation=proposal.consultation, form=form)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
