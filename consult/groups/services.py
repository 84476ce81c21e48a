"""Setting a grouping up, saying wishes, placing people, moving them by hand, publishing."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once, upsert
from consult.errors import RuleBroken
from consult.groups.models import Grouping, GroupRoom, Participant, Tie, Wish
from consult.themes.analysis import grouping as analysis
from consult.themes.models import Theme

MOST_WISHES = 5
MOST_PEOPLE = 2_000
Sizes = tuple[int, int]  # from so many to so many people
Rooms = dict[Hashable, analysis.Room]  # by the number of the theme


def set_up(consultation: Consultation, *, actor: User, rooms: Mapping[int, Sizes], is_open: bool) -> Grouping:
    """Say which themes have a group, of which sizes, and whether people may say their wishes now.

    Raises RuleBroken without a group, for sizes that make no sense, and for a theme of another consultation.
    """
    titles = _titles(consultation.id)
    if not rooms:
        raise RuleBroken(_("Choisissez au moins un thème, avec le nombre de places de son groupe."))
    if any(theme_id not in titles for theme_id in rooms):
        raise RuleBroken(_("Un de ces thèmes n’est plus là : il vient peut-être d’être supprimé. Vérifiez la liste."))
    for theme_id, (least, most) in rooms.items():
        if not 0 <= least <= most or most == 0:
            sizes = {"title": titles[theme_id], "least": least, "most": most}
            raise RuleBroken(_("« %(title)s » : le minimum (%(least)s) dépasse le maximum (%(most)s).", **sizes))
    insert_once(Grouping, consultation_id=consultation.id, is_open=is_open, created=clock.now())
    grouping = _held(consultation.id)
    grouping.is_open = is_open
    db.session.execute(sa.delete(GroupRoom).filter_by(grouping_id=grouping.id))
    for theme_id, (least, most) in rooms.items():
        db.session.add(GroupRoom(grouping_id=grouping.id, theme_id=theme_id, least=least, most=most))
    _free_seats_elsewhere(grouping, rooms)
    record(Action.GROUPING_SET_UP, grouping, actor=actor, rooms=len(rooms), open=is_open)
    db.session.flush()
    return grouping


def _free_seats_elsewhere(grouping: Grouping, rooms: Collection[int]) -> None:
    """Whoever sat in a group that there is no longer has no seat; their wishes stay, should it come back."""
    theirs = (Participant.grouping_id == grouping.id, Participant.seat_id.not_in(rooms))
    values = {"seat_id": None, "rank": None, "why": "", "by_hand": False}
    db.session.execute(sa.update(Participant).where(*theirs).values(**values))


def say_wishes(
    grouping: Grouping, *, person: User, organisation: str, themes: Sequence[int], name: str = ""
) -> Participant:
    """Take part with these wishes, the dearest first, in place of earlier ones. Raises RuleBroken once it is closed."""
    if not _held(grouping.consultation_id).is_open:
        raise RuleBroken(_("Les vœux sont clos. Adressez-vous à l’équipe pour changer les vôtres."))
    keys = {"grouping_id": grouping.id, "user_id": person.id}
    upsert(Participant, keys, {"name": name or person.name, "organisation": organisation})
    mine = sa.select(Participant).filter_by(**keys)
    participant = db.session.scalars(mine, execution_options={"populate_existing": True}).one()
    _set_wishes(grouping.id, participant, themes)
    return participant


def leave(grouping: Grouping, *, person: User) -> None:
    """Take part no more."""
    mine = sa.select(Participant).filter_by(grouping_id=grouping.id, user_id=person.id)
    if (participant := db.session.scalars(mine).one_or_none()) is not None:
        remove(participant)


def add_participant(
    grouping: Grouping, *, actor: User, name: str, organisation: str, themes: Sequence[int]
) -> Participant:
    """Add somebody who has no account here, from paper. Raises RuleBroken beyond so many people."""
    _held(grouping.consultation_id)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Participant).filter_by(grouping_id=grouping.id))
    if (count or 0) >= MOST_PEOPLE:
        raise RuleBroken(_("Un regroupement prend %(most)s personnes au plus.", most=MOST_PEOPLE))
    participant = Participant(grouping_id=grouping.id, name=name, organisation=organisation)
    db.session.add(participant)
    db.session.flush()
    _set_wishes(grouping.id, participant, themes)
    record(Action.GROUPING_JOINED, grouping, actor=actor, participant=participant.id)
    return participant


def remove(participant: Participant) -> None:
    """Take somebody out, with their wishes and ties."""
    db.session.execute(sa.delete(Tie).where(sa.or_(Tie.first_id == participant.id, Tie.second_id == participant.id)))
    db.session.execute(sa.delete(Wish).filter_by(participant_id=participant.id))
    db.session.execute(sa.delete(Participant).filter_by(id=participant.id))


def _set_wishes(grouping_id: int, participant: Participant, themes: Sequence[int]) -> None:
    offered = set(db.session.scalars(sa.select(GroupRoom.theme_id).filter_by(grouping_id=grouping_id)))
    if len(set(themes)) != len(themes):
        raise RuleBroken(_("Un même thème ne peut être choisi qu’une fois."))
    if not set(themes) <= offered or len(themes) > MOST_WISHES:
        raise RuleBroken(_("Un de ces thèmes n’est plus proposé. Vérifiez vos vœux."))
    db.session.execute(sa.delete(Wish).filter_by(participant_id=participant.id))
    rows = [{"participant_id": participant.id, "theme_id": one, "rank": rank} for rank, one in enumerate(themes, 1)]
    if rows:
        db.session.execute(sa.insert(Wish), rows)


def tie(grouping: Grouping, *, actor: User, one: Participant, other: Participant, together: bool) -> None:
    """Keep two people together, or apart, from the next computing on."""
    if one.id == other.id or {one.grouping_id, other.grouping_id} != {grouping.id}:
        raise RuleBroken(_("Choisissez deux personnes différentes de ce regroupement."))
    low, high = sorted((one.id, other.id))
    upsert(Tie, {"first_id": low, "second_id": high}, {"together": together})
    record(Action.GROUPING_TIED, grouping, actor=actor, first=low, second=high, together=together)


def untie(grouping: Grouping, *, actor: User, first_id: int, second_id: int) -> None:
    """Leave two people of this grouping free again; nothing happens where they are."""
    here = sa.select(Participant.id).filter_by(grouping_id=grouping.id)
    gone = sa.delete(Tie).where(Tie.first_id == first_id, Tie.second_id == second_id, Tie.first_id.in_(here))
    if not db.session.scalars(gone.returning(Tie.first_id)).all():
        return
    record(Action.GROUPING_TIED, grouping, actor=actor, first=first_id, second=second_id, together=None)


def place_everybody(grouping: Grouping, *, actor: User) -> None:
    """Give everybody a seat: those moved by hand keep theirs, the others get what meets most wishes.

    Raises CannotGroup, with the reason, where it cannot be: nothing is changed then.
    """
    _held(grouping.consultation_id)
    everybody = sa.select(Participant).filter_by(grouping_id=grouping.id).order_by(Participant.id)
    people = db.session.scalars(everybody).all()
    rooms = _rooms(grouping)
    fixed = {one.id for one in people if one.by_hand and one.seat_id in rooms}
    free = [one for one in people if one.id not in fixed]
    wishes = _wishes(grouping)
    ties, seats = _ties(grouping), {p.id: p.seat_id for p in people if p.id in fixed}
    persons = [
        analysis.Person(
            p.name, tuple(wishes.get(p.id, ())), text.fold(p.organisation), _barred(p.id, ties, seats, rooms)
        )
        for p in free
    ]
    left = _left_over(rooms, seats.values())
    if free:
        at = {one.id: n for n, one in enumerate(free)}
        together, apart = (
            [(at[tie.first_id], at[tie.second_id]) for tie in ties if tie.together is kept and _both(tie, at)]
            for kept in (True, False)
        )
        found = analysis.group(persons, left, together=together, apart=apart)
        for one, person, seat in zip(free, persons, found.seats, strict=True):
            one.seat_id, one.rank, one.by_hand = int(str(seat.theme)), seat.rank, False
            one.why = analysis.sentence(person, seat, left)[:2000]
    elif not people:
        analysis.group([], left)
    grouping.computed = clock.now()
    record(Action.GROUPING_PLACED, grouping, actor=actor, people=len(people))
    db.session.flush()


def move(participant: Participant, *, actor: User, theme_id: int | None) -> None:
    """Give somebody a seat by hand; None frees them for the next computing. Raises RuleBroken for what has no group."""
    rooms = set(db.session.scalars(sa.select(GroupRoom.theme_id).filter_by(grouping_id=participant.grouping_id)))
    if theme_id is not None and theme_id not in rooms:
        raise RuleBroken(_("Ce thème n’a plus de groupe. Choisissez-en un autre."))
    wished = sa.select(Wish.rank).filter_by(participant_id=participant.id, theme_id=theme_id)
    participant.rank = db.session.scalar(wished) if theme_id else None
    participant.seat_id, participant.by_hand = theme_id, theme_id is not None
    participant.why = ""
    grouping = db.session.get_one(Grouping, participant.grouping_id)
    record(Action.GROUPING_MOVED, grouping, actor=actor, participant=participant.id, theme=theme_id)


def publish(grouping: Grouping, *, actor: User, shown: bool) -> None:
    """Show everybody their own group, or hide it again. Raises RuleBroken where people have no seat yet."""
    if shown and grouping.computed is None:
        raise RuleBroken(_("Formez d’abord les groupes."))
    grouping.published = clock.now() if shown else None
    record(Action.GROUPING_PUBLISHED, grouping, actor=actor, shown=shown)


def _held(consultation_id: int) -> Grouping:
    query = sa.select(Grouping).filter_by(consultation_id=consultation_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _titles(consultation_id: int) -> dict[int, str]:
    rows = db.session.execute(sa.select(Theme.id, Theme.title).filter_by(consultation_id=consultation_id))
    return {row.id: row.title for row in rows}


def _rooms(grouping: Grouping) -> Rooms:
    query = sa.select(GroupRoom.theme_id, Theme.title, GroupRoom.least, GroupRoom.most)
    query = query.join(Theme, Theme.id == GroupRoom.theme_id).where(GroupRoom.grouping_id == grouping.id)
    rows = db.session.execute(query.order_by(Theme.position, Theme.id))
    return {row.theme_id: analysis.Room(row.title, row.least, row.most) for row in rows}


def _left_over(rooms: Rooms, taken: Collection[int | None]) -> Rooms:
    """The rooms without the seats that are taken already."""
    seats: list[Hashable] = list(taken)
    return {
        theme: replace(room, least=max(0, room.least - seats.count(theme)), most=max(0, room.most - seats.count(theme)))
        for theme, room in rooms.items()
    }


def _wishes(grouping: Grouping) -> dict[int, list[int]]:
    query = sa.select(Wish.participant_id, Wish.theme_id).join(Participant, Participant.id == Wish.participant_id)
    found: dict[int, list[int]] = {}
    rows = query.where(Participant.grouping_id == grouping.id).order_by(Wish.participant_id, Wish.rank)
    for participant_id, theme_id in db.session.execute(rows):
        found.setdefault(participant_id, []).append(theme_id)
    return found


def _ties(grouping: Grouping) -> Sequence[Tie]:
    query = sa.select(Tie).join(Participant, Participant.id == Tie.first_id)
    return db.session.scalars(query.where(Participant.grouping_id == grouping.id)).all()


def _both(tie: Tie, some: Collection[int]) -> bool:
    return tie.first_id in some and tie.second_id in some


def _barred(one: int, ties: Sequence[Tie], seats: Mapping[int, int | None], rooms: Rooms) -> frozenset[Hashable]:
    """The themes to which somebody cannot go: they are tied to people who sit where they were put by hand."""
    closed: set[Hashable] = set()
    for tie in ties:
        if one in (pair := (tie.first_id, tie.second_id)):
            other = seats.get(pair[0] if pair[1] == one else pair[1])
            closed |= {theme for theme in rooms if other and (theme == other) is not tie.together}
    return frozenset(closed)
