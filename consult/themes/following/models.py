"""Who follows which theme."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base
from consult.following.models import Follow
from consult.themes.models import Theme


class ThemeFollow(Follow, Base):
    """One person follows one theme; `told` is until when they know what was filed there."""

    __tablename__ = "theme_follow"

    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)

    theme: Mapped[Theme] = relationship(lazy="raise_on_sql")
