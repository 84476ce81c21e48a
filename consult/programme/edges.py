"""What the programme adds to the trail: project → session."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult import text
from consult.accounts.models import User
from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.programme import queries
from consult.programme.content import from_json
from consult.programme.models import Release, Session
from consult.trail.registry import Edge, Scope, edges
from consult.workstreams.models import Project


@edges("project", "session", label=_l("est devenu la séance"))
def played(scope: Scope) -> Iterator[Edge]:
    """From a project to the sessions that the last release gives it, with who published each of them first."""
    release = queries.last_release(scope.consultation_id)
    talks = from_json(release.content).talks if release else ()
    told = [(talk.project_id, talk) for talk in talks if talk.project_id and not talk.is_cancelled]
    if not told:
        return
    shown, first = _shown(scope), _first(scope.consultation_id)
    for project_id, talk in told:
        if project_id in shown and talk.id in first:
            published, name = first[talk.id]
            page = ("programme.session", {"session_id": talk.id})
            why = text.excerpt(talk.abstract, 200)
            yield Edge(project_id, talk.id, talk.title, page, published, name or "", why)


def _shown(scope: Scope) -> set[int]:
    """The projects asked for that this viewer may read."""
    query = visible(sa.select(Project), scope.viewer).where(Project.visibility == Visibility.PUBLISHED)
    query = query.where(Project.consultation_id == scope.consultation_id, scope.narrow(Project.id))
    return set(db.session.scalars(query.with_only_columns(Project.id)))


def _first(consultation_id: int) -> dict[int, tuple[datetime, str | None]]:
    """When a release held each session first, and who published that release."""
    held = sa.and_(Release.consultation_id == Session.consultation_id, Release.created <= Session.published)
    who = sa.select(User.name).join(Release, Release.actor_id == User.id).where(held).correlate(Session)
    who = who.order_by(Release.number.desc()).limit(1)
    query = sa.select(Session.id, Session.published, who.scalar_subquery())
    query = query.where(Session.consultation_id == consultation_id, Session.published.is_not(None))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
