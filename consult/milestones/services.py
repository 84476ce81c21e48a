"""Promising, and declaring what became of a promise."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.milestones.models import Declaration, Declared, Milestone, MilestoneState
from consult.web.languages import day
from consult.workstreams.models import Project, WorkStream
from consult.workstreams.publishing import duty, refuse_if_closed
from consult.workstreams.services import change, refuse_if_changed


def promise(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    due: date,
    starts: date | None = None,
    body: str = "",
    stream: WorkStream | None = None,
    project: Project | None = None,
) -> Milestone:
    """Promise something for a day, or for a stretch of days, for the edition or a work stream of it.

    Raises RuleBroken for an end before its beginning, and where the work stream is closed.
    """
    if stream is not None:
        refuse_if_closed(stream)
    _refuse_backwards(starts, due)
    milestone = Milestone(
        consultation_id=consultation.id,
        workstream_id=stream.id if stream else None,
        project_id=project.id if project else None,
        title=title,
        body=body,
        starts=starts,
        due=due,
    )
    db.session.add(milestone)
    db.session.flush()
    _declare(milestone, Declared.SET, actor=actor, before=None, reason="")
    return milestone


def reword(milestone: Milestone, *, actor: User, title: str, body: str, seen: int | None = None) -> None:
    """Say a promise otherwise; its dates change by a declaration only.

    Raises RuleBroken where somebody changed it since `seen`.
    """
    refuse_if_changed(Milestone, milestone.id, seen)
    if change(milestone, {"title": title, "body": body}):
        milestone.version += 1
        record(Action.MILESTONE_EDITED, milestone, actor=actor)


def keep(milestone: Milestone, *, actor: User, reason: str = "") -> None:
    """Declare it kept. Raises RuleBroken where it is settled already."""
    _hold(milestone)
    milestone.state = MilestoneState.KEPT
    _declare(milestone, Declared.KEPT, actor=actor, before=milestone.due, reason=reason)


def move(milestone: Milestone, *, actor: User, due: date, reason: str) -> None:
    """Give it a new date, and say why.

    Raises RuleBroken without a reason, for the date it has, for one that has passed or is before its beginning, and
    where it is settled already.
    """
    _hold(milestone)
    _refuse_unsaid(reason)
    before = milestone.due
    if due == before:
        raise RuleBroken(_("C’est la date qu’il a déjà."))
    if due < clock.today():
        raise RuleBroken(_("Cette date est passée : choisissez un jour à venir."))
    _refuse_backwards(milestone.starts, due)
    milestone.due = due
    _declare(milestone, Declared.MOVED, actor=actor, before=before, reason=reason)


def drop(milestone: Milestone, *, actor: User, reason: str) -> None:
    """Give it up, and say why. Raises RuleBroken without a reason, and where it is settled already."""
    _hold(milestone)
    _refuse_unsaid(reason)
    milestone.state = MilestoneState.DROPPED
    _declare(milestone, Declared.DROPPED, actor=actor, before=milestone.due, reason=reason)


@duty
def declare_first(workstream_id: int) -> str | None:
    """What a work stream must say of its late milestones before it publishes anything else."""
    query = sa.select(Milestone).where(
        Milestone.workstream_id == workstream_id,
        Milestone.state == MilestoneState.PLANNED,
        Milestone.due < clock.today(),
    )
    late = db.session.scalars(query.order_by(Milestone.due, Milestone.id).limit(1)).first()
    if late is None:
        return None
    sentence: str = _(
        "Un jalon est en retard : « %(title)s », prévu le %(date)s. Dites d’abord s’il est tenu, reporté ou abandonné.",
        title=late.title,
        date=day(late.due),
    )
    return sentence


def _hold(milestone: Milestone) -> None:
    db.session.flush()
    db.session.refresh(milestone, ["state", "due", "starts", "version"], with_for_update=True)
    if milestone.state is not MilestoneState.PLANNED:
        raise RuleBroken(_("Ce jalon a déjà été déclaré tenu ou abandonné."))


def _declare(milestone: Milestone, kind: Declared, *, actor: User | None, before: date | None, reason: str) -> None:
    said = {"kind": kind, "before": before, "due": milestone.due, "reason": reason}
    db.session.add(Declaration(milestone_id=milestone.id, actor_id=actor.id if actor else None, **said))
    if kind is not Declared.SET:
        milestone.version += 1
    record(Action.MILESTONE_DECLARED, milestone, actor=actor, kind=kind, due=milestone.due.isoformat())
    db.session.flush()


def _refuse_unsaid(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi : celles et ceux qui suivent le chantier le liront."))


def _refuse_backwards(starts: date | None, due: date) -> None:
    if starts is not None and due < starts:
        raise RuleBroken(_("La fin est avant le début : vérifiez les deux dates."))
