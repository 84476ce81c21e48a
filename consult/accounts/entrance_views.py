"""Coming in and going out: register, confirm, log in, log out, forgotten password.

Whether an address has an account is told to its mailbox only: pages answer the same, after the same work. Opening a
link received by mail changes nothing (mail readers open links by themselves); the button on its page does.
"""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from consult.accounts import factors, kept, mailboxes, security_views, services, sessions
from consult.accounts.blueprint import bp
from consult.accounts.forms import ForgottenForm, LogInForm, NewPasswordForm, ProofForm, RegisterForm
from consult.accounts.models import Purpose, User
from consult.errors import ConsultError, NotAllowed
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import next_page, page


@bp.route("/log-in", methods=["GET", "POST"])
@access("public")
@limit("log-in", times=10, minutes=15, field="email", key=mailboxes.key)
def log_in() -> Any:
    """Log in, then go where one wanted to, or see again what one was sending."""
    form = LogInForm.from_request()
    saved = kept.read(form.kept.data)
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(next_page(otherwise=url_for("pages.home")))
    if form.submitted() and (user := _authenticated(form)):
        if factors.has_one(user):
            return security_views.ask_for_proof(user, ProofForm(None), saved)
        sessions.start(user)
        if saved is not None:
            return page("accounts/resume.html", kept=saved, act=Act(None))
        return redirect(next_page(otherwise=url_for("pages.home")))
    return page("accounts/log_in.html", form=form, kept=saved)


def _authenticated(form: LogInForm) -> User | None:
    """Who logs in; None once the form says why not."""
    try:
        user = services.authenticate(email=form.email.data or "", password=form.password.data or "")
    except NotAllowed as error:
        form.refuse(str(error))
        return None
    if user is None:
        form.refuse(_("Adresse ou mot de passe inconnu."), form.email)
    return user


@bp.post("/log-out")
@access("public")
def log_out() -> Any:
    """Log out of this browser."""
    Act.from_request().demand()
    if current_user.is_authenticated:
        services.close_session(current_user.get_id())
    logout_user()
    return redirect(url_for("pages.home"))


@bp.post("/log-out/everywhere")
@access("member")
def log_out_everywhere() -> Any:
    """Log out of every browser, this one too."""
    Act.from_request().demand()
    services.close_all_sessions(current_user)
    logout_user()
    flash(_("Vous êtes déconnecté partout."))
    return redirect(url_for("pages.home"))


@bp.route("/register", methods=["GET", "POST"])
@access("public")
@limit("register", times=5, minutes=60, field="email", key=mailboxes.key)
def register() -> Any:
    """Ask for an account."""
    form = RegisterForm.from_request()
    if form.submitted():
        fields = {name: form[name].data or "" for name in ("email", "name", "password")}
        try:
            services.register(**fields, locale=str(get_locale()))
        except ConsultError as error:
            form.refuse(str(error), form.name)
        else:
            return redirect(url_for("accounts.sent", about="register"))
    return page("accounts/register.html", form=form)


@bp.get("/sent/<any(register, forgotten):about>")
@access("public")
def sent(about: str) -> Any:
    """Say that a message is on its way, whoever asked."""
    return page("accounts/sent.html", about=about)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@access("public")
def confirm(token: str) -> Any:
    """Confirm an address with the link received there."""
    if request.method == "GET":
        user = services.link_owner(token, Purpose.CONFIRM)
        return page("accounts/confirm.html", user=user, token=token) if user else _dead_link()
    Act.from_request().demand()
    services.confirm(services.use_link(token, Purpose.CONFIRM))
    flash(_("Votre adresse est confirmée. Bienvenue !"))
    return redirect(url_for("pages.home") if current_user.is_authenticated else url_for("accounts.log_in"))


@bp.post("/account/confirmation")
@access("member")
@limit("confirmation", times=5, minutes=60)
def confirm_again() -> Any:
    """Send the link that confirms the address once more."""
    Act.from_request().demand()
    if not current_user.is_confirmed:
        services.ask_to_confirm(current_user)
    flash(_("Le message est parti : ouvrez le lien qu’il contient."))
    return redirect(url_for("accounts.settings"))


@bp.route("/forgotten", methods=["GET", "POST"])
@access("public")
@limit("forgotten", times=5, minutes=60, field="email", key=mailboxes.key)
def forgotten() -> Any:
    """Ask for a link to choose a new password."""
    form = ForgottenForm.from_request()
    if form.submitted():
        services.ask_for_reset(email=form.email.data or "")
        return redirect(url_for("accounts.sent", about="forgotten"))
    return page("accounts/forgotten.html", form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@access("public")
@limit("reset", times=20, minutes=60)
def reset(token: str) -> Any:
    """Choose a new password with the link received by mail, which also shows that the address is one's own."""
    user = services.link_owner(token, Purpose.RESET)
    if user is None:
        return _dead_link()
    form = NewPasswordForm.from_request()
    if form.submitted():
        user = services.use_link(token, Purpose.RESET)
        services.set_password(user, form.password.data or "")
        services.confirm(user)
        flash(_("Votre nouveau mot de passe est enregistré. Connectez-vous avec lui."))
        return redirect(url_for("accounts.log_in"))
    return page("accounts/reset.html", form=form, token=token)


def _dead_link() -> Any:
    return page("accounts/dead_link.html"), 410
