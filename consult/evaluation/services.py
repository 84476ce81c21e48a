"""Entering an evaluation, and publishing it."""

from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once, upsert
from consult.errors import RuleBroken
from consult.evaluation.accounting import side_of
from consult.evaluation.models import BudgetLine, Evaluation, Headcount, Judged, KeyFigure, Remark
from consult.programme.models import Session

T = TypeVar("T", KeyFigure, BudgetLine, Remark)
MOST_LINES = 200


def of(consultation: Consultation) -> Evaluation:
    """The evaluation of a consultation, begun where there is none."""
    values = {"introduction": "", "created": clock.now()}
    insert_once(Evaluation, consultation_id=consultation.id, **values)
    return db.session.scalars(sa.select(Evaluation).filter_by(consultation_id=consultation.id)).one()


def introduce(consultation: Consultation, *, actor: User | None, introduction: str) -> Evaluation:
    """Say what the edition was, before its figures."""
    one = of(consultation)
    one.introduction = introduction
    record(Action.EVALUATION_EDITED, one, actor=actor)
    return one


def publish(consultation: Consultation, *, actor: User | None) -> Evaluation:
    """Show the evaluation to everybody."""
    one = of(consultation)
    if one.published is None:
        one.published = clock.now()
        record(Action.EVALUATION_PUBLISHED, one, actor=actor)
    return one


def take_back(consultation: Consultation, *, actor: User) -> None:
    """Show it to the team alone."""
    one = of(consultation)
    if one.published is not None:
        one.published = None
        record(Action.EVALUATION_WITHDRAWN, one, actor=actor)


def count(session: Session, *, actor: User | None, expected: int | None, counted: int | None) -> None:
    """Note how many were expected in a session, and how many were counted. Raises RuleBroken below 0."""
    if (expected or 0) < 0 or (counted or 0) < 0:
        raise RuleBroken(_("Un nombre de personnes ne peut pas être négatif."))
    upsert(Headcount, {"session_id": session.id}, {"expected": expected, "counted": counted})
    record(Action.EVALUATION_EDITED, session, actor=actor, expected=expected, counted=counted)


def save_figure(
    consultation: Consultation, *, actor: User | None, label: str, one: KeyFigure | None = None, **values: Any
) -> KeyFigure:
    """A figure of the edition: `value`, `unit`, `previous`, or `counted` by the platform.

    Raises RuleBroken without a value, and with one beside what is counted.
    """
    if (values.get("counted") is None) == (not values.get("value")):
        raise RuleBroken(_("Tapez une valeur, ou choisissez ce que la plateforme compte : l’une ou l’autre."))
    return _saved(KeyFigure, consultation, one, actor, label=label, **values)


def save_budget_line(
    consultation: Consultation,
    *,
    actor: User | None,
    account: str,
    label: str,
    cents: int,
    one: BudgetLine | None = None,
) -> BudgetLine:
    """A charge or a product. Raises RuleBroken for an account that is none of a budget, and below 0."""
    side = side_of(account)
    if side is None:
        raise RuleBroken(
            _("Ce compte n’est pas de ceux d’un budget : une charge commence par 6 ou 86, un produit par 7 ou 87.")
        )
    if cents < 0:
        raise RuleBroken(_("Une somme ne peut pas être négative."))
    return _saved(BudgetLine, consultation, one, actor, side=side, account=account, label=label, cents=cents)


def save_remark(
    consultation: Consultation,
    *,
    actor: User | None,
    judged: Judged,
    text: str,
    topic: str = "",
    one: Remark | None = None,
) -> Remark:
    """Something to keep or to improve."""
    return _saved(Remark, consultation, one, actor, judged=judged, topic=topic, text=text)


def remove(one: KeyFigure | BudgetLine | Remark, *, actor: User) -> None:
    """Take a line out."""
    record(Action.EVALUATION_EDITED, one, actor=actor, removed=True)
    db.session.delete(one)


def _saved(model: type[T], consultation: Consultation, one: T | None, actor: User | None, **values: Any) -> T:
    if one is None:
        query = sa.select(sa.func.max(model.position), sa.func.count()).filter_by(consultation_id=consultation.id)
        last, lines = db.session.execute(query).one()
        if lines >= MOST_LINES:
            raise RuleBroken(_("Il y a déjà %(n)s lignes : réunissez-en.", n=MOST_LINES))
        one = model(consultation_id=consultation.id, position=0 if last is None else last + 1)
        db.session.add(one)
    for name, value in values.items():
        setattr(one, name, value)
    record(Action.EVALUATION_EDITED, one, actor=actor)
    return one
