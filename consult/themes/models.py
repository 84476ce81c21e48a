"""Themes, and the history of what was filed where."""

from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified


class Colour(StrEnum):
    """The colours of themes; each is always shown with the theme's title."""

    BLUE = "blue"
    GREEN = "green"
    OCHRE = "ochre"
    RED = "red"
    VIOLET = "violet"
    TEAL = "teal"
    ROSE = "rose"
    SLATE = "slate"

    @property
    def hue(self) -> int:
        """Its number in the style sheet, from 1."""
        return list(Colour).index(self) + 1


class How(StrEnum):
    """How a proposal came into a theme."""

    HAND = "hand"
    SUGGESTED = "suggested"
    IMPORTED = "imported"


class Theme(Identified, Base):
    """A group of proposals that holds together."""

    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "slug"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    colour: Mapped[Colour] = mapped_column(default=Colour.BLUE)
    position: Mapped[int] = mapped_column(default=0)
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    facilitator: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Assignment(Identified, Base):
    """One act of filing: a proposal goes from a theme (None: unfiled) to another. Append-only."""

    __tablename__ = "assignment"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"))
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    how: Mapped[How] = mapped_column(default=How.HAND)


kinds.register(
    "theme",
    Theme,
    label=_l("thème"),
    title=lambda t: t.title,
    endpoint="themes.show",
    arguments=lambda t: {"theme_id": t.id},
    load=lambda: (joinedload(Theme.consultation),),
)
