"""Reading jobs."""

from typing import Any

import sqlalchemy as sa

from consult.db import db, found
from consult.jobs.models import Job


def get(job_id: int, *, viewer: Any) -> Job:
    """A job of this viewer's (any, for an administrator), or the 404 page."""
    query = sa.select(Job).where(Job.id == job_id)
    if not viewer.is_admin:
        query = query.where(Job.owner_id == viewer.id)
    return found(db.session.scalars(query).one_or_none())
