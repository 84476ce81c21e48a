"""Reading consultations: the ones a person may read, one of them, what it holds in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation, Place
from consult.db import Base, db, found
from consult.policy import STAFF


def _readable(viewer: Any) -> sa.ColumnElement[bool]:
    if viewer.is_admin:
        return sa.true()
    return sa.or_(Consultation.is_published, Consultation.id.in_(viewer.consultations_as(*STAFF)))


def get(slug: str, *, viewer: Any, sections: bool = True) -> Consultation:
    """A consultation that this viewer may read, with its phases, poll and sections; or the 404 page."""
    query = sa.select(Consultation).where(Consultation.slug == slug, _readable(viewer))
    query = query.options(joinedload(Consultation.poll), selectinload(Consultation.phases))
    if sections:
        query = query.options(selectinload(Consultation.sections))
    return found(db.session.scalars(query).one_or_none())


def places(consultation_id: int) -> Sequence[Place]:
    """The places that its proposals may name, by name."""
    return db.session.scalars(sa.select(Place).filter_by(consultation_id=consultation_id).order_by(Place.name)).all()


def readable(*, viewer: Any) -> Sequence[Consultation]:
    """All consultations that this viewer may read, the latest first, with their phases."""
    query = sa.select(Consultation).where(_readable(viewer)).options(selectinload(Consultation.phases))
    return db.session.scalars(query.order_by(Consultation.opens.desc(), Consultation.id.desc())).all()


@dataclass(frozen=True)
class Figures:
    """What a consultation holds, as shown to everybody."""

    proposals: int
    comments: int
    votes: int
    people: int


def figures(consultation_id: int) -> Figures:
    """The figures of a consultation, in one query. People: whoever proposed, commented or voted, each counted once.

    Votes that are sealed or cancelled are not counted, nor those who did nothing else. What was counted elsewhere,
    before it was imported, is.
    Looks for one act of each person rather than through all acts: many vote a hundred times.
    """
    person, proposal, comment, vote, item, tally = (
        Base.metadata.tables[name] for name in ("user", "proposal", "comment", "vote", "poll_item", "tally")
    )
    poll = (
        sa.select(Consultation.poll_id)
        .where(Consultation.id == consultation_id, ~Consultation.votes_sealed)
        .scalar_subquery()
    )
    shown, said = (
        (table.c.consultation_id == consultation_id) & (table.c.visibility == "published")
        for table in (proposal, comment)
    )
    polled = sa.select(item.c.poll_id).where(item.c.id == vote.c.item_id).scalar_subquery()
    took_part = sa.or_(
        sa.exists(vote.c.item_id).where(
            vote.c.voter_id == person.c.id, polled == poll, vote.c.cancellation_id.is_(None)
        ),
        sa.exists(comment.c.author_id).where(comment.c.author_id == person.c.id, said),
        sa.exists(proposal.c.author_id).where(proposal.c.author_id == person.c.id, shown),
    )
    cast = sa.select(sa.func.coalesce(sa.func.sum(tally.c.count), 0)).join(item, item.c.id == tally.c.item_id)
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).select_from(proposal).where(shown).scalar_subquery(),
            sa.select(sa.func.count()).select_from(comment).where(said).scalar_subquery(),
            cast.where(item.c.poll_id == poll, tally.c.source == "web").scalar_subquery(),
            sa.select(sa.func.count()).select_from(person).where(took_part).scalar_subquery(),
            sa.select(Consultation.elsewhere).where(Consultation.id == consultation_id).scalar_subquery(),
        )
    ).one()
    *here, elsewhere = row
    names = ("proposals", "comments", "votes", "people")
    return Figures(*(n + (elsewhere or {}).get(name, 0) for name, n in zip(names, here, strict=True)))
