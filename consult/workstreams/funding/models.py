"""The fund of a consultation, and what is asked of it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import InstrumentedAttribute, Mapped, joinedload, mapped_column, relationship

from consult import counters, kinds
from consult.accounts.models import User
from consult.db import Base, Identified
from consult.workstreams.models import Project, Shared


class RequestState(StrEnum):
    """What became of a request."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


REQUEST_STATES: dict[RequestState, LazyString] = {
    RequestState.ASKED: _l("En attente"),
    RequestState.GRANTED: _l("Accordée"),
    RequestState.REFUSED: _l("Refusée"),
}


class Fund(Identified, Base):
    """What a consultation can give to its work streams; `granted` is what it gave. In cents."""

    __tablename__ = "fund"
    __table_args__ = (sa.CheckConstraint("0 <= granted AND granted <= amount", "no_more_is_granted_than_there_is"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), unique=True)
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    granted: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    rules: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def balance(self) -> int:
        """What is left, in cents."""
        return self.amount - self.granted


class FundingRequest(Identified, Shared, Base):
    """A work stream asks for money, for a project or for itself. Sums in cents. Everybody reads it."""

    __tablename__ = "funding_request"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", "something_is_asked"),
        sa.CheckConstraint("granted IS NULL OR (0 < granted AND granted <= amount)", "from_nothing_to_what_was_asked"),
        sa.CheckConstraint("(state = 'granted') = (granted IS NOT NULL)", "what_is_granted_has_a_sum"),
        sa.CheckConstraint("(state = 'asked') = (answered IS NULL)", "an_answer_has_its_date"),
        sa.Index("ix_funding_request_fund", "fund_id", "id"),
        sa.Index("ix_funding_request_workstream_id", "workstream_id", "id"),
    )

    fund_id: Mapped[int] = mapped_column(sa.ForeignKey("fund.id"))
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    granted: Mapped[int | None] = mapped_column(sa.BigInteger)
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
    answered: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    fund: Mapped[Fund] = relationship(lazy="raise_on_sql")
    project: Mapped[Project | None] = relationship(lazy="raise_on_sql")
    answered_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[answered_by_id])


def granted_of(fund_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """SQL for what a fund gave, in cents."""
    total = sa.cast(sa.func.coalesce(sa.func.sum(FundingRequest.granted), 0), sa.BigInteger)
    return sa.select(total).where(FundingRequest.fund_id == fund_id).scalar_subquery()


counters.declare(Fund.granted, granted_of(Fund.id), source=Fund, key=Fund.id)
kinds.register(
    "funding_request",
    FundingRequest,
    label=_l("demande de financement"),
    title=lambda r: r.title,
    endpoint="funding.show",
    arguments=lambda r: {"request_id": r.id},
    load=lambda: (joinedload(FundingRequest.author), joinedload(FundingRequest.consultation)),
)
