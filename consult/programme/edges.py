"""What the programme adds to the trail: project → session."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult import text
from consult.accounts.models import User
from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.programme.models import Release, Session
from consult.trail.registry import Edge, Scope, edges
from consult.workstreams.models import Project


@edges("project", "session", label=_l("est devenu la séance"))
def played(scope: Scope) -> Iterator[Edge]:
    """From a project to the sessions that a release of the programme held, with who published it first."""
    held = sa.and_(Release.consultation_id == Session.consultation_id, Release.created <= Session.published)
    who = sa.select(User.name).join(Release, Release.actor_id == User.id).where(held).correlate(Session)
    who = who.order_by(Release.number.desc()).limit(1)
    columns = (
        Session.project_id,
        Session.id,
        Session.title,
        Session.published,
        who.scalar_subquery(),
        Session.abstract,
    )
    query = sa.select(*columns).where(Session.consultation_id == scope.consultation_id, ~Session.is_cancelled)
    query = query.where(Session.published.is_not(None), scope.narrow(Session.project_id))
    shown = visible(sa.select(Project), scope.viewer).where(Project.visibility == Visibility.PUBLISHED)
    query = query.where(Session.project_id.in_(shown.with_only_columns(Project.id)))
    for source, target, title, published, name, abstract in db.session.execute(
        query.order_by(Session.starts, Session.id)
    ):
        page = ("programme.session", {"session_id": target})
        yield Edge(source, target, title, page, published, name or "", text.excerpt(abstract, 200))
