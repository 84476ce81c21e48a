"""Proposals that were published after a suggestion was computed: each gets the group that resembles it most.

Groups stay as they are. Each is known by some of its texts (`SAMPLE`), so that a few newcomers take seconds whatever
the size of the consultation. Where nothing speaks for any group, that is noted too, and not asked again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.db import db, insert_once, rest, transaction
from consult.jobs import services as jobs
from consult.jobs.models import Job, State
from consult.jobs.tasks import periodic
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.analysis import suggestion as analysis
from consult.themes.analysis.results import Proposed
from consult.themes.analysis.texts import CannotAnalyse, Progress
from consult.themes.models import Theme
from consult.themes.suggestions import sources, storing
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from consult.themes.suggestions.sources import Kind, Source

PLACE = "themes:place"
SAMPLE = 60  # texts by which a group is known
AT_ONCE = 1_000  # newcomers of one job


def place(suggestion: Suggestion, progress: Progress) -> int:
    """Place the proposals that have no place yet; say how many there were."""
    everything = sources.published(suggestion.consultation_id)
    groups, places = sources.groups_of(suggestion.id), sources.places_of(suggestion.id)
    new = [one for one in everything if one.theme_id is None and one.id not in places][:AT_ONCE]
    known = _known(everything, groups, places)
    rest()
    read = [one for one, _kind in known] + new
    found = _assign(read, [kind for _one, kind in known], progress) if new else ()
    _store(suggestion, read, found, groups)
    return len(new)


def _known(
    everything: Sequence[Source],
    groups: Mapping[int, SuggestedGroup],
    places: Mapping[int, tuple[int | None, int]],
) -> list[tuple[Source, Kind]]:
    """The texts by which groups are known: filed ones first, then the surest."""
    found: dict[Kind, list[tuple[int, Source]]] = {}
    for one in everything:
        group_id, sure = places.get(one.id, (None, 0))
        if one.theme_id:
            found.setdefault(Kind(theme_id=one.theme_id), []).append((-101, one))
        elif group_id and group_id in groups:
            found.setdefault(sources.kind_of(groups[group_id]), []).append((-sure, one))
    best = {kind: sorted(some, key=lambda pair: (pair[0], pair[1].id))[:SAMPLE] for kind, some in found.items()}
    return [(one, kind) for kind, some in best.items() for _sure, one in some]


def _assign(read: Sequence[Source], kinds: Sequence[Kind], progress: Progress) -> Sequence[Proposed]:
    themes = [*kinds, *([None] * (len(read) - len(kinds)))]
    try:
        return analysis.assign([one.text for one in read], themes, progress=progress)
    except CannotAnalyse:  # nothing there says anything: there is nothing to resemble
        return [Proposed(row, None, 0.0) for row in range(len(kinds), len(read))]


def _store(
    suggestion: Suggestion, read: Sequence[Source], found: Sequence[Proposed], groups: Mapping[int, SuggestedGroup]
) -> None:
    number = {sources.kind_of(group): group.id for group in groups.values()}
    for kind in {one.theme for one in found if isinstance(one.theme, Kind) and one.theme not in number}:
        number[kind] = _group_for(suggestion, kind, position=len(number) + 1)
    for one in found:
        group_id = number[one.theme] if isinstance(one.theme, Kind) else None
        insert_once(SuggestedPlace, **storing.place_row(suggestion, read[one.row], group_id, one, read))


def _group_for(suggestion: Suggestion, kind: Kind, *, position: int) -> int:
    """The number of a new group for a theme that people made after the suggestion."""
    title = db.session.scalar(sa.select(Theme.title).filter_by(id=kind.theme_id)) or ""
    group = SuggestedGroup(suggestion_id=suggestion.id, position=position, name=title, theme_id=kind.theme_id)
    db.session.add(group)
    db.session.flush()
    return group.id


def waiting(suggestion_id: Any, consultation_id: Any) -> sa.Select[Any]:
    """The published, unfiled proposals to which this suggestion gave no place; both are numbers or columns."""
    known = sa.exists().where(SuggestedPlace.suggestion_id == suggestion_id, SuggestedPlace.proposal_id == Proposal.id)
    return sa.select(Proposal.id).where(
        Proposal.consultation_id == consultation_id,
        Proposal.visibility == Visibility.PUBLISHED,
        Proposal.theme_id.is_(None),
        ~known,
    )


@periodic(300)
def ask_for_newcomers() -> None:
    """Ask for a job wherever a suggestion is in force and something was published since, and nobody is at work."""
    with transaction():
        for suggestion in db.session.scalars(_behind()):
            job = jobs.enqueue(PLACE, suggestion_id=suggestion.id)
            suggestion.job_id = job.id


def _behind() -> sa.Select[Any]:
    later, over = aliased(Suggestion), Job.state.in_([State.FAILED, State.CANCELLED])
    busy = sa.select(Job.id).where(Job.state.in_([State.QUEUED, State.RUNNING]))
    given_up = sa.select(Job.id).where(Job.kind == PLACE, over)  # until somebody asks for it
    free = sa.and_(Suggestion.job_id.not_in(busy), Suggestion.job_id.not_in(given_up))
    newer = sa.exists().where(
        later.consultation_id == Suggestion.consultation_id,
        later.id > Suggestion.id,
        sa.or_(later.finished.is_not(None), later.job_id.in_(busy)),
    )
    return sa.select(Suggestion).where(
        Suggestion.finished.is_not(None),
        sa.or_(Suggestion.job_id.is_(None), free),
        ~newer,
        waiting(Suggestion.id, Suggestion.consultation_id).correlate(Suggestion).exists(),
    )
