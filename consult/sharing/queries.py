"""What feeds and maps tell: always what everybody reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.accounts.models import User, Visitor
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.kinds import Visibility
from consult.policy import readable
from consult.proposals.models import Proposal
from consult.themes.following.models import ThemeFollow
from consult.workstreams.following.models import WorkStreamFollow
from consult.workstreams.models import News


def latest_comments(thread_id: int, *, size: int) -> Sequence[sa.Row[Comment, str]]:
    """The latest comments of a thread with the names of those who wrote them, the latest first."""
    query = sa.select(Comment, User.name).join(User, User.id == Comment.author_id)
    rows: Sequence[sa.Row[Comment, str]] = _all(query.where(Comment.thread_id == thread_id), Comment, size, latest=True)
    return rows


def addresses_of_consultations() -> Sequence[str]:
    """The words by which all published consultations are found, the first one first."""
    query = sa.select(Consultation.slug).where(Consultation.is_published).order_by(Consultation.id)
    return db.session.scalars(query).all()


def changes_of_proposals(consultation_id: int, *, most: int) -> Sequence[sa.Row[int, datetime]]:
    """The numbers of a consultation's proposals and when each last changed, the first one first, at most so many."""
    changed = sa.func.coalesce(Proposal.edited, Proposal.published, type_=Proposal.published.type)
    query = sa.select(Proposal.id, changed).where(Proposal.consultation_id == consultation_id)
    rows: Sequence[sa.Row[int, datetime]] = _all(query, Proposal, most)
    return rows


def followed(person_id: int, *, size: int) -> list[Proposal | News]:
    """The latest proposals and news in what this person follows, the latest first, with their authors."""
    themes = sa.select(ThemeFollow.theme_id).where(ThemeFollow.user_id == person_id)
    streams = sa.select(WorkStreamFollow.workstream_id).where(WorkStreamFollow.user_id == person_id)
    proposed = sa.select(Proposal).where(Proposal.theme_id.in_(themes)).options(joinedload(Proposal.author))
    told = sa.select(News).where(News.workstream_id.in_(streams)).options(joinedload(News.author))
    rows = [*_all(proposed, Proposal, size, latest=True), *_all(told, News, size, latest=True)]
    return sorted((row[0] for row in rows), key=lambda one: one.created, reverse=True)[:size]


def _all(query: Any, model: Any, most: int, *, latest: bool = False) -> Any:
    shown = query.where(model.visibility == Visibility.PUBLISHED, readable(model, Visitor()))
    return db.session.execute(shown.order_by(model.id.desc() if latest else model.id).limit(most)).all()
