"""Opening a workshop, its seats, and what the room does now.

Every act on a workshop, here and in its other modules, holds its row first, then looks, then writes: two people at once
wait for one another, and the second one sees what the first one did.
"""

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.votes import seats
from consult.workshops.models import Point, Stage, Workshop, WorkshopSeat

MOST_SEATS = 200  # on one printed sheet


def open_workshop(
    consultation: Consultation, *, actor: User, title: str, question: str, tables: int, points: int
) -> Workshop:
    """A new workshop, in which ideas can be sent at once."""
    one = Workshop(consultation_id=consultation.id, title=title, question=question, tables=tables, points=points)
    db.session.add(one)
    record(Action.WORKSHOP_OPENED, one, actor=actor, title=title)
    return one


def edit_workshop(one: Workshop, *, actor: User, title: str, question: str, tables: int, points: int) -> None:
    """Change how a workshop is set. Raises RuleBroken where its points would change after some were placed."""
    hold(one)
    if points != one.points and db.session.scalar(sa.select(Point.seat_id).filter_by(workshop_id=one.id).limit(1)):
        raise RuleBroken(_("Des points sont déjà placés : leur nombre ne peut plus changer."))
    one.title, one.question, one.tables, one.points = title, question, tables, points
    record(Action.WORKSHOP_EDITED, one, actor=actor)


def make_seats(one: Workshop, *, actor: User, each: int) -> list[tuple[int, str]]:
    """So many new codes for each table, as they are printed, with the table. They cannot be read again."""
    hold_open(one)
    if not 0 < each * one.tables <= MOST_SEATS:
        raise RuleBroken(_("Cela ferait plus de %(most)s cartes : imprimez-les en plusieurs fois.", most=MOST_SEATS))
    tables = [table for table in range(1, one.tables + 1) for _seat in range(each)]
    codes = list(zip(tables, seats.new_codes(len(tables)), strict=True))
    db.session.add_all(
        WorkshopSeat(workshop_id=one.id, table=table, code_hash=seats.digest(_room(one), code)) for table, code in codes
    )
    record(Action.WORKSHOP_SEATED, one, actor=actor, count=len(codes))
    return [(table, seats.printed(code)) for table, code in codes]


def sit(one: Workshop, *, code: str) -> WorkshopSeat:
    """The seat of this code. Raises RuleBroken where there is none, or nothing is done there any more."""
    if one.is_closed:
        raise closed()
    found = sa.select(WorkshopSeat).filter_by(workshop_id=one.id, code_hash=seats.digest(_room(one), code))
    seat = db.session.scalars(found).one_or_none()
    if seat is None:
        raise RuleBroken(_("Ce code n’existe pas dans cet atelier. Vérifiez les huit signes de votre carte."))
    seat.taken = True
    return seat


def set_stage(one: Workshop, stage: Stage, *, actor: User, seen: Stage) -> None:
    """Go on to the next stage, or back. Raises RuleBroken where somebody else did so since."""
    hold(one)
    if one.stage is not seen:
        raise RuleBroken(
            _("Quelqu’un de l’équipe vient de changer d’étape. Rien n’a été fait : regardez où vous en êtes.")
        )
    if one.stage is not stage:
        record(Action.WORKSHOP_STAGED, one, actor=actor, before=one.stage.value, stage=stage.value)
        one.stage = stage


def hold(one: Workshop) -> None:
    """Wait for whoever writes in this workshop, read it as they left it, and say that something is new."""
    db.session.flush()
    db.session.refresh(one, sa.inspect(Workshop).column_attrs.keys(), with_for_update={"key_share": True})
    one.version += 1


def hold_open(one: Workshop) -> None:
    """Hold it. Raises RuleBroken where it is closed."""
    hold(one)
    if one.is_closed:
        raise closed()


def closed() -> RuleBroken:
    """What somebody is told who sends something too late."""
    return RuleBroken(_("L’atelier est terminé : plus rien ne peut y être envoyé."))


def _room(one: Workshop) -> str:
    return f"workshop {one.id}"
