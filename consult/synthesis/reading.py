"""Reading syntheses: those of a consultation, one as it is being written, one as it was published."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import Ref
from consult.policy import Permission, may
from consult.synthesis.contributions import Cited, look_up
from consult.synthesis.models import (
    Consent,
    OutOfScope,
    Part,
    PublishedVersion,
    Quotation,
    Review,
    Standing,
    Statement,
    Synthesis,
    Writer,
)


def of_consultation(consultation_id: int, *, published: bool = False) -> Sequence[Synthesis]:
    """The syntheses of a consultation, those about all of it first; only what has been published, where asked."""
    query = sa.select(Synthesis).filter_by(consultation_id=consultation_id)
    if published:
        query = query.where(Synthesis.published > 0)
    query = query.options(joinedload(Synthesis.theme), joinedload(Synthesis.workstream))
    return db.session.scalars(query.order_by(Synthesis.scope, Synthesis.id)).all()


def get(synthesis_id: int, *, viewer: Any) -> Synthesis:
    """A synthesis of a consultation that this viewer may read, with what its rights are read from; or the 404 page."""
    query = sa.select(Synthesis).where(Synthesis.id == synthesis_id)
    query = query.options(
        joinedload(Synthesis.consultation).selectinload(Consultation.sections),
        joinedload(Synthesis.theme),
        joinedload(Synthesis.workstream),
        selectinload(Synthesis.writers).joinedload(Writer.person),
    )
    one = found(db.session.scalars(query).one_or_none())
    return found(one if may(viewer, Permission.CONSULTATION_READ, one.consultation) else None)


def parts(synthesis_id: int) -> Sequence[Part]:
    """The parts of a synthesis in their order, with all that they hold, in four queries."""
    query = sa.select(Part).filter_by(synthesis_id=synthesis_id)
    query = query.options(
        selectinload(Part.statements).options(
            selectinload(Statement.citations), joinedload(Statement.author), joinedload(Statement.decided_by)
        ),
        selectinload(Part.quotations).options(joinedload(Quotation.author), joinedload(Quotation.noted_by)),
    )
    return db.session.scalars(query.order_by(Part.position, Part.id)).all()


def cited(parts: Sequence[Part]) -> Mapping[Ref, Cited]:
    """What all these parts rest on, as it stands now."""
    refs = [one.ref for part in parts for statement in part.statements for one in statement.citations]
    return look_up([*refs, *(one.ref for part in parts for one in part.quotations)])


def part(part_id: int, *, viewer: Any) -> Part:
    """A part, with its synthesis; or the 404 page."""
    one = found(db.session.scalars(sa.select(Part).where(Part.id == part_id)).one_or_none())
    one.synthesis = get(one.synthesis_id, viewer=viewer)
    return one


def statement(statement_id: int, *, viewer: Any) -> Statement:
    """A statement, with what it rests on, its part and its synthesis; or the 404 page."""
    query = sa.select(Statement).where(Statement.id == statement_id).options(selectinload(Statement.citations))
    one = found(db.session.scalars(query).one_or_none())
    one.part = part(one.part_id, viewer=viewer)
    return one


def quotation(quotation_id: int, *, viewer: Any) -> Quotation:
    """A quotation of a text at hand, with its author and its synthesis; or the 404 page."""
    query = sa.select(Quotation).where(Quotation.id == quotation_id, Quotation.part_id.is_not(None))
    one = found(db.session.scalars(query.options(joinedload(Quotation.author))).one_or_none())
    one.synthesis = get(one.synthesis_id, viewer=viewer)
    return one


def quotation_asked(quotation_id: int, person_id: int) -> Quotation:
    """A quotation about which its author was asked; or the 404 page."""
    query = sa.select(Quotation).filter_by(id=quotation_id, author_id=person_id).where(Quotation.asked.is_not(None))
    query = query.options(
        joinedload(Quotation.author), joinedload(Quotation.synthesis).joinedload(Synthesis.consultation)
    )
    return found(db.session.scalars(query).one_or_none())


def reviews(synthesis_id: int) -> Sequence[Review]:
    """What happened around its reviews, the latest first."""
    query = sa.select(Review).filter_by(synthesis_id=synthesis_id).options(joinedload(Review.actor))
    return db.session.scalars(query.order_by(Review.id.desc()).limit(100)).all()


def versions(synthesis_id: int) -> Sequence[PublishedVersion]:
    """What was published, the latest first."""
    query = sa.select(PublishedVersion).filter_by(synthesis_id=synthesis_id)
    query = query.options(joinedload(PublishedVersion.reviewer))
    return db.session.scalars(query.order_by(PublishedVersion.number.desc())).all()


def version(synthesis: Synthesis, number: int | None = None) -> PublishedVersion:
    """A published version, by default the latest; or the 404 page."""
    query = sa.select(PublishedVersion).filter_by(synthesis_id=synthesis.id, number=number or synthesis.published)
    return found(db.session.scalars(query.options(joinedload(PublishedVersion.reviewer))).one_or_none())


def left_out(synthesis_id: int) -> Mapping[Ref, OutOfScope]:
    """What was declared out of scope."""
    query = sa.select(OutOfScope).filter_by(synthesis_id=synthesis_id).options(joinedload(OutOfScope.actor))
    return {one.ref: one for one in db.session.scalars(query)}


def refused(synthesis_id: int) -> set[tuple[Ref, str]]:
    """The quotations whose authors said no, sooner or later: no version shows them."""
    query = sa.select(Quotation).filter_by(synthesis_id=synthesis_id, consent=Consent.REFUSED)
    return {(one.ref, one.words) for one in db.session.scalars(query)}


def titles(synthesis_id: int) -> Sequence[Part]:
    """The parts of a synthesis in their order, without what they hold."""
    return db.session.scalars(
        sa.select(Part).filter_by(synthesis_id=synthesis_id).order_by(Part.position, Part.id)
    ).all()


def sentences(synthesis_id: int, most: int) -> Sequence[Statement]:
    """The sentences of a synthesis that were not rejected, in order."""
    query = sa.select(Statement).join(Part, Part.id == Statement.part_id).where(Part.synthesis_id == synthesis_id)
    query = query.where(Statement.state != Standing.REJECTED).options(selectinload(Statement.citations))
    order = (Part.position, Part.id, Statement.position, Statement.id)
    return db.session.scalars(query.order_by(*order).limit(most)).all()
