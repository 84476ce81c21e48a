"""Following, stopping, and the daily letters."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db, insert_once, transaction
from consult.jobs.tasks import periodic
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.following.models import ThemeFollow
from consult.themes.letters import tell
from consult.themes.models import Assignment, Theme

EVERY = timedelta(days=1)  # between two letters about one theme
TITLES = 10  # proposals named in a letter
AT_ONCE = 200  # letters of one round


def follow(theme: Theme, *, user: User) -> bool:
    """Follow a theme from now on; say whether that is new."""
    now = clock.now()
    return insert_once(ThemeFollow, theme_id=theme.id, user_id=user.id, created=now, told=now)


def stop(theme_id: int, *, user_id: int) -> bool:
    """Follow a theme no more; say whether it was followed."""
    gone = sa.delete(ThemeFollow).filter_by(theme_id=theme_id, user_id=user_id)
    return bool(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]


def token(theme_id: int, user_id: int) -> str:
    """What a letter carries so that its reader can stop without logging in. It can do nothing else."""
    return str(_signer().dumps([theme_id, user_id]))


def read_token(given: str) -> tuple[int, int] | None:
    """The theme and the person of a token; None for one that we did not give out."""
    try:
        theme_id, user_id = _signer().loads(given)
    except (BadData, ValueError, TypeError):
        return None
    return int(theme_id), int(user_id)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="theme-follow")


@periodic(3600)
def tell_followers() -> None:
    """Write to those who follow a theme in which something was filed since they last heard of it."""
    with transaction():
        for one in db.session.scalars(_due()):
            new, count = _news(one)
            if new and _write(one, new, count):
                one.told = clock.now()


def _write(one: ThemeFollow, new: Sequence[Proposal], count: int) -> bool:
    links: dict[str, tuple[str, dict[str, Any]]] = {
        "link": ("themes.show", {"theme_id": one.theme_id}),
        "stop": ("following.stop", {"token": token(one.theme_id, one.user_id)}),
    }
    return tell(one.user, "theme_news", links=links, theme=one.theme, proposals=new, count=count)


def _due() -> sa.Select[Any]:
    now = clock.now()
    filed = sa.exists().where(Assignment.theme_id == ThemeFollow.theme_id, Assignment.created > ThemeFollow.told)
    query = sa.select(ThemeFollow).join(ThemeFollow.theme).join(Consultation, Consultation.id == Theme.consultation_id)
    query = query.where(ThemeFollow.told < now - EVERY, filed, Consultation.state == State.PUBLISHED)
    options = (joinedload(ThemeFollow.theme), joinedload(ThemeFollow.user))
    held = query.order_by(ThemeFollow.told).limit(AT_ONCE).options(*options)
    return held.with_for_update(of=ThemeFollow, skip_locked=True)


def _news(one: ThemeFollow) -> tuple[Sequence[Proposal], int]:
    """What was filed in the theme since, is still there and is not the reader's own: the first ones, and how many."""
    filed = sa.exists().where(
        Assignment.proposal_id == Proposal.id, Assignment.theme_id == one.theme_id, Assignment.created > one.told
    )
    query = sa.select(Proposal).where(
        Proposal.theme_id == one.theme_id, Proposal.visibility == Visibility.PUBLISHED, filed
    )
    query = query.where(Proposal.author_id != one.user_id)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Proposal.id).subquery()))
    return db.session.scalars(query.order_by(Proposal.id.desc()).limit(TITLES)).all(), count or 0
