"""Reading themes: in a list with their figures, one of them, the history of what was filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.accounts.models import Membership, User
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import STAFF, Permission, may
from consult.proposals.models import Proposal
from consult.themes.models import BY_A_PERSON, Assignment, Theme


@dataclass(frozen=True)
class Figures:
    """What a theme holds, as shown to everybody."""

    proposals: int = 0
    support: int = 0
    comments: int = 0


@dataclass(frozen=True)
class Filing:
    """One act of filing: how many proposals went into which theme, and when."""

    batch: str
    count: int
    theme_title: str
    created: datetime


def of_consultation(consultation_id: int) -> Sequence[Theme]:
    """The themes of a consultation, in their order."""
    query = sa.select(Theme).filter_by(consultation_id=consultation_id).order_by(Theme.position, Theme.id)
    return db.session.scalars(query.options(joinedload(Theme.facilitator))).all()


def of_proposal(proposal: Proposal) -> Sequence[Theme]:
    """The theme in which a proposal is filed, if any."""
    return db.session.scalars(sa.select(Theme).where(Theme.id == proposal.theme_id)).all() if proposal.theme_id else []


def get(theme_id: int, *, viewer: Any) -> Theme:
    """A theme of a consultation that this viewer may read, with that consultation and its phases; or the 404 page."""
    place = joinedload(Theme.consultation)
    query = sa.select(Theme).where(Theme.id == theme_id)
    query = query.options(
        joinedload(Theme.facilitator), place.selectinload(Consultation.phases), place.joinedload(Consultation.poll)
    )
    theme = found(db.session.scalars(query).one_or_none())
    return found(theme if may(viewer, Permission.CONSULTATION_READ, theme.consultation) else None)


def figures(consultation_id: int, *, theme_id: int | None = None) -> Mapping[int | None, Figures]:
    """What each theme of a consultation holds, in one query; None: what is in no theme. Empty ones are left out."""
    query = sa.select(
        Proposal.theme_id, sa.func.count(), sa.func.sum(Proposal.support), sa.func.sum(Proposal.comment_count)
    ).where(Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED)
    if theme_id is not None:
        query = query.where(Proposal.theme_id == theme_id)
    rows = db.session.execute(query.group_by(Proposal.theme_id))
    return {theme: Figures(count, int(support), int(comments)) for theme, count, support, comments in rows}


def threads(theme_id: int) -> sa.Select[Any]:
    """The threads of the proposals of a theme, to be looked into by another query."""
    return sa.select(Proposal.thread_id).where(Proposal.theme_id == theme_id)


def history(proposal: Proposal) -> Sequence[Assignment]:
    """Every filing of a proposal, the first one first, with who did it."""
    query = sa.select(Assignment).filter_by(proposal_id=proposal.id).options(joinedload(Assignment.actor))
    return db.session.scalars(query.order_by(Assignment.id)).all()


def last_filing(consultation_id: int, *, actor: User) -> Filing | None:
    """The last act of filing of this person here that was not taken back."""
    undo = sa.orm.aliased(Assignment)
    mine = (
        sa.select(Assignment.batch)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(
            Assignment.actor_id == actor.id,
            Proposal.consultation_id == consultation_id,
            Assignment.how.in_(BY_A_PERSON),
            ~sa.exists().where(undo.undoes_id == Assignment.id),
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    query = sa.select(
        Assignment.batch, sa.func.count(), sa.func.max(Assignment.theme_title), sa.func.max(Assignment.created)
    ).where(Assignment.batch == mine.scalar_subquery())
    row = db.session.execute(query.group_by(Assignment.batch)).one_or_none()
    return Filing(*row) if row else None


def staff_of(consultation_id: int) -> Sequence[User]:
    """The facilitators and organisers of a consultation, by name."""
    query = sa.select(User).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.consultation_id == consultation_id, Membership.role.in_(STAFF))
    return db.session.scalars(query.order_by(User.name_key)).all()


def who_may_lead(theme: Theme) -> Sequence[User]:
    """Whom an edit of this theme offers: the team, and whoever leads it now, of the team or not."""
    staff, leads = staff_of(theme.consultation_id), theme.facilitator
    return staff if leads is None or leads.id in {one.id for one in staff} else [*staff, leads]
