"""The second proof of who logs in: setting it up, and giving it."""

from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import factors, kept, passkeys, services, sessions, totp
from consult.accounts.blueprint import bp
from consult.accounts.forms import AppForm, PasskeyForm, PasswordAgainForm, ProofForm
from consult.accounts.models import User
from consult.documents.qr import qr_code
from consult.errors import ConsultError, RuleBroken
from consult.policy import access
from consult.web.forms import Act, Form
from consult.web.limits import limit
from consult.web.pages import next_page, page

# What setting a second proof up needs, and going away. Whatever else an account can do waits for it.
OPEN_TO_WEAK = {"web.asset", "accounts.log_out", "accounts.log_out_everywhere", "pages.language", "pages.health"}
OPEN_TO_WEAK |= {f"accounts.{step}" for step in ("prove", "security", "begin_app", "confirm_app", "add_passkey")}


def ask_for_proof(user: User, form: ProofForm, saved: kept.Kept | None) -> Any:
    """The page that asks whoever knew the password for the second proof."""
    form.ticket.data = factors.ticket(user)
    form.kept.data = saved.signed() if saved else ""
    options = ""
    if factors.passkeys_of(user):
        options, form.passkey_ticket.data = passkeys.to_log_in(user)
    return page("accounts/second.html", form=form, options=options)


@bp.post("/log-in/proof")
@access("public")
@limit("second", times=30, minutes=15)
def prove() -> Any:
    """Give the second proof, then go where one wanted to."""
    form = ProofForm.from_request()
    known = factors.of_ticket(form.ticket.data)
    if known is None:
        flash(_("Recommencez : il s’est passé trop de temps depuis votre mot de passe."), "warning")
        Act.from_request().demand()
        return redirect(url_for("accounts.log_in", next=request.args.get("next")))
    user, saved = known[0], kept.read(form.kept.data)
    if not form.submitted() or not _proves(form, user):
        return ask_for_proof(user, form, saved)
    sessions.start(user)
    if saved is not None:
        return page("accounts/resume.html", kept=saved, act=Act(None))
    return redirect(next_page(otherwise=url_for("pages.home")))


def _proves(form: ProofForm, user: User) -> bool:
    """Whether the form holds a proof; what is wrong is said in it."""
    if form.answer.data:
        try:
            proven = passkeys.is_proof(user, ticket=form.passkey_ticket.data or "", answer=form.answer.data)
        except RuleBroken as refusal:
            form.refuse(str(refusal))
            return False
        if not proven:
            form.refuse(_("Cette clé d’accès n’a pas été reconnue."))
        return proven
    if not factors.is_proof(user, form.code.data or ""):
        form.refuse(_("Ce code n’est pas le bon, ou il a déjà servi."), form.code)
        return False
    return True


@bp.get("/account/security")
@access("member")
def security() -> Any:
    """What proves who one is, beside the password."""
    return _page()


def _page(codes: list[str] | None = None, **sent: Form) -> Any:
    """The page, with what was sent and refused: `begin`, `app_form`, `key`, `password`, `remove_<number>`."""
    app, known, address = factors.app_of(current_user), factors.passkeys_of(current_user), ""
    removing = {one.id: _named(sent.get(f"remove_{one.id}"), f"remove-{one.id}") for one in known}
    key: Any = sent.get("key") or PasskeyForm(None)
    options, ticket = passkeys.to_register(current_user)
    if not key.answer.data:  # what a device has answered goes with the question it was asked
        key.ticket.data = ticket
    if app is not None and app.confirmed is None and app.secret is None:
        app = None
    if app is not None and app.confirmed is None and app.secret is not None:
        address = totp.address(app.secret, name=current_user.email or "", issuer=current_app.config["INSTANCE_NAME"])
    return page(
        "accounts/security.html",
        app=app,
        qr=qr_code(address) if address else None,
        app_form=sent.get("app_form") or AppForm(None),
        begin=_named(sent.get("begin"), "begin"),
        password=_named(sent.get("password"), "codes"),
        passkeys=known,
        removing=removing,
        options=options,
        key=_named(key, "key"),
        codes=codes,
        left=factors.recovery_codes_left(current_user),
        required=factors.is_owed(current_user),
    )


def _named(form: Form | None, place: str) -> Form:
    """A form that asks for the password: the page holds several, so each field has a name of its own."""
    form = form or PasswordAgainForm(None)
    form["current_password"].id = f"{place}-password"
    return form


def _is_confirmed(form: PasswordAgainForm) -> bool:
    """Whether whoever sends this form knows the password; what is wrong is said in it."""
    if not form.submitted():
        return False
    if services.check_password(current_user, form.current_password.data or ""):
        return True
    form.refuse(_("Ce n’est pas votre mot de passe actuel."), form.current_password)
    return False


@bp.post("/account/security/app")
@access("member")
@limit("password", times=10, minutes=15)
def begin_app() -> Any:
    """Begin to set an application up: with the password."""
    form = PasswordAgainForm.from_request()
    if not _is_confirmed(form):
        return _page(begin=form)
    factors.begin_app(current_user)
    return redirect(url_for("accounts.security", _anchor="app"))


@bp.post("/account/security/app/confirm")
@access("member")
@limit("second", times=30, minutes=15)
def confirm_app() -> Any:
    """Show that the application works; the recovery codes are shown once."""
    form = AppForm.from_request()
    if not form.submitted():
        return _page(app_form=form)
    try:
        codes = factors.confirm_app(current_user, form.code.data or "")
    except RuleBroken as refusal:
        form.refuse(str(refusal), form.code)
        return _page(app_form=form)
    return _page(codes=codes)


@bp.post("/account/security/<any(remove, codes):verb>")
@access("member")
@limit("password", times=10, minutes=15)
def change_proof(verb: str) -> Any:
    """Remove the application, or make new recovery codes: with the password."""
    form = PasswordAgainForm.from_request()
    if not _is_confirmed(form):
        return _page(password=form)
    if verb == "codes":
        return _page(codes=factors.new_recovery_codes(current_user))
    factors.remove_app(current_user)
    flash(_("L’application est retirée."))
    return redirect(url_for("accounts.security"))


@bp.post("/account/security/passkeys")
@access("member")
@limit("password", times=10, minutes=15)
def add_passkey() -> Any:
    """Keep a passkey that this browser has just made: with the password."""
    form = PasskeyForm.from_request()
    if not _is_confirmed(form):
        return _page(key=form)
    given = {name: form[name].data or "" for name in ("ticket", "answer", "name")}
    try:
        passkeys.register(current_user, **given)
    except RuleBroken as refused:
        form.refuse(str(refused))
        form.answer.data = ""
        return _page(key=form)
    flash(_("Cette clé d’accès est enregistrée."))
    return redirect(url_for("accounts.security"))


@bp.post("/account/security/passkeys/<int:passkey_id>/remove")
@access("member")
@limit("password", times=10, minutes=15)
def remove_passkey(passkey_id: int) -> Any:
    """Forget a passkey of one's own: with the password."""
    form = PasswordAgainForm.from_request()
    if not _is_confirmed(form):
        return _page(None, **{f"remove_{passkey_id}": form})
    passkeys.remove(current_user, passkey_id)
    flash(_("Cette clé d’accès est retirée."))
    return redirect(url_for("accounts.security"))


def hold_back() -> Any:
    """Lead whoever must set a second proof up to the page where it is done."""
    if request.endpoint in OPEN_TO_WEAK or request.endpoint is None or request.blueprint == "api":
        return None  # the API looks at no cookie
    if not current_user.is_authenticated or not factors.is_owed(current_user):
        return None
    if request.method != "GET":
        raise ConsultError(_("Avant d’agir pour l’équipe, mettez en place une seconde preuve d’identité."))
    return redirect(url_for("accounts.security"))


def init_app(app: Flask) -> None:
    """Hold back those who have no second proof yet."""
    app.before_request(hold_back)
