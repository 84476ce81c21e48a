"""Reports, cases, decisions, answers and appeals. They point at things of any kind, and know none of them.

The database itself refuses a decision that lacks a part of its statement of reasons, and an appeal decided by whoever
took the decision or wrote the text.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult import clock, counters
from consult.accounts.models import User
from consult.db import Base, Identified, append_only, created_at
from consult.kinds import Ref
from consult.moderation.measures import (
    EXCLUDING,
    LASTING,
    PLACED,
    RESTRICTIVE,
    Holding,
    Measure,
    Outcome,
    Reason,
    ReportState,
    Scope,
    Source,
    in_sql,
)


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
    """What moderation knows of one thing: how many reports wait and since when, the last decision, who works on it.

    `reports_down` is minus the number of reports: one index then reads the most reported, the oldest of them first.
    Whoever reports or decides locks this row first.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        sa.UniqueConstraint("kind", "thing_id"),
        # The queue, of all consultations and of one, by reports and by age: read in order, never sorted.
        *(
            sa.Index(
                f"ix_moderation_case_{name}{suffix}",
                *(["consultation_id"] if suffix else []),
                *columns,
                sqlite_where=sa.text("waiting_since IS NOT NULL"),
                postgresql_where=sa.text("waiting_since IS NOT NULL"),
            )
            for name, columns in (
                ("reports", ("reports_down", "waiting_since", "id")),
                ("waiting", ("waiting_since", "id")),
            )
            for suffix in ("", "_of_one")
        ),
        sa.Index("ix_moderation_case_decided", "consultation_id", "decided", "id"),
    )

    reports: Mapped[int] = mapped_column(default=0)
    reports_down: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    decided: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    claimed: Mapped[datetime | None]
    notes: Mapped[int] = mapped_column(default=0)

    claimer: Mapped[User | None] = relationship(lazy="raise_on_sql")


@append_only
class Note(Identified, Base):
    """What one moderator tells the others about a case."""

    __tablename__ = "case_note"
    __table_args__ = (sa.CheckConstraint("length(trim(body)) > 0", "a_note_says_something"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation_case.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(sa.Text)

    author: Mapped[User] = relationship(lazy="raise_on_sql")


class Report(Identified, About, Base):
    """Someone says that something is wrong with a thing. Without an account, they may leave an address.

    `objects_to_id`: the settled report whose reporter disagrees with the decision, and wants somebody else to look.
    """

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
    source: Mapped[Source] = mapped_column(default=Source.PERSON)
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    contact: Mapped[str | None] = mapped_column(sa.String(254))
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)

    objects_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("report.id"), unique=True)

    reporter: Mapped[User | None] = relationship(lazy="raise_on_sql")


def _states_its_reasons() -> str:
    """The parts of a statement of reasons: to whom, which rule, which facts, in which words, with which redress."""
    parts = "rule IS NOT NULL AND length(trim(facts)) > 0 AND length(trim(statement)) > 0"
    redress = "author_id IS NOT NULL AND appeal_until IS NOT NULL"
    return f"action NOT IN ({in_sql(RESTRICTIVE)}) OR ({parts} AND {redress})"


def _scope_fits() -> str:
    """Hiding and merging restrict the text, excluding restricts a person; nothing else restricts anything."""
    places, excluding = in_sql(PLACED), in_sql(EXCLUDING)
    return (
        f"(action IN ({places}) AND scope = 'text') OR (action IN ({excluding}) AND scope IN ('consultation', 'site')) "
        f"OR (action NOT IN ({places}, {excluding}) AND scope = 'nothing')"
    )


@append_only
class RegisterLine(Base):
    """A line of the public register, in canonical form, with its hash (`moderation.chain`)."""

    __tablename__ = "register_line"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.String(64))


class RegisterHead(Base):
    """The end of the register of a consultation: whoever writes a line locks it first."""

    __tablename__ = "register_head"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(sa.String(64))


class HouseRules(Base):
    """What a consultation adds to the rules of the site.

    Its charter, shown to everybody and accepted once by whoever writes; its words for the reasons to report
    something, by reason; when the team reads proposals, comments and projects. A word of the list, one a line, puts a
    text in the queue; it forbids nothing.
    """

    __tablename__ = "house_rules"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    charter: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    wordings: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    proposals: Mapped[Holding] = mapped_column(default=Holding.AFTER)
    comments: Mapped[Holding] = mapped_column(default=Holding.AFTER)
    projects: Mapped[Holding] = mapped_column(default=Holding.AFTER)


@append_only
class CharterAcceptance(Base):
    """A person read the charter of a consultation and said yes: once, before their first contribution there."""

    __tablename__ = "charter_acceptance"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    created: Mapped[created_at]


class Watched(Base):
    """How far the register of acts was read in search of signs: one row."""

    __tablename__ = "moderation_watched"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(default=0)


@append_only
class Decision(Identified, About, Base):
    """What was decided on a thing, by whom and why, and to whom it is addressed.

    `facts` is for the team and the author, `statement` is what the author reads. `law` is the text that an illegal
    content breaks. `until` is when a suspension ends, or by when the author is asked to reword. A move goes from
    `place_before` to `place_after` (`moderation.moves`). `joined` is the number of the act by which a merge was done
    (`moderation.joins`). `lifts_id` is the decision that a lifting ends. `batch` names
    the act over many things that it was part of. `delay` is the number of seconds since the first report that waited;
    None where nobody had reported anything.
    """

    __tablename__ = "decision"
    __table_args__ = (
        sa.CheckConstraint(_states_its_reasons(), "a_sanction_states_its_reasons"),
        sa.CheckConstraint("length(trim(statement)) > 0", "every_decision_says_something"),
        sa.CheckConstraint("rule <> 'illegal' OR length(trim(law)) > 0", "what_is_illegal_breaks_a_law"),
        sa.CheckConstraint(_scope_fits(), "scope_fits_the_measure"),
        sa.CheckConstraint(f"(action IN ({in_sql(LASTING)})) = (until IS NOT NULL)", "what_lasts_has_an_end"),
        sa.CheckConstraint("(action = 'move') = (place_after IS NOT NULL)", "a_move_leads_somewhere"),
        sa.CheckConstraint("(action = 'merge') = (joined IS NOT NULL)", "a_merge_joins_something"),
        sa.CheckConstraint("(action = 'lift') = (lifts_id IS NOT NULL)", "a_lifting_ends_something"),
        sa.CheckConstraint("is_automated OR moderator_id IS NOT NULL", "somebody_decides"),
        sa.UniqueConstraint("id", "moderator_id"),  # what an appeal leans on
        sa.UniqueConstraint("id", "author_id"),
        sa.Index("ix_decision_thing", "kind", "thing_id", "id"),
        sa.Index("ix_decision_author", "author_id", "id"),
        sa.Index("ix_decision_until", "until"),
        sa.Index("ix_decision_batch", "batch"),
        sa.Index("ix_decision_joined", "kind", "joined"),
        sa.Index("ix_decision_register", "created", "id"),
        sa.Index("ix_decision_register_of_one", "consultation_id", "created", "id"),
    )

    action: Mapped[Measure]
    rule: Mapped[Reason | None]
    law: Mapped[str] = mapped_column(sa.String(300), default="")
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    scope: Mapped[Scope] = mapped_column(default=Scope.NOTHING)
    until: Mapped[datetime | None]
    place_before: Mapped[str | None] = mapped_column(sa.String(40))
    place_after: Mapped[str | None] = mapped_column(sa.String(40))
    joined: Mapped[int | None]
    lifts_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    batch: Mapped[str | None] = mapped_column(sa.String(16))
    is_automated: Mapped[bool] = mapped_column(default=False)
    moderator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    appeal_until: Mapped[datetime | None]
    delay: Mapped[int | None]

    appeal: Mapped["Appeal | None"] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="Appeal.decision_id == Decision.id",
        foreign_keys="Appeal.decision_id",
    )
    moderator: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[moderator_id])
    author: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])

    @property
    def waited(self) -> timedelta | None:
        """How long the first report waited."""
        return None if self.delay is None else timedelta(seconds=self.delay)

    @property
    def restricts(self) -> bool:
        """Whether it takes something from its author."""
        return self.action in RESTRICTIVE

    @property
    def can_be_appealed(self) -> bool:
        """Whether it is not too late to appeal against it."""
        return self.appeal_until is not None and clock.now() < self.appeal_until


@append_only
class Answer(Identified, Base):
    """What the author of a text, or the team, says about a decision. Both read it; nobody else does."""

    __tablename__ = "decision_answer"
    __table_args__ = (sa.CheckConstraint("length(trim(body)) > 0", "an_answer_says_something"),)

    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    is_team: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(sa.Text)

    author: Mapped[User] = relationship(lazy="raise_on_sql")


class Appeal(Identified, Base):
    """The author of a text disagrees with a decision; somebody else looks again, once.

    Its author and `decided_by_id` are those of the decision, which two foreign keys hold; so the database can refuse
    that either of them judges.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        sa.ForeignKeyConstraint(["decision_id", "decided_by_id"], ["decision.id", "decision.moderator_id"]),
        sa.ForeignKeyConstraint(["decision_id", "author_id"], ["decision.id", "decision.author_id"]),
        sa.CheckConstraint("length(trim(body)) > 0", "an_appeal_says_why"),
        sa.CheckConstraint("judge_id <> author_id", "nobody_judges_themselves"),
        sa.CheckConstraint("judge_id <> decided_by_id", "somebody_else_judges"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (judge_id IS NULL) AND (outcome IS NULL) = (ruled IS NULL) "
            "AND (outcome IS NULL OR length(trim(reasons)) > 0)",
            "a_ruling_is_complete",
        ),
        sa.Index("ix_appeal_waiting", "consultation_id", "ruled", "id"),
    )

    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), unique=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    judge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    outcome: Mapped[Outcome | None]
    reasons: Mapped[str] = mapped_column(sa.Text, default="")
    ruled: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(lazy="raise_on_sql", foreign_keys=[decision_id])
    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    judge: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[judge_id])


def _waiting(sign: int = 1) -> sa.ScalarSelect[int]:
    """SQL for the number of reports that wait in a case, or for minus that number."""
    query = sa.select(sign * sa.func.count()).select_from(Report)
    same = (Report.kind == Case.kind, Report.thing_id == Case.thing_id)
    return query.where(*same, Report.state == ReportState.OPEN).correlate(Case).scalar_subquery()


def _noted() -> sa.ScalarSelect[int]:
    """SQL for the number of notes on a case."""
    query = sa.select(sa.func.count()).select_from(Note).where(Note.case_id == Case.id)
    return query.correlate(Case).scalar_subquery()


counters.declare(Case.reports, _waiting(), source=Case, key=Case.id)
counters.declare(Case.reports_down, _waiting(-1), source=Case, key=Case.id)
counters.declare(Case.notes, _noted(), source=Case, key=Case.id)

__all__ = [
    "Answer",
    "Appeal",
    "Case",
    "CharterAcceptance",
    "Decision",
    "Holding",
    "HouseRules",
    "Measure",
    "Note",
    "Outcome",
    "Reason",
    "RegisterHead",
    "RegisterLine",
    "Report",
    "ReportState",
    "Scope",
    "Source",
    "Watched",
]
