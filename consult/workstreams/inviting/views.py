"""The people of a work stream, for whoever leads it; and the page to which an invitation leads."""

from functools import partial
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page
from consult.workstreams import membership
from consult.workstreams import queries as workstreams
from consult.workstreams.inviting import queries, services
from consult.workstreams.inviting.forms import AnswerInvitationForm, InviteForm, NamedForm, PlaceForm
from consult.workstreams.inviting.models import Invitation, InvitationState
from consult.workstreams.models import MemberState, WorkStream

bp = Blueprint("inviting", __name__)


def _led(workstream_id: int) -> WorkStream:
    stream = workstreams.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_EDIT, stream)
    return stream


@bp.get("/workstreams/<int:workstream_id>/people")
@access(Permission.WORKSTREAM_EDIT)
def people(workstream_id: int) -> Any:
    """Members with their organisation and role, invitations that wait, groups to take in."""
    return _people(_led(workstream_id), InviteForm(None), NamedForm(None))


def _people(stream: WorkStream, form: InviteForm, named: NamedForm) -> Any:
    return page(
        "workstreams/inviting/people.html",
        stream=stream,
        consultation=stream.consultation,
        accepted=[m for m in stream.members if m.state is MemberState.ACCEPTED],
        asked=[m for m in stream.members if m.state is MemberState.ASKED],
        invitations=queries.waiting(stream),
        groups=queries.groups_of(stream),
        form=form,
        named=named,
        act=Act(None),
    )


@bp.post("/workstreams/<int:workstream_id>/people/invite")
@access(Permission.WORKSTREAM_EDIT)
@limit("invite", times=60, minutes=60)
def invite(workstream_id: int) -> Any:
    """Invite a person by their pseudonym, or an address."""
    stream = _led(workstream_id)
    form = InviteForm.from_request()
    if form.submitted():
        try:
            _invite(stream, form)
        except RuleBroken as problem:
            form.refuse(str(problem), form.who)
        else:
            flash(_("L’invitation est partie."))
            return redirect(url_for("inviting.people", workstream_id=stream.id))
    return _people(stream, form, NamedForm(None))


def _invite(stream: WorkStream, form: InviteForm) -> None:
    who = form.who.data or ""
    invite = partial(
        services.invite,
        stream,
        actor=current_user,
        organisation=form.organisation.data or "",
        role=form.role.data or "",
        message=form.message.data or "",
    )
    if "@" not in who.strip("@"):
        person = workstreams.person_called(who.strip("@"))
        if person is None:
            raise RuleBroken(_("Personne d’inscrit ne porte ce pseudonyme."))
        if stream.has_member(person.id):
            raise RuleBroken(_("Cette personne fait déjà partie du chantier."))
        invite(person=person)
        return
    try:
        email = validate_email(who, check_deliverability=False).normalized
    except EmailNotValidError:
        raise RuleBroken(_("Cette adresse électronique n’est pas complète ou contient une erreur.")) from None
    invite(email=email)


@bp.post("/workstreams/<int:workstream_id>/people/add")
@access(Permission.WORKSTREAM_EDIT)
@limit("invite", times=60, minutes=60)
def add(workstream_id: int) -> Any:
    """Note somebody who has no account here."""
    stream = _led(workstream_id)
    form = NamedForm.from_request()
    if form.submitted():
        said = {name: form[name].data or "" for name in ("name", "organisation", "role")}
        membership.add_named(stream, actor=current_user, **said)
        flash(_("C’est noté."))
        return redirect(url_for("inviting.people", workstream_id=stream.id))
    return _people(stream, InviteForm(None), form)


@bp.post("/workstreams/<int:workstream_id>/people/group")
@access(Permission.WORKSTREAM_EDIT)
def take_group(workstream_id: int) -> Any:
    """Make members of all those who were placed on one of its themes (`theme`)."""
    stream = _led(workstream_id)
    Act.from_request().demand()
    groups = {str(group.theme.id): group for group in queries.groups_of(stream)}
    group = found(groups.get(request.form.get("theme", "")))
    new = services.take_group(stream, actor=current_user, participants=group.people)
    flash(ngettext("%(num)s personne de plus.", "%(num)s personnes de plus.", new))
    return redirect(url_for("inviting.people", workstream_id=stream.id))


@bp.route("/workstreams/<int:workstream_id>/people/<int:member_id>", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_EDIT)
def edit(workstream_id: int, member_id: int) -> Any:
    """Say for whom a member comes, and what they do."""
    stream = _led(workstream_id)
    member = queries.member(stream, member_id)
    form = PlaceForm.from_request(obj=member)
    if form.submitted():
        said = {name: form[name].data or "" for name in ("organisation", "role")}
        membership.say_of(member, stream, actor=current_user, **said)
        flash(_("Les changements sont enregistrés."))
        return redirect(url_for("inviting.people", workstream_id=stream.id))
    return page(
        "workstreams/inviting/member.html", stream=stream, consultation=stream.consultation, member=member, form=form
    )


@bp.post("/workstreams/<int:workstream_id>/people/<int:member_id>/remove")
@access(Permission.WORKSTREAM_EDIT)
def remove(workstream_id: int, member_id: int) -> Any:
    """Take a member out."""
    stream = _led(workstream_id)
    member = queries.member(stream, member_id)
    Act.from_request().demand()
    membership.remove(member, stream, actor=current_user)
    flash(_("Cette personne ne fait plus partie du chantier."))
    return redirect(url_for("inviting.people", workstream_id=stream.id))


@bp.post("/workstreams/<int:workstream_id>/invitations/<int:invitation_id>/withdraw")
@access(Permission.WORKSTREAM_EDIT)
def withdraw(workstream_id: int, invitation_id: int) -> Any:
    """Take an invitation back."""
    stream = _led(workstream_id)
    invitation = found(next((i for i in queries.waiting(stream) if i.id == invitation_id), None))
    Act.from_request().demand()
    services.withdraw(invitation, stream, actor=current_user)
    flash(_("L’invitation est retirée : son lien ne mène plus nulle part."))
    return redirect(url_for("inviting.people", workstream_id=stream.id))


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@access("public")
@limit("invitation", times=60, minutes=60)
def answer(token: str) -> Any:
    """What one is invited to; accepting, which needs an account, or declining."""
    invitation = queries.by_token(token)
    stream = invitation.workstream
    form = AnswerInvitationForm.from_request()
    if form.submitted():
        try:
            return _answered(invitation, stream, accepts=form.answer.data == "yes")
        except RuleBroken as problem:
            form.refuse(str(problem))
    return page(
        "workstreams/inviting/answer.html",
        invitation=invitation,
        stream=stream,
        consultation=stream.consultation,
        waits=invitation.state is InvitationState.SENT,
        form=form,
        token=token,
    )


def _answered(invitation: Invitation, stream: WorkStream, *, accepts: bool) -> Any:
    person = current_user if current_user.is_authenticated else None
    if not accepts:
        services.decline(invitation, stream, person=person)
        flash(_("C’est noté : vous ne serez pas inscrit dans ce chantier."))
        return redirect(url_for("pages.home"))
    require(Permission.WORKSTREAM_JOIN, stream)
    services.accept(invitation, stream, person=current_user)
    flash(_("Bienvenue dans le chantier !"))
    return redirect(url_for("workstreams.show", workstream_id=stream.id))
