"""The page on which organisers give addresses and see what was sent to them."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from consult.api.webhooks import addresses, services
from consult.api.webhooks.models import Delivery, Webhook
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.forms import Act, Form
from consult.web.limits import limit
from consult.web.pages import page
from consult.web.pagination import paginate

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
    hooks = db.session.scalars(sa.select(Webhook).filter_by(consultation_id=consultation.id).order_by(Webhook.id)).all()
    query = sa.select(Delivery).join(Delivery.webhook).where(Webhook.consultation_id == consultation.id)
    sent = paginate(
        query.options(joinedload(Delivery.webhook)), [(Delivery.id, True)], after=request.args.get("after"), size=20
    )
    return page("api/webhooks.html", consultation=consultation, form=form, hooks=hooks, sent=sent, act=Act(None))


@bp.post("/consultations/<slug>/webhooks/<int:webhook_id>/remove")
@access(Permission.CONSULTATION_ORGANISE)
def remove(slug: str, webhook_id: int) -> Any:
    """Tell an address no more."""
    consultation = _consultation(slug)
    Act.from_request().demand()
    query = sa.select(Webhook).filter_by(id=webhook_id, consultation_id=consultation.id)
    services.remove_webhook(found(db.session.scalars(query).one_or_none()))
    flash(_("Cette adresse ne sera plus prévenue."))
    return redirect(url_for("webhooks.show", slug=slug))


@bp.post("/consultations/<slug>/deliveries/<int:delivery_id>/again")
@access(Permission.CONSULTATION_ORGANISE)
def again(slug: str, delivery_id: int) -> Any:
    """Send a message once more."""
    consultation = _consultation(slug)
    Act.from_request().demand()
    query = sa.select(Delivery).join(Delivery.webhook).where(Webhook.consultation_id == consultation.id)
    services.send_again(found(db.session.scalars(query.where(Delivery.id == delivery_id)).one_or_none()))
    flash(_("Ce message repart dans un instant."))
    return redirect(url_for("webhooks.show", slug=slug))
