"""Reading consultations: the ones a person may read, one of them, what it holds in figures."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.policy import STAFF


def _readable(viewer: Any) -> sa.ColumnElement[bool]:
    if viewer.is_admin:
        return sa.true()
    return sa.or_(Consultation.is_published, Consultation.id.in_(viewer.consultations_as(*STAFF)))


def get(slug: str, *, viewer: Any) -> Consultation:
    """A consultation that this viewer may read, with its phases, sections and poll; or the 404 page."""
    query = sa.select(Consultation).where(Consultation.slug == slug, _readable(viewer))
    query = query.options(
        joinedload(Consultation.poll), selectinload(Consultation.sections), selectinload(Consultation.phases)
    )
    return found(db.session.scalars(query).one_or_none())


def readable(*, viewer: Any) -> Sequence[Consultation]:
    """All consultations that this viewer may read, the latest first, with their phases."""
    query = sa.select(Consultation).where(_readable(viewer)).options(selectinload(Consultation.phases))
    return db.session.scalars(query.order_by(Consultation.opens.desc(), Consultation.id.desc())).all()
