"""The case of a thing: opened and locked before anything is reported or decided, and how its queue follows."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from consult import clock, counters, kinds
from consult.db import db, insert_once
from consult.moderation.measures import Reason, ReportState, Source
from consult.moderation.models import Case, Decision, Report


def locked(thing: Any) -> Case:
    """The case of a thing, opened if need be and locked; the thing's visibility is read again under the lock."""
    kind, thing_id = kinds.ref(thing)
    place = thing.consultation_id
    db.session.flush()
    insert_once(
        Case,
        kind=kind,
        thing_id=thing_id,
        consultation_id=place,
        reports=0,
        reports_down=0,
        notes=0,
        created=clock.now(),
    )
    query = sa.select(Case).filter_by(kind=kind, thing_id=thing_id).with_for_update()
    case = db.session.scalars(query, execution_options={"populate_existing": True}).one()
    db.session.refresh(thing, ["visibility"])
    return case


def put_in_queue(
    case: Case,
    *,
    reason: Reason,
    source: Source = Source.PERSON,
    reporter_id: int | None = None,
    explanation: str = "",
    contact: str | None = None,
) -> Report | None:
    """Let a locked case wait for a decision; None where this person's earlier line still waits."""
    now = clock.now()
    about = {"kind": case.kind, "thing_id": case.thing_id, "consultation_id": case.consultation_id}
    who = {"reporter_id": reporter_id, "contact": contact or None, "source": source}
    said = {"reason": reason, "explanation": explanation, "state": ReportState.OPEN, "created": now}
    if not insert_once(Report, **about, **who, **said):
        return None
    case.waiting_since = case.waiting_since or now
    _recount(case)
    return db.session.scalars(sa.select(Report).where(*_on(case)).order_by(Report.id.desc()).limit(1)).one()


def waiting_in(case: Case) -> Sequence[Report]:
    """The lines that wait in a case."""
    return db.session.scalars(sa.select(Report).where(*_on(case), Report.state == ReportState.OPEN)).all()


def settle(case: Case, decision: Decision) -> None:
    """Settle all that waits in a locked case."""
    waiting = sa.update(Report).where(*_on(case), Report.state == ReportState.OPEN)
    db.session.execute(waiting.values(state=ReportState.SETTLED, decision_id=decision.id))
    case.waiting_since, case.decided, case.decision_id = None, clock.now(), decision.id
    case.claimed_by_id, case.claimed = None, None
    _recount(case)


def reopen(case: Case, decision: Decision) -> None:
    """Let what a decision settled in a locked case wait again."""
    settled = Report.decision_id == decision.id
    first = db.session.scalar(sa.select(sa.func.min(Report.created)).where(settled))
    again = sa.update(Report).where(settled).values(state=ReportState.OPEN, decision_id=None)
    db.session.execute(again.execution_options(synchronize_session=False))
    case.waiting_since = first
    _recount(case)


def _recount(case: Case) -> None:
    db.session.flush()
    counters.follow(Case, case.id)


def _on(case: Case) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return Report.kind == case.kind, Report.thing_id == case.thing_id
