"""The pages of consultations."""

from flask import Blueprint, Flask

bp = Blueprint("consultations", __name__)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
