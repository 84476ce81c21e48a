"""Webhooks and what was sent to them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.db import Base, Identified


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Webhook(Identified, Base):
    """An address that is told what is published in a consultation. `seen` is the last line of the register it read."""

    __tablename__ = "webhook"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    url: Mapped[str] = mapped_column(sa.String(500))
    secret: Mapped[str] = mapped_column(sa.String(64))
    seen: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class Delivery(Identified, Base):
    """One message to one webhook, and how its sending went."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.Index("ix_webhook_delivery_due", "state", "next_try", "id"),
        sa.Index("ix_webhook_delivery_webhook_id_id", "webhook_id", "id"),
    )

    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
    status: Mapped[int | None]
    problem: Mapped[str] = mapped_column(sa.String(200), default="")

    webhook: Mapped[Webhook] = relationship(lazy="raise_on_sql")
