"""The public page of a person, and the team of a consultation; the other pages of accounts are beside this file."""

from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import (  # noqa: F401  pages, tasks and rounds register themselves
    administration_views,
    entrance_views,
    forgetting,
    letters,
    queries,
    security_views,
    services,
    sessions,
    settings_views,
)
from consult.accounts.blueprint import bp
from consult.accounts.forms import RIGHTS, ROLES, RoleForm
from consult.comments import queries as comments
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, Right, Role, access, require
from consult.proposals import queries as proposals
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page


@bp.get("/people/<int:user_id>")
@access("public")
def show(user_id: int) -> Any:
    """What a person said, as far as the reader may see it."""
    user, size = queries.get(user_id), current_app.config["PAGE_SIZE"]
    if user.united_with_id:
        return redirect(url_for("accounts.show", user_id=user.united_with_id, tab=request.args.get("tab")))
    tab = "comments" if request.args.get("tab") == "comments" else "proposals"
    by_author = comments.by_author if tab == "comments" else proposals.by_author
    said = by_author(user.id, viewer=current_user, after=request.args.get("after"), size=size)
    return page("accounts/show.html", user=user, tab=tab, said=said)


@bp.get("/consultations/<slug>/team")
@access(Permission.CONSULTATION_ORGANISE)
def team(slug: str) -> Any:
    """Who does what in a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    return _team(consultation, RoleForm(None))


def _team(consultation: Consultation, form: RoleForm) -> Any:
    people = queries.team(consultation.id)
    return page(
        "accounts/team.html",
        consultation=consultation,
        people=people,
        form=form,
        roles=ROLES,
        rights=RIGHTS,
        act=Act(None),
    )


@bp.post("/consultations/<slug>/team/give")
@access(Permission.CONSULTATION_ORGANISE)
@limit("team", times=60, minutes=60)
def give_role(slug: str) -> Any:
    """Give somebody a role, or another one."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    form = RoleForm.from_request()
    if not form.submitted():
        return _team(consultation, form)
    person = queries.registered(form.person.data or "")
    if person is None:
        form.refuse(_("Personne n’est inscrit sous ce nom ou à cette adresse."), form.person)
        return _team(consultation, form)
    withheld = [Right(name) for name in form.withheld.data or ()]
    try:
        services.give_role(
            person, consultation_id=consultation.id, role=Role(form.role.data), withheld=withheld, actor=current_user
        )
    except RuleBroken as refused:
        form.refuse(str(refused), form.person)
        return _team(consultation, form)
    flash(_("%(name)s a maintenant ce rôle.", name=person.name))
    return redirect(url_for("accounts.team", slug=slug))


@bp.post("/consultations/<slug>/team/<int:user_id>/take")
@access(Permission.CONSULTATION_ORGANISE)
def take_role(slug: str, user_id: int) -> Any:
    """Take somebody's role away."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    Act.from_request().demand()
    person = queries.get(user_id)
    services.take_role(person, consultation_id=consultation.id, actor=current_user)
    flash(_("%(name)s n’a plus de rôle ici.", name=person.name))
    return redirect(url_for("accounts.team", slug=slug))


def init_app(app: Flask) -> None:
    """Register the pages and the sessions."""
    sessions.init_app(app)
    security_views.init_app(app)
    app.register_blueprint(bp)
