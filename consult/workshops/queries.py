"""What the pages of a workshop show, each in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.policy import Permission, may
from consult.web.pagination import Page, paginate
from consult.workshops.models import Candidate, Idea, Point, Workshop, WorkshopSeat

PANE = 40  # ideas of the first column
PREVIEW = 8  # of each other one


@dataclass(frozen=True)
class Seats:
    """How many codes there are, and how many sat down."""

    made: int
    taken: int


@dataclass(frozen=True)
class Standing:
    """A candidate theme, how many ideas lie with it, and its points by where they come from."""

    candidate: Candidate
    ideas: int = 0
    phone: int = 0

    @property
    def points(self) -> int:
        """All of them."""
        return self.phone + self.candidate.paper_points


@dataclass(frozen=True)
class Board:
    """The pane (a page of ideas), the latest ideas of the other columns by candidate (None: to sort), the counts."""

    pane: Page[Idea]
    columns: Mapping[int | None, Sequence[Idea]] = field(default_factory=dict)


def get(workshop_id: int, *, viewer: Any) -> Workshop:
    """A workshop of a consultation that this viewer may read, with the consultation, its phases and its poll."""
    place = joinedload(Workshop.consultation)
    query = sa.select(Workshop).where(Workshop.id == workshop_id)
    query = query.options(place.selectinload(Consultation.phases), place.joinedload(Consultation.poll))
    one = found(db.session.scalars(query).one_or_none())
    return found(one if may(viewer, Permission.CONSULTATION_READ, one.consultation) else None)


def of_consultation(consultation_id: int, *, after: str | None, size: int = 20) -> Page[Workshop]:
    """The workshops of a consultation, the latest first."""
    query = sa.select(Workshop).filter_by(consultation_id=consultation_id)
    return paginate(query, [(Workshop.id, True)], after=after, size=size)


def idea(workshop: Workshop, idea_id: int) -> Idea:
    """An idea of this workshop, with it; or the 404 page."""
    query = sa.select(Idea).filter_by(id=idea_id, workshop_id=workshop.id).options(joinedload(Idea.workshop))
    return found(db.session.scalars(query).one_or_none())


def candidate(workshop: Workshop, candidate_id: int) -> Candidate:
    """A candidate theme of this workshop, with it; or the 404 page."""
    query = sa.select(Candidate).filter_by(id=candidate_id, workshop_id=workshop.id)
    return found(db.session.scalars(query.options(joinedload(Candidate.workshop))).one_or_none())


def seat(workshop: Workshop, seat_id: Any) -> WorkshopSeat | None:
    """A seat of this workshop, if there is one of this number."""
    return (
        db.session.scalar(sa.select(WorkshopSeat).filter_by(id=seat_id, workshop_id=workshop.id)) if seat_id else None
    )


def seats(workshop_id: int) -> Seats:
    """The seats of a workshop."""
    taken = sa.func.coalesce(sa.func.sum(sa.case((WorkshopSeat.taken, 1), else_=0)), 0)
    row = db.session.execute(sa.select(sa.func.count(), taken).where(WorkshopSeat.workshop_id == workshop_id)).one()
    return Seats(*row)


def standings(workshop_id: int) -> list[Standing]:
    """The candidates in the order in which they came, with their figures, in one query."""
    ideas = sa.select(sa.func.count()).where(Idea.candidate_id == Candidate.id, ~Idea.set_aside).scalar_subquery()
    points = sa.select(sa.func.count()).where(Point.candidate_id == Candidate.id).scalar_subquery()
    query = sa.select(Candidate, ideas, points).where(Candidate.workshop_id == workshop_id).order_by(Candidate.id)
    return [Standing(*row) for row in db.session.execute(query)]


def ranked(standings: Sequence[Standing]) -> list[Standing]:
    """The most points first."""
    return sorted(standings, key=lambda one: (-one.points, one.candidate.id))


@dataclass(frozen=True)
class Counts:
    """How many ideas came, how many wait to be sorted, how many were set aside, and how many seats placed points."""

    ideas: int
    to_sort: int
    aside: int
    givers: int


def counts(workshop_id: int) -> Counts:
    """The figures of a workshop, in one query."""
    shown = ~Idea.set_aside
    lines = (shown, sa.and_(shown, Idea.candidate_id.is_(None)), Idea.set_aside)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((line, 1), else_=0)), 0) for line in lines]
    givers = sa.select(sa.func.count(sa.distinct(Point.seat_id))).where(Point.workshop_id == workshop_id)
    row = db.session.execute(sa.select(*sums, givers.scalar_subquery()).where(Idea.workshop_id == workshop_id)).one()
    return Counts(row[0], row[1], row[2], row[3])


def board(workshop_id: int, *, chosen: int | None, after: str | None) -> Board:
    """The ideas of one column (None: to sort) in pages, the first ones first; the latest ones of every other."""
    shown = sa.select(Idea).where(Idea.workshop_id == workshop_id, ~Idea.set_aside)
    pane = paginate(shown.where(_in(chosen)), [(Idea.id, False)], after=after, size=PANE)
    place = sa.func.row_number().over(partition_by=Idea.candidate_id, order_by=Idea.id.desc()).label("place")
    rest = sa.select(Idea.id, place).where(Idea.workshop_id == workshop_id, ~Idea.set_aside)
    ranks = rest.where(Idea.candidate_id.is_distinct_from(chosen)).subquery()
    others = sa.select(Idea).join(ranks, ranks.c.id == Idea.id).where(ranks.c.place <= PREVIEW)
    columns: dict[int | None, list[Idea]] = {}
    for one in db.session.scalars(others.order_by(Idea.id.desc())):
        columns.setdefault(one.candidate_id, []).append(one)
    return Board(pane, columns)


def aside(workshop_id: int, *, after: str | None, size: int = 30) -> Page[Idea]:
    """The ideas that were set aside, the latest first."""
    query = sa.select(Idea).filter_by(workshop_id=workshop_id, set_aside=True)
    return paginate(query, [(Idea.id, True)], after=after, size=size)


def sent_from(seat: WorkshopSeat) -> Sequence[Idea]:
    """The ideas of one seat, the latest first: never very many."""
    return db.session.scalars(sa.select(Idea).filter_by(seat_id=seat.id).order_by(Idea.id.desc())).all()


def _in(candidate_id: int | None) -> sa.ColumnElement[bool]:
    return Idea.candidate_id == candidate_id if candidate_id is not None else Idea.candidate_id.is_(None)
