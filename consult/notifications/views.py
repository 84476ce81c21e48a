"""The letters of the demonstration, which go nowhere: anybody may read them there, and nowhere else."""

from typing import Any

from flask import Blueprint, Flask, current_app
from werkzeug.exceptions import NotFound

from consult.db import found
from consult.notifications import folder, mail, transport  # noqa: F401  mail gives the worker its round
from consult.policy import access
from consult.web.pages import page

bp = Blueprint("notifications", __name__)


def _only_in_the_demonstration() -> None:
    if not current_app.config["DEMO"] or current_app.config["MAIL_URL"]:
        raise NotFound


@bp.get("/dev/mail")
@access("public")
def outbox() -> Any:
    """What was sent, to whom."""
    _only_in_the_demonstration()
    return page("notifications/letters.html", letters=folder.letters())


@bp.get("/dev/mail/<name>")
@access("public")
def letter(name: str) -> Any:
    """One letter."""
    _only_in_the_demonstration()
    return page("notifications/letter.html", letter=found(folder.letter(name)))


def init_app(app: Flask) -> None:
    """Choose how letters leave, and register the pages."""
    transport.init_app(app)
    app.register_blueprint(bp)
