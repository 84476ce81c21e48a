"""One group cut in several: its unfiled proposals, and what the method made of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.analysis.results import Suggestion as Found
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from consult.themes.suggestions.sources import Source
from consult.themes.suggestions.storing import NAME, place_row


def members(group_id: int) -> list[Source]:
    """The unfiled proposals of a group, the oldest first."""
    query = sa.select(Proposal.id, Proposal.title, Proposal.body, Proposal.version, Proposal.theme_id)
    query = query.join(SuggestedPlace, SuggestedPlace.proposal_id == Proposal.id)
    shown = (Proposal.visibility == Visibility.PUBLISHED, Proposal.theme_id.is_(None))
    rows = db.session.execute(query.where(SuggestedPlace.group_id == group_id, *shown).order_by(Proposal.id))
    return [Source(*row) for row in rows]


def store(suggestion: Suggestion, group_id: int, sources: Sequence[Source], found: Found, *, version: int) -> int:
    """Write the parts of a group, all of them locked; say how many there are.

    The largest part is the group itself: it keeps its number and its theme. Raises RuleBroken where the method sees one
    group only, or somebody changed the group meanwhile.
    """
    query = sa.select(SuggestedGroup).filter_by(id=group_id, version=version)
    group = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if group is None:
        raise RuleBroken(_("Ce groupe a changé pendant le calcul. Rien n’a été coupé : recommencez."))
    if len(found.groups) < 2:
        raise RuleBroken(_("Ces propositions se ressemblent trop : la méthode n’y voit qu’un groupe."))
    rows = [group, *(_beside(group) for _part in found.groups[1:])]
    db.session.add_all(rows)
    for row, part in zip(rows, found.groups, strict=True):
        if row.theme_id is None:
            row.name = (part.name or _("Sans nom"))[:NAME]
        row.expressions, row.central = list(part.expressions), [sources[n].id for n in part.central]
        row.is_silent, row.is_locked, row.version = part.is_silent, True, (row.version or 0) + 1
    db.session.flush()
    number = {part.number: row.id for row, part in zip(rows, found.groups, strict=True)}
    places = SuggestedPlace.__table__
    for source, place in zip(sources, found.places, strict=True):
        values = place_row(suggestion, source, number[place.group], place, sources)
        where = (places.c.suggestion_id == suggestion.id, places.c.proposal_id == source.id)
        db.session.execute(sa.update(SuggestedPlace).where(*where).values(**values))
    return len(rows)


def _beside(group: SuggestedGroup) -> SuggestedGroup:
    return SuggestedGroup(suggestion_id=group.suggestion_id, position=group.position, name="")
