"""The pages of quotations: adding one, asking its author, and what the author answers."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.synthesis import quoting, reading
from consult.synthesis.blueprint import bp
from consult.synthesis.contributions import look_up
from consult.synthesis.editor_views import desk_of, writable_part
from consult.synthesis.forms import ConsentForm, NotedForm, QuotationForm
from consult.synthesis.models import CONSENTS, Quotation
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page


@bp.route("/synthesis-parts/<int:part_id>/quotations/new", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def create_quotation(part_id: int) -> Any:
    """Quote a contribution; `?contribution=comment-12` names it."""
    part = writable_part(part_id)
    form = QuotationForm.from_request(data={"contribution": request.args.get("contribution", "")[:300]})
    if form.submitted() and form.ref:
        try:
            new = quoting.quote(part, actor=current_user, ref=form.ref, words=form.words.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem), form.words)
        else:
            flash(_("La citation est ajoutée. Demandez l’accord de son auteur pour qu’elle soit publiée."))
            return redirect(f"{desk_of(part.synthesis)}#quotation-{new.id}")
    return page(
        "synthesis/quotation.html",
        synthesis=part.synthesis,
        consultation=part.synthesis.consultation,
        part=part,
        form=form,
    )


def _writable(quotation_id: int) -> Quotation:
    quotation = reading.quotation(quotation_id, viewer=current_user)
    require(Permission.SYNTHESIS_WRITE, quotation.synthesis)
    return quotation


@bp.post("/quotations/<int:quotation_id>/ask")
@access(Permission.SYNTHESIS_WRITE)
@limit("quotation", times=60, minutes=10)
def ask_author(quotation_id: int) -> Any:
    """Write to the author."""
    quotation = _writable(quotation_id)
    Act.from_request().demand()
    quoting.ask(quotation, actor=current_user)
    flash(_("%(name)s reçoit un message et peut répondre d’un clic.", name=quotation.author.name))
    return redirect(f"{desk_of(quotation.synthesis)}#quotation-{quotation.id}")


@bp.post("/quotations/<int:quotation_id>/note")
@access(Permission.SYNTHESIS_WRITE)
def note_consent(quotation_id: int) -> Any:
    """Write down an agreement given otherwise."""
    quotation = _writable(quotation_id)
    form = NotedForm.from_request()
    form.demand()
    quoting.note_consent(quotation, actor=current_user, how=form.how.data or "")
    return redirect(f"{desk_of(quotation.synthesis)}#quotation-{quotation.id}")


@bp.post("/quotations/<int:quotation_id>/remove")
@access(Permission.SYNTHESIS_WRITE)
def remove_quotation(quotation_id: int) -> Any:
    """Take a quotation out."""
    quotation = _writable(quotation_id)
    Act.from_request().demand()
    quoting.remove_quotation(quotation, actor=current_user)
    return redirect(desk_of(quotation.synthesis))


@bp.route("/quotations/answer/<token>", methods=["GET", "POST"])
@access("public")
@limit("answer", times=60, minutes=10)
def answer_by_mail(token: str) -> Any:
    """The page that the letter leads to: reading it changes nothing, a button answers."""
    quotation = reading.quotation_asked(*found(quoting.read(token)))
    return _answer(quotation, url_for("synthesis.answer_by_mail", token=token))


@bp.route("/quotations/<int:quotation_id>/answer", methods=["GET", "POST"])
@access("member")
@limit("answer", times=60, minutes=10)
def answer(quotation_id: int) -> Any:
    """The same for whoever is logged in."""
    quotation = reading.quotation_asked(quotation_id, current_user.id)
    return _answer(quotation, url_for("synthesis.answer", quotation_id=quotation.id))


def _answer(quotation: Quotation, here: str) -> Any:
    form = ConsentForm.from_request()
    if form.submitted():
        quoting.answer(quotation, person=quotation.author, agrees=form.agrees)
        flash(_("Merci : votre réponse est enregistrée. Vous pouvez en changer ici à tout moment."))
        return redirect(here)
    return page(
        "synthesis/consent.html",
        synthesis=quotation.synthesis,
        consultation=quotation.synthesis.consultation,
        quotation=quotation,
        about=look_up([quotation.ref])[quotation.ref],
        consents=CONSENTS,
        form=form,
        here=here,
    )
