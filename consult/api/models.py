"""Personal tokens."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult import clock
from consult.accounts.models import User
from consult.db import Base, Identified


class Scope(StrEnum):
    """What a token may do in its owner's name."""

    PROPOSE = "proposals:write"
    COMMENT = "comments:write"
    VOTE = "votes:write"


SCOPES: dict[Scope, LazyString] = {
    Scope.PROPOSE: _l("Proposer"),
    Scope.COMMENT: _l("Commenter"),
    Scope.VOTE: _l("Voter sur les propositions"),
}


class ApiToken(Identified, Base):
    """A token: only its hash is kept. `machine` tells apart from where it last wrote; `moved`: when that changed.

    `recalls`: that of its owner when it was made; it is dead once theirs is another one.
    """

    __tablename__ = "api_token"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[str] = mapped_column(sa.String(200))
    expires: Mapped[datetime]
    recalls: Mapped[int] = mapped_column(default=0)
    used: Mapped[datetime | None]
    machine: Mapped[str] = mapped_column(sa.String(16), default="")
    moved: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def granted(self) -> list[Scope]:
        """What it may do."""
        return [Scope(word) for word in self.scopes.split()]

    @property
    def is_current(self) -> bool:
        """Whether it has not expired."""
        return clock.now() < self.expires
