"""Placing points: each seat has so many, spreads them as it likes, and may change its mind until the room goes on."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import db
from consult.errors import RuleBroken
from consult.votes.methods import Points, Rules
from consult.workshops.models import Candidate, Point, Stage, Workshop, WorkshopSeat
from consult.workshops.services import hold_open


def place(one: Workshop, *, seat: WorkshopSeat, given: Mapping[int, str]) -> None:
    """Spread the points of a seat over candidates (number → how many, as typed), in place of what it placed before.

    Raises RuleBroken for more points than there are, what is no number, an unknown candidate, or outside the stage of
    points.
    """
    hold_open(one)
    if one.stage is not Stage.POINTS:
        raise RuleBroken(_("Les points ne se placent pas en ce moment."))
    known = db.session.scalars(sa.select(Candidate.id).filter_by(workshop_id=one.id))
    Points().check(given, dict.fromkeys(known), Rules(points=one.points))
    chosen = [candidate for candidate, many in sorted(given.items()) for _point in range(int(many))]
    db.session.execute(sa.delete(Point).filter_by(seat_id=seat.id))
    common = {"seat_id": seat.id, "workshop_id": one.id, "most": one.points}
    db.session.add_all(Point(number=n, candidate_id=candidate, **common) for n, candidate in enumerate(chosen, 1))
    db.session.flush()


def placed(seat: WorkshopSeat) -> dict[int, int]:
    """How many points a seat gave to each candidate."""
    query = sa.select(Point.candidate_id, sa.func.count()).filter_by(seat_id=seat.id).group_by(Point.candidate_id)
    return {row[0]: row[1] for row in db.session.execute(query)}
