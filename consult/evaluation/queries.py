"""Reading an evaluation: its figures, attendance, budget and remarks, each in one query or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.db import db, found
from consult.evaluation import people
from consult.evaluation.accounting import Budget
from consult.evaluation.models import BudgetLine, Counted, Evaluation, Headcount, Judged, KeyFigure, Remark
from consult.programme import queries as programmes
from consult.programme.models import Room, Session, SessionSpeaker, Venue
from consult.registrations.models import Registration, State
from consult.web.languages import number
from consult.web.pagination import Page, paginate


def of(consultation_id: int) -> Evaluation | None:
    """The evaluation of a consultation, published or not."""
    return db.session.scalars(sa.select(Evaluation).filter_by(consultation_id=consultation_id)).one_or_none()


def line(model: type[Any], line_id: int) -> tuple[Any, Consultation]:
    """A line of an evaluation, with its consultation; or the 404 page."""
    one = found(db.session.get(model, line_id))
    query = sa.select(Consultation).filter_by(id=one.consultation_id)
    return one, db.session.scalars(query).one()


def _lines(model: type[Any], consultation_id: int) -> Sequence[Any]:
    query = sa.select(model).filter_by(consultation_id=consultation_id).order_by(model.position, model.id)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Shown:
    """A figure as it is read."""

    label: str
    value: str
    previous: str
    one: KeyFigure


def figures(consultation_id: int) -> list[Shown]:
    """The figures of the edition, beside the last one's."""
    lines: Sequence[KeyFigure] = _lines(KeyFigure, consultation_id)
    counts = counted(consultation_id) if any(one.counted for one in lines) else {}
    return [
        Shown(
            one.label,
            _with_unit(number(counts[one.counted]) if one.counted else one.value, one.unit),
            _with_unit(one.previous, one.unit),
            one,
        )
        for one in lines
    ]


def _with_unit(value: str, unit: str) -> str:
    return f"{value}\u00a0{unit}" if value and unit else value


def counted(consultation_id: int) -> dict[Counted, int]:
    """What the platform counts: of the programme, the sessions that were published and took place."""
    venue = sa.func.coalesce(Session.venue_id, Room.venue_id)
    query = sa.select(Session.id, Session.starts, Session.day, venue, Venue.territory_id)
    query = query.outerjoin(Room, Room.id == Session.room_id).outerjoin(Venue, Venue.id == venue)
    query = query.where(Session.consultation_id == consultation_id, *_TOOK_PLACE)
    rows = db.session.execute(query).all()
    speakers = sa.select(sa.func.count(sa.distinct(SessionSpeaker.speaker_id)))
    speakers = speakers.join(Session, Session.id == SessionSpeaker.session_id)
    speakers = speakers.where(Session.consultation_id == consultation_id, *_TOOK_PLACE)
    came = people.came(consultation_id)
    zone = ZoneInfo(programmes.zone_name(programmes.edition(consultation_id)))
    return {
        Counted.DAYS: len({row[1].astimezone(zone).date() if row[1] else row[2] for row in rows} - {None}),
        Counted.SESSIONS: len(rows),
        Counted.VENUES: len({row[3] for row in rows} - {None}),
        Counted.COMMUNES: len({row[4] for row in rows} - {None}),
        Counted.SPEAKERS: db.session.scalar(speakers) or 0,
        Counted.PEOPLE: came.people,
        Counted.ORGANISATIONS: came.organisations,
    }


_TOOK_PLACE = (Session.published.is_not(None), ~Session.is_cancelled)


@dataclass(frozen=True)
class Attendance:
    """Who was expected in a session, registered, and counted there: by the team, else at the door."""

    session: Session
    expected: int | None
    registered: int
    counted: int | None


def attendance(consultation_id: int, *, after: str | None = None, size: int = 50) -> Page[Attendance]:
    """One page of the sessions that have their hours, as they follow one another."""
    query = sa.select(Session).where(Session.consultation_id == consultation_id, *_TOOK_PLACE)
    query = query.where(Session.starts.is_not(None))
    page = paginate(query, [(Session.starts, False), (Session.id, False)], after=after, size=size)
    ids = [one.id for one in page.items]
    heads = {
        row.session_id: row for row in db.session.scalars(sa.select(Headcount).where(Headcount.session_id.in_(ids)))
    }
    seats = _seats(Registration.session_id.in_(ids))
    return Page([_attendance(one, heads.get(one.id), seats.get(one.id, (0, 0))) for one in page.items], page.after)


def one_attendance(session: Session) -> Attendance:
    """Of one session."""
    seats = _seats(Registration.session_id == session.id).get(session.id, (0, 0))
    return _attendance(session, db.session.get(Headcount, session.id), seats)


def _attendance(one: Session, head: Headcount | None, seats: tuple[int, int]) -> Attendance:
    registered, arrived = seats
    typed = head.counted if head else None
    return Attendance(one, head.expected if head else None, registered, arrived or None if typed is None else typed)


def _seats(condition: sa.ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """How many have a place in each of these sessions, and how many of them were checked in."""
    arrived = sa.func.count(Registration.arrived)
    query = sa.select(Registration.session_id, sa.func.count(), arrived).where(condition)
    query = query.where(Registration.state == State.SEATED).group_by(Registration.session_id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


@dataclass(frozen=True)
class Totals:
    """Attendance over an edition: the sums over its sessions."""

    expected: int
    registered: int
    counted: int


def totals(consultation_id: int) -> Totals:
    """The sums over all sessions, in one query and one of registrations."""
    seats = _seats(Registration.consultation_id == consultation_id)
    query = sa.select(Session.id, Headcount.expected, Headcount.counted)
    query = query.outerjoin(Headcount, Headcount.session_id == Session.id)
    rows = db.session.execute(query.where(Session.consultation_id == consultation_id, *_TOOK_PLACE)).all()
    known = [(row[1], seats.get(row[0], (0, 0)), row[2]) for row in rows]
    return Totals(
        sum(expected or 0 for expected, _seats, _typed in known),
        sum(seats[0] for _expected, seats, _typed in known),
        sum(seats[1] if typed is None else typed for _expected, seats, typed in known),
    )


def budget(consultation_id: int) -> Budget:
    """The budget."""
    return Budget(_lines(BudgetLine, consultation_id))


def remarks(consultation_id: int) -> dict[Judged, dict[str, list[Remark]]]:
    """What to improve and what to keep, by topic; first what has none."""
    told: dict[Judged, dict[str, list[Remark]]] = {judged: {} for judged in Judged}
    for one in _lines(Remark, consultation_id):
        told[one.judged].setdefault(one.topic, []).append(one)
    return {judged: dict(sorted(topics.items(), key=lambda item: item[0] != "")) for judged, topics in told.items()}


def session(session_id: int) -> Session:
    """A session that was published, with its consultation; or the 404 page."""
    query = sa.select(Session).where(Session.id == session_id, *_TOOK_PLACE)
    query = query.options(joinedload(Session.consultation).selectinload(Consultation.phases))
    return found(db.session.scalars(query).one_or_none())
