"""The page of search results."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.policy import access
from consult.search import services as search
from consult.themes import queries as themes
from consult.web.limits import limit
from consult.web.pages import page
from consult.web.reading import row_number

SIZE = 20
FARTHEST = 50  # pages: nobody reads beyond, and each costs more than the one before
KINDS = {
    "proposal": _l("Proposition"),
    "comment": _l("Commentaire"),
    "theme": _l("Thème"),
    "consultation": _l("Consultation"),
    "workstream": _l("Chantier"),
    "project": _l("Projet"),
    "news": _l("Nouvelle"),
    "session": _l("Séance"),
}


@access("public")
@limit("search", times=120, minutes=1, reads=True)
def results() -> Any:
    """What answers a question, among all that this person may read."""
    words = request.args.get("q", "").strip()[:200]
    places = consultations.readable(viewer=current_user)
    place = next((one for one in places if one.slug == request.args.get("in", "")), None)
    kind = request.args.get("kind", "")
    number = min(max(request.args.get("page", 1, type=int), 1), FARTHEST)
    found = search.find(
        words,
        viewer=current_user,
        kinds=[kind] if kind in KINDS else None,
        consultation_id=place.id if place else None,
        section=request.args.get("section", type=row_number),
        theme=request.args.get("theme", type=row_number),
        limit=SIZE,
        offset=(number - 1) * SIZE,
    )
    return page(
        "pages/search.html",
        fragment="pages/_results.html",
        words=words,
        found=found,
        kinds=KINDS,
        place=place,
        places=places,
        sections=consultations.get(place.slug, viewer=current_user).sections if place else [],
        themes=themes.of_consultation(place.id) if place else [],
        number=number,
        has_more=found.total > number * SIZE and number < FARTHEST,
    )
