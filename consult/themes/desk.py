"""What the desk shows beside the board: one proposal in full, and what the other facilitators have just filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.db import db, found
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.models import Assignment, Theme
from consult.themes.others import others_of
from consult.themes.suggestions.models import SuggestedPlace, with_suggestion
from consult.themes.suggestions.passages import Why, explain

LOOKED_AT = 200  # filings of a consultation among which news is looked for
OVERLAP = timedelta(seconds=5)  # an act may be written a little before it can be read


@dataclass(frozen=True)
class Detail:
    """A proposal in full: where it is, its other themes, where it would go and why."""

    proposal: Proposal
    others: Sequence[Theme]
    place: SuggestedPlace | None
    why: Why | None


@dataclass(frozen=True)
class News:
    """What one person did: how many proposals into which theme ("": out of all)."""

    who: str
    theme: str
    count: int


def now() -> str:
    """The moment of a page, as `news` takes it back."""
    return (clock.now() - OVERLAP).isoformat()


def detail(consultation_id: int, proposal_id: int, *, viewer: Any) -> Detail:
    """A published proposal of this consultation, or the 404 page."""
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.id == proposal_id, Proposal.consultation_id == consultation_id, Proposal.published.is_not(None)
    )
    options = (joinedload(Proposal.author), joinedload(Proposal.section), with_suggestion())
    proposal: Proposal = found(db.session.scalars(query.options(*options)).one_or_none())
    place: SuggestedPlace | None = getattr(proposal, "suggested", None)
    why = None
    if place is not None:
        current = place.text_version == proposal.version
        why = explain(proposal.title, proposal.body, place.why, is_current=current)
    return Detail(proposal, others_of(proposal.id), place, why)


def news(consultation_id: int, *, since: str, viewer: User) -> list[News]:
    """What others filed since a moment, the latest act first; nothing where the moment makes no sense."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return []
    if moment.tzinfo is None:
        return []
    query = sa.select(Assignment).join(Proposal, Proposal.id == Assignment.proposal_id)
    query = query.where(Proposal.consultation_id == consultation_id).options(joinedload(Assignment.actor))
    rows = db.session.scalars(query.order_by(Assignment.id.desc()).limit(LOOKED_AT))
    told: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.created > moment and row.actor is not None and row.actor_id != viewer.id:
            key = (row.actor.name, row.theme_title)
            told[key] = told.get(key, 0) + 1
    return [News(who, theme, count) for (who, theme), count in told.items()]
