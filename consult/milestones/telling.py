"""Telling authors and supporters what was declared of the milestones that concern them.

They are those who wrote or supported a proposal from which a project comes, or that stands in a theme being built.
The worker enrols them when something is declared; from then on the letters are those of `following`.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db, transaction
from consult.following.services import Subject, register
from consult.jobs.tasks import periodic
from consult.kinds import READABLE, Visibility
from consult.milestones import queries
from consult.milestones.models import Concerned, Declaration, Milestone
from consult.proposals.models import Proposal
from consult.votes.models import Vote
from consult.workstreams.models import Project, ProjectProposal, WorkStreamTheme

LOOKS_BACK = timedelta(days=2)  # a person newly concerned is told what was declared since


def _built() -> sa.Select[Any]:
    """(proposal, work stream) for every proposal that is being built."""
    projects = sa.select(ProjectProposal.proposal_id.label("proposal_id"), Project.workstream_id.label("stream_id"))
    projects = projects.join(Project, Project.id == ProjectProposal.project_id)
    projects = projects.where(Project.visibility == Visibility.PUBLISHED)
    themes = sa.select(Proposal.id, WorkStreamTheme.workstream_id)
    themes = themes.join(WorkStreamTheme, WorkStreamTheme.theme_id == Proposal.theme_id)
    both = sa.union(projects, themes).subquery("built")
    return sa.select(both.c.proposal_id, both.c.stream_id)


def _supports() -> tuple[sa.ColumnElement[bool], ...]:
    """A vote that says yes, and counts."""
    return Vote.mark == "agree", Vote.cancellation_id.is_(None)


def streams_of(user_id: int, consultation_id: int) -> Sequence[int]:
    """The work streams in which what this person wrote or supported is being built."""
    built = _built().subquery()
    supported = sa.exists().where(Vote.item_id == Proposal.poll_item_id, Vote.voter_id == user_id, *_supports())
    query = sa.select(built.c.stream_id).distinct().join(Proposal, Proposal.id == built.c.proposal_id)
    query = query.where(
        Proposal.consultation_id == consultation_id,
        Proposal.visibility.in_(READABLE),
        sa.or_(Proposal.author_id == user_id, supported),
    )
    return db.session.scalars(query.order_by(built.c.stream_id)).all()


@periodic(3600)
def enrol() -> None:
    """Note whom what was declared lately concerns, once each."""
    with transaction():
        for consultation_id in db.session.scalars(_lately()).all():
            _enrol(consultation_id)


def _lately() -> sa.Select[Any]:
    query = sa.select(Milestone.consultation_id).distinct()
    query = query.join(Declaration, Declaration.milestone_id == Milestone.id)
    return query.where(Declaration.created > clock.now() - LOOKS_BACK)


def _enrol(consultation_id: int) -> None:
    built = _built().subquery()
    here = sa.select(Proposal).join(built, built.c.proposal_id == Proposal.id)
    here = here.where(Proposal.consultation_id == consultation_id, Proposal.visibility.in_(READABLE))
    authors = here.with_only_columns(Proposal.author_id.label("user_id"))
    voters = here.join(Vote, Vote.item_id == Proposal.poll_item_id).where(*_supports())
    people = sa.union(authors, voters.with_only_columns(Vote.voter_id)).subquery()
    known = sa.exists().where(Concerned.consultation_id == consultation_id, Concerned.user_id == people.c.user_id)
    now = clock.now()
    new = sa.select(people.c.user_id).join(User, User.id == people.c.user_id)
    new = new.where(~known, User.email.is_not(None), User.confirmed.is_not(None), User.banned.is_(None))
    said = {"consultation_id": consultation_id, "created": now, "told": now - LOOKS_BACK, "silent": False}
    rows = [{"user_id": one} | said for one in db.session.scalars(new)]
    if rows:
        db.session.execute(sa.insert(Concerned), rows)


def _fresh() -> sa.ColumnElement[bool]:
    declared = sa.exists().where(
        Milestone.consultation_id == Concerned.consultation_id,
        Declaration.milestone_id == Milestone.id,
        Declaration.created > Concerned.told,
    )
    shown = Concerned.consultation.has(Consultation.state == State.PUBLISHED)
    return sa.and_(declared, shown)


def _news(one: Concerned) -> dict[str, Any] | None:
    streams = streams_of(one.user_id, one.consultation_id)
    new = queries.declarations(one.consultation_id, since=one.told, streams=streams) if streams else []
    new = [said for said in new if said.actor_id != one.user_id]
    return {"declarations": [queries.told(said) for said in new]} if new else None


CONCERNED = register(
    Subject("consultation", Concerned, _fresh, _news, "milestones_news", silence="silent", page="milestones.index")
)
