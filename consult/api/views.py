"""The API, its document, the page that explains it, and everybody's tokens."""

from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from consult.api import entrance, openapi, operations, queries, services
from consult.api import reading_views as _reading  # noqa: F401  operations
from consult.api import writing_views as _writing  # noqa: F401  operations
from consult.api.forms import TokenForm
from consult.api.models import SCOPES
from consult.api.operations import OPERATIONS, PREFIX, bp
from consult.api.webhooks import views as webhooks
from consult.db import found
from consult.errors import RuleBroken
from consult.exports.datasets import PUBLIC, in_reading_order
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

pages = Blueprint("tokens", __name__)
bp.before_request(entrance.come_in)
bp.after_request(entrance.leave)
bp.register_error_handler(operations.Refused, operations.refused)


@bp.get("/openapi.json")
@access("public")
def describe() -> Any:
    """The document, in French whoever reads it: it does not change with the browser."""
    server = str(current_app.config["BASE_URL"]).rstrip("/") or "/"
    with force_locale("fr"):
        return operations.answer(openapi.document(current_app.config["INSTANCE_NAME"], server))


@pages.get("/api")
@access("public")
def show() -> Any:
    """The same for people."""
    return page(
        "api/show.html",
        operations=OPERATIONS.values(),
        datasets=in_reading_order(PUBLIC.values()),
        prefix=PREFIX,
        scopes=SCOPES,
    )


@pages.route("/account/tokens", methods=["GET", "POST"])
@access("member")
@limit("token", times=30, minutes=60)
def mine() -> Any:
    """One's tokens; making one, which is shown once."""
    form = TokenForm.from_request()
    token = None
    if form.submitted():
        try:
            days = form.days.data
            token = services.create_token(
                current_user, name=form.name.data or "", scopes=form.scopes.data or (), days=days
            )
        except RuleBroken as error:
            form.refuse(str(error))
    fresh, tokens = form if token is None else TokenForm(None), queries.tokens_of(current_user)
    return page("api/tokens.html", form=fresh, token=token, tokens=tokens, scopes=SCOPES, act=Act(None))


@pages.post("/account/tokens/<int:token_id>/revoke")
@access("member")
def revoke(token_id: int) -> Any:
    """Take one back."""
    Act.from_request().demand()
    found(services.revoke_token(current_user, token_id) or None)
    flash(_("Ce jeton est révoqué : il n’ouvre plus rien."))
    return redirect(url_for("tokens.mine"))


def init_app(app: Flask) -> None:
    """Register the API and its pages."""
    app.register_blueprint(bp)
    app.register_blueprint(pages)
    app.register_blueprint(webhooks.bp)
