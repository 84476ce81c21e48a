"""The pages of proposals."""

from flask import Blueprint, Flask

bp = Blueprint("proposals", __name__)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
