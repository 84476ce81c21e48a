"""Reading moderation: the queue, one case, one decision, the public register."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import joinedload, load_only

from consult import kinds
from consult.db import db, found
from consult.kinds import KINDS, READABLE, Contribution, Kind, Ref, Visibility
from consult.moderation.models import Case, Decision, Measure, Reason, Report, ReportState
from consult.moderation.words import REASONS
from consult.policy import visible
from consult.web.pagination import Order, Page, paginate

ORDERS: dict[str, Order] = {
    "reports": [(Case.reports, True), (Case.waiting_since, False), (Case.id, False)],
    "age": [(Case.waiting_since, False), (Case.id, False)],
    "decided": [(Case.decided, True), (Case.id, True)],
}


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


def already_reported(thing: Any, *, viewer: Any) -> bool:
    """Whether this person's report of the thing still waits."""
    if not viewer.is_authenticated:
        return False
    kind, thing_id = kinds.ref(thing)
    query = sa.exists().where(Report.kind == kind, Report.thing_id == thing_id, Report.reporter_id == viewer.id)
    return bool(db.session.scalar(sa.select(query.where(Report.state == ReportState.OPEN))))


@dataclass(frozen=True)
class Filters:
    """What the queue is reduced to; None means all. `decided` shows what was decided instead of what waits."""

    kind: str | None = None
    reason: Reason | None = None
    decided: bool = False

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        lines: list[sa.ColumnElement[bool]] = [
            Case.decision_id.is_not(None) if self.decided else Case.waiting_since.is_not(None)
        ]
        if self.kind:
            lines.append(Case.kind == self.kind)
        if self.reason:
            given = [Report.kind == Case.kind, Report.thing_id == Case.thing_id, Report.reason == self.reason]
            if not self.decided:
                given.append(Report.state == ReportState.OPEN)
            lines.append(sa.exists().where(*given).correlate(Case))
        return lines


@dataclass(frozen=True)
class Waiting:
    """A line of the queue: a case, its thing, the reasons given and how often each."""

    case: Case
    shown: Shown
    reasons: Sequence[tuple[LazyString, int]]


def queue(
    consultation_id: int,
    *,
    viewer: Any,
    filters: Filters = Filters(),
    order: str = "reports",
    after: str | None = None,
    size: int = 20,
) -> Page[Waiting]:
    """One page of what waits for a decision in a consultation, or of what was decided there."""
    query = sa.select(Case).where(Case.consultation_id == consultation_id, *filters.conditions())
    chosen = "decided" if filters.decided else order if order in {"reports", "age"} else "reports"
    page = paginate(query, ORDERS[chosen], after=after, size=size)
    things, reasons = _things(page.items, viewer=viewer), _reasons(page.items)
    rows = [Waiting(c, shown(things[c.ref]), reasons.get(c.ref, [])) for c in page.items if c.ref in things]
    return Page(rows, page.after)


def _things(cases: Sequence[Case], *, viewer: Any) -> dict[Ref, Any]:
    """The things of these cases: one query for each kind there is."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        wanted[case.kind].append(case.thing_id)
    loaded = {kind: _load(kind, ids, viewer=viewer) for kind, ids in wanted.items()}
    return {Ref(kind, thing_id): thing for kind, things in loaded.items() for thing_id, thing in things.items()}


def _reasons(cases: Sequence[Case]) -> dict[Ref, list[tuple[LazyString, int]]]:
    """The reasons of the reports that wait in these cases, the most frequent first."""
    counts: dict[Ref, list[tuple[LazyString, int]]] = defaultdict(list)
    if cases:
        count = sa.func.count()
        these = sa.tuple_(Report.kind, Report.thing_id).in_([(c.kind, c.thing_id) for c in cases])
        query = sa.select(Report.kind, Report.thing_id, Report.reason, count).where(these)
        query = query.where(Report.state == ReportState.OPEN).group_by(Report.kind, Report.thing_id, Report.reason)
        for kind, thing_id, reason, times in db.session.execute(query.order_by(count.desc(), Report.reason)):
            counts[Ref(kind, thing_id)].append((REASONS[reason], times))
    return counts


def waiting(consultation_id: int) -> int:
    """How many things wait for a decision."""
    query = sa.select(sa.func.count()).select_from(Case)
    return db.session.scalar(query.where(Case.consultation_id == consultation_id, Case.waiting_since.is_not(None))) or 0


def case_of(ref: Ref) -> Case | None:
    """The case of a thing, if anything ever happened to it."""
    return db.session.scalars(sa.select(Case).filter_by(kind=ref.kind, thing_id=ref.id)).one_or_none()


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


def hiding_of(thing: Any) -> Decision | None:
    """The decision that hides this thing; None where it is not hidden."""
    if thing.visibility is not Visibility.HIDDEN:
        return None
    kind, thing_id = kinds.ref(thing)
    query = sa.select(Decision).filter_by(kind=kind, thing_id=thing_id, action=Measure.HIDE)
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(1)).first()


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

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        lines: list[sa.ColumnElement[bool]] = [Decision.consultation_id.in_(self.consultations)]
        if self.start is not None:
            lines.append(Decision.created >= self.start)
        if self.end is not None:
            lines.append(Decision.created < self.end)
        return lines


def _public() -> Any:
    """The columns that everybody may read: touching another raises."""
    columns = ("kind", "consultation_id", "created", "action", "rule", "delay", "is_automated")
    return load_only(*(getattr(Decision, name) for name in columns), raiseload=True)


def register(extent: Extent, *, after: str | None = None, size: int = 50) -> Page[Decision]:
    """One page of the public register, the latest decision first."""
    query = sa.select(Decision).where(*extent.conditions()).options(_public())
    return paginate(query, [(Decision.created, True), (Decision.id, True)], after=after, size=size)


def whole_register(extent: Extent) -> Iterable[Decision]:
    """All the decisions of the register, the first one first."""
    query = sa.select(Decision).where(*extent.conditions()).options(_public())
    return db.session.scalars(query.order_by(Decision.created, Decision.id))


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
