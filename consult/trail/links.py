"""The edges up to here: proposal → merge → theme → work stream → project → milestone. Later features bring theirs."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from consult import text
from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.db import db
from consult.kinds import READABLE, Visibility
from consult.merging.models import Original, Result, Rework
from consult.milestones.models import Declaration, Declared, Milestone
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.models import Assignment, Theme
from consult.trail.registry import Edge, Scope, edges
from consult.workstreams.models import Project, ProjectProposal, WorkStream, WorkStreamTheme


def _shown(scope: Scope) -> sa.Select[Any]:
    """The proposals of this consultation that the viewer may read, wherever they stand now."""
    return visible(sa.select(Proposal), scope.viewer).where(
        Proposal.consultation_id == scope.consultation_id, Proposal.visibility.in_(READABLE)
    )


@edges("proposal", "proposal", label=_l("est devenue"))
def reworked(scope: Scope) -> Iterator[Edge]:
    """From an original to what took its place, as long as it stands."""
    before = aliased(Proposal)
    query = _shown(scope).join(Result, Result.proposal_id == Proposal.id).join(Rework, Rework.id == Result.rework_id)
    query = query.join(Original, Original.rework_id == Rework.id).join(before, before.id == Original.proposal_id)
    query = query.join(User, User.id == Rework.actor_id)
    query = query.where(Original.held.is_not(None), before.visibility.in_(READABLE), scope.narrow(Original.proposal_id))
    columns = (Original.proposal_id, Proposal.id, Proposal.title, Rework.created, User.name, Rework.reason)
    rows = db.session.execute(query.with_only_columns(*columns).order_by(Rework.created, Proposal.id))
    for source, target, title, created, who, why in rows:
        yield Edge(source, target, title, ("proposals.show", {"proposal_id": target}), created, who, why)


@edges("proposal", "theme", label=_l("est classée dans"))
def filed(scope: Scope) -> Iterator[Edge]:
    """From a proposal to the theme in which it stands, by the last act of filing."""
    act = aliased(Assignment)
    last = sa.select(sa.func.max(act.id)).where(act.proposal_id == Proposal.id, act.theme_id == Proposal.theme_id)
    query = _shown(scope).join(Theme, Theme.id == Proposal.theme_id)
    query = query.join(Assignment, Assignment.id == last.scalar_subquery())
    query = query.outerjoin(User, User.id == Assignment.actor_id).where(scope.narrow(Proposal.id))
    columns = (Proposal.id, Theme.id, Theme.title, Theme.summary, Assignment.created, User.name)
    for source, target, title, summary, created, who in db.session.execute(
        query.with_only_columns(*columns).order_by(Proposal.id)
    ):
        why = text.excerpt(summary, 200)
        yield Edge(source, target, title, ("themes.show", {"theme_id": target}), created, who or "", why)


@edges("theme", "workstream", label=_l("a donné le chantier"))
def opened(scope: Scope) -> Iterator[Edge]:
    """From a theme to the work streams opened out of it."""
    act = sa.and_(
        AuditEntry.kind == "workstream",
        AuditEntry.thing_id == WorkStream.id,
        AuditEntry.action == Action.WORKSTREAM_OPENED,
    )
    said = (WorkStream.id, WorkStream.title, WorkStream.created, User.name, WorkStream.aim, Theme.title)
    query = sa.select(WorkStreamTheme.theme_id, *said).join(Theme, Theme.id == WorkStreamTheme.theme_id)
    query = query.join(WorkStream, WorkStream.id == WorkStreamTheme.workstream_id).outerjoin(AuditEntry, act)
    query = query.outerjoin(User, User.id == AuditEntry.actor_id)
    query = query.where(WorkStream.consultation_id == scope.consultation_id, scope.narrow(WorkStreamTheme.theme_id))
    for source, target, title, created, who, why, theme in db.session.execute(
        query.order_by(WorkStreamTheme.theme_id, WorkStream.id)
    ):
        page = ("workstreams.show", {"workstream_id": target})
        yield Edge(source, target, title, page, created, who or "", why, source_title=theme)


def _projects(scope: Scope) -> sa.Select[Any]:
    query = visible(sa.select(Project), scope.viewer).join(User, User.id == Project.author_id)
    query = query.join(WorkStream, WorkStream.id == Project.workstream_id)
    return query.where(Project.consultation_id == scope.consultation_id, Project.visibility == Visibility.PUBLISHED)


def _project(source: int, row: Any, source_title: str = "") -> Edge:
    page = ("projects.show", {"project_id": row.id})
    why = " – ".join(filter(None, (row.stream, text.excerpt(row.description, 200))))
    return Edge(source, row.id, row.title, page, row.created, row.name, why, row.state.value, source_title)


_SAID = (
    Project.id,
    Project.title,
    Project.created,
    Project.description,
    Project.state,
    User.name,
    WorkStream.title.label("stream"),
)


@edges("proposal", "project", label=_l("a inspiré le projet"))
def built(scope: Scope) -> Iterator[Edge]:
    """From a proposal to the projects that come from it."""
    query = _projects(scope).join(ProjectProposal, ProjectProposal.project_id == Project.id)
    query = query.join(Proposal, Proposal.id == ProjectProposal.proposal_id)
    query = query.where(Proposal.visibility.in_(READABLE), scope.narrow(ProjectProposal.proposal_id))
    columns = (ProjectProposal.proposal_id.label("source"), *_SAID)
    for row in db.session.execute(query.with_only_columns(*columns).order_by(Project.id)):
        yield _project(row.source, row)


@edges("workstream", "project", label=_l("prépare le projet"), followed=False)
def prepared(scope: Scope) -> Iterator[Edge]:
    """From a work stream to its projects: shown where a project was reached, for not all of them come from it."""
    query = _projects(scope).where(scope.narrow(Project.workstream_id))
    columns = (Project.workstream_id.label("source"), *_SAID)
    for row in db.session.execute(query.with_only_columns(*columns).order_by(Project.id)):
        yield _project(row.source, row, row.stream)


def _milestones(scope: Scope, column: Any, *conditions: Any) -> Iterator[Edge]:
    """Who promised it, when; why it was moved or dropped, where it was."""
    later = aliased(Declaration)
    changed = sa.select(later.reason).where(later.milestone_id == Milestone.id, later.kind != Declared.SET)
    latest = changed.order_by(later.id.desc()).limit(1).scalar_subquery()
    said = (Milestone.id, Milestone.title, Milestone.state, Declaration.created, User.name, latest, WorkStream.title)
    query = sa.select(column, *said).outerjoin(WorkStream, WorkStream.id == Milestone.workstream_id)
    query = query.join(Declaration, sa.and_(Declaration.milestone_id == Milestone.id, Declaration.kind == Declared.SET))
    query = query.outerjoin(User, User.id == Declaration.actor_id)
    query = query.where(Milestone.consultation_id == scope.consultation_id, scope.narrow(column), *conditions)
    for source, target, title, state, created, who, why, stream in db.session.execute(query.order_by(Milestone.id)):
        page = ("milestones.show", {"milestone_id": target})
        named = stream if column is Milestone.workstream_id else ""
        yield Edge(source, target, title, page, created, who or "", why or "", state.value, named)


@edges("project", "milestone", label=_l("a pour jalon"))
def promised(scope: Scope) -> Iterator[Edge]:
    """From a project to its milestones."""
    return _milestones(scope, Milestone.project_id, Milestone.project_id.is_not(None))


@edges("workstream", "milestone", label=_l("a pour jalon"))
def planned(scope: Scope) -> Iterator[Edge]:
    """From a work stream to what it promised as a whole."""
    own = (Milestone.workstream_id.is_not(None), Milestone.project_id.is_(None))
    return _milestones(scope, Milestone.workstream_id, *own)
