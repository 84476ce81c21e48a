"""Reading what can be taken away: which tables, which files."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult import clock
from consult.consultations.models import Consultation
from consult.datasets import Dataset
from consult.db import db, found
from consult.exports import services
from consult.exports.datasets import DATASETS, in_reading_order
from consult.exports.freshness import taken_back
from consult.exports.models import Export
from consult.jobs.models import State
from consult.policy import Permission, may, readable_consultation


def offered(consultation: Consultation, *, viewer: Any) -> list[Dataset]:
    """The tables of a consultation that this viewer may take away."""
    return in_reading_order(one for one in DATASETS.values() if _may_take(one, consultation, viewer))


def _may_take(one: Dataset, consultation: Consultation, viewer: Any) -> bool:
    return one.is_public or may(viewer, Permission(one.permission), consultation)


def get(token: str, *, viewer: Any) -> Export:
    """A file that this viewer may take, or the 404 page. Whether it is still there is for `is_there` to say.

    A public table is for whoever knows its address; one for a team is for those who may read it now.
    """
    query = sa.select(Export).where(Export.token == token, Export.expires > clock.now())
    loaded = query.options(joinedload(Export.job), joinedload(Export.consultation).selectinload(Consultation.phases))
    one = found(db.session.scalars(loaded).one_or_none())
    dataset = found(one.dataset)
    allowed = readable_consultation(viewer, one.consultation) and _may_take(dataset, one.consultation, viewer)
    made = one.job is None or one.job.state is State.DONE
    return found(one if allowed and made else None)


def is_there(one: Export) -> bool:
    """Whether its file may be given: nothing of what it was read from was hidden or taken back since."""
    return not one.holds_what_was_taken_back(taken_back(one.consultation_id)) and services.path_of(one.token).is_file()


def of_owner(consultation: Consultation, *, owner: Any, size: int = 20) -> Sequence[Export]:
    """The files that this person asked for here, the latest first, as long as they are kept."""
    if not owner.is_authenticated:
        return []
    query = sa.select(Export).filter_by(consultation_id=consultation.id, owner_id=owner.id)
    kept = query.where(Export.expires > clock.now()).options(selectinload(Export.job))
    return db.session.scalars(kept.order_by(Export.id.desc()).limit(size)).all()
