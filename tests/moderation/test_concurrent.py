"""Several people at the same moment: one decision, one report each, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import counters, kinds
from consult.accounts.models import User
from consult.db import db as database
from consult.db import found, transaction
from consult.errors import RuleBroken
from consult.kinds import Ref, Visibility
from consult.moderation import queries, services
from consult.moderation.models import Decision, Measure, Reason, Report
from tests.factories import make_comment, make_staff, make_user
from tests.moderation.acts import fresh, report

REASONS: dict[str, Any] = {"rule": Reason.HATE, "facts": "Les faits.", "statement": "Le message."}

pytestmark = pytest.mark.both


def _together(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Each act in a thread and a transaction of its own, all at once; `done` or why it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except RuleBroken as refusal:
                return str(refusal)
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _decide(ref: Ref, moderator_id: int, action: Measure) -> object:
    thing = kinds.resolve(ref)
    moderator = database.session.get_one(User, moderator_id)
    return services.decide(thing, moderator=moderator, action=action, seen=0, **REASONS)


def _report(ref: Ref, reporter_id: int) -> object:
    reporter = database.session.get_one(User, reporter_id)
    return services.report(kinds.resolve(ref), reporter=reporter, reason=Reason.HATE)


def test_of_decisions_taken_at_once_one_counts_and_the_others_are_told(app: Flask, db: Any, engine: str) -> None:
    comment = fresh(make_comment())
    ref = kinds.ref(comment)
    report(comment)  # the case is there already: only its lock keeps the decisions apart
    moderators = [make_staff(comment.consultation).id for _ in range(4)]
    db.session.commit()
    acts = [lambda m=m: _decide(ref, m, Measure.HIDE) for m in moderators]
    answers = _together(app, *acts)
    db.session.expire_all()
    assert answers.count("done") == 1
    assert sum("Une autre décision vient d’être prise" in answer for answer in answers) == 3
    assert [d.action for d in db.session.scalars(sa.select(Decision))] == [Measure.HIDE]
    assert found(kinds.resolve(ref)).visibility is Visibility.HIDDEN


def test_a_person_who_reports_many_times_at_once_is_heard_once_and_each_of_several_is_counted(
    app: Flask, db: Any, engine: str
) -> None:
    ref = kinds.ref(make_comment())
    stubborn, other = make_user().id, make_user().id
    db.session.commit()
    answers = _together(app, *[lambda r=r: _report(ref, r) for r in (stubborn, stubborn, stubborn, other)])
    db.session.expire_all()
    assert answers.count("done") == 2
    assert sorted(r.reporter_id for r in db.session.scalars(sa.select(Report))) == [stubborn, other]
    assert found(queries.case_of(ref)).reports == 2
    assert list(counters.differences()) == []
