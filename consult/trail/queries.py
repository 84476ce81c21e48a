"""Reading the trail: of one proposal, and how many proposals of a consultation have a motivated follow-up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import READABLE, Ref
from consult.merging.models import Original, Result
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.trail.models import Faith, Fidelity, Suite
from consult.trail.registry import Step
from consult.trail.walking import after as _after
from consult.trail.walking import walk
from consult.web.pagination import Page, paginate
from consult.workstreams.models import Project, WorkStream


@dataclass(frozen=True)
class Fate:
    """What became of a proposal: the steps, what was written about it, its author's word; who leads what it became."""

    proposal: Proposal
    steps: list[Step]
    suites: Sequence[Suite]
    fidelity: Fidelity | None
    leaders: frozenset[int] = field(default=frozenset())

    @property
    def consultation_id(self) -> int:
        """Where rights are read."""
        return self.proposal.consultation_id

    @property
    def is_built(self) -> bool:
        """Whether something was made of it that its author can judge."""
        return any(step.target.kind != "theme" for step in self.steps)


def proposal(proposal_id: int, *, viewer: Any) -> Proposal:
    """A proposal that this viewer may read; or the 404 page."""
    query = visible(sa.select(Proposal), viewer).where(Proposal.id == proposal_id, Proposal.visibility.in_(READABLE))
    query = query.options(joinedload(Proposal.author), Proposal.with_phases())
    return found(db.session.scalars(query).one_or_none())


def fate(one: Proposal, *, viewer: Any) -> Fate:
    """What became of it, in a fixed number of queries."""
    steps = walk(Ref("proposal", one.id), one.consultation_id, viewer=viewer)
    heirs = [one.id, *(step.target.id for step in steps if step.target.kind == "proposal")]
    suites = sa.select(Suite).where(Suite.proposal_id.in_(heirs)).options(joinedload(Suite.actor))
    leaders = sa.select(WorkStream.facilitator_id).where(_builds(steps))
    return Fate(
        one,
        steps,
        db.session.scalars(suites.order_by(Suite.id.desc())).all(),
        db.session.get(Fidelity, one.id),
        frozenset(filter(None, db.session.scalars(leaders))),
    )


def of_project(project: Project, *, viewer: Any) -> list[Step]:
    """The milestones and the sessions that it has, as this viewer may read them."""
    return _after(Ref("project", project.id), project.consultation_id, viewer=viewer)


def _builds(steps: Sequence[Step]) -> sa.ColumnElement[bool]:
    """The work streams that were reached, and those of the projects that were."""
    ids = {kind: [step.target.id for step in steps if step.target.kind == kind] for kind in ("workstream", "project")}
    theirs = sa.select(Project.workstream_id).where(Project.id.in_(ids["project"]))
    return sa.or_(WorkStream.id.in_(ids["workstream"]), WorkStream.id.in_(theirs))


def _answered(row: Any) -> sa.ColumnElement[bool]:
    """The team answered it with a text, or a follow-up was written."""
    return sa.or_(row.answer != "", sa.exists().where(Suite.proposal_id == row.id))


def motivated() -> sa.ColumnElement[bool]:
    """SQL: a proposal has a motivated follow-up, or something that took its place has one."""
    heirs = sa.select(Original.proposal_id.label("first"), Result.proposal_id.label("heir"))
    heirs = heirs.join(Result, Result.rework_id == Original.rework_id).where(Original.held.is_not(None))
    tree = heirs.cte("heirs", recursive=True)
    further = sa.select(tree.c.first, Result.proposal_id).join(Original, Original.proposal_id == tree.c.heir)
    further = further.join(Result, Result.rework_id == Original.rework_id).where(Original.held.is_not(None))
    tree = tree.union(further)
    heir = aliased(Proposal)
    inherited = sa.select(tree.c.first).join(heir, heir.id == tree.c.heir).where(_answered(heir))
    return sa.or_(_answered(Proposal), Proposal.id.in_(inherited))


def _all(consultation: Consultation, viewer: Any) -> sa.Select[Any]:
    return visible(sa.select(Proposal), viewer).where(
        Proposal.consultation_id == consultation.id, Proposal.visibility.in_(READABLE)
    )


@dataclass(frozen=True)
class Share:
    """How many proposals have a motivated follow-up, out of how many."""

    motivated: int
    total: int

    @property
    def percent(self) -> int:
        """In whole percents, never rounded up to all of them."""
        return 100 * self.motivated // self.total if self.total else 0

    @property
    def missing(self) -> int:
        """How many have none."""
        return self.total - self.motivated


def share(consultation: Consultation, *, viewer: Any) -> Share:
    """The count, in one query."""
    yes = sa.func.coalesce(sa.func.sum(sa.case((motivated(), 1), else_=0)), 0)
    row = db.session.execute(_all(consultation, viewer).with_only_columns(yes, sa.func.count())).one()
    return Share(row[0], row[1])


def without(consultation: Consultation, *, viewer: Any, after: str | None = None) -> Page[Proposal]:
    """One page of those that have none, the most supported first."""
    query = _all(consultation, viewer).where(~motivated()).options(joinedload(Proposal.author))
    return paginate(query, [(Proposal.support, True), (Proposal.id, True)], after=after, size=20)


def faiths(consultation: Consultation, *, viewer: Any) -> Mapping[Faith, int]:
    """How many authors gave which word."""
    query = _all(consultation, viewer).join(Fidelity, Fidelity.proposal_id == Proposal.id)
    rows = db.session.execute(query.with_only_columns(Fidelity.answer, sa.func.count()).group_by(Fidelity.answer))
    return Counter({row[0]: row[1] for row in rows})
