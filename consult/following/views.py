"""The page that a letter leads to, to have no more of them."""

from typing import Any

from flask import Blueprint, Flask
from flask_babel import gettext as _

from consult import kinds
from consult.accounts import queries as accounts
from consult.db import found
from consult.following import services
from consult.kinds import Ref
from consult.policy import access
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("follows", __name__)


@bp.route("/follow/stop/<token>", methods=["GET", "POST"])
@access("public")
def stop(token: str) -> Any:
    """What stopping would do, and doing it."""
    subject, thing_id, user_id = found(services.read_token(token))
    form = Act.from_request()
    stopped = form.submitted()
    if stopped:
        services.stop(subject, thing_id, user_id=user_id)
    thing = kinds.resolve(Ref(subject.kind, thing_id))
    title = kinds.title(thing) if thing else _("ce qui a été supprimé")
    person = accounts.known(user_id)
    return page(
        "following/stop.html", title=title, name=person.name if person else "", stopped=stopped, form=form, token=token
    )


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)
