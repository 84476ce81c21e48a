"""The administrator's pages on accounts that are one person."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.errors import RuleBroken
from consult.merging import people
from consult.merging.blueprint import bp
from consult.merging.forms import UniteForm
from consult.policy import Permission, access, require
from consult.web.pages import page
from consult.web.reading import row_number


@bp.get("/admin/accounts/alike")
@access(Permission.ACCOUNT_ADMINISTER)
def alike() -> Any:
    """People of one import whose pseudonyms nearly agree."""
    require(Permission.ACCOUNT_ADMINISTER)
    groups = people.alike()
    return page("merging/alike.html", groups=groups, said=people.said_by([one for group in groups for one in group]))


@bp.route("/admin/accounts/<int:user_id>/unite", methods=["GET", "POST"])
@access(Permission.ACCOUNT_ADMINISTER)
def unite(user_id: int) -> Any:
    """Say that an account is the same person as another one, which is kept."""
    require(Permission.ACCOUNT_ADMINISTER)
    user, form = accounts.get(user_id), UniteForm.from_request()
    if request.method == "GET":
        form.kept.data = request.args.get("kept", "")[:80]
    kept = _named(form.kept.data or "")
    if form.submitted() and kept is None:
        form.refuse(_("Aucun compte n’a ce numéro, ce pseudonyme ou cette adresse."), form.kept)
    elif form.submitted() and kept is not None:
        try:
            n = people.unite(user, kept, actor=current_user)
        except RuleBroken as refusal:
            form.refuse(str(refusal))
        else:
            said = ngettext("%(num)s vote en double est retiré.", "%(num)s votes en double sont retirés.", n)
            flash(_("Ces deux comptes n’en font plus qu’un.") + " " + said)
            return redirect(url_for("accounts.account", user_id=kept.id))
    both = [one for one in (user, kept) if one]
    return page("merging/unite.html", user=user, kept=kept, said=people.said_by(both), form=form)


def _named(words: str) -> User | None:
    """The account of this number, or of this pseudonym or address among those registered."""
    number = row_number(words.strip().lstrip("#"))
    return accounts.known(number) if number else accounts.registered(words) if words.strip() else None
