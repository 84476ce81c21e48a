"""Who makes this request: Flask-Login over sessions that are rows, and what happens to whoever must log in first."""

from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, login_user

from consult.accounts import services
from consult.accounts.forms import LogInForm
from consult.accounts.models import User, Visitor

login_manager = LoginManager()
login_manager.anonymous_user = Visitor
login_manager.session_protection = None  # a session is a row: there is nothing to guess from an address
login_manager.user_loader(services.user_of_session)


@login_manager.unauthorized_handler
def ask_to_log_in() -> Any:
    """Send a reader to the log-in page; keep what a writer typed, to be sent again after logging in."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.log_in", next=request.full_path.rstrip("?")))
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "form_key"}]
    form = LogInForm(None)
    return render_template("accounts/log_in.html", form=form, kept_path=request.path, kept=kept), 401


def start(user: User) -> None:
    """Log the person in on this browser."""
    services.open_session(user, browser=request.user_agent.string)
    login_user(user, remember=False)


def init_app(app: Flask) -> None:
    """Bind Flask-Login."""
    login_manager.init_app(app)
