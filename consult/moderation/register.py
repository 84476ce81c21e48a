"""The public register: what part of it is asked for, and its table to take away."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from consult import clock
from consult.moderation import chain, queries
from consult.moderation.models import Decision, Measure, Reason

COLUMNS = ("number", "created", "consultation", "kind", "action", "rule", "delay_seconds", "automated", "appeal")


@dataclass(frozen=True)
class Asked:
    """What a reader of the register chose, and what can be chosen: consultations and months."""

    consultations: Sequence[Any]
    months: Sequence[date]
    consultation: Any | None
    month: date | None
    action: Measure | None = None
    rule: Reason | None = None

    @classmethod
    def among(
        cls,
        published: Sequence[Any],
        *,
        slug: str | None,
        month: str | None,
        action: str | None = None,
        rule: str | None = None,
    ) -> Self:
        """What is asked for among these consultations, by slug and as `2026-03`; what makes no sense is left out."""
        months = _months(queries.first_and_last([c.id for c in published]))
        return cls(
            published,
            months,
            next((c for c in published if c.slug == slug), None),
            next((m for m in months if f"{m:%Y-%m}" == month), None),
            next((m for m in Measure if m.value == action), None),
            next((r for r in Reason if r.value == rule), None),
        )

    @property
    def extent(self) -> queries.Extent:
        """The same as the query wants it; a month begins at midnight where the instance lives."""
        chosen = [self.consultation] if self.consultation else self.consultations
        start, end = (_midnight(self.month), _midnight(_next(self.month))) if self.month else (None, None)
        return queries.Extent([c.id for c in chosen], start, end, self.action, self.rule)

    @property
    def slugs(self) -> dict[int, str]:
        """What consultations are called in the table."""
        return {c.id: c.slug for c in self.consultations}

    @property
    def titles(self) -> dict[int, str]:
        """What consultations are called on the page."""
        return {c.id: c.title for c in self.consultations}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone())


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(span: tuple[datetime, datetime] | None) -> list[date]:
    """The first days of the months from one moment to another, the last one first."""
    if span is None:
        return []
    first, last = (clock.day_of(moment).replace(day=1) for moment in span)
    months = [first]
    while months[-1] < last:
        months.append(_next(months[-1]))
    return months[::-1]


def _appeal(decision: Decision) -> str:
    """Nothing, `waiting`, or what became of it."""
    if decision.appeal is None:
        return ""
    return decision.appeal.outcome.value if decision.appeal.outcome else "waiting"


def as_json(places: Mapping[int, str]) -> bytes:
    """The whole register of these consultations, chained: what `flask moderation verify` checks."""
    document = {"format": chain.FORMAT, "consultations": queries.chains(places)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_csv(decisions: Iterable[Decision], slugs: Mapping[int, str], *, office: bool = False) -> bytes:
    """The register as CSV: UTF-8 and commas; for French office software a mark in front, and semicolons.

    Every cell is a number, a date or a word of ours: no formula can hide in one.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";" if office else ",")
    table.writerow(COLUMNS)
    for d in decisions:
        rule, delay = d.rule.value if d.rule else "", "" if d.delay is None else d.delay
        where = slugs[d.consultation_id]
        moment = d.created.isoformat(timespec="seconds")
        table.writerow((d.id, moment, where, d.kind, d.action.value, rule, delay, int(d.is_automated), _appeal(d)))
    return out.getvalue().encode("utf-8-sig" if office else "utf-8")
