"""Two accounts that are one person: their votes, and the support they inherited, become those of one."""

from collections.abc import Sequence

import sqlalchemy as sa

from consult.accounts.models import User
from consult.db import db
from consult.merging.models import InheritedSupport
from consult.votes import services as votes


def merge_supporters(old: User, new: User) -> int:
    """Keep one vote an item and one record a proposal: the newer account's word, else the older's.

    Whoever was asked under one of the two names is not asked again under the other. Return how many votes were
    withdrawn (`votes.merge_voters`).
    """
    doubles = votes.merge_voters(old, new)
    db.session.flush()
    kept = {record.proposal_id: record for record in _records(new)}
    for record in _records(old):
        if (mine := kept.get(record.proposal_id)) is None:
            record.person_id = new.id
            continue
        mine.asked = min(filter(None, (mine.asked, record.asked)), default=None)
        if mine.answer is None:
            mine.answer, mine.answered = record.answer, record.answered
        db.session.delete(record)
    db.session.flush()
    return doubles


def _records(person: User) -> Sequence[InheritedSupport]:
    query = sa.select(InheritedSupport).filter_by(person_id=person.id).order_by(InheritedSupport.proposal_id)
    return db.session.scalars(query.with_for_update(), execution_options={"populate_existing": True}).all()
