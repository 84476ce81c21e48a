"""Who belongs to a work stream: asking, answering, leaving.

A person has one row in a work stream, whatever happens: it is inserted once, then held while its state changes.
"""

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.workstreams.models import Member, MemberState, WorkStream
from consult.workstreams.publishing import refuse_if_closed


def ask_to_join(stream: WorkStream, *, person: User, motivation: str, organisation: str = "", role: str = "") -> Member:
    """Ask to join; who asks again says it anew. Raises RuleBroken for a member, and where the work stream is closed."""
    refuse_if_closed(stream)
    member = _held(stream, person)
    if member.state is MemberState.ACCEPTED:
        raise RuleBroken(_("Vous faites déjà partie de ce chantier."))
    member.state, member.motivation, member.answer, member.answered = MemberState.ASKED, motivation, "", None
    member.organisation, member.role = organisation, role
    record(Action.WORKSTREAM_REQUESTED, stream, actor=person)
    return member


def answer_request(member: Member, stream: WorkStream, *, actor: User, accept: bool, answer: str = "") -> None:
    """Accept a person who asked, or decline, with a sentence to them. Raises RuleBroken where nothing is asked now."""
    _hold(member)
    if member.state is not MemberState.ASKED:
        raise RuleBroken(_("Cette demande a déjà reçu une réponse, ou a été retirée."))
    member.state = MemberState.ACCEPTED if accept else MemberState.DECLINED
    member.answer, member.answered = answer, clock.now()
    action = Action.WORKSTREAM_JOINED if accept else Action.WORKSTREAM_REFUSED
    record(action, stream, actor=actor, person=member.user_id)


def add_member(
    stream: WorkStream, *, person: User, actor: User | None, organisation: str = "", role: str = ""
) -> Member:
    """Note that a person belongs to the work stream, without their having asked: from a workshop, from a report."""
    member = _held(stream, person)
    if member.state is not MemberState.ACCEPTED:
        member.state, member.answered = MemberState.ACCEPTED, clock.now()
        record(Action.WORKSTREAM_JOINED, stream, actor=actor, person=person.id)
    member.organisation, member.role = organisation or member.organisation, role or member.role
    return member


def add_named(stream: WorkStream, *, name: str, actor: User | None, organisation: str = "", role: str = "") -> Member:
    """Note that somebody without an account belongs to the work stream; once for one name."""
    db.session.execute(sa.select(WorkStream.id).filter_by(id=stream.id).with_for_update(key_share=True))
    known = sa.select(Member).filter_by(workstream_id=stream.id, user_id=None, name=name, organisation=organisation)
    member = db.session.scalars(known).first()
    if member is None:
        member = Member(workstream_id=stream.id, name=name, organisation=organisation, state=MemberState.ACCEPTED)
        member.answered = clock.now()
        db.session.add(member)
        db.session.flush()
        record(Action.WORKSTREAM_JOINED, stream, actor=actor, member=member.id)
    member.state, member.role = MemberState.ACCEPTED, role or member.role
    return member


def say_of(member: Member, stream: WorkStream, *, actor: User, organisation: str, role: str) -> None:
    """Say for whom a member comes, and what they do in the work stream."""
    member.organisation, member.role = organisation, role
    record(Action.WORKSTREAM_EDITED, stream, actor=actor, member=member.id)


def remove(member: Member, stream: WorkStream, *, actor: User) -> None:
    """Take a member out of the work stream; nothing happens to whoever is not in it."""
    if _hold(member).state is MemberState.ACCEPTED:
        member.state = MemberState.LEFT
        record(Action.WORKSTREAM_LEFT, stream, actor=actor, member=member.id)


def leave(stream: WorkStream, *, person: User) -> None:
    """Leave the work stream, or take one's request back; nothing happens to whoever is not in it."""
    member = db.session.scalars(sa.select(Member).filter_by(workstream_id=stream.id, user_id=person.id)).one_or_none()
    if member is not None and _hold(member).state in (MemberState.ASKED, MemberState.ACCEPTED):
        member.state = MemberState.LEFT
        record(Action.WORKSTREAM_LEFT, stream, actor=person)


def _held(stream: WorkStream, person: User) -> Member:
    """The row of this person in this work stream, made where there is none, held until the end of the transaction."""
    keys = {"workstream_id": stream.id, "user_id": person.id}
    blank = {"name": "", "role": "", "organisation": "", "motivation": "", "answer": ""}
    insert_once(Member, **keys, **blank, state=MemberState.ASKED, created=clock.now())
    return _hold(db.session.scalars(sa.select(Member).filter_by(**keys)).one())


def _hold(member: Member) -> Member:
    """Hold the row, and read its state as it is now; what is loaded around it stays."""
    db.session.flush()
    state = db.session.scalar(sa.select(Member.state).filter_by(id=member.id).with_for_update())
    set_committed_value(member, "state", state)
    return member
