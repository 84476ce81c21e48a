"""What administrators do with accounts: find, promote, close and open again."""

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import factors, queries, services
from consult.accounts.blueprint import bp
from consult.accounts.forms import BanForm
from consult.audit.services import Action, record
from consult.policy import Permission, access, require
from consult.web.forms import Act
from consult.web.pages import page


@bp.get("/admin/accounts")
@access("admin")
def administer() -> Any:
    """Find an account."""
    words = request.args.get("q", "").strip()[:100]
    size = current_app.config["PAGE_SIZE"]
    found = queries.accounts(words=words, after=request.args.get("after"), size=size)
    return page("accounts/administer.html", accounts=found, words=words)


@bp.get("/admin/accounts/<int:user_id>")
@access("admin")
def account(user_id: int) -> Any:
    """One account, and what can be done with it."""
    return _page(user_id, BanForm(None))


def _page(user_id: int, form: BanForm, *, shown: bool = False) -> Any:
    return page("accounts/account.html", user=queries.get(user_id), form=form, act=Act(None), shown=shown)


@bp.post("/admin/accounts/<int:user_id>/<any(promote, demote, unban, unsecure):verb>")
@access(Permission.ACCOUNT_ADMINISTER)
def change(user_id: int, verb: str) -> Any:
    """Give or take the instance's administration, open a closed account again, or forget a lost second proof."""
    require(Permission.ACCOUNT_ADMINISTER)
    Act.from_request().demand()
    acts = {"promote": services.promote, "demote": services.demote, "unban": services.unban, "unsecure": factors.forget}
    acts[verb](queries.get(user_id), actor=current_user)
    flash(_("C’est fait."))
    return redirect(url_for("accounts.account", user_id=user_id))


@bp.post("/admin/accounts/<int:user_id>/look")
@access(Permission.PERSONAL_READ)
def look(user_id: int) -> Any:
    """Show the address of a person; that it was looked at is noted, and every administrator can read it."""
    require(Permission.PERSONAL_READ)
    Act.from_request().demand()
    user = queries.get(user_id)
    record(Action.ACCOUNT_READ, user, actor=current_user, what="email")
    return _page(user_id, BanForm(None), shown=True)


@bp.get("/admin/looks")
@access("admin")
def looks() -> Any:
    """Who looked at whose personal data, the latest first."""
    listed = queries.looks(after=request.args.get("after"), size=current_app.config["PAGE_SIZE"])
    return page("accounts/looks.html", listed=listed, people=queries.named(listed.items))


@bp.post("/admin/accounts/<int:user_id>/ban")
@access(Permission.ACCOUNT_ADMINISTER)
def ban(user_id: int) -> Any:
    """Close an account, with a reason."""
    require(Permission.ACCOUNT_ADMINISTER)
    form = BanForm.from_request()
    if not form.submitted():
        return _page(user_id, form)
    services.ban(queries.get(user_id), actor=current_user, reason=form.reason.data or "")
    flash(_("Ce compte est fermé, et ses sessions sont terminées."))
    return redirect(url_for("accounts.account", user_id=user_id))
