"""Taking data away."""

from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, send_file
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.exports import services
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS
from consult.policy import access
from consult.web.limits import limit

bp = Blueprint("exports", __name__)
IN_MEMORY = 4 * 1024 * 1024  # bytes; larger files wait on disk


@bp.get("/consultations/<slug>/exports/<dataset>/<format_name>")
@access("public")
@limit("export", times=120, minutes=10, reads=True)
def download(slug: str, dataset: str, format_name: str) -> Any:
    """One table of a consultation, in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    if dataset not in DATASETS or format_name not in FORMATS:
        raise NotFound
    chosen = FORMATS[format_name]
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed once it is sent
    services.write(out, consultation, dataset, format_name)
    out.seek(0)
    name = f"{consultation.slug}-{dataset}.{chosen.extension}"
    return send_file(out, mimetype=chosen.media_type, as_attachment=True, download_name=name)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
