"""Reading a grouping: its rooms, who takes part, who sits where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from consult.db import db, found
from consult.groups.models import Grouping, GroupRoom, Participant, Tie, Wish
from consult.themes.models import Theme
from consult.web.pagination import Page, paginate

SIZE = 50


def of_consultation(consultation_id: int) -> Grouping | None:
    """The grouping of a consultation, with its consultation; None where nobody set one up."""
    query = sa.select(Grouping).filter_by(consultation_id=consultation_id).options(joinedload(Grouping.consultation))
    return db.session.scalars(query).one_or_none()


def rooms(grouping: Grouping) -> Sequence[GroupRoom]:
    """Its rooms with their themes, in the order of these."""
    query = sa.select(GroupRoom).filter_by(grouping_id=grouping.id).join(Theme, Theme.id == GroupRoom.theme_id)
    query = query.options(joinedload(GroupRoom.theme))
    return db.session.scalars(query.order_by(Theme.position, Theme.id)).all()


def participant(participant_id: int) -> Participant:
    """Somebody who takes part, with the grouping and its consultation; or the 404 page."""
    query = sa.select(Participant).where(Participant.id == participant_id)
    query = query.options(joinedload(Participant.grouping).joinedload(Grouping.consultation))
    return found(db.session.scalars(query).one_or_none())


def mine(grouping: Grouping, viewer: Any) -> Participant | None:
    """What this person said, with their wishes."""
    if not viewer.is_authenticated:
        return None
    query = sa.select(Participant).filter_by(grouping_id=grouping.id, user_id=viewer.id)
    return db.session.scalars(query.options(selectinload(Participant.wishes))).one_or_none()


def beside(one: Participant) -> Sequence[str]:
    """The names in the group of this person, their own among them."""
    query = sa.select(Participant.name).filter_by(grouping_id=one.grouping_id, seat_id=one.seat_id)
    return db.session.scalars(query.order_by(Participant.name, Participant.id)).all() if one.seat_id else []


def people(grouping: Grouping, *, after: str | None = None) -> Page[Participant]:
    """One page of those who take part, by name, with their wishes."""
    query = sa.select(Participant).filter_by(grouping_id=grouping.id).options(selectinload(Participant.wishes))
    return paginate(query, [(Participant.name, False), (Participant.id, False)], after=after, size=SIZE)


@dataclass(frozen=True)
class Seated:
    """Everybody by the theme of their group (None: no seat yet), and how many got which of their wishes."""

    groups: dict[int | None, list[Participant]] = field(default_factory=dict)
    ranks: Counter[int | None] = field(default_factory=Counter)
    unheard: list[Participant] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(map(len, self.groups.values()))


def seated(grouping: Grouping) -> Seated:
    """Who sits where, by name; whom no wish could be met is told apart."""
    query = sa.select(Participant).filter_by(grouping_id=grouping.id).options(selectinload(Participant.wishes))
    shown = Seated()
    for one in db.session.scalars(query.order_by(Participant.name, Participant.id)):
        shown.groups.setdefault(one.seat_id, []).append(one)
        if one.seat_id is not None and one.wishes:
            shown.ranks[one.rank] += 1
            if one.rank is None:
                shown.unheard.append(one)
    return shown


@dataclass(frozen=True)
class Bond:
    """Two people to keep together or apart, and whether their seats agree with that."""

    first: Participant
    second: Participant
    together: bool

    @property
    def is_broken(self) -> bool:
        """Whether both have a seat, and not as asked."""
        if self.first.seat_id is None or self.second.seat_id is None:
            return False
        return (self.first.seat_id == self.second.seat_id) is not self.together


def bonds(grouping: Grouping) -> list[Bond]:
    """Who goes with whom, and who does not."""
    first, second = aliased(Participant), aliased(Participant)
    query = sa.select(Tie.together, first, second).join(first, first.id == Tie.first_id)
    query = query.join(second, second.id == Tie.second_id).where(first.grouping_id == grouping.id)
    return [Bond(a, b, together) for together, a, b in db.session.execute(query.order_by(first.name, second.name))]


def named(grouping: Grouping) -> Sequence[tuple[int, str]]:
    """Everybody's number and name, by name."""
    query = sa.select(Participant.id, Participant.name).filter_by(grouping_id=grouping.id)
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Participant.name, Participant.id))]


def counts(grouping: Grouping) -> tuple[int, dict[int, int]]:
    """How many take part, and how many wish each theme most."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Participant).filter_by(grouping_id=grouping.id))
    query = sa.select(Wish.theme_id, sa.func.count()).join(Participant, Participant.id == Wish.participant_id)
    query = query.where(Participant.grouping_id == grouping.id, Wish.rank == 1).group_by(Wish.theme_id)
    return total or 0, {row[0]: row[1] for row in db.session.execute(query)}
