"""Reading milestones: the retro-planning of an edition or of one work stream, and the history of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.milestones.models import Declaration, Declared, Milestone, MilestoneState
from consult.policy import Permission, may
from consult.web.languages import day
from consult.workstreams import queries as workstreams

MOST = 500  # on one picture
SIGNS = {"kept": "✓", "dropped": "✕", "late": "!", "current": "…", "planned": "○"}
WORDS: dict[str, LazyString] = {
    "kept": _l("Tenu"),
    "dropped": _l("Abandonné"),
    "late": _l("En retard"),
    "current": _l("En cours"),
    "planned": _l("Prévu"),
}
BARS = {"kept": "done", "planned": "todo"}  # what the style sheet calls them


@dataclass(frozen=True)
class Line:
    """One line of the picture and of its table: a milestone, and where it stands on that day."""

    milestone: Milestone
    standing: str
    moved: int

    @property
    def sign(self) -> str:
        """What is drawn beside it, so that nothing is said by a colour alone."""
        return SIGNS[self.standing]

    @property
    def bar(self) -> dict[str, Any]:
        """The same for the chart."""
        one = self.milestone
        place = f"{self.sign} {one.title}"
        state = BARS.get(self.standing, self.standing)
        return {"label": place, "start": one.starts or one.due, "end": one.due, "state": state, "word": self.words}

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        said = str(WORDS[self.standing])
        return _("%(state)s, après un report", state=said) if self.moved else said


def _standing(one: Milestone, today: date) -> str:
    if one.state is not MilestoneState.PLANNED:
        return one.state.value
    if one.is_late(today):
        return "late"
    return "current" if one.starts and one.starts <= today else "planned"


def planning(consultation_id: int, *, today: date, stream_id: int | None = None) -> list[Line]:
    """The milestones of a consultation or of one of its work streams, by date, with where each stands."""
    moved = sa.select(sa.func.count()).where(
        Declaration.milestone_id == Milestone.id, Declaration.kind == Declared.MOVED
    )
    query = sa.select(Milestone, moved.scalar_subquery()).where(Milestone.consultation_id == consultation_id)
    query = query.where(Milestone.workstream_id == stream_id) if stream_id is not None else query
    query = query.options(joinedload(Milestone.workstream))
    begins = sa.func.coalesce(Milestone.starts, Milestone.due)
    rows = db.session.execute(query.order_by(begins, Milestone.due, Milestone.id).limit(MOST))
    return [Line(one, _standing(one, today), count) for one, count in rows]


def get(milestone_id: int, *, viewer: Any) -> Milestone:
    """A milestone of a consultation that this viewer may read, with its history; or the 404 page."""
    query = sa.select(Milestone).where(Milestone.id == milestone_id)
    query = query.options(
        joinedload(Milestone.consultation).selectinload(Consultation.phases),
        joinedload(Milestone.workstream),
        selectinload(Milestone.declarations).joinedload(Declaration.actor),
    )
    query = workstreams.with_project(query, Milestone, viewer=viewer)
    one: Milestone = found(db.session.scalars(query).one_or_none())
    return found(one if may(viewer, Permission.CONSULTATION_READ, one.consultation) else None)


def declarations(consultation_id: int, *, since: Any, streams: Sequence[int]) -> Sequence[Declaration]:
    """What was declared since then of the edition's milestones and of those of these work streams."""
    mine = sa.or_(Milestone.workstream_id.is_(None), Milestone.workstream_id.in_(streams))
    query = sa.select(Declaration).join(Milestone, Milestone.id == Declaration.milestone_id)
    query = query.where(Milestone.consultation_id == consultation_id, mine, Declaration.created > since)
    query = query.options(joinedload(Declaration.milestone).joinedload(Milestone.workstream))
    return db.session.scalars(query.order_by(Declaration.id).limit(50)).all()


def told(declaration: Declaration) -> str:
    """A declaration in one sentence; its milestone and work stream must be loaded."""
    one = declaration.milestone
    where = one.workstream.title if one.workstream else ""
    said = {"title": one.title, "date": day(declaration.due), "place": where}
    sentences = {
        Declared.SET: _("« %(title)s » est prévu pour le %(date)s.", **said),
        Declared.KEPT: _("« %(title)s » est tenu.", **said),
        Declared.MOVED: _("« %(title)s » est reporté au %(date)s.", **said),
        Declared.DROPPED: _("« %(title)s » est abandonné.", **said),
    }
    reason = _("Pourquoi : %(reason)s", reason=declaration.reason) if declaration.reason else ""
    return " ".join(filter(None, (f"{where} –" if where else "", sentences[declaration.kind], reason)))
