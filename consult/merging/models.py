"""What was merged and split, the support that waits for a word, and pairs that may be duplicates."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, created_at
from consult.merging.standing import Answer
from consult.proposals.models import Proposal


class ReworkKind(StrEnum):
    """Several into one, or one into several."""

    MERGE = "merge"
    SPLIT = "split"


class Rework(Identified, Base):
    """One act: originals became results, by whom, why. It stands until it is undone; its rows are kept then too."""

    __tablename__ = "rework"
    __table_args__ = (sa.CheckConstraint("(undone IS NULL) = (undone_by_id IS NULL)", "who_undid_it_is_known"),)

    kind: Mapped[ReworkKind]
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    undone: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    undone_reason: Mapped[str] = mapped_column(sa.String(1000), default="")

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    actor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[actor_id])
    undone_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[undone_by_id])
    originals: Mapped[list["Original"]] = relationship(
        lazy="raise_on_sql", order_by="Original.proposal_id", viewonly=True
    )
    results: Mapped[list["Result"]] = relationship(lazy="raise_on_sql", order_by="Result.proposal_id", viewonly=True)

    @property
    def stands(self) -> bool:
        """Whether it was not undone."""
        return self.undone is None


class Original(Base):
    """A proposal that was merged or split. `held` is its number while the act stands: a proposal has one fate at a
    time. `told` is when its author was written to."""

    __tablename__ = "rework_original"

    rework_id: Mapped[int] = mapped_column(sa.ForeignKey("rework.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True, index=True)
    held: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    told: Mapped[datetime | None]

    rework: Mapped[Rework] = relationship(lazy="raise_on_sql", viewonly=True)
    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[proposal_id])


class Result(Base):
    """A proposal that was written out of originals."""

    __tablename__ = "rework_result"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    rework_id: Mapped[int] = mapped_column(sa.ForeignKey("rework.id"), index=True)

    rework: Mapped[Rework] = relationship(lazy="raise_on_sql", viewonly=True)
    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql")


class InheritedSupport(Base):
    """Somebody supported an original of this proposal. It is no vote: it waits for their word, and is kept then."""

    __tablename__ = "inherited_support"
    __table_args__ = (
        sa.CheckConstraint("(answer IS NULL) = (answered IS NULL)", "an_answer_has_its_date"),
        {"sqlite_with_rowid": False},
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)
    asked: Mapped[datetime | None]
    answer: Mapped[Answer | None]
    answered: Mapped[datetime | None]


class LikelyPair(Identified, Base):
    """Two proposals that ask for nearly the same, the lower number first, and what speaks for it, from 0 to 1.

    Once dismissed it is not shown again, whatever later searches find.
    """

    __tablename__ = "likely_pair"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", "the_lower_number_first"),
        sa.Index("ix_likely_pair_score", "consultation_id", "score", "id"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    score: Mapped[float]
    title: Mapped[float]
    body: Mapped[float]
    meaning: Mapped[float]
    dismissed: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    first: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[first_id])
    second: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])
    dismissed_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[dismissed_by_id])


class PairSearch(Base):
    """The last search for duplicates in a consultation: when, how many proposals were read, how many pairs found."""

    __tablename__ = "pair_search"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    created: Mapped[created_at]
    proposals: Mapped[int]
    pairs: Mapped[int]
