"""Writing what was computed: groups, and a place for each unfiled proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.db import db
from consult.themes.analysis.results import Group, Place, Proposed
from consult.themes.analysis.results import Suggestion as Found
from consult.themes.models import Theme
from consult.themes.suggestions import remarks
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from consult.themes.suggestions.sources import Kind, Source

NAME = 120  # signs of a group's name


def store(
    suggestion: Suggestion,
    sources: Sequence[Source],
    found: Found,
    kept: Mapping[int, SuggestedGroup],
    confidence: Mapping[int, int],
) -> None:
    """Put a suggestion in force in place of the one before. `kept`: the groups of that one, by their number, of which
    locked ones go on; `confidence`: what their proposals had, for those only."""
    titles = {t.id: t.title for t in db.session.scalars(_themes(suggestion.consultation_id))}
    groups = {group.number: _group(suggestion, group, sources, kept, titles) for group in found.groups}
    db.session.add_all(groups.values())
    db.session.flush()
    rows = [
        place_row(suggestion, source, groups[place.group].id, place, sources, confidence.get(source.id))
        for source, place in zip(sources, found.places, strict=True)
        if source.theme_id is None
    ]
    if rows:
        db.session.execute(sa.insert(SuggestedPlace), rows)
    suggestion.figures = remarks.figures([one.text for one in sources], len(groups))
    suggestion.finished = clock.now()
    forget_others(suggestion)


def _themes(consultation_id: int) -> sa.Select[Any]:
    return sa.select(Theme).filter_by(consultation_id=consultation_id)


def _group(
    suggestion: Suggestion,
    group: Group,
    sources: Sequence[Source],
    kept: Mapping[int, SuggestedGroup],
    titles: Mapping[int, str],
) -> SuggestedGroup:
    """A group as a row: its name is that of its theme, or the one that people gave it, or the method's."""
    kind = group.key if isinstance(group.key, Kind) else Kind()
    theme_id = kind.theme_id if kind.theme_id in titles else None
    before = next((one for one in kept.values() if one.is_locked and _stands_for(one, kind)), None)
    return SuggestedGroup(
        suggestion_id=suggestion.id,
        position=group.number,
        name=(titles[theme_id] if theme_id else before.name if before else group.name or _("Sans nom"))[:NAME],
        expressions=list(group.expressions),
        central=[sources[row].id for row in group.central],
        theme_id=theme_id,
        is_locked=before is not None,
        is_silent=group.is_silent or bool(before and before.is_silent),
    )


def _stands_for(group: SuggestedGroup, kind: Kind) -> bool:
    return group.id == kind.group_id or bool(group.theme_id and group.theme_id == kind.theme_id)


def place_row(
    suggestion: Suggestion,
    source: Source,
    group_id: int | None,
    place: Place | Proposed,
    sources: Sequence[Source],
    confidence: int | None = None,
) -> dict[str, Any]:
    """The columns of one place. A proposal of a locked group keeps the confidence that it had."""
    return {
        "suggestion_id": suggestion.id,
        "proposal_id": source.id,
        "group_id": group_id,
        "confidence": round(100 * place.confidence) if confidence is None else confidence,
        "why": [[one.expression, one.field.value, one.start, one.end] for one in place.why],
        "text_version": source.version,
        "nearest_id": None if place.nearest is None else sources[place.nearest].id,
    }


def forget_others(suggestion: Suggestion) -> None:
    """Delete the groups of the suggestions that are no longer in force; who asked for what, and when, stays."""
    here = sa.select(Suggestion.id).where(
        Suggestion.consultation_id == suggestion.consultation_id, Suggestion.id != suggestion.id
    )
    for model in (SuggestedPlace, SuggestedGroup):
        db.session.execute(sa.delete(model).where(model.suggestion_id.in_(here)))
