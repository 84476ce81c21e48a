"""Giving places, giving them up, moving the waiting list up, checking people in.

The row of the desk is held first, always: requests for one session are answered one after another. Whether one can ask,
and what letters say, is what the last release tells; how many places there are follows the draft at once.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult import clock, text
from consult.accounts.models import User
from consult.accounts.services import email_key
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.programme import queries
from consult.programme.content import Talk
from consult.programme.models import Session
from consult.registrations import letters
from consult.registrations.models import CODE, Desk, Registration, Scan, State

MOST_SCANS = 500


def register(session: Session, *, person: User) -> Registration:
    """Ask for a place with an account: it is given at once, or a turn on the waiting list.

    Raises RuleBroken where one cannot register for this session now.
    """
    talk = refuse_if_closed(session)
    desk = _desk(session)
    one = _mine(session, person.email or "", name=person.name, user=person)
    if not one.is_held:
        _seat(one, desk)
        letters.tell(one, talk)
    return one


def ask(session: Session, *, name: str, email: str) -> Registration:
    """Ask for a place by e-mail: a letter asks to confirm, and nothing is taken before. Raises RuleBroken as above.

    Whoever has a place already receives their ticket again: the answer says nothing of who is registered.
    """
    talk = refuse_if_closed(session)
    _desk(session)
    one = _mine(session, email, name=name)
    if one.is_held:
        letters.tell(one, talk)
    else:
        letters.ask_to_confirm(one, talk)
    return one


def confirm(one: Registration) -> None:
    """Give a place, or a turn, to whoever followed the link. Doing it twice changes nothing. Raises RuleBroken."""
    desk = _desk(one.session)
    _reread(one)
    if one.is_held:
        return
    talk = refuse_if_closed(one.session)
    _seat(one, desk)
    letters.tell(one, talk)


def cancel(one: Registration) -> None:
    """Give a place or a turn up; the first who waits takes the place. Doing it twice changes nothing."""
    desk = _desk(one.session)
    _reread(one)
    if one.state is State.SEATED:
        desk.taken -= 1
    one.state = State.CANCELLED
    _settle(desk, one.session, queries.told(one.session).get(one.session_id))


def _mine(session: Session, email: str, *, name: str, user: User | None = None) -> Registration:
    """The registration of this person for this session: one address is one person, with an account or without."""
    keys = {"session_id": session.id, "person": email_key(email)}
    one = db.session.scalars(sa.select(Registration).filter_by(**keys)).one_or_none()
    if one is None:
        one = Registration(
            **keys, consultation_id=session.consultation_id, name=name[:120], email=email, state=State.ASKED
        )
        db.session.add(one)
    if not one.is_held:
        one.name, one.email, one.locale = name[:120], email, str(get_locale() or "")
        one.state, one.user_id = State.ASKED, user.id if user else one.user_id
        one.created = clock.now()  # addresses that nobody confirms are forgotten a week after the last request
    one.session = session
    db.session.flush()
    return one


def _reread(one: Registration) -> None:
    db.session.refresh(one, ("state", "number", "arrived"))


def refuse_if_closed(session: Session) -> Talk:
    """Raise RuleBroken where nobody can register for this session now; give what was released of it."""
    talk = queries.told(session).get(session.id)
    if talk is not None and talk.is_cancelled:
        raise RuleBroken(_("Cette séance est annulée."))
    if talk is None or not talk.registration:
        raise RuleBroken(_("Cette séance n’a pas d’inscription : venez, tout simplement."))
    if _has_started(talk):
        raise RuleBroken(_("Cette séance a déjà commencé : on ne peut plus s’y inscrire."))
    return talk


def _has_started(talk: Talk) -> bool:
    return talk.starts is not None and talk.starts <= clock.now()


def _desk(session: Session) -> Desk:
    """The desk of a session, held until the end of the transaction, with as many places as the session has now."""
    insert_once(Desk, session_id=session.id, places=session.capacity, taken=0, numbered=0)
    query = sa.select(Desk).filter_by(session_id=session.id).with_for_update()
    desk = db.session.scalars(query, execution_options={"populate_existing": True}).one()
    _offer(desk, session.capacity)
    return desk


def _offer(desk: Desk, capacity: int | None) -> None:
    """Offer so many places; those that are taken stay."""
    desk.places = None if capacity is None else max(capacity, desk.taken)


def _seat(one: Registration, desk: Desk) -> None:
    """The next place, or the next turn."""
    desk.numbered += 1
    one.number = desk.numbered
    if desk.places is None or desk.taken < desk.places:
        desk.taken += 1
        one.state = State.SEATED
    else:
        one.state = State.WAITING
    db.session.flush()


def _settle(desk: Desk, session: Session, talk: Talk | None) -> None:
    """Give the places that are free to those who wait, in their order, and write to them; not once it has started."""
    db.session.flush()
    _offer(desk, session.capacity)
    free = None if desk.places is None else desk.places - desk.taken
    if free == 0 or session.is_cancelled or talk is None or _has_started(talk):
        return
    waiting = sa.select(Registration).filter_by(session_id=session.id, state=State.WAITING)
    for one in db.session.scalars(waiting.order_by(Registration.number).limit(free)).all():
        one.state = State.SEATED
        desk.taken += 1
        letters.tell(one, talk, moved_up=True)
    db.session.flush()


def settle(sessions: Sequence[Session]) -> None:
    """Let the desks of these sessions follow what was changed of them."""
    ids = [session.id for session in sessions]
    held = set(db.session.scalars(sa.select(Desk.session_id).where(Desk.session_id.in_(ids)))) if ids else set()
    open_ = [session for session in sessions if session.id in held]
    told = queries.told(*open_)
    for session in open_:
        _settle(_desk(session), session, told.get(session.id))


def check_in(session: Session, *, scan: str, code: str, scanned: datetime) -> tuple[str, Registration | None]:
    """Note a scan once; say what became of it: arrived, again, waiting, cancelled, unknown."""
    now = clock.now()
    moment = min(max(scanned, datetime(2000, 1, 1, tzinfo=UTC)), now)
    plain = read_code(code)
    query = sa.select(Registration).filter_by(session_id=session.id, code=plain).with_for_update()
    one = db.session.scalars(query).one_or_none()
    values = {"session_id": session.id, "code": plain, "scanned": moment, "created": now}
    is_new = insert_once(Scan, id=scan[:40], registration_id=one.id if one else None, **values)
    if one is None:
        return "unknown", None
    if one.state is not State.SEATED:
        return one.state.value, one
    if one.arrived is not None and is_new:
        return "again", one
    one.arrived = one.arrived or moment
    return "arrived", one


def read_code(typed: str) -> str:
    """The code in what was scanned or typed: a ticket's address, the code with or without its dashes."""
    last = text.fold(typed).rsplit("/", 1)[-1].partition("?")[0]
    return "".join(sign for sign in last if sign in CODE)[:12]


def leave(session: Session, *, registration_id: int) -> None:
    """Take a check-in back."""
    query = sa.update(Registration).filter_by(id=registration_id, session_id=session.id)
    db.session.execute(query.values(arrived=None))


def with_session(registration_id: int) -> Registration | None:
    """A registration with its session and consultation."""
    query = sa.select(Registration).filter_by(id=registration_id)
    query = query.options(joinedload(Registration.session).joinedload(Session.consultation))
    return db.session.scalars(query).one_or_none()
