"""Home and the other pages of the house."""

from typing import Any

from flask import Blueprint, Flask
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.policy import access
from consult.web.pages import page

bp = Blueprint("pages", __name__)


@bp.get("/")
@access("public")
def home() -> Any:
    """What is going on, and what I can do now."""
    return page("pages/home.html", consultations=consultations.readable(viewer=current_user))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
