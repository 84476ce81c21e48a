"""Reading suggestions: the one in force with its groups, one group, its proposals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.suggestions import passages, remarks
from consult.themes.suggestions.models import LIKELY, SURE, SuggestedGroup, SuggestedPlace, Suggestion
from consult.themes.suggestions.newcomers import waiting
from consult.web.pagination import Order, Page, paginate

TYPICAL = 3  # proposals shown with each group
ORDER: Order = [(SuggestedPlace.confidence, True), (SuggestedPlace.proposal_id, True)]


@dataclass(frozen=True)
class Figures:
    """How many unfiled proposals a group has, and how sure their places are on average, in per cent."""

    waiting: int = 0
    confidence: int = 0


@dataclass(frozen=True)
class Overview:
    """What a consultation's page of suggestions shows. `latest`: the last one asked for, finished or not."""

    latest: Suggestion | None
    suggestion: Suggestion | None
    groups: Sequence[SuggestedGroup]
    figures: Mapping[int | None, Figures]
    typical: Mapping[int, Sequence[Proposal]]
    newcomers: int
    remarks: Sequence[str]


@dataclass(frozen=True)
class Placed:
    """A proposal in a group, and why it is there."""

    place: SuggestedPlace
    proposal: Proposal
    why: passages.Why


def overview(consultation_id: int, *, viewer: Any) -> Overview:
    """The suggestion in force, in a fixed number of queries."""
    latest, suggestion = _latest(consultation_id), in_force(consultation_id)
    if suggestion is None:
        return Overview(latest, None, [], {}, {}, 0, [])
    groups = groups_of(suggestion.id)
    new = waiting(suggestion.id, consultation_id).subquery()
    return Overview(
        latest,
        suggestion,
        groups,
        figures(suggestion.id),
        _typical(groups, viewer),
        db.session.scalar(sa.select(sa.func.count()).select_from(new)) or 0,
        remarks.sentences(suggestion.figures, suggestion.count),
    )


def _asked(consultation_id: int) -> sa.Select[Any]:
    query = sa.select(Suggestion).filter_by(consultation_id=consultation_id).order_by(Suggestion.id.desc()).limit(1)
    return query.options(joinedload(Suggestion.job), joinedload(Suggestion.actor))


def _latest(consultation_id: int) -> Suggestion | None:
    return db.session.scalars(_asked(consultation_id)).one_or_none()


def in_force(consultation_id: int) -> Suggestion | None:
    """The last suggestion that was finished, with who asked for it."""
    return db.session.scalars(_asked(consultation_id).where(Suggestion.finished.is_not(None))).one_or_none()


def groups_of(suggestion_id: int) -> Sequence[SuggestedGroup]:
    """The groups of a suggestion, in order, with their themes."""
    query = sa.select(SuggestedGroup).filter_by(suggestion_id=suggestion_id).options(joinedload(SuggestedGroup.theme))
    return db.session.scalars(query.order_by(SuggestedGroup.position, SuggestedGroup.id)).all()


def _shown() -> tuple[sa.ColumnElement[bool], ...]:
    return Proposal.visibility == Visibility.PUBLISHED, Proposal.theme_id.is_(None)


def figures(suggestion_id: int) -> Mapping[int | None, Figures]:
    """What waits in each group, in one query; None: what resembles no group."""
    query = sa.select(SuggestedPlace.group_id, sa.func.count(), sa.func.avg(SuggestedPlace.confidence))
    query = query.join(Proposal, Proposal.id == SuggestedPlace.proposal_id)
    query = query.where(SuggestedPlace.suggestion_id == suggestion_id, *_shown()).group_by(SuggestedPlace.group_id)
    return {group: Figures(count, round(sure)) for group, count, sure in db.session.execute(query)}


def counts(group_id: int) -> Mapping[str, int]:
    """How many of a group's unfiled proposals are sure, how many likely or better, in one query."""
    sure, likely = (sa.func.sum(sa.case((SuggestedPlace.confidence >= least, 1), else_=0)) for least in (SURE, LIKELY))
    query = sa.select(sure, likely).join(Proposal, Proposal.id == SuggestedPlace.proposal_id)
    row = db.session.execute(query.where(SuggestedPlace.group_id == group_id, *_shown())).one()
    return {"sure": int(row[0] or 0), "likely": int(row[1] or 0)}


def _typical(groups: Sequence[SuggestedGroup], viewer: Any) -> dict[int, list[Proposal]]:
    ids = {group.id: group.central[:TYPICAL] for group in groups}
    query = visible(sa.select(Proposal), viewer).where(Proposal.visibility == Visibility.PUBLISHED)
    query = query.where(Proposal.id.in_({one for some in ids.values() for one in some}))
    known = {proposal.id: proposal for proposal in db.session.scalars(query)}
    return {group: [known[one] for one in some if one in known] for group, some in ids.items()}


def group(consultation_id: int, group_id: int) -> SuggestedGroup | None:
    """A group of a suggestion of this consultation, with its theme; None where it is gone."""
    query = sa.select(SuggestedGroup).join(Suggestion, Suggestion.id == SuggestedGroup.suggestion_id)
    query = query.where(SuggestedGroup.id == group_id, Suggestion.consultation_id == consultation_id)
    options = (joinedload(SuggestedGroup.theme), joinedload(SuggestedGroup.suggestion))
    return db.session.scalars(query.options(*options)).one_or_none()


def members(group_id: int, *, viewer: Any, after: str | None, size: int = 20) -> Page[Placed]:
    """One page of the unfiled proposals of a group, the surest first, each with its reasons."""
    both = visible(sa.select(SuggestedPlace, Proposal).join(SuggestedPlace.proposal), viewer)
    query = both.where(SuggestedPlace.group_id == group_id, *_shown()).with_only_columns(SuggestedPlace)
    nearest = joinedload(SuggestedPlace.nearest).load_only(Proposal.title, Proposal.visibility)
    listed: sa.Select[Any] = query.options(contains_eager(SuggestedPlace.proposal), nearest)
    found = paginate(listed, ORDER, after=after, size=size)
    return Page([_placed(place) for place in found.items], found.after)


def _placed(place: SuggestedPlace) -> Placed:
    one = place.proposal
    why = passages.explain(one.title, one.body, place.why, is_current=one.version == place.text_version)
    return Placed(place, one, why)
