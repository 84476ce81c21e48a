"""Reading moderation: the queue, one case, one decision, the public register."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import joinedload, load_only
from werkzeug.exceptions import NotFound

from consult import kinds
from consult.db import db, found
from consult.kinds import KINDS, READABLE, Contribution, Kind, Ref, Visibility
from consult.moderation.measures import Outcome
from consult.moderation.models import (
    Answer,
    Appeal,
    Case,
    Decision,
    Measure,
    Note,
    Reason,
    RegisterHead,
    RegisterLine,
    Report,
    ReportState,
)
from consult.moderation.words import REASONS
from consult.policy import visible
from consult.web.pagination import Order, Page, paginate


@dataclass(frozen=True)
class Shown:
    """A thing as moderation shows it; `where` is the title of the discussion that it is part of."""

    thing: Any
    ref: Ref
    label: LazyString
    title: str
    where: str

    @property
    def words(self) -> str:
        """What its author wrote, in Markdown."""
        return kinds.words(self.thing)

    @property
    def url(self) -> str:
        """Where it is read."""
        return kinds.url(self.thing)


def shown(thing: Any) -> Shown:
    """What a page says of a thing loaded with its kind's options."""
    kind, title = kinds.kind_of(thing), kinds.title(thing)
    discussed = getattr(thing, "thread", None)
    where = discussed.title if discussed is not None and discussed.title != title else ""
    return Shown(thing, kinds.ref(thing), kind.label, title, where)


def moderated_kinds() -> Sequence[Kind]:
    """The kinds of things that are reported and decided upon."""
    return [kind for kind in KINDS.values() if issubclass(kind.model, Contribution)]


def get(ref: Ref, *, viewer: Any) -> Any:
    """The thing, where this viewer may read it; or the 404 page."""
    return found(_load(ref.kind, [ref.id], viewer=viewer).get(ref.id))


def reportable(ref: Ref, *, viewer: Any) -> Any:
    """The thing, where this viewer may read it and it is published; or the 404 page."""
    thing = get(ref, viewer=viewer)
    return found(thing if thing.visibility in READABLE else None)


def _load(name: str, ids: Sequence[int], *, viewer: Any) -> dict[int, Any]:
    """The things of one kind that this viewer may read, by number."""
    kind = next((k for k in moderated_kinds() if k.name == name), None)
    if kind is None:
        return {}
    query = visible(sa.select(kind.model), viewer).where(kind.model.id.in_(ids)).options(*kind.load())
    return {thing.id: thing for thing in db.session.scalars(query)}


def things(refs: Sequence[Ref], *, viewer: Any) -> dict[Ref, Any]:
    """Those of these things that this viewer may read: one query for each kind there is."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        wanted[ref.kind].append(ref.id)
    loaded = {kind: _load(kind, ids, viewer=viewer) for kind, ids in wanted.items()}
    return {Ref(kind, thing_id): thing for kind, some in loaded.items() for thing_id, thing in some.items()}


def already_reported(thing: Any, *, viewer: Any) -> bool:
    """Whether this person's report of the thing still waits."""
    if not viewer.is_authenticated:
        return False
    kind, thing_id = kinds.ref(thing)
    query = sa.exists().where(Report.kind == kind, Report.thing_id == thing_id, Report.reporter_id == viewer.id)
    return bool(db.session.scalar(sa.select(query.where(Report.state == ReportState.OPEN))))


def waiting(consultation_id: int) -> int:
    """How many things wait for a decision."""
    return db.session.scalar(sa.select(_waiting([consultation_id]))) or 0


def _waiting(places: Sequence[int]) -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.count()).select_from(Case)
    here = query.where(Case.consultation_id.in_(places), Case.waiting_since.is_not(None))
    return here.scalar_subquery()


def waiting_and_appealed(places: Sequence[int]) -> tuple[int, int]:
    """How many things wait for a decision in these consultations, and how many appeals for a judgement: one query."""
    appealed = sa.select(sa.func.count()).select_from(Appeal)
    appealed = appealed.where(Appeal.consultation_id.in_(places), Appeal.ruled.is_(None))
    cases, appeals = db.session.execute(sa.select(_waiting(places), appealed.scalar_subquery())).one()
    return cases, appeals


def case_of(ref: Ref) -> Case | None:
    """The case of a thing with who works on it, if anything ever happened to it."""
    query = sa.select(Case).filter_by(kind=ref.kind, thing_id=ref.id).options(joinedload(Case.claimer))
    return db.session.scalars(query).one_or_none()


def notes_on(case: Case, *, size: int = 50) -> Sequence[Note]:
    """What moderators told one another about a case, in order; nothing is asked where there is nothing."""
    query = sa.select(Note).filter_by(case_id=case.id).options(joinedload(Note.author))
    return db.session.scalars(query.order_by(Note.id).limit(size)).all() if case.notes else []


def report(report_id: int) -> Report:
    """A report, or the 404 page."""
    return found(db.session.get(Report, report_id))


def reports_on(ref: Ref, *, size: int = 50) -> Sequence[Report]:
    """The reports on a thing, those that wait first, then the latest, each with its reporter."""
    query = sa.select(Report).filter_by(kind=ref.kind, thing_id=ref.id).options(joinedload(Report.reporter))
    return db.session.scalars(query.order_by(Report.state, Report.id.desc()).limit(size)).all()


def decisions_on(ref: Ref, *, size: int = 50) -> Sequence[Decision]:
    """The decisions on a thing, the latest first, each with its moderator."""
    query = sa.select(Decision).filter_by(kind=ref.kind, thing_id=ref.id).options(joinedload(Decision.moderator))
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(size)).all()


def decision(decision_id: int) -> Decision:
    """A decision, or the 404 page. The caller checks who may read it."""
    return found(db.session.get(Decision, decision_id))


def addressed_to(author_id: int, *, after: str | None = None, size: int = 20) -> Page[Decision]:
    """One page of the decisions that concern a person, the latest first."""
    query = sa.select(Decision).where(Decision.author_id == author_id)
    return paginate(query, [(Decision.id, True)], after=after, size=size)


def answers_to(decision_id: int, *, size: int = 100) -> Sequence[Answer]:
    """What the author and the team said about a decision, in order, each with who said it."""
    query = sa.select(Answer).filter_by(decision_id=decision_id).options(joinedload(Answer.author))
    return db.session.scalars(query.order_by(Answer.id).limit(size)).all()


def appeal_of(decision_id: int) -> Appeal | None:
    """The appeal against a decision, if there is one."""
    return db.session.scalars(sa.select(Appeal).filter_by(decision_id=decision_id)).one_or_none()


def appeal(appeal_id: int) -> Appeal:
    """An appeal with its decision and its people; or the 404 page. The caller checks who may read it."""
    query = sa.select(Appeal).where(Appeal.id == appeal_id).options(*_appealed())
    return found(db.session.scalars(query).one_or_none())


def appeals(consultation_id: int, *, judged: bool, after: str | None = None, size: int = 20) -> Page[Appeal]:
    """One page of a consultation’s appeals: those that wait, the oldest first; those judged, the latest first."""
    query = sa.select(Appeal).where(Appeal.consultation_id == consultation_id).options(*_appealed())
    if judged:
        order: Order = [(Appeal.ruled, True), (Appeal.id, True)]
        return paginate(query.where(Appeal.ruled.is_not(None)), order, after=after, size=size)
    return paginate(query.where(Appeal.ruled.is_(None)), [(Appeal.id, False)], after=after, size=size)


def _appealed() -> tuple[Any, ...]:
    whole = joinedload(Appeal.decision)
    return whole.joinedload(Decision.moderator), joinedload(Appeal.author), joinedload(Appeal.judge)


def hiding_of(thing: Any) -> Decision | None:
    """The decision that hides this thing; None where it is not hidden."""
    if thing.visibility is not Visibility.HIDDEN:
        return None
    kind, thing_id = kinds.ref(thing)
    query = sa.select(Decision).filter_by(kind=kind, thing_id=thing_id, action=Measure.HIDE)
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(1)).first()


def masking(ref: Ref) -> Decision:
    """The decision that hides a thing of a consultation that everybody may read; or the 404 page."""
    model = next((kind.model for kind in moderated_kinds() if kind.name == ref.kind), None)
    hidden = sa.select(model.id).where(model.id == ref.id, model.visibility == Visibility.HIDDEN) if model else None
    if (
        model is None
        or hidden is None
        or not db.session.scalar(hidden.where(model.consultation.has(is_published=True)))
    ):
        raise NotFound
    query = sa.select(Decision).filter_by(kind=ref.kind, thing_id=ref.id, action=Measure.HIDE).options(_public())
    return found(db.session.scalars(query.order_by(Decision.id.desc()).limit(1)).first())


def rules_of(things: Iterable[Any]) -> dict[int, LazyString]:
    """The rule that the last hiding of each of these things applied, in words, by the number of the thing.

    They are all of one kind. Things that are not hidden are left out: where nothing is hidden, nothing is asked.
    """
    hidden = [thing for thing in things if thing.visibility is Visibility.HIDDEN]
    if not hidden:
        return {}
    query = sa.select(Decision.thing_id, Decision.rule).where(
        Decision.kind == kinds.ref(hidden[0]).kind,
        Decision.thing_id.in_([thing.id for thing in hidden]),
        Decision.action == Measure.HIDE,
    )
    return {thing_id: REASONS[rule] for thing_id, rule in db.session.execute(query.order_by(Decision.id)) if rule}


@dataclass(frozen=True)
class Extent:
    """What part of the register is asked for: these consultations, from one moment to before another."""

    consultations: Sequence[int]
    start: datetime | None = None
    end: datetime | None = None
    action: Measure | None = None
    rule: Reason | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        lines: list[sa.ColumnElement[bool]] = [Decision.consultation_id.in_(self.consultations)]
        if self.start is not None:
            lines.append(Decision.created >= self.start)
        if self.end is not None:
            lines.append(Decision.created < self.end)
        if self.action is not None:
            lines.append(Decision.action == self.action)
        if self.rule is not None:
            lines.append(Decision.rule == self.rule)
        return lines


def _public() -> Any:
    """The columns that everybody may read: touching another raises."""
    columns = ("kind", "consultation_id", "created", "action", "rule", "delay", "is_automated")
    return load_only(*(getattr(Decision, name) for name in columns), raiseload=True)


def register(extent: Extent, *, after: str | None = None, size: int = 50) -> Page[Decision]:
    """One page of the public register, the latest decision first, each with what became of an appeal."""
    query = sa.select(Decision).where(*extent.conditions()).options(_public(), *_outcome())
    return paginate(query, [(Decision.created, True), (Decision.id, True)], after=after, size=size)


def whole_register(extent: Extent) -> Iterable[Decision]:
    """All the decisions of the register, the first one first."""
    query = sa.select(Decision).where(*extent.conditions()).options(_public(), *_outcome())
    return db.session.scalars(query.order_by(Decision.created, Decision.id))


def _outcome() -> tuple[Any, ...]:
    """What everybody may know of an appeal: that there is one, and what became of it."""
    return (joinedload(Decision.appeal).load_only(Appeal.outcome, Appeal.ruled, raiseload=True),)


def chains(places: Mapping[int, str]) -> Sequence[dict[str, Any]]:
    """The whole register of these consultations (slugs by number), as `moderation.chain` reads it."""
    query = sa.select(RegisterLine).where(RegisterLine.consultation_id.in_(places))
    entries: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in db.session.scalars(query.order_by(RegisterLine.consultation_id, RegisterLine.number)):
        entries[line.consultation_id].append({"line": json.loads(line.content), "hash": line.hash})
    return [
        {"consultation": places[place], "lines": len(some), "head": some[-1]["hash"], "entries": some}
        for place, some in entries.items()
    ]


def heads(places: Sequence[int]) -> Mapping[int, RegisterHead]:
    """The end of the register of each of these consultations."""
    query = sa.select(RegisterHead).where(RegisterHead.consultation_id.in_(places))
    return {head.consultation_id: head for head in db.session.scalars(query)}


@dataclass(frozen=True)
class Month:
    """A month of the register: decisions by measure, the median delay, appeals, and how many of them were won."""

    month: date
    measures: Mapping[Measure, int]
    median: timedelta | None
    appeals: int
    overturned: int

    @property
    def total(self) -> int:
        """All decisions."""
        return sum(self.measures.values())


def by_month(extent: Extent, zone: ZoneInfo) -> Sequence[Month]:
    """The figures of each month in which something was decided, the latest first; months of this time zone.

    A decision counts with its appeal in the month in which it was taken.
    """
    query = sa.select(Decision.created, Decision.action, Decision.delay, Appeal.id, Appeal.outcome)
    rows = query.outerjoin(Appeal, Appeal.decision_id == Decision.id).where(*extent.conditions())
    months: dict[date, list[Any]] = defaultdict(list)
    for row in db.session.execute(rows):
        months[row.created.astimezone(zone).date().replace(day=1)].append(row)
    return [_month(month, months[month]) for month in sorted(months, reverse=True)]


def _month(month: date, rows: Sequence[Any]) -> Month:
    delays = [row.delay for row in rows if row.delay is not None]
    return Month(
        month,
        Counter(row.action for row in rows),
        timedelta(seconds=median_low(delays)) if delays else None,
        sum(row.id is not None for row in rows),
        sum(row.outcome is Outcome.OVERTURNED for row in rows),
    )


@dataclass(frozen=True)
class Figures:
    """The register in numbers: how many decisions of each measure, and half of them came within this delay."""

    measures: dict[Measure, int]
    median: timedelta | None

    @property
    def total(self) -> int:
        """All decisions."""
        return sum(self.measures.values())


def figures(extent: Extent) -> Figures:
    """The figures of a part of the register, in two queries."""
    counted = sa.select(Decision.action, sa.func.count(), sa.func.count(Decision.delay)).where(*extent.conditions())
    rows = db.session.execute(counted.group_by(Decision.action)).all()
    return Figures({action: n for action, n, _ in rows}, _median(extent, sum(delays for _, _, delays in rows)))


def _median(extent: Extent, count: int) -> timedelta | None:
    """The lower median of the delays."""
    query = sa.select(Decision.delay).where(*extent.conditions(), Decision.delay.is_not(None))
    delay = db.session.scalar(query.order_by(Decision.delay).offset((count - 1) // 2).limit(1)) if count else None
    return None if delay is None else timedelta(seconds=delay)


def first_and_last(consultations: Sequence[int]) -> tuple[datetime, datetime] | None:
    """When the first and the last decision of these consultations were taken."""
    query = sa.select(sa.func.min(Decision.created), sa.func.max(Decision.created))
    first, last = db.session.execute(query.where(Decision.consultation_id.in_(consultations))).one()
    return (first, last) if first else None
