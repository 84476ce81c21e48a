"""What people change about their own account: name, language, password, open sessions."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from consult.accounts import queries, services
from consult.accounts.blueprint import bp
from consult.accounts.forms import ChangePasswordForm, ProfileForm
from consult.errors import RuleBroken
from consult.policy import access
from consult.web.forms import Act, Form
from consult.web.languages import COOKIE
from consult.web.limits import limit
from consult.web.pages import page


@bp.get("/account")
@access("member")
def settings() -> Any:
    """Everything about one's account, on one page."""
    return _page()


def _page(profile: Form | None = None, password: Form | None = None) -> Any:
    return page(
        "accounts/settings.html",
        profile=profile or ProfileForm(None, obj=current_user),
        password=password or ChangePasswordForm(None),
        sessions=queries.open_sessions(current_user),
        current=services.handle_of(current_user.get_id()),
        act=Act(None),
    )


@bp.post("/account/profile")
@access("member")
def edit_profile() -> Any:
    """Change one's pseudonym or language."""
    form = ProfileForm.from_request()
    if not form.submitted():
        return _page(profile=form)
    try:
        services.rename(current_user, form.name.data or "")
    except RuleBroken as error:
        form.refuse(str(error), form.name)
        return _page(profile=form)
    services.choose_language(current_user, form.locale.data)
    flash(_("C’est enregistré."))
    response = redirect(url_for("accounts.settings"))
    response.set_cookie(
        COOKIE, form.locale.data, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


@bp.post("/account/password")
@access("member")
@limit("password", times=10, minutes=15)
def change_password() -> Any:
    """Change one's password: every other browser is logged out at once."""
    form = ChangePasswordForm.from_request()
    if not form.submitted():
        return _page(password=form)
    if not services.check_password(current_user, form.current_password.data or ""):
        form.refuse(_("Ce n’est pas votre mot de passe actuel."), form.current_password)
        return _page(password=form)
    services.set_password(current_user, form.password.data or "", keep_session=current_user.get_id())
    flash(_("Votre mot de passe est changé. Vos autres navigateurs sont déconnectés, vos jetons ont pris fin."))
    return redirect(url_for("accounts.settings"))


@bp.post("/account/sessions/<handle>/close")
@access("member")
def close_session(handle: str) -> Any:
    """Log one of one's browsers out."""
    Act.from_request().demand()
    services.close_session_named(current_user, handle)
    if handle == services.handle_of(current_user.get_id()):
        logout_user()
        return redirect(url_for("pages.home"))
    flash(_("Ce navigateur est déconnecté."))
    return redirect(url_for("accounts.settings"))
