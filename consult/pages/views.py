"""Home, search results, and the pages that every public site owes its readers."""

from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult import text
from consult.consultations import queries as consultations
from consult.db import require_answer
from consult.pages import search
from consult.pages.design import samples
from consult.policy import access
from consult.proposals import queries as proposals
from consult.proposals.forms import STATUSES
from consult.web.forms import Act
from consult.web.languages import COOKIE, LOCALES
from consult.web.pages import next_page, page

bp = Blueprint("pages", __name__)
bp.add_url_rule("/search", "search", search.results)


@bp.get("/")
@access("public")
def home() -> Any:
    """What is going on, and what I can do now."""
    readable = consultations.readable(viewer=current_user)
    now = [c for c in readable if c.moment.value == "open" and c.is_published]
    featured = now[0] if now else None
    return page(
        "pages/home.html",
        consultations=readable,
        featured=featured,
        figures=consultations.figures(featured.id) if featured else None,
        latest=proposals.published(featured.id, viewer=current_user, order="support", size=4).items if featured else [],
        statuses=STATUSES,
    )


@bp.get("/help")
@access("public")
def help() -> Any:
    """How to take part."""
    return page("pages/help.html")


@bp.get("/accessibility")
@access("public")
def accessibility() -> Any:
    """The accessibility statement."""
    return page("pages/accessibility.html")


@bp.get("/legal")
@access("public")
def legal() -> Any:
    """Who publishes this site."""
    return page("pages/legal.html")


@bp.get("/privacy")
@access("public")
def privacy() -> Any:
    """What is kept about people, why, and for how long."""
    return page("pages/privacy.html")


@bp.get("/language/<code>")
@access("public")
def language(code: str) -> Any:
    """Choose the language of the pages; the choice is a cookie and nothing else."""
    if code not in LOCALES:
        raise NotFound
    response = make_response(redirect(next_page(otherwise="/")))
    secure = request.is_secure
    response.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure)
    return response


@bp.get("/health")
@access("public")
def health() -> Response:
    """For whoever watches over the service: the database answers."""
    require_answer()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/design")
@access("public")
def design() -> Any:
    """The design system: every component in every state."""
    return page("design/index.html", **samples())


@bp.get("/robots.txt")
@access("public")
def robots() -> Response:
    """What search engines should leave alone."""
    places = ("/search", "/log-in", "/register", "/account", "/jobs", "/embed", "/api/v1")
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in places)]
    lines.append(f"Sitemap: {url_for('outside.site_map', _external=True)}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def init_app(app: Flask) -> None:
    """Register the pages, and what every template may use."""
    app.register_blueprint(bp)
    app.jinja_env.filters.update(markdown=text.render, excerpt=text.excerpt)
    app.jinja_env.globals.update(act_form=lambda: Act(None), endpoints=app.view_functions)
