"""Reading the queue: what waits for a decision in the consultations that a moderator has, or what was decided there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import joinedload

from consult import clock
from consult.db import db
from consult.kinds import Ref
from consult.moderation import queries
from consult.moderation.claims import CLAIM_LASTS, is_held
from consult.moderation.models import Case, Reason, Report, ReportState, Source
from consult.moderation.words import REASONS, SOURCES
from consult.web.pagination import Order, Page, paginate

ORDERS: dict[str, Order] = {
    "reports": [(Case.reports_down, False), (Case.waiting_since, False), (Case.id, False)],
    "age": [(Case.waiting_since, False), (Case.id, False)],
    "decided": [(Case.decided, True), (Case.id, True)],
}
AT_ONCE = 3  # consultations on one page that goes from phase to phase


class Hands(StrEnum):
    """In whose hands something is: one's own, or nobody's."""

    MINE = "mine"
    FREE = "free"


@dataclass(frozen=True)
class Filters:
    """What the queue is reduced to; None means all. `decided` shows what was decided instead of what waits."""

    kind: str | None = None
    reason: Reason | None = None
    decided: bool = False
    hands: Hands | None = None

    def conditions(self, viewer: Any) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        lines: list[sa.ColumnElement[bool]] = [
            Case.decision_id.is_not(None) if self.decided else Case.waiting_since.is_not(None)
        ]
        if self.kind:
            lines.append(Case.kind == self.kind)
        if self.hands is Hands.MINE:
            lines.append(Case.claimed_by_id == viewer.id)
        if self.hands is Hands.FREE:
            old = Case.claimed < clock.now() - CLAIM_LASTS
            lines.append(sa.or_(Case.claimed_by_id.is_(None), old))
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
    shown: queries.Shown
    reasons: Sequence[tuple[LazyString, int]]

    @property
    def value(self) -> str:
        """What its box holds when ticked: the thing, and the last decision that this page knew of."""
        ref = self.shown.ref
        return f"{ref.kind}-{ref.id}-{self.case.decision_id or 0}"

    @property
    def holder(self) -> str | None:
        """Who works on it."""
        return self.case.claimer.name if self.case.claimer and is_held(self.case) else None


def queue(
    places: int | Sequence[int],
    *,
    viewer: Any,
    filters: Filters = Filters(),
    order: str = "reports",
    after: str | None = None,
    size: int = 20,
) -> Page[Waiting]:
    """One page of what waits in one or several consultations (numbers), or of what was decided there.

    In the order `phase`, consultations come one after another in the order given, what waits longest first.
    """
    several = [places] if isinstance(places, int) else list(places)
    if order == "phase" and not filters.decided:
        page = _by_phase(several, viewer=viewer, filters=filters, after=after, size=size)
    else:
        chosen = "decided" if filters.decided else order if order in {"reports", "age"} else "reports"
        page = _page(several, viewer, filters, ORDERS[chosen], after, size)
    things, reasons = _things(page.items, viewer=viewer), _reasons(page.items)
    rows = [Waiting(c, queries.shown(things[c.ref]), reasons.get(c.ref, [])) for c in page.items if c.ref in things]
    return Page(rows, page.after)


def _page(
    places: Sequence[int], viewer: Any, filters: Filters, order: Order, after: str | None, size: int
) -> Page[Case]:
    here = Case.consultation_id == places[0] if len(places) == 1 else Case.consultation_id.in_(places)
    query = sa.select(Case).where(here, *filters.conditions(viewer)).options(joinedload(Case.claimer))
    return paginate(query, order, after=after, size=size)


def _by_phase(places: Sequence[int], *, viewer: Any, filters: Filters, after: str | None, size: int) -> Page[Case]:
    """From consultation to consultation; a cursor is the place in the list, then the cursor there."""
    waiting = waiting_by_place(places)
    busy = [place for place in places if place in waiting]
    start, _tilde, cursor = (after or "").partition("~")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    items: list[Case] = []
    for n, place in list(enumerate(busy))[first : first + AT_ONCE]:
        page = _page([place], viewer, filters, ORDERS["age"], cursor or None, size - len(items))
        items, cursor = [*items, *page.items], ""
        if page.after:
            return Page(items, f"{n}~{page.after}")
        if len(items) == size:
            return Page(items, f"{n + 1}~" if n + 1 < len(busy) else None)
    return Page(items, f"{first + AT_ONCE}~" if first + AT_ONCE < len(busy) else None)


def waiting_by_place(places: Sequence[int]) -> Mapping[int, int]:
    """How many things wait in each of these consultations."""
    query = sa.select(Case.consultation_id, sa.func.count()).where(Case.waiting_since.is_not(None))
    here = query.where(Case.consultation_id.in_(places)).group_by(Case.consultation_id)
    return {row[0]: row[1] for row in db.session.execute(here)}


def _things(cases: Sequence[Case], *, viewer: Any) -> dict[Ref, Any]:
    return queries.things([case.ref for case in cases], viewer=viewer)


def _reasons(cases: Sequence[Case]) -> dict[Ref, list[tuple[LazyString, int]]]:
    """The reasons of the reports that wait in these cases, the most frequent first."""
    counts: dict[Ref, list[tuple[LazyString, int]]] = defaultdict(list)
    if cases:
        count = sa.func.count()
        columns = (Report.kind, Report.thing_id, Report.source, Report.reason)
        these = sa.tuple_(Report.kind, Report.thing_id).in_([(c.kind, c.thing_id) for c in cases])
        query = sa.select(*columns, count).where(these).where(Report.state == ReportState.OPEN).group_by(*columns)
        for kind, thing_id, source, reason, times in db.session.execute(query.order_by(count.desc(), Report.reason)):
            said = REASONS[reason] if source is Source.PERSON else SOURCES[source]
            counts[Ref(kind, thing_id)].append((said, times))
    return counts
