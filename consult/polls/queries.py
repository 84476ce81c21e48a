"""Reading polls: those of a consultation, one of them with its options."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.policy import Permission, may
from consult.polls.models import Option, PublicPoll


def of_consultation(consultation: Consultation, *, viewer: Any) -> Sequence[PublicPoll]:
    """The polls of a consultation that this viewer may read, the latest first."""
    query = sa.select(PublicPoll).where(PublicPoll.consultation_id == consultation.id)
    if not may(viewer, Permission.CONTRIBUTION_MODERATE, consultation):
        query = query.where(PublicPoll.published.is_not(None))
    query = query.options(joinedload(PublicPoll.poll)).order_by(PublicPoll.id.desc())
    return db.session.scalars(query).all()


def get(poll_id: int, *, viewer: Any) -> PublicPoll:
    """A poll that this viewer may read, with its consultation, rules and options; or the 404 page."""
    query = sa.select(PublicPoll).where(PublicPoll.id == poll_id)
    query = query.options(
        joinedload(PublicPoll.consultation).selectinload(Consultation.phases),
        joinedload(PublicPoll.poll),
        selectinload(PublicPoll.options).joinedload(Option.item),
    )
    one = found(db.session.scalars(query).one_or_none())
    return found(one if may(viewer, Permission.POLL_READ, one) else None)
