"""The page of the synthesis, and the synthesis as a file."""

from typing import Any

from flask import Blueprint, Flask, send_file
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.documents.renderers import RENDERERS
from consult.policy import Permission, access, require
from consult.synthesis import queries, services
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("synthesis", __name__)


@bp.get("/consultations/<slug>/synthesis")
@access("public")
def show(slug: str) -> Any:
    """What came out of a consultation, in short, and every form in which it can be taken away."""
    consultation = consultations.get(slug, viewer=current_user)
    return page(
        "synthesis/show.html",
        consultation=consultation,
        outline=queries.outline(consultation.id),
        figures=consultations.figures(consultation.id),
        renderers=RENDERERS,
    )


@bp.get("/consultations/<slug>/synthesis.<extension>")
@access("public")
@limit("synthesis", times=60, minutes=10, reads=True)
def download(slug: str, extension: str) -> Any:
    """The whole synthesis in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.SYNTHESIS_EXPORT, consultation)
    if extension not in RENDERERS:
        raise NotFound
    path = services.printed(consultation, extension)
    renderer = RENDERERS[extension]
    name = f"synthese-{consultation.slug}.{extension}"
    return send_file(path, mimetype=renderer.media_type, as_attachment=extension != "html", download_name=name)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
