"""Feeds (Atom, RFC 4287), frames, pictures of links, the site map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import kinds
from consult.accounts.models import Visitor
from consult.consultations import queries as consultations
from consult.db import found
from consult.policy import access
from consult.proposals import queries as proposals
from consult.sharing import cards, queries
from consult.sharing import own_feed as own_feeds
from consult.text import excerpt
from consult.workstreams import queries as workstreams

bp = Blueprint("outside", __name__)
SIZE = 30  # entries of a feed
LISTED = 6  # proposals in a frame
MAPPED = 50_000  # addresses of one map, as the protocol has it
FRAMED = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)


@dataclass(frozen=True)
class Entry:
    """One entry of a feed."""

    title: str
    url: str
    author: str
    published: datetime
    updated: datetime
    summary: str


def _feed(title: str, home: str, entries: Iterable[Entry], otherwise: datetime) -> Response:
    entries = list(entries)
    updated = max((entry.updated for entry in entries), default=otherwise)
    xml = render_template("sharing/feed.xml", title=title, home=home, entries=entries, updated=updated)
    return Response(xml, mimetype="application/atom+xml")


def _about(thing: Any, *, title: str, published: Any, edited: datetime | None, words: str) -> Entry:
    url = kinds.url(thing, _external=True)
    return Entry(title, url, thing.author.name, published, edited or published, excerpt(words, 400))


@bp.get("/consultations/<slug>/feed.atom")
@access("public")
def consultation_feed(slug: str) -> Any:
    """The latest proposals of a consultation."""
    one = consultations.get(slug, viewer=Visitor())
    page = proposals.published(one.id, viewer=Visitor(), order="recent", size=SIZE)
    entries = (
        _about(p, title=p.title, published=p.published, edited=p.edited, words=p.body)
        for p in page.items
        if p.published
    )
    return _feed(one.title, url_for("consultations.show", slug=slug, _external=True), entries, one.created)


@bp.get("/proposals/<int:proposal_id>/feed.atom")
@access("public")
def proposal_feed(proposal_id: int) -> Any:
    """The latest comments on a proposal."""
    one = proposals.get(proposal_id, viewer=Visitor())
    entries = [
        Entry(
            _("Commentaire de %(name)s", name=name),
            url_for("comments.show", comment_id=comment.id, _external=True),
            name,
            comment.created,
            comment.edited or comment.created,
            excerpt(comment.body, 400),
        )
        for comment, name in queries.latest_comments(one.thread_id, size=SIZE)
    ]
    return _feed(one.title, kinds.url(one, _external=True), entries, one.created)


@bp.get("/workstreams/<int:workstream_id>/feed.atom")
@access("public")
def workstream_feed(workstream_id: int) -> Any:
    """The latest news of a work stream."""
    one = workstreams.get(workstream_id, viewer=Visitor())
    page = workstreams.news(one.id, viewer=Visitor(), size=SIZE)
    entries = (_about(n, title=n.title, published=n.created, edited=n.edited, words=n.body) for n in page.items)
    return _feed(one.title, kinds.url(one, _external=True), entries, one.created)


@bp.get("/follows/<token>/feed.atom")
@access("public")
def own_feed(token: str) -> Any:
    """What is new in all that one person follows; only what everybody reads."""
    person = found(own_feeds.person_of(token))
    some = queries.followed(person.id, size=SIZE)
    entries = [_about(one, title=one.title, published=one.created, edited=one.edited, words=one.body) for one in some]
    home = url_for("pages.home", _external=True)
    response = _feed(_("Ce que suit %(name)s", name=person.name), home, entries, person.created)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _framed(template: str, **context: Any) -> Response:
    response = Response(render_template(template, **context))
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@bp.get("/embed/proposals/<int:proposal_id>")
@access("public")
def proposal_card(proposal_id: int) -> Any:
    """A proposal, to be shown in a frame on another site."""
    return _framed("sharing/card.html", proposal=proposals.get(proposal_id, viewer=Visitor()))


@bp.get("/embed/consultations/<slug>")
@access("public")
def consultation_list(slug: str) -> Any:
    """A consultation and its most supported proposals, to be shown in a frame on another site."""
    one = consultations.get(slug, viewer=Visitor())
    page = proposals.published(one.id, viewer=Visitor(), order="support", size=LISTED)
    return _framed("sharing/list.html", consultation=one, proposals=page.items)


@bp.get("/consultations/<slug>/card.png")
@access("public")
def consultation_picture(slug: str) -> Any:
    """What social networks show of a link to a consultation."""
    one = consultations.get(slug, viewer=Visitor())
    return _picture(one.title, one.organiser or one.territory)


@bp.get("/proposals/<int:proposal_id>/card.png")
@access("public")
def proposal_picture(proposal_id: int) -> Any:
    """What social networks show of a link to a proposal."""
    one = proposals.get(proposal_id, viewer=Visitor())
    return _picture(one.title, one.consultation.title)


def _picture(title: str, below: str) -> Any:
    response = send_file(cards.picture(title, below), mimetype="image/png", conditional=True, max_age=3600)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/sitemap.xml")
@access("public")
def site_map() -> Any:
    """Where the maps of all consultations are."""
    slugs = queries.addresses_of_consultations()
    places = [url_for("outside.consultation_map", slug=slug, _external=True) for slug in slugs]
    return Response(render_template("sharing/maps.xml", places=places), mimetype="application/xml")


@bp.get("/consultations/<slug>/sitemap.xml")
@access("public")
def consultation_map(slug: str) -> Any:
    """The pages of a consultation that are worth finding."""
    one = consultations.get(slug, viewer=Visitor())
    rows = queries.changes_of_proposals(one.id, most=MAPPED - 5)
    own = ("consultations.show", "proposals.index", "themes.index", "workstreams.index", "synthesis.show")
    places: list[tuple[str, Any]] = [(url_for(name, slug=slug, _external=True), None) for name in own]
    places += [(url_for("proposals.show", proposal_id=number, _external=True), moment) for number, moment in rows]
    return Response(render_template("sharing/map.xml", places=places), mimetype="application/xml")


def init_app(app: Flask) -> None:
    """Register the addresses."""
    app.register_blueprint(bp)
    app.jinja_env.globals["own_feed"] = lambda: url_for(
        "outside.own_feed", token=own_feeds.token(current_user), _external=True
    )
