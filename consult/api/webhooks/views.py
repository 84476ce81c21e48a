"""The page on which organisers give addresses and see what was sent to them."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from consult.api.webhooks import addresses, queries, services
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.forms import Act, Form
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("webhooks", __name__)


class WebhookForm(Form):
    """An address to tell."""

    url = StringField(
        _l("Adresse à prévenir"),
        [InputRequired(), Length(max=addresses.LONGEST)],
        description=_l("En https://, sur l’internet public."),
    )


def _consultation(slug: str) -> Consultation:
    one = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, one)
    return one


@bp.route("/consultations/<slug>/webhooks", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
@limit("webhook", times=20, minutes=60)
def show(slug: str) -> Any:
    """The addresses, the latest deliveries; giving one more."""
    consultation = _consultation(slug)
    form = WebhookForm.from_request()
    if form.submitted():
        try:
            services.add_webhook(consultation, actor=current_user, url=form.url.data or "")
        except RuleBroken as refused:
            form.refuse(str(refused), form.url)
        else:
            flash(_("Cette adresse sera prévenue de tout ce qui est publié ici."))
            return redirect(url_for("webhooks.show", slug=slug))
    hooks = queries.webhooks_of(consultation)
    sent = queries.deliveries(consultation, after=request.args.get("after"), size=20)
    return page("api/webhooks.html", consultation=consultation, form=form, hooks=hooks, sent=sent, act=Act(None))


@bp.post("/consultations/<slug>/webhooks/<int:webhook_id>/remove")
@access(Permission.CONSULTATION_ORGANISE)
def remove(slug: str, webhook_id: int) -> Any:
    """Tell an address no more."""
    consultation = _consultation(slug)
    Act.from_request().demand()
    services.remove_webhook(queries.webhook(webhook_id, consultation))
    flash(_("Cette adresse ne sera plus prévenue."))
    return redirect(url_for("webhooks.show", slug=slug))


@bp.post("/consultations/<slug>/deliveries/<int:delivery_id>/again")
@access(Permission.CONSULTATION_ORGANISE)
def again(slug: str, delivery_id: int) -> Any:
    """Send a message once more."""
    consultation = _consultation(slug)
    Act.from_request().demand()
    services.send_again(queries.delivery(delivery_id, consultation))
    flash(_("Ce message repart dans un instant."))
    return redirect(url_for("webhooks.show", slug=slug))
