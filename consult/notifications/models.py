"""The outbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult import clock
from consult.db import Base, Identified


class Letter(Identified, Base):
    """A letter that waits to be sent. `message_id` stays the same when it is tried again."""

    __tablename__ = "letter"

    message_id: Mapped[str] = mapped_column(sa.String(200))
    recipient: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(250))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    unsubscribe: Mapped[str] = mapped_column(sa.String(500), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime] = mapped_column(default=clock.now, index=True)
