"""What passes by itself: what was to be reworded and was not comes back to the queue. Nothing is hidden for it."""

from datetime import timedelta

import sqlalchemy as sa

from consult import clock, kinds
from consult.db import db, transaction
from consult.jobs.tasks import periodic
from consult.moderation.cases import locked, put_in_queue
from consult.moderation.measures import Measure, Reason, Source
from consult.moderation.models import Decision

LOOKS_BACK = timedelta(days=30)  # the worker may have stood still for a while


@periodic(300)
def bring_back() -> None:
    """Put in the queue what its author was asked to reword by a date that has passed."""
    now = clock.now()
    asked = sa.select(Decision).where(Decision.action == Measure.REWORD)
    with transaction():
        passed = asked.where(Decision.until > now - LOOKS_BACK, Decision.until <= now).order_by(Decision.id)
        for decision in db.session.scalars(passed):
            _bring_back(decision)


def _bring_back(decision: Decision) -> None:
    thing = kinds.resolve(decision.ref)
    if thing is None or thing.reword_until != decision.until:
        return  # done before, or decided otherwise since
    thing.reword_until = None
    case = locked(thing)
    if case.waiting_since is None:
        put_in_queue(case, reason=decision.rule or Reason.OTHER, source=Source.CLOCK)
