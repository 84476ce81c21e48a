"""Setting a consultation up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation, Phase, Place, Section, State
from consult.db import db
from consult.errors import RuleBroken
from consult.policy import Activity
from consult.search import services as search
from consult.votes import services as votes
from consult.votes.models import MethodName


def create_consultation(
    *,
    actor: User | None,
    title: str,
    opens: datetime,
    closes: datetime | None = None,
    slug: str = "",
    method: MethodName = MethodName.POSITION,
    state: State = State.DRAFT,
    sealed_until: datetime | None = None,
    **fields: str,
) -> Consultation:
    """Create a consultation and its poll. `fields`: summary, introduction, territory, organiser.

    `sealed_until`: nobody is told of the votes on its proposals before this moment, which ends them.
    """
    consultation = Consultation(
        slug=free_slug(slug or title),
        title=title,
        opens=opens,
        closes=closes,
        state=state,
        poll=votes.open_poll(method, sealed=sealed_until is not None, closes=sealed_until),
        **fields,
    )
    consultation.sections, consultation.phases = [], []
    db.session.add(consultation)
    record(Action.CONSULTATION_CREATED, consultation, actor=actor)
    return consultation


def free_slug(wanted: str) -> str:
    """A slug like the one wanted that no consultation has."""
    stem = text.slugify(wanted)
    taken = set(db.session.scalars(sa.select(Consultation.slug).where(Consultation.slug.startswith(stem))))
    return next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if s not in taken)


def edit_consultation(consultation: Consultation, *, actor: User, **fields: object) -> None:
    """Change what a consultation says of itself, its dates or its state."""
    changed = sorted(name for name, value in fields.items() if getattr(consultation, name) != value)
    for name in changed:
        setattr(consultation, name, fields[name])
    if changed:
        record(Action.CONSULTATION_EDITED, consultation, actor=actor, changed=changed)
        search.touch(consultation)


def set_places(consultation: Consultation, *, actor: User, places: Sequence[tuple[str, float, float]]) -> None:
    """Let proposals name these places (name, latitude, longitude) and no others. What proposals say stays as it is."""
    db.session.execute(sa.delete(Place).filter_by(consultation_id=consultation.id))
    db.session.add_all(
        Place(consultation_id=consultation.id, name=name, latitude=latitude, longitude=longitude)
        for name, latitude, longitude in places
    )
    db.session.flush()
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, places=len(places))


def add_section(
    consultation: Consultation,
    *,
    title: str,
    description: str = "",
    actor: User | None = None,
    position: int | None = None,
) -> Section:
    """Add a section at the end."""
    taken = {s.slug for s in consultation.sections}
    stem = text.slugify(title)
    slug = next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, 1_000))) if s not in taken)
    place = len(consultation.sections) if position is None else position
    section = Section(slug=slug, title=title, description=description, position=place)
    consultation.sections.append(section)
    db.session.flush()
    if actor:
        record(Action.CONSULTATION_EDITED, consultation, actor=actor, section=title)
    return section


def set_phase(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    opens: datetime,
    closes: datetime | None,
    activities: Iterable[Activity],
    phase: Phase | None = None,
) -> Phase:
    """Add a phase, or change one. Raises RuleBroken when it would end before it starts."""
    if closes is not None and closes <= opens:
        raise RuleBroken(_("La fin doit venir après le début."))
    phase = phase or Phase()
    phase.title, phase.opens, phase.closes = title, opens, closes
    phase.activities = " ".join(a.value for a in Activity if a in set(activities))
    if phase not in consultation.phases:
        consultation.phases.append(phase)
    db.session.flush()
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, phase=title)
    return phase


def remove_phase(consultation: Consultation, phase: Phase, *, actor: User) -> None:
    """Remove a phase: what only it opened is closed at once."""
    consultation.phases.remove(phase)
    db.session.delete(phase)
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, removed_phase=phase.title)
