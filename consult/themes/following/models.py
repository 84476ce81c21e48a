"""Who follows which theme."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.db import Base, created_at
from consult.themes.models import Theme


class ThemeFollow(Base):
    """One person follows one theme; `told` is until when they know what was filed there."""

    __tablename__ = "theme_follow"

    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    created: Mapped[created_at]
    told: Mapped[datetime] = mapped_column(index=True)

    theme: Mapped[Theme] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql")
