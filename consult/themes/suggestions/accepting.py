"""How a suggestion becomes a filing: somebody accepts it, whole or one by one, into a new theme or one that is there.

What others filed meanwhile stays where they put it. The history of each proposal tells what was suggested, and whether
it was accepted or changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes import filing, services
from consult.themes.filing import Offer
from consult.themes.models import Theme
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace
from consult.themes.suggestions.services import hold

AT_ONCE = 500  # proposals filed in one act


@dataclass(frozen=True)
class Accepted:
    """What one act did: into which theme, how many were filed, how many of the group still wait."""

    theme: Theme
    filed: int
    left: int


def accept(
    group: SuggestedGroup, *, actor: User, seen: int, theme: Theme | None = None, title: str = "", least: int = 0
) -> Accepted:
    """File the unfiled proposals of a group of which the method is sure enough (`least`, per cent), the surest first.

    Into `theme`, or into a new one of this title. At most AT_ONCE go in one act. Raises RuleBroken where the group is
    gone or not as it was `seen`, where the theme is gone, or where a theme of this title is there already.
    """
    hold(group, seen)
    theme = theme or _new_theme(group, actor=actor, title=title)
    some = db.session.scalars(_waiting(group.id).where(SuggestedPlace.confidence >= least).limit(AT_ONCE)).all()
    offered = _offers(some, group, theme)
    lines = filing.file_proposals(some, theme=theme, actor=actor, offers=offered, only_unfiled=True)
    return _accepted(group, theme, len(lines))


def accept_some(
    group: SuggestedGroup,
    proposals: Sequence[Proposal],
    *,
    actor: User,
    theme: Theme | None = None,
    title: str = "",
    seen: Mapping[int, int | None],
) -> Accepted:
    """File chosen proposals of a group; the rest waits. Raises Moved where one is no longer where it was `seen`."""
    hold(group)
    theme = theme or _new_theme(group, actor=actor, title=title)
    offered = _offers(proposals, group, theme)
    lines = filing.file_proposals(proposals, theme=theme, actor=actor, seen=seen, offers=offered)
    return _accepted(group, theme, len(lines))


def _new_theme(group: SuggestedGroup, *, actor: User, title: str) -> Theme:
    place = db.session.get_one(Consultation, group.suggestion.consultation_id)
    theme = services.create_theme(place, actor=actor, title=title)
    db.session.flush()
    return theme


def _accepted(group: SuggestedGroup, theme: Theme, filed: int) -> Accepted:
    """What was done. A group that stood for no theme stands for this one from now on."""
    if group.theme_id is None:
        group.theme_id, group.name = theme.id, theme.title
        group.version += 1
    rows = _waiting(group.id).with_only_columns(Proposal.id).order_by(None).subquery()
    return Accepted(theme, filed, db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0)


def _waiting(group_id: int) -> sa.Select[Any]:
    """The unfiled proposals of a group, the surest first."""
    query = sa.select(Proposal).join(SuggestedPlace, SuggestedPlace.proposal_id == Proposal.id)
    shown = (Proposal.visibility == Visibility.PUBLISHED, Proposal.theme_id.is_(None))
    query = query.where(SuggestedPlace.group_id == group_id, *shown)
    return query.order_by(SuggestedPlace.confidence.desc(), Proposal.id.desc())


def _offers(proposals: Sequence[Proposal], group: SuggestedGroup, theme: Theme) -> dict[int, Offer]:
    return {p.id: Offer(group.theme_id or theme.id, group.name) for p in proposals}


def offers(proposal_ids: Sequence[int]) -> dict[int, Offer]:
    """What stands suggested for these proposals, where it is a theme that is there."""
    query = sa.select(SuggestedPlace.proposal_id, SuggestedGroup.theme_id, SuggestedGroup.name)
    query = query.join(SuggestedGroup, SuggestedGroup.id == SuggestedPlace.group_id)
    query = query.where(SuggestedPlace.proposal_id.in_(proposal_ids), SuggestedGroup.theme_id.is_not(None))
    return {row.proposal_id: Offer(row.theme_id, row.name) for row in db.session.execute(query)} if proposal_ids else {}
