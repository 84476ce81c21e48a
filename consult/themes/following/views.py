"""The pages of following a theme: its discussions, its feed, its figures over time, letters."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.comments import queries as comments
from consult.following.pages import Words, add_pages
from consult.policy import access
from consult.proposals import queries as proposals
from consult.themes import queries, trends
from consult.themes.following.services import THEMES
from consult.web.pages import page

bp = Blueprint("following", __name__)


add_pages(
    bp,
    "/themes/<int:thing_id>",
    THEMES,
    Words(
        title=_l("Suivre ce thème"),
        rhythm=_l("Un message par jour au plus, quand des propositions y sont rangées."),
        following=_l("Vous suivez ce thème."),
        act=_l("Suivre ce thème"),
        stop=_l("Ne plus le suivre"),
        log_in=_l("Se connecter pour le suivre"),
        done=_l("Vous suivez ce thème : un message par jour au plus, quand il y a du nouveau."),
        stopped=_l("Vous ne suivez plus ce thème."),
    ),
    get=queries.get,
    feed="following.feed",
)


@bp.get("/themes/<int:thing_id>/feed.atom")
@access("public")
def feed(thing_id: int) -> Any:
    """The latest proposals of a theme, as an Atom feed (RFC 4287)."""
    theme = queries.get(thing_id, viewer=current_user)
    filters = proposals.Filters(theme_id=theme.id)
    listed = proposals.published(theme.consultation_id, viewer=current_user, filters=filters, order="recent")
    xml = render_template("themes/following/feed.xml", theme=theme, items=listed.items)
    return Response(xml, mimetype="application/atom+xml")


@bp.get("/themes/<int:theme_id>/discussions")
@access("public")
def discussions(theme_id: int) -> Any:
    """What is said about the proposals of a theme, the latest first."""
    theme = queries.get(theme_id, viewer=current_user)
    listed = comments.in_threads(queries.threads(theme.id), viewer=current_user, after=request.args.get("after"))
    return page("themes/following/discussions.html", theme=theme, consultation=theme.consultation, listed=listed)


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
