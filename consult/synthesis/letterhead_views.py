"""What the institution gives to the documents of a consultation."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.policy import Permission, access, require
from consult.synthesis import letterheads
from consult.synthesis.blueprint import bp
from consult.synthesis.forms import LetterheadForm
from consult.web.pages import page


@bp.route("/consultations/<slug>/letterhead", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
def letterhead(slug: str) -> Any:
    """Name, colour, logo, legal notices."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    head = letterheads.of(consultation)
    told = {name: getattr(head, name) for name in ("name", "colour", "logo_alt", "legal")}
    form = LetterheadForm.from_request(data=told)
    if form.submitted():
        typed = {name: getattr(form, name).data or "" for name in ("name", "colour", "logo_alt", "legal")}
        letterheads.edit_letterhead(
            consultation, actor=current_user, logo=form.drawn, without_logo=form.without_logo.data, **typed
        )
        flash(_("C’est enregistré : les documents imprimés désormais portent cet en-tête."))
        return redirect(url_for("synthesis.letterhead", slug=slug))
    return page("synthesis/letterhead.html", consultation=consultation, form=form, head=head)
