"""Themes, and the history of what was filed where."""

from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, created_at
from consult.proposals.models import Proposal


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
    def hue(self) -> str:
        """Its name in the style sheet."""
        return self.value


COLOURS: dict[Colour, LazyString] = {
    Colour.BLUE: _l("Bleu"),
    Colour.GREEN: _l("Vert"),
    Colour.OCHRE: _l("Ocre"),
    Colour.RED: _l("Rouge"),
    Colour.VIOLET: _l("Violet"),
    Colour.TEAL: _l("Sarcelle"),
    Colour.ROSE: _l("Rose"),
    Colour.SLATE: _l("Ardoise"),
}


class How(StrEnum):
    """How a proposal came into a theme, or left it. SUGGESTED: where the machine suggested; CHANGED: elsewhere."""

    HAND = "hand"
    SUGGESTED = "suggested"
    CHANGED = "changed"
    IMPORTED = "imported"
    UNDONE = "undone"
    THEME_DELETED = "theme-deleted"


BY_A_PERSON = (How.HAND, How.SUGGESTED, How.CHANGED)  # acts that whoever did them may take back


class Theme(Identified, Base):
    """A group of proposals that holds together. `version` counts the changes made to its text."""

    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "slug"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    colour: Mapped[Colour] = mapped_column(default=Colour.BLUE)
    position: Mapped[int] = mapped_column(default=0)
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    facilitator: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Assignment(Identified, Base):
    """One proposal filed: it goes from a theme (None: unfiled) to another. Append-only.

    The titles are those of the day, and outlive the themes; `suggested_title` is what the machine had suggested, if
    anything. What was filed in one act shares a `batch`; taking an act back appends rows too, each of which says what
    it `undoes`: nothing can be taken back twice.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index("ix_assignment_actor_id_id", "actor_id", "id"),
        sa.Index("ix_assignment_theme_id_id", "theme_id", "id"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    before_title: Mapped[str] = mapped_column(sa.String(120), default="")
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"))
    theme_title: Mapped[str] = mapped_column(sa.String(120), default="")
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    how: Mapped[How] = mapped_column(default=How.HAND)
    suggested_title: Mapped[str] = mapped_column(sa.String(120), default="")
    batch: Mapped[str] = mapped_column(sa.String(32), index=True)
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql")
    actor: Mapped[User | None] = relationship(lazy="raise_on_sql")


class OtherTheme(Base):
    """A theme that a proposal touches besides the one in which it is filed."""

    __tablename__ = "other_theme"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created: Mapped[created_at]


kinds.register(
    "theme",
    Theme,
    label=_l("thème"),
    title=lambda t: t.title,
    endpoint="themes.show",
    arguments=lambda t: {"theme_id": t.id},
    load=lambda: (joinedload(Theme.consultation),),
)
