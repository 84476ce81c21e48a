"""Reading work streams, their projects and news, and what became of a proposal in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from consult import kinds
from consult.accounts.models import User
from consult.accounts.services import name_key
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import Permission, may, visible
from consult.proposals.models import Proposal
from consult.web.pagination import Page, paginate
from consult.workstreams.models import (
    PROJECT_STATES,
    Member,
    MemberState,
    News,
    Project,
    ProjectProposal,
    WorkStream,
    WorkStreamTheme,
)

OFFERED = 20  # proposals offered as the origin of a project


@dataclass(frozen=True)
class Figures:
    """What a work stream holds."""

    members: int = 0
    projects: int = 0
    news: int = 0


@dataclass(frozen=True)
class Step:
    """One line of what became of a proposal."""

    title: str
    date: datetime
    url: str
    text: str = ""
    state: str = "done"


def of_consultation(consultation_id: int) -> Sequence[WorkStream]:
    """The work streams of a consultation, the open ones first, with their themes and facilitator."""
    query = sa.select(WorkStream).filter_by(consultation_id=consultation_id)
    query = query.options(joinedload(WorkStream.facilitator), selectinload(WorkStream.themes))
    return db.session.scalars(query.order_by(WorkStream.state.desc(), WorkStream.created, WorkStream.id)).all()


def figures(consultation_id: int) -> Mapping[int, Figures]:
    """What each work stream of a consultation holds, in one query."""
    here = sa.select(WorkStream.id).filter_by(consultation_id=consultation_id).scalar_subquery()
    shown = Visibility.PUBLISHED

    def count(model: Any, *conditions: Any) -> sa.ScalarSelect[int]:
        query = sa.select(sa.func.count()).select_from(model).where(model.workstream_id == WorkStream.id, *conditions)
        return query.scalar_subquery()

    query = sa.select(
        WorkStream.id,
        count(Member, Member.state == MemberState.ACCEPTED),
        count(Project, Project.visibility == shown),
        count(News, News.visibility == shown),
    ).where(WorkStream.id.in_(here))
    return {row[0]: Figures(*row[1:]) for row in db.session.execute(query)}


def count_by_theme(consultation_id: int) -> Mapping[int, int]:
    """How many work streams each theme of a consultation led to; themes without any are left out."""
    query = sa.select(WorkStreamTheme.theme_id, sa.func.count()).join(
        WorkStream, WorkStream.id == WorkStreamTheme.workstream_id
    )
    query = query.where(WorkStream.consultation_id == consultation_id).group_by(WorkStreamTheme.theme_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def of_theme(theme_id: int) -> Sequence[WorkStream]:
    """The work streams opened out of a theme."""
    query = sa.select(WorkStream).join(WorkStreamTheme, WorkStreamTheme.workstream_id == WorkStream.id)
    query = query.where(WorkStreamTheme.theme_id == theme_id)
    return db.session.scalars(query.order_by(WorkStream.created, WorkStream.id)).all()


def get(workstream_id: int, *, viewer: Any) -> WorkStream:
    """A work stream of a consultation that this viewer may read, with themes, facilitator, members; or the 404 page."""
    query = sa.select(WorkStream).where(WorkStream.id == workstream_id)
    query = query.options(
        joinedload(WorkStream.facilitator),
        joinedload(WorkStream.consultation).selectinload(Consultation.phases),
        selectinload(WorkStream.themes),
        selectinload(WorkStream.members).joinedload(Member.user),
    )
    return _readable(db.session.scalars(query).one_or_none(), viewer)


def _readable(stream: WorkStream | None, viewer: Any) -> WorkStream:
    stream = found(stream)
    return found(stream if may(viewer, Permission.CONSULTATION_READ, stream.consultation) else None)


def projects(workstream_id: int, *, viewer: Any) -> Sequence[Project]:
    """The projects of a work stream that this viewer may read, in the order in which they came."""
    query = visible(sa.select(Project), viewer).where(
        Project.workstream_id == workstream_id, Project.visibility == Visibility.PUBLISHED
    )
    return db.session.scalars(query.options(joinedload(Project.author)).order_by(Project.id).limit(200)).all()


def with_project(query: sa.Select[Any], owner: type[Any], *, viewer: Any) -> sa.Select[Any]:
    """Load the project of each row with it: none where this viewer may not read it."""
    named = aliased(Project)
    shown = visible(sa.select(Project), viewer).with_only_columns(Project.id)
    query = query.outerjoin(named, sa.and_(named.id == owner.project_id, named.id.in_(shown)))
    return query.options(contains_eager(owner.project.of_type(named)))


def news(workstream_id: int, *, viewer: Any, after: str | None = None, size: int = 5) -> Page[News]:
    """One page of a work stream's news, the latest first."""
    query = visible(sa.select(News), viewer).where(
        News.workstream_id == workstream_id, News.visibility == Visibility.PUBLISHED
    )
    query = query.options(joinedload(News.author))
    return paginate(query, [(News.created, True), (News.id, True)], after=after, size=size)


def project(project_id: int, *, viewer: Any) -> Project:
    """A project that this viewer may read, with its work stream; or the 404 page."""
    query = visible(sa.select(Project), viewer).where(Project.id == project_id).options(joinedload(Project.author))
    one: Project = found(db.session.scalars(query).one_or_none())
    one.workstream = get(one.workstream_id, viewer=viewer)
    return one


def one_news(news_id: int, *, viewer: Any) -> News:
    """A news that this viewer may read, with its work stream; or the 404 page."""
    query = visible(sa.select(News), viewer).where(News.id == news_id)
    one: News = found(db.session.scalars(query).one_or_none())
    one.workstream = get(one.workstream_id, viewer=viewer)
    return one


def sources(project_id: int, *, viewer: Any) -> Sequence[Proposal]:
    """The proposals that a project comes from, as far as this viewer may read them."""
    query = visible(sa.select(Proposal), viewer).join(ProjectProposal, ProjectProposal.proposal_id == Proposal.id)
    query = query.where(ProjectProposal.project_id == project_id).options(joinedload(Proposal.author))
    return db.session.scalars(query.order_by(Proposal.id)).all()


def offered(stream: WorkStream, *, viewer: Any) -> Sequence[Proposal]:
    """The most supported proposals of a work stream's themes, from which a project may come. Themes must be loaded."""
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.theme_id.in_([t.id for t in stream.themes]), Proposal.visibility == Visibility.PUBLISHED
    )
    return db.session.scalars(query.order_by(Proposal.support.desc(), Proposal.id.desc()).limit(OFFERED)).all()


def published_among(consultation_id: int, ids: Sequence[int], *, viewer: Any) -> Sequence[Proposal]:
    """Those of these proposals that everybody reads in this consultation."""
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.id.in_(ids),
        Proposal.consultation_id == consultation_id,
        Proposal.visibility == Visibility.PUBLISHED,
    )
    return db.session.scalars(query.order_by(Proposal.id)).all() if ids else []


def person_called(name: str) -> User | None:
    """The registered person who bears this pseudonym, case and accents apart."""
    query = sa.select(User).where(User.name_key == name_key(name), User.origin == "", User.banned.is_(None))
    return db.session.scalars(query).one_or_none()


def of_proposal(proposal: Proposal, *, viewer: Any) -> list[Step]:
    """What became of a proposal here: the work streams of its theme, the projects that come from it. Two queries."""
    steps = [
        Step(_("Son thème a donné le chantier « %(title)s »", title=s.title), s.created, kinds.url(s))
        for s in (of_theme(proposal.theme_id) if proposal.theme_id else ())
    ]
    query = visible(sa.select(Project), viewer).join(ProjectProposal, ProjectProposal.project_id == Project.id)
    query = query.where(ProjectProposal.proposal_id == proposal.id, Project.visibility == Visibility.PUBLISHED)
    for one in db.session.scalars(query.order_by(Project.id)):
        title = _("Le projet « %(title)s » en est issu", title=one.title)
        steps.append(Step(title, one.created, kinds.url(one), str(PROJECT_STATES[one.state])))
    return sorted(steps, key=lambda step: step.date)
