"""What people write about what became of a proposal: a motivated follow-up, and the word of its author."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.db import Base, Identified, append_only


class Outcome(StrEnum):
    """What is made of a proposal."""

    KEPT = "kept"
    PARTLY = "partly"
    LATER = "later"
    DECLINED = "declined"


class Faith(StrEnum):
    """Whether an author finds their idea again."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.KEPT: _l("Retenue"),
    Outcome.PARTLY: _l("Retenue en partie"),
    Outcome.LATER: _l("Remise à plus tard"),
    Outcome.DECLINED: _l("Non retenue"),
}
FAITHS: dict[Faith, LazyString] = {
    Faith.YES: _l("Oui, c’est encore mon idée"),
    Faith.PARTLY: _l("En partie"),
    Faith.NO: _l("Non, ce n’est plus mon idée"),
}


@append_only
class Suite(Identified, Base):
    """A motivated follow-up: what is made of a proposal, and why. The latest one counts; all stay readable."""

    __tablename__ = "suite"
    __table_args__ = (
        sa.CheckConstraint("reason != ''", "it_has_a_reason"),
        sa.Index("ix_suite_proposal_id", "proposal_id", "id"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(sa.String(2000))

    actor: Mapped[User] = relationship(lazy="raise_on_sql")


class Fidelity(Base):
    """An author's word on what became of their proposal: is it still their idea? The last one they gave."""

    __tablename__ = "fidelity"
    __table_args__ = (sa.CheckConstraint("answer = 'yes' OR sentence != ''", "a_doubt_is_said"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    answer: Mapped[Faith]
    sentence: Mapped[str] = mapped_column(sa.String(300), default="")
    given: Mapped[datetime]
