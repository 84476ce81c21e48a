"""What a synthesis covers: how many contributions it cites, are filed, were left out with a reason, or are still open.

A contribution is *cited* where a sentence that was kept rests on it, or a quotation says its words; else *left out*
where somebody said why; else *filed* where it has a theme (a comment: where its proposal has one) — in a synthesis of
the whole consultation; that of a theme or a work stream says nothing by filing. What is none of this is *open*.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments.models import Comment
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.proposals.models import Origin, Proposal
from consult.synthesis import extent as extents
from consult.synthesis.models import Citation, OutOfScope, Part, Quotation, Scope, Standing, Statement, Synthesis
from consult.synthesis.writing import hold, pointing, readable
from consult.web.pagination import Page, paginate


class State(StrEnum):
    """What became of a contribution in a synthesis."""

    CITED = "cited"
    FILED = "filed"
    OUT = "out"
    OPEN = "open"


STATES: dict[State, LazyString] = {
    State.CITED: _l("Citées"),
    State.FILED: _l("Classées dans un thème"),
    State.OUT: _l("Laissées de côté, avec la raison"),
    State.OPEN: _l("Pas encore couvertes"),
}
SOURCES: dict[Origin, LazyString] = {
    Origin.WEB: _l("Le site"),
    Origin.PAPER: _l("Le papier"),
    Origin.MEETING: _l("Une salle, un atelier"),
    Origin.IMPORT: _l("Une importation"),
    Origin.REWORK: _l("Une réunion de propositions"),
}
NEW = "new"  # not cited, whatever else
KINDS: dict[str, type[Proposal] | type[Comment]] = {"proposal": Proposal, "comment": Comment}


@dataclass(frozen=True)
class Share:
    """How many contributions there are, by what became of them."""

    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def covered(self) -> int:
        """Those that are cited or filed."""
        return self.counts.get(State.CITED, 0) + self.counts.get(State.FILED, 0)

    @property
    def percent(self) -> int | None:
        """The share of those that are cited or filed, rounded down: 100 is all of them; None where there are none."""
        return 100 * self.covered // self.total if self.total else None


@dataclass(frozen=True)
class Coverage:
    """The whole, then by theme, section, place and source; keys are numbers, names, or None for without."""

    whole: Share
    kinds: Mapping[str, Share]
    themes: Mapping[int | None, Share]
    sections: Mapping[int | None, Share]
    places: Mapping[str, Share]
    sources: Mapping[Origin, Share]


Line = tuple[str, int | None, int | None, str, Origin, State, int]


def coverage(synthesis: Synthesis) -> Coverage:
    """What a synthesis covers now, in two queries (three about a work stream)."""
    extent = extents.of(synthesis)
    lines = [line for kind in KINDS for line in _lines(kind, synthesis, extent)]
    return Coverage(
        _share(lines),
        {kind: _share([line for line in lines if line[0] == kind]) for kind in KINDS},
        _by(lines, lambda line: line[1]),
        _by(lines, lambda line: line[2]),
        _by(lines, lambda line: line[3]),
        _by(lines, lambda line: line[4]),
    )


def _share(lines: Sequence[Line]) -> Share:
    return Share({state: sum(line[6] for line in lines if line[5] is state) for state in State})


def _by(lines: Sequence[Line], key: Callable[[Line], Any]) -> dict[Any, Share]:
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: _share(some) for name, some in groups.items()}


def _lines(kind: str, synthesis: Synthesis, extent: extents.Extent) -> list[Line]:
    model = KINDS[kind]
    state = _state(model, synthesis)
    source: Any = Proposal.origin if model is Proposal else _comment_source()
    columns = (Proposal.theme_id, Proposal.section_id, Proposal.place, source, state)
    query = extent.proposals if model is Proposal else extent.comments
    rows = db.session.execute(query(*columns, sa.func.count()).group_by(*columns))
    return [(kind, *row[:3], Origin(row[3]), State(row[4]), row[5]) for row in rows]


def _comment_source() -> sa.ColumnElement[str]:
    """A comment that came from elsewhere says so by its key; others were typed on the site."""
    return sa.case((Comment.external_key.is_not(None), Origin.IMPORT.value), else_=Origin.WEB.value)


def _state(model: Any, synthesis: Synthesis) -> sa.ColumnElement[str]:
    filed = Proposal.theme_id.is_not(None) if synthesis.scope is Scope.CONSULTATION else sa.false()
    return sa.case(
        (_cited(model, synthesis), State.CITED.value),
        (_left_out(model, synthesis), State.OUT.value),
        (filed, State.FILED.value),
        else_=State.OPEN.value,
    )


def _cited(model: Any, synthesis: Synthesis) -> sa.ColumnElement[bool]:
    column = f"{model.__tablename__}_id"
    kept = (
        sa.select(Citation.id)
        .join(Statement, Statement.id == Citation.statement_id)
        .join(Part, Part.id == Statement.part_id)
        .where(Part.synthesis_id == synthesis.id, Statement.state == Standing.KEPT)
        .where(getattr(Citation, column) == model.id)
    )
    quoted = sa.select(Quotation.id).where(
        Quotation.synthesis_id == synthesis.id, Quotation.part_id.is_not(None), getattr(Quotation, column) == model.id
    )
    return sa.or_(kept.exists(), quoted.exists())


def _left_out(model: Any, synthesis: Synthesis) -> sa.ColumnElement[bool]:
    pointed = getattr(OutOfScope, f"{model.__tablename__}_id") == model.id
    return sa.exists().where(OutOfScope.synthesis_id == synthesis.id, pointed)


def listed(
    synthesis: Synthesis, kind: str, state: str, *, after: str | None, size: int = 20
) -> Page[Proposal] | Page[Comment]:
    """One page of the contributions in a state (or `new`: whatever is not cited), the most supported first."""
    extent, model = extents.of(synthesis), KINDS[kind]
    query = extent.proposals() if model is Proposal else extent.comments()
    if state == NEW:
        query = query.where(~_cited(model, synthesis), ~_left_out(model, synthesis))
    else:
        query = query.where(_state(model, synthesis) == state)
    query = query.options(joinedload(model.author))
    if model is Comment:
        query = query.options(joinedload(Comment.thread))
    return paginate(query, [(model.support, True), (model.id, True)], after=after, size=size)


def leave_out(synthesis: Synthesis, *, actor: User, ref: Ref, reason: str) -> None:
    """Declare a contribution out of scope; said again, the reason replaces the one before.

    Raises RuleBroken where it is not there for all to read.
    """
    hold(synthesis, actor=actor)
    if not readable(synthesis, [ref]):
        raise RuleBroken(_("Cette contribution n’est pas, ou n’est plus, publiée dans cette consultation."))
    known = db.session.scalars(sa.select(OutOfScope).filter_by(synthesis_id=synthesis.id, **pointing(ref))).first()
    if known is None:
        known = OutOfScope(synthesis_id=synthesis.id, **pointing(ref))
        db.session.add(known)
    known.reason, known.actor_id = reason, actor.id
    record(Action.SYNTHESIS_EDITED, synthesis, actor=actor, what="out", ref=f"{ref.kind}-{ref.id}", reason=reason)


def bring_back(synthesis: Synthesis, *, actor: User, ref: Ref) -> None:
    """Take back that a contribution is out of scope."""
    hold(synthesis, actor=actor)
    db.session.execute(sa.delete(OutOfScope).filter_by(synthesis_id=synthesis.id, **pointing(ref)))
    record(Action.SYNTHESIS_EDITED, synthesis, actor=actor, what="out", ref=f"{ref.kind}-{ref.id}", taken_back=True)
