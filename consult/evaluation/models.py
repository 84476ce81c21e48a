"""What the team enters about an edition: figures, who came, the budget, what to keep and what to change."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.consultations.models import Consultation
from consult.db import Base, Identified


class Counted(StrEnum):
    """What the platform counts by itself over an edition."""

    DAYS = "days"
    SESSIONS = "sessions"
    VENUES = "venues"
    COMMUNES = "communes"
    SPEAKERS = "speakers"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"


class Side(StrEnum):
    """A side of the budget."""

    CHARGE = "charge"
    PRODUCT = "product"


class Judged(StrEnum):
    """What the organisers make of something."""

    IMPROVE = "improve"
    KEEP = "keep"


COUNTED: dict[Counted, LazyString] = {
    Counted.DAYS: _l("Les jours du programme"),
    Counted.SESSIONS: _l("Les séances du programme"),
    Counted.VENUES: _l("Les lieux qui ont des séances"),
    Counted.COMMUNES: _l("Les communes ou secteurs qui ont des séances"),
    Counted.SPEAKERS: _l("Les personnes qui interviennent"),
    Counted.PEOPLE: _l("Les personnes venues, chacune une fois"),
    Counted.ORGANISATIONS: _l("Leurs structures, chacune une fois"),
}
SIDES: dict[Side, LazyString] = {Side.CHARGE: _l("Charges"), Side.PRODUCT: _l("Produits")}
TOTALS: dict[Side, LazyString] = {Side.CHARGE: _l("Total des charges"), Side.PRODUCT: _l("Total des produits")}
JUDGED: dict[Judged, LazyString] = {Judged.IMPROVE: _l("À améliorer"), Judged.KEEP: _l("À conserver")}


class Evaluation(Identified, Base):
    """The evaluation of a consultation as a whole. `published` is since when everybody reads it."""

    __tablename__ = "evaluation"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), unique=True)
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    published: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class KeyFigure(Identified, Base):
    """A figure of the edition beside the last one's: typed, or counted by the platform (`counted`)."""

    __tablename__ = "key_figure"
    __table_args__ = (sa.CheckConstraint("(counted IS NULL) <> (value = '')", "typed_or_counted"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(120))
    value: Mapped[str] = mapped_column(sa.String(40), default="")
    counted: Mapped[Counted | None]
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    previous: Mapped[str] = mapped_column(sa.String(40), default="")
    position: Mapped[int] = mapped_column(default=0)


class Headcount(Base):
    """How many were expected in a session, and how many were counted there."""

    __tablename__ = "headcount"
    __table_args__ = (
        sa.CheckConstraint("expected >= 0", "expected_is_not_negative"),
        sa.CheckConstraint("counted >= 0", "counted_is_not_negative"),
    )

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    expected: Mapped[int | None]
    counted: Mapped[int | None]


class Attendee(Identified, Base):
    """Somebody who came, from a list that the team had: a digest of who they are, and their organisation. No name."""

    __tablename__ = "attendee"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "person"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    person: Mapped[str] = mapped_column(sa.String(64))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    organisation_key: Mapped[str] = mapped_column(sa.String(200), default="")


class BudgetLine(Identified, Base):
    """A line of the budget, on an account of the French chart of accounts (« 62 », « 6226 »), in whole cents."""

    __tablename__ = "budget_line"
    __table_args__ = (sa.CheckConstraint("cents >= 0", "cents_are_not_negative"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    side: Mapped[Side]
    account: Mapped[str] = mapped_column(sa.String(8))
    label: Mapped[str] = mapped_column(sa.String(200))
    cents: Mapped[int] = mapped_column(sa.BigInteger)
    position: Mapped[int] = mapped_column(default=0)


class Remark(Identified, Base):
    """Something to keep or to improve, under a topic: logistics, communication, contents…"""

    __tablename__ = "remark"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    judged: Mapped[Judged]
    topic: Mapped[str] = mapped_column(sa.String(80), default="")
    text: Mapped[str] = mapped_column(sa.String(1000))
    position: Mapped[int] = mapped_column(default=0)


kinds.register(
    "evaluation",
    Evaluation,
    label=_l("bilan"),
    title=lambda e: e.consultation.title,
    endpoint="evaluation.show",
    arguments=lambda e: {"slug": e.consultation.slug},
    load=lambda: (joinedload(Evaluation.consultation),),
    words=lambda e: e.introduction,
)
