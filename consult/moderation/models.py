"""Reports, cases and decisions. They point at things of any kind, and know none of them."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult import counters
from consult.accounts.models import User
from consult.db import Base, Identified, append_only
from consult.kinds import Ref, Visibility


class Reason(StrEnum):
    """What is wrong with a thing, for those who report it; the rule that a decision applies."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    ILLEGAL = "illegal"
    OTHER = "other"


class Measure(StrEnum):
    """What is decided: nothing changes, it is shown no more, it is shown again, its author is reminded of the rules."""

    KEEP = "keep"
    HIDE = "hide"
    RESTORE = "restore"
    WARN = "warn"


class Scope(StrEnum):
    """What a decision restricts: nothing, or this text and what hangs on it, everywhere on the site, without an end."""

    NOTHING = "nothing"
    TEXT = "text"


class ReportState(StrEnum):
    """Whether a report waits for a decision."""

    OPEN = "open"
    SETTLED = "settled"


# Measures that need a rule, facts and a statement (Digital Services Act, article 17).
SANCTIONS = frozenset({Measure.HIDE, Measure.WARN})

# The measures that make sense where a thing stands. A draft is nobody's business; a withdrawn text stays withdrawn.
POSSIBLE: dict[Visibility, tuple[Measure, ...]] = {
    Visibility.DRAFT: (),
    Visibility.PUBLISHED: (Measure.KEEP, Measure.WARN, Measure.HIDE),
    Visibility.SUPERSEDED: (Measure.KEEP, Measure.WARN, Measure.HIDE),
    Visibility.HIDDEN: (Measure.KEEP, Measure.RESTORE),
    Visibility.WITHDRAWN: (Measure.KEEP, Measure.WARN),
}


class About:
    """What is about a thing of some kind; `consultation_id` tells whose business it is."""

    kind: Mapped[str] = mapped_column(sa.String(32))
    thing_id: Mapped[int]
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))

    @property
    def ref(self) -> Ref:
        """The thing it is about."""
        return Ref(self.kind, self.thing_id)


class Case(Identified, About, Base):
    """What moderation knows of one thing: how many reports wait and since when, and the last decision.

    Whoever reports or decides locks this row first.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        sa.UniqueConstraint("kind", "thing_id"),
        sa.Index("ix_moderation_case_reports", "consultation_id", "reports", "id"),
        sa.Index("ix_moderation_case_waiting", "consultation_id", "waiting_since", "id"),
        sa.Index("ix_moderation_case_decided", "consultation_id", "decided", "id"),
    )

    reports: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    decided: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))


class Report(Identified, About, Base):
    """Someone says that something is wrong with a thing. Without an account, they may leave an address."""

    __tablename__ = "report"
    __table_args__ = (
        sa.Index(
            "uq_report_one_open_each",
            "kind",
            "thing_id",
            "reporter_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_report_thing", "kind", "thing_id", "id"),
        sa.CheckConstraint("(state = 'settled') = (decision_id IS NOT NULL)", "settled_by_a_decision"),
    )

    reason: Mapped[Reason]
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    contact: Mapped[str | None] = mapped_column(sa.String(254))
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)

    reporter: Mapped[User | None] = relationship(lazy="raise_on_sql")


@append_only
class Decision(Identified, About, Base):
    """What was decided on a thing, by whom and why.

    `facts` is for the team, `statement` is what the author reads. `delay` is the number of seconds since the first
    report that waited; None where nobody had reported anything.
    """

    __tablename__ = "decision"
    __table_args__ = (
        sa.CheckConstraint(
            "action NOT IN ('hide', 'warn') OR "
            "(rule IS NOT NULL AND length(trim(facts)) > 0 AND length(trim(statement)) > 0)",
            "a_sanction_states_its_reasons",
        ),
        sa.CheckConstraint("(action = 'hide') = (scope = 'text')", "hiding_alone_restricts"),
        sa.CheckConstraint("is_automated OR moderator_id IS NOT NULL", "somebody_decides"),
        sa.Index("ix_decision_thing", "kind", "thing_id", "id"),
        sa.Index("ix_decision_register", "created", "id"),
        sa.Index("ix_decision_register_of_one", "consultation_id", "created", "id"),
    )

    action: Mapped[Measure]
    rule: Mapped[Reason | None]
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    scope: Mapped[Scope] = mapped_column(default=Scope.NOTHING)
    is_automated: Mapped[bool] = mapped_column(default=False)
    moderator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    delay: Mapped[int | None]

    moderator: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def waited(self) -> timedelta | None:
        """How long the first report waited."""
        return None if self.delay is None else timedelta(seconds=self.delay)


def _waiting() -> sa.ScalarSelect[int]:
    """SQL for the number of reports that wait in a case."""
    query = sa.select(sa.func.count()).select_from(Report)
    same = (Report.kind == Case.kind, Report.thing_id == Case.thing_id)
    return query.where(*same, Report.state == ReportState.OPEN).correlate(Case).scalar_subquery()


counters.declare(Case.reports, _waiting(), source=Case, key=Case.id)
