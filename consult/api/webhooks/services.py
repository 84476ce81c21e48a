"""Giving an address, telling it what happened, sending again; and the sending itself."""

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User, Visitor
from consult.api.webhooks import addresses, sending
from consult.api.webhooks.models import Delivery, DeliveryState, Webhook
from consult.audit.models import AuditEntry
from consult.audit.services import Action, settled
from consult.consultations.models import Consultation
from consult.db import db, reading, transaction
from consult.errors import RuleBroken
from consult.jobs.tasks import periodic
from consult.kinds import KINDS, Contribution
from consult.policy import readable

TOLD = (
    Action.PROPOSAL_PUBLISHED,
    Action.PROPOSAL_EDITED,
    Action.PROPOSAL_ANSWERED,
    Action.COMMENT_POSTED,
    Action.CONTRIBUTION_PUBLISHED,  # what was held is shown
    Action.CONTRIBUTION_RESTORED,
)
KINDS_TOLD = ("proposal", "comment")  # those that the API has an address for
MOST = 5  # webhooks of a consultation
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=20))
AT_ONCE = 20  # deliveries of one round
KEPT_FOR = timedelta(days=30)


def add_webhook(consultation: Consultation, *, actor: User, url: str) -> Webhook:
    """Tell an address from now on. Raises RuleBroken for one that may not be told, and past so many.

    Its name is not looked up here, where others wait to write: every sending does, and says what it found.
    """
    _scheme, host, _port, _path = addresses.parts_of(url)
    addresses.refuse_private(host)
    here = sa.select(sa.func.count()).select_from(Webhook).filter_by(consultation_id=consultation.id)
    if (db.session.scalar(here) or 0) >= MOST:
        raise RuleBroken(_("Cette consultation a déjà %(n)s adresses à prévenir : retirez-en une.", n=MOST))
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
    one = Webhook(consultation_id=consultation.id, author_id=actor.id, url=url, secret=secrets.token_hex(32), seen=last)
    db.session.add(one)
    db.session.flush()
    return one


def remove_webhook(webhook: Webhook) -> None:
    """Tell it no more; what was noted of it goes too."""
    db.session.execute(sa.delete(Delivery).filter_by(webhook_id=webhook.id))
    db.session.execute(sa.delete(Webhook).filter_by(id=webhook.id))


def send_again(delivery: Delivery) -> None:
    """Put a delivery in the queue once more, the same words under the same number."""
    delivery.state, delivery.attempts, delivery.next_try = DeliveryState.WAITING, 0, clock.now()
    delivery.problem = ""


@periodic(10)
def deliver() -> None:
    """Note what happened since, then send what waits. Nothing is held while a machine is slow to answer."""
    with transaction():
        hooks = sa.select(Webhook).options(joinedload(Webhook.consultation)).order_by(Webhook.id)
        for webhook in db.session.scalars(hooks.with_for_update(of=Webhook)).all():
            _note_news(webhook)
    with reading():
        due = (Delivery.state == DeliveryState.WAITING, Delivery.next_try <= clock.now())
        query = sa.select(Delivery).where(*due).options(joinedload(Delivery.webhook))
        waiting = db.session.scalars(query.order_by(Delivery.next_try, Delivery.id).limit(AT_ONCE)).all()
        db.session.expunge_all()
    for delivery in waiting:
        status, problem = sending.post(delivery.webhook.url, delivery.body.encode(), _headers(delivery))
        with transaction():
            _note_answer(db.session.get(Delivery, delivery.id), status, problem)


def _note_news(webhook: Webhook) -> None:
    told = settled(webhook.seen).where(AuditEntry.action.in_(TOLD), AuditEntry.kind.in_(KINDS_TOLD))
    here = told.where(AuditEntry.consultation_id == webhook.consultation_id)
    for entry in db.session.scalars(here.limit(100)):
        webhook.seen = entry.id
        if webhook.consultation.is_published and _is_public(entry):
            body = json.dumps(_told(entry, webhook), ensure_ascii=False, separators=(",", ":"))
            db.session.add(Delivery(webhook_id=webhook.id, event=entry.action, body=body, next_try=clock.now()))


def _is_public(entry: AuditEntry) -> bool:
    kind = KINDS.get(entry.kind)
    model: Any = kind.model if kind else None
    if model is None or not issubclass(model, Contribution):
        return False
    shown = sa.select(model.id).where(model.id == entry.thing_id, readable(model, Visitor()))
    return db.session.scalar(shown) is not None


def _told(entry: AuditEntry, webhook: Webhook) -> dict[str, object]:
    told = {"event": entry.action, "consultation": webhook.consultation.slug, "kind": entry.kind, "id": entry.thing_id}
    return told | {"url": _address(entry), "moment": entry.created.isoformat()}


def _address(entry: AuditEntry) -> str:
    """Where the API tells of it, as far as the instance knows its own address."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with current_app.test_request_context(base_url=base or None):
        if entry.kind == "comment":
            return url_for("api.read_comment", comment_id=entry.thing_id, _external=bool(base))
        return url_for("api.read_proposal", proposal_id=entry.thing_id, _external=bool(base))


def _headers(delivery: Delivery) -> dict[str, str]:
    moment = str(int(clock.now().timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "consult-webhooks/1",
        "Consult-Event": delivery.event,
        "Consult-Delivery": str(delivery.id),
        "Consult-Signature": f"t={moment},v1={signature(delivery.webhook.secret, moment, delivery.body)}",
    }


def signature(secret: str, moment: str, body: str) -> str:
    """What proves that a message is ours: HMAC-SHA256 of the moment, a dot and the body."""
    return hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()


def _note_answer(delivery: Delivery | None, status: int | None, problem: str) -> None:
    if delivery is None:  # its webhook was removed meanwhile
        return
    delivery.status, delivery.problem = status, problem[:200]
    delivery.attempts += 1
    if not problem:
        delivery.state = DeliveryState.DONE
    elif delivery.attempts > len(WAITS):
        delivery.state = DeliveryState.FAILED
    else:
        delivery.next_try = clock.now() + WAITS[delivery.attempts - 1]


@periodic(3600)
def forget_old_deliveries() -> None:
    """Delete what was sent long ago."""
    with transaction():
        db.session.execute(sa.delete(Delivery).where(Delivery.created < clock.now() - KEPT_FOR))
