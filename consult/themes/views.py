"""The pages of themes."""

from flask import Blueprint, Flask

from consult.themes import models  # noqa: F401  its tables

bp = Blueprint("themes", __name__)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
