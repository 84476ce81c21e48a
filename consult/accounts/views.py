"""The pages of an account."""

from typing import Any

from flask import Blueprint, Flask, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from consult.accounts import services, sessions
from consult.accounts.forms import LogInForm
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import next_page, page

bp = Blueprint("accounts", __name__)


@bp.route("/log-in", methods=["GET", "POST"])
@access("public")
@limit("log-in", times=10, minutes=15, field="email")
def log_in() -> Any:
    """Log in."""
    form = LogInForm.from_request()
    if form.submitted():
        user = services.authenticate(email=form.email.data or "", password=form.password.data or "")
        if user is not None:
            sessions.start(user)
            return redirect(next_page(otherwise=url_for("pages.home")))
        form.refuse(_("Adresse ou mot de passe inconnu."), form.email)
    return page("accounts/log_in.html", form=form)


@bp.post("/log-out")
@access("public")
def log_out() -> Any:
    """Log out of this browser."""
    Act.from_request().demand()
    if current_user.is_authenticated:
        services.close_session(current_user.get_id())
    logout_user()
    return redirect(url_for("pages.home"))


@bp.get("/people/<int:user_id>")
@access("public")
def show(user_id: int) -> Any:
    """What a person said in public."""
    return page("accounts/show.html", user_id=user_id)


def init_app(app: Flask) -> None:
    """Register the pages and the sessions."""
    sessions.init_app(app)
    app.register_blueprint(bp)
