"""Polls for tests: one of each method, published and open unless a test says otherwise."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.policy import Role
from consult.polls import services
from consult.polls.models import Option, PublicPoll
from consult.polls.services import NewOption
from consult.votes.models import MethodName
from tests.factories import make_consultation, make_staff

NEEDED: dict[MethodName, dict[str, Any]] = {
    MethodName.SUPPORT: {"max_items": 2},
    MethodName.POSITION: {},
    MethodName.POINTS: {"points": 5, "max_points": 3},
    MethodName.RANKING: {"counting": "schulze"},
    MethodName.JUDGEMENT: {},
    MethodName.BUDGET: {"budget": 100, "counting": "budget-equal-shares"},
}
# A whole ballot for options 0, 1, 2 of each method.
GOOD: dict[MethodName, dict[int, str]] = {
    MethodName.SUPPORT: {0: "agree", 1: "agree"},
    MethodName.POSITION: {0: "agree", 1: "mixed", 2: "disagree"},
    MethodName.POINTS: {0: "3", 1: "2"},
    MethodName.RANKING: {0: "2", 1: "1"},
    MethodName.JUDGEMENT: {0: "excellent", 1: "good", 2: "reject"},
    MethodName.BUDGET: {0: "agree", 1: "agree"},
}


def make_poll(
    method: MethodName = MethodName.SUPPORT,
    *,
    consultation: Consultation | None = None,
    organiser: User | None = None,
    options: int = 3,
    published: bool = True,
    **given: Any,
) -> PublicPoll:
    """A poll with options « Option 1 », « Option 2 »…; in a budget they cost 40, 50, 60 euros."""
    consultation = consultation or make_consultation()
    organiser = organiser or make_staff(consultation, Role.ORGANISER)
    costs = [30 + 10 * n if method is MethodName.BUDGET else None for n in range(1, options + 1)]
    rules = {"opens": clock.now() - timedelta(days=1), "closes": clock.now() + timedelta(days=1)}
    one = services.create_poll(
        consultation,
        actor=organiser,
        title=given.pop("title", "Que choisir pour la place ?"),
        text=given.pop("text", "Le conseil suivra le résultat."),
        options=[NewOption(f"Option {n}", "", cost) for n, cost in enumerate(costs, start=1)],
        method=method,
        **rules | NEEDED[method] | given,
    )
    if published:
        services.publish_poll(one, actor=organiser)
    db.session.commit()
    return one


def items(one: PublicPoll) -> list[int]:
    """The numbers of its items, in their order."""
    query = sa.select(Option.item_id).filter_by(public_poll_id=one.id).order_by(Option.position)
    return list(db.session.scalars(query))


def sent(numbers: list[int], choices: dict[int, str]) -> dict[str, str]:
    """A ballot as its form sends it."""
    return {f"item-{numbers[place]}": mark for place, mark in choices.items()}
