"""What is new for those who follow a theme."""

from typing import Any

import sqlalchemy as sa

from consult.consultations.models import Consultation, State
from consult.db import db
from consult.following.services import Subject, register
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.following.models import ThemeFollow
from consult.themes.models import Assignment, Theme

TITLES = 10  # proposals named in a letter


def _fresh() -> sa.ColumnElement[bool]:
    filed = sa.exists().where(Assignment.theme_id == ThemeFollow.theme_id, Assignment.created > ThemeFollow.told)
    shown = Theme.consultation.has(Consultation.state == State.PUBLISHED)
    return sa.and_(filed, ThemeFollow.theme.has(shown))


def _news(one: ThemeFollow) -> dict[str, Any] | None:
    """What was filed in the theme since, is still there and is not the reader's own: the first ones, and how many."""
    filed = sa.exists().where(
        Assignment.proposal_id == Proposal.id, Assignment.theme_id == one.theme_id, Assignment.created > one.told
    )
    query = sa.select(Proposal).where(
        Proposal.theme_id == one.theme_id, Proposal.visibility == Visibility.PUBLISHED, filed
    )
    query = query.where(Proposal.author_id != one.user_id)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Proposal.id).subquery()))
    new = db.session.scalars(query.order_by(Proposal.id.desc()).limit(TITLES)).all()
    return {"proposals": new, "count": count} if new else None


THEMES = register(Subject("theme", ThemeFollow, _fresh, _news, "theme_news"))
