"""What the tables of all that can be followed have in their rows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from consult.accounts.models import User
from consult.db import created_at


class Follow:
    """One person follows one thing; `told` is until when they know what is new in it. The thing is a key beside."""

    created: Mapped[created_at]
    told: Mapped[datetime] = mapped_column(index=True)

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        """Who follows."""
        return mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True, sort_order=-20)

    @declared_attr
    def user(cls) -> Mapped[User]:
        """Their account."""
        return relationship(User, lazy="raise_on_sql")
