"""The pages of groups for everybody: wishes, then one's own group. What the team does: team_views."""

from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import found
from consult.errors import RuleBroken
from consult.groups import (
    queries,
    services,
    team_views,  # noqa: F401  its pages
)
from consult.groups.blueprint import bp
from consult.groups.forms import WishForm
from consult.groups.models import Grouping
from consult.policy import Permission, access, may, require
from consult.themes import queries as themes
from consult.web.forms import Act, MemberAct
from consult.web.limits import limit
from consult.web.pages import page


@bp.route("/consultations/<slug>/groups", methods=["GET"])
@access("public")
def show(slug: str) -> Any:
    """What the groups are about, one's own wishes and, once they are published, one's own group."""
    consultation = consultations.get(slug, viewer=current_user)
    grouping = queries.of_consultation(consultation.id)
    if grouping is None and may(current_user, Permission.GROUPING_FACILITATE, consultation):
        return redirect(url_for("groups.set_up", slug=slug))
    grouping = found(grouping)
    rooms = queries.rooms(grouping)
    mine = queries.mine(grouping, current_user)
    total, first = queries.counts(grouping)
    return page(
        "groups/show.html",
        consultation=consultation,
        grouping=grouping,
        rooms=rooms,
        titles={theme.id: theme.title for theme in themes.of_consultation(consultation.id)},
        mine=mine,
        beside=queries.beside(mine) if mine and grouping.published else [],
        total=total,
        first=first,
        act=MemberAct(None),
    )


@bp.route("/consultations/<slug>/groups/wishes", methods=["GET", "POST"])
@access(Permission.GROUPING_WISH)
@limit("wishes", times=60, minutes=10)
def wish(slug: str) -> Any:
    """Say one's wishes, or change them; `move` only puts them in another order on the form."""
    consultation, grouping = _grouping(slug)
    require(Permission.GROUPING_WISH, grouping)
    rooms, mine = queries.rooms(grouping), queries.mine(grouping, current_user)
    form = WishForm.from_request(data={"organisation": mine.organisation if mine else ""}).offer(rooms)
    if request.method == "GET" and mine:
        form.fill([one.theme_id for one in mine.wishes])
    sent = form.submitted()
    if "move" in request.form:
        form.move(request.form["move"])
    elif sent and not form.refuse_twice():
        try:
            services.say_wishes(
                grouping, person=current_user, organisation=form.organisation.data or "", themes=form.wishes
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Vos vœux sont enregistrés. Vous pouvez les changer jusqu’à la clôture."))
            return redirect(url_for("groups.show", slug=slug))
    return page("groups/wish.html", consultation=consultation, grouping=grouping, form=form)


@bp.post("/consultations/<slug>/groups/leave")
@access(Permission.GROUPING_WISH)
def leave(slug: str) -> Any:
    """Take part no more."""
    _consultation, grouping = _grouping(slug)
    require(Permission.GROUPING_WISH, grouping)
    Act.from_request().demand()
    services.leave(grouping, person=current_user)
    flash(_("Vous ne participez plus aux groupes."))
    return redirect(url_for("groups.show", slug=slug))


def _grouping(slug: str) -> tuple[Consultation, Grouping]:
    consultation = consultations.get(slug, viewer=current_user)
    return consultation, found(queries.of_consultation(consultation.id))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
