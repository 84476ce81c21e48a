"""Reading double codings: all of a consultation, one, its next proposal, its agreement and disagreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.analysis.agreement import Agreement, cohen
from consult.themes.coding.models import Coding, Sample, SampleItem
from consult.themes.coding.services import choices
from consult.web.pagination import Page, paginate


@dataclass(frozen=True)
class Disagreement:
    """A proposal that the two filed in different themes, with the numbers and titles of both ("": none)."""

    item: SampleItem
    first: tuple[int, str]
    second: tuple[int, str]


def of_consultation(consultation_id: int, *, after: str | None = None, size: int = 20) -> Page[Sample]:
    """One page of the double codings of a consultation, the latest first."""
    query = sa.select(Sample).filter_by(consultation_id=consultation_id).options(*_people())
    return paginate(query, [(Sample.id, True)], after=after, size=size)


def published(consultation_id: int) -> Sequence[Sample]:
    """The agreements that the team shows to everybody, the latest first; ten at most."""
    query = sa.select(Sample).where(Sample.consultation_id == consultation_id, Sample.published.is_not(None))
    return db.session.scalars(query.order_by(Sample.id.desc()).limit(10)).all()


def _people() -> tuple[Any, ...]:
    return joinedload(Sample.first), joinedload(Sample.second)


def get(consultation_id: int, sample_id: int) -> Sample:
    """A double coding of this consultation with its two people, or the 404 page."""
    query = sa.select(Sample).filter_by(id=sample_id, consultation_id=consultation_id).options(*_people())
    return found(db.session.scalars(query).one_or_none())


def done(sample: Sample) -> Mapping[int, int]:
    """How many proposals each of the two has filed."""
    query = sa.select(Coding.coder_id, sa.func.count()).filter_by(sample_id=sample.id).group_by(Coding.coder_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def item(sample: Sample, position: int) -> SampleItem:
    """The proposal at this place of a sample, with its section, or the 404 page."""
    query = sa.select(SampleItem).filter_by(sample_id=sample.id, position=position)
    query = query.options(joinedload(SampleItem.proposal).joinedload(Proposal.section))
    return found(db.session.scalars(query).one_or_none())


def next_position(sample: Sample, *, coder_id: int) -> int | None:
    """The first place at which this person has chosen nothing yet."""
    chosen = sa.exists().where(
        Coding.sample_id == sample.id, Coding.proposal_id == SampleItem.proposal_id, Coding.coder_id == coder_id
    )
    query = sa.select(sa.func.min(SampleItem.position)).where(SampleItem.sample_id == sample.id, ~chosen)
    return db.session.scalar(query)


def chosen(sample: Sample, item: SampleItem, *, coder_id: int) -> int | None:
    """What this person chose for this proposal."""
    query = sa.select(Coding.choice).filter_by(sample_id=sample.id, proposal_id=item.proposal_id, coder_id=coder_id)
    return db.session.scalar(query)


def agreement(sample: Sample) -> Agreement:
    """How far the two agree. Raises CannotAnalyse where they have filed nothing in common."""
    return cohen(*choices(sample))


def disagreements(sample: Sample, *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Disagreement]:
    """One page of what the two filed in different themes, in the order of the sample."""
    one, other = aliased(Coding), aliased(Coding)
    query = visible(sa.select(SampleItem, Proposal).join(SampleItem.proposal), viewer)
    query = query.join(one, sa.and_(one.proposal_id == Proposal.id, one.coder_id == sample.first_id))
    query = query.join(other, sa.and_(other.proposal_id == Proposal.id, other.coder_id == sample.second_id))
    query = query.where(SampleItem.sample_id == sample.id, one.sample_id == sample.id, other.sample_id == sample.id)
    query = query.where(one.choice != other.choice, Proposal.visibility == Visibility.PUBLISHED)
    listed: sa.Select[Any] = query.with_only_columns(SampleItem).options(contains_eager(SampleItem.proposal))
    page = paginate(listed, [(SampleItem.position, False)], after=after, size=size)
    made = _choices(sample, [row.proposal_id for row in page.items])
    lines = [
        Disagreement(row, made[row.proposal_id, sample.first_id], made[row.proposal_id, sample.second_id])
        for row in page.items
    ]
    return Page(lines, page.after)


def _choices(sample: Sample, ids: Sequence[int]) -> Mapping[tuple[int, int], tuple[int, str]]:
    query = sa.select(Coding).where(Coding.sample_id == sample.id, Coding.proposal_id.in_(ids))
    return {(row.proposal_id, row.coder_id): (row.choice, row.title) for row in db.session.scalars(query)}
