"""The pages of comments."""

from flask import Blueprint, Flask

bp = Blueprint("comments", __name__)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
