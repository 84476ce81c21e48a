"""The webhooks of a consultation, and what was sent to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.api.webhooks.models import Delivery, Webhook
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.web.pagination import Page, paginate


def webhooks_of(consultation: Consultation) -> Sequence[Webhook]:
    """The addresses that are told, the first one first."""
    return db.session.scalars(sa.select(Webhook).filter_by(consultation_id=consultation.id).order_by(Webhook.id)).all()


def webhook(webhook_id: int, consultation: Consultation) -> Webhook:
    """One of them, or the 404 page."""
    query = sa.select(Webhook).filter_by(id=webhook_id, consultation_id=consultation.id)
    return found(db.session.scalars(query).one_or_none())


def deliveries(consultation: Consultation, *, after: str | None, size: int) -> Page[Delivery]:
    """One page of what was sent, the latest first, each with its webhook."""
    return paginate(
        _sent(consultation).options(joinedload(Delivery.webhook)), [(Delivery.id, True)], after=after, size=size
    )


def delivery(delivery_id: int, consultation: Consultation) -> Delivery:
    """One of them, or the 404 page."""
    return found(db.session.scalars(_sent(consultation).where(Delivery.id == delivery_id)).one_or_none())


def _sent(consultation: Consultation) -> sa.Select[Delivery]:
    return sa.select(Delivery).join(Delivery.webhook).where(Webhook.consultation_id == consultation.id)
