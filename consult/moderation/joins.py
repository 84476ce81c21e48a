"""How several things become one, and part again: a registry, filled by the feature that does it (merging).

The act is a number of that feature's; every decision that it carries out bears it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import kinds
from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.moderation.models import Decision


@dataclass(frozen=True)
class Joined:
    """What things became: its title, and where it is read."""

    title: str
    url: str


@dataclass(frozen=True)
class Joint:
    """How things of one kind become one.

    `join` makes one text of things, in the name of an actor and for a published reason, and says by which act; it
    raises RuleBroken where that cannot be. `part` undoes an act, as far as it still stands; `made` says what it made.
    """

    join: Callable[[Sequence[Any], str, str, User, str], int]
    part: Callable[[int, User], None]
    made: Callable[[int], Joined | None]


JOINTS: dict[str, Joint] = {}


def register(kind: str, joint: Joint) -> None:
    """Let things of this kind be joined in this way."""
    JOINTS[kind] = joint


def of(things: Sequence[Any]) -> Joint:
    """How these things are joined. Raises RuleBroken where they are not of one kind that can be."""
    found = {kinds.ref(thing).kind for thing in things}
    joint = JOINTS.get(found.pop()) if len(found) == 1 else None
    if joint is None:
        raise RuleBroken(_("Ces textes ne peuvent pas être réunis."))
    return joint


def part(decision: Decision, *, actor: User) -> None:
    """Undo what a merge did, unless that was done already."""
    if decision.joined is not None:
        JOINTS[decision.kind].part(decision.joined, actor)


def made_by(decision: Decision) -> Joined | None:
    """What a merge made of the thing; None for another measure."""
    return JOINTS[decision.kind].made(decision.joined) if decision.joined is not None else None


def of_the_same(decision: Decision) -> Sequence[Decision]:
    """The other decisions that the same act carried out."""
    if decision.joined is None:
        return ()
    return [one for one in decided(decision.kind, decision.joined) if one.id != decision.id]


def decided(kind: str, act: int) -> Sequence[Decision]:
    """The decisions that an act of joining things of this kind carried out; none where no moderator decided it."""
    query = sa.select(Decision).filter_by(kind=kind, joined=act)
    return db.session.scalars(query.order_by(Decision.id)).all()
