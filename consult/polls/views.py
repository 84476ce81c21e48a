"""The pages of polls."""

from flask import Blueprint, Flask

bp = Blueprint("polls", __name__)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
