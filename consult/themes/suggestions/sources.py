"""What a suggestion is computed from: the published proposals of a consultation, and what people decided about them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from consult.db import db
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.analysis.texts import Text
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion


class Kind(NamedTuple):
    """What stands for a group while it is computed: a theme, or a group that people locked."""

    theme_id: int | None = None
    group_id: int | None = None


class Source(NamedTuple):
    """A proposal as the analysis needs it."""

    id: int
    title: str
    body: str
    version: int
    theme_id: int | None

    @property
    def text(self) -> Text:
        """What it says."""
        return Text(self.title, self.body)


def published(consultation_id: int) -> list[Source]:
    """Everything that a consultation shows, the oldest first: the same order each time, for the same result."""
    query = sa.select(Proposal.id, Proposal.title, Proposal.body, Proposal.version, Proposal.theme_id)
    query = query.where(Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED)
    return [Source(*row) for row in db.session.execute(query.order_by(Proposal.id))]


def in_force(consultation_id: int) -> Suggestion | None:
    """The suggestion that holds: the last one that was finished."""
    query = sa.select(Suggestion).where(Suggestion.consultation_id == consultation_id, Suggestion.finished.is_not(None))
    return db.session.scalars(query.order_by(Suggestion.id.desc()).limit(1)).one_or_none()


def groups_of(suggestion_id: int) -> dict[int, SuggestedGroup]:
    """The groups of a suggestion, by their number, in order."""
    query = sa.select(SuggestedGroup).filter_by(suggestion_id=suggestion_id)
    return {group.id: group for group in db.session.scalars(query.order_by(SuggestedGroup.position, SuggestedGroup.id))}


def places_of(suggestion_id: int) -> dict[int, tuple[int | None, int]]:
    """Group and confidence of each proposal that a suggestion placed."""
    query = sa.select(SuggestedPlace.proposal_id, SuggestedPlace.group_id, SuggestedPlace.confidence)
    rows = db.session.execute(query.filter_by(suggestion_id=suggestion_id))
    return {row.proposal_id: (row.group_id, row.confidence) for row in rows}


def kind_of(group: SuggestedGroup) -> Kind:
    """What stands for a group: its theme, where it has one."""
    return Kind(theme_id=group.theme_id) if group.theme_id else Kind(group_id=group.id)


def decided(
    sources: Sequence[Source], groups: Mapping[int, SuggestedGroup], places: Mapping[int, tuple[int | None, int]]
) -> dict[int, Kind]:
    """The rows about which people decided: what is filed, and what is in a locked group."""
    found = {}
    for row, one in enumerate(sources):
        group = groups.get(places.get(one.id, (None, 0))[0] or 0)
        if one.theme_id:
            found[row] = Kind(theme_id=one.theme_id)
        elif group and group.is_locked:
            found[row] = kind_of(group)
    return found
