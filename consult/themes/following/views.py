"""The pages of following a theme, its feed, and its figures over time."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import User
from consult.db import db, found
from consult.policy import access
from consult.proposals import queries as proposals
from consult.themes import queries, trends
from consult.themes.following import services
from consult.themes.following.models import ThemeFollow
from consult.themes.models import Theme
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("following", __name__)


@bp.get("/themes/<int:theme_id>/follow")
@access("public")
def show(theme_id: int) -> Any:
    """How to follow a theme: by mail for members, by its feed for everybody."""
    theme = queries.get(theme_id, viewer=current_user)
    follows = current_user.is_authenticated and db.session.get(ThemeFollow, (theme.id, current_user.id)) is not None
    return page(
        "themes/following/show.html", theme=theme, consultation=theme.consultation, follows=follows, act=Act(None)
    )


@bp.post("/themes/<int:theme_id>/follow")
@access("member")
def follow(theme_id: int) -> Any:
    """Follow a theme by mail."""
    theme = queries.get(theme_id, viewer=current_user)
    Act.from_request().demand()
    services.follow(theme, user=current_user)
    flash(_("Vous suivez ce thème : un message par jour au plus, quand il y a du nouveau."))
    return redirect(url_for("following.show", theme_id=theme_id))


@bp.post("/themes/<int:theme_id>/unfollow")
@access("member")
def unfollow(theme_id: int) -> Any:
    """Follow it no more."""
    theme = queries.get(theme_id, viewer=current_user)
    Act.from_request().demand()
    services.stop(theme.id, user_id=current_user.id)
    flash(_("Vous ne suivez plus ce thème."))
    return redirect(url_for("following.show", theme_id=theme_id))


@bp.route("/follow/stop/<token>", methods=["GET", "POST"])
@access("public")
def stop(token: str) -> Any:
    """From a letter: what stopping would do, and doing it."""
    theme_id, user_id = found(services.read_token(token))
    form = Act.from_request()
    stopped = form.submitted()
    if stopped:
        services.stop(theme_id, user_id=user_id)
    title = db.session.scalar(sa.select(Theme.title).filter_by(id=theme_id)) or _("un thème supprimé")
    name = db.session.scalar(sa.select(User.name).filter_by(id=user_id)) or ""
    return page("themes/following/stop.html", title=title, name=name, stopped=stopped, form=form, token=token)


@bp.get("/themes/<int:theme_id>/feed.atom")
@access("public")
def feed(theme_id: int) -> Any:
    """The latest proposals of a theme, as an Atom feed (RFC 4287)."""
    theme = queries.get(theme_id, viewer=current_user)
    filters = proposals.Filters(theme_id=theme.id)
    listed = proposals.published(theme.consultation_id, viewer=current_user, filters=filters, order="recent")
    xml = render_template("themes/following/feed.xml", theme=theme, items=listed.items)
    return Response(xml, mimetype="application/atom+xml")


@bp.get("/themes/<int:theme_id>/figures")
@access("public")
def figures(theme_id: int) -> Any:
    """A theme in figures over time."""
    theme = queries.get(theme_id, viewer=current_user)
    return page(
        "themes/following/figures.html",
        theme=theme,
        consultation=theme.consultation,
        trend=trends.trend(theme.id),
        figures=queries.figures(theme.consultation_id, theme_id=theme.id).get(theme.id, queries.Figures()),
    )
