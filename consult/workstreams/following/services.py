"""What is new for those who follow a work stream: the news that they may read."""

from typing import Any

import sqlalchemy as sa

from consult.consultations.models import Consultation, State
from consult.db import db
from consult.following.services import Subject, register
from consult.kinds import Visibility
from consult.policy import visible
from consult.workstreams.following.models import WorkStreamFollow
from consult.workstreams.models import News, WorkStream

TITLES = 10  # news named in a letter


def _fresh() -> sa.ColumnElement[bool]:
    told = sa.exists().where(
        News.workstream_id == WorkStreamFollow.workstream_id,
        News.created > WorkStreamFollow.told,
        News.visibility == Visibility.PUBLISHED,
    )
    shown = WorkStream.consultation.has(Consultation.state == State.PUBLISHED)
    return sa.and_(told, WorkStreamFollow.workstream.has(shown))


def _news(one: WorkStreamFollow) -> dict[str, Any] | None:
    """What was told since, as far as this person may read it; their own words are no news to them."""
    query = visible(sa.select(News), one.user).where(
        News.workstream_id == one.workstream_id,
        News.created > one.told,
        News.visibility == Visibility.PUBLISHED,
        News.author_id != one.user_id,
    )
    new = db.session.scalars(query.order_by(News.created.desc(), News.id.desc()).limit(TITLES)).all()
    return {"news": new} if new else None


WORKSTREAMS = register(Subject("workstream", WorkStreamFollow, _fresh, _news, "workstream_news"))
