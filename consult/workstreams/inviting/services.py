"""Inviting, answering, taking an invitation back; members out of balanced groups."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from consult import clock
from consult.accounts.models import User
from consult.accounts.telling import addresses
from consult.audit.services import Action, record
from consult.db import db, transaction
from consult.errors import RuleBroken
from consult.groups.models import Participant
from consult.jobs.tasks import periodic
from consult.notifications import mail
from consult.workstreams import membership
from consult.workstreams.inviting.models import Invitation, InvitationState
from consult.workstreams.models import Member, MemberState, WorkStream
from consult.workstreams.publishing import refuse_if_closed

LASTS = timedelta(days=30)


def invite(
    stream: WorkStream,
    *,
    actor: User,
    person: User | None = None,
    email: str = "",
    organisation: str = "",
    role: str = "",
    message: str = "",
) -> Invitation:
    """Write to a person, or to an address, with a link by which they join. The consultation must be loaded.

    Raises RuleBroken where the work stream is closed, and for somebody who cannot be written to or was written to.
    """
    refuse_if_closed(stream)
    to = (person.email if person else email) or ""
    if not to or (person and not person.is_active):
        raise RuleBroken(_("On ne peut pas écrire à cette personne : son compte n’a pas d’adresse, ou il est fermé."))
    _refuse_twice(stream, to)
    invitation = Invitation(
        workstream_id=stream.id,
        actor_id=actor.id,
        email=to,
        label=person.name if person else _half_hidden(to),
        organisation=organisation,
        role=role,
        message=message,
    )
    db.session.add(invitation)
    record(Action.INVITATION_SENT, stream, actor=actor)
    with addresses():
        link = mail.address("inviting.answer", token=token(invitation))
        locale = person.locale if person else None
        mail.send(to, "invitation", locale=locale, stream=stream, actor=actor, message=message, link=link)
    return invitation


def _refuse_twice(stream: WorkStream, email: str) -> None:
    waiting = sa.select(Invitation.id).filter_by(workstream_id=stream.id, email=email, state=InvitationState.SENT)
    if db.session.scalars(waiting).first() is not None:
        raise RuleBroken(_("Une invitation attend déjà sa réponse à cette adresse."))


def _half_hidden(email: str) -> str:
    name, _at, place = email.partition("@")
    return f"{name[:2]}…@{place}"[:120]


def token(invitation: Invitation) -> str:
    """What the letter carries. It has no power but to answer this invitation."""
    db.session.flush()
    return str(_signer().dumps(invitation.id))


def read_token(given: str) -> int | None:
    """The invitation of a token; None for one that we did not give out, or that is over."""
    try:
        return int(_signer().loads(given, max_age=int(LASTS.total_seconds())))
    except (BadData, ValueError, TypeError):
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="invitation")


def accept(invitation: Invitation, stream: WorkStream, *, person: User) -> Member:
    """Join by an invitation. Raises RuleBroken where it was answered or taken back, or the work stream is closed."""
    _hold(invitation)
    refuse_if_closed(stream)
    _close(invitation, InvitationState.ACCEPTED, person)
    record(Action.INVITATION_ACCEPTED, stream, actor=person)
    return membership.add_member(
        stream, person=person, actor=person, organisation=invitation.organisation, role=invitation.role
    )


def decline(invitation: Invitation, stream: WorkStream, *, person: User | None) -> None:
    """Say no. Raises RuleBroken where it was answered or taken back."""
    _hold(invitation)
    _close(invitation, InvitationState.DECLINED, person)
    record(Action.INVITATION_DECLINED, stream, actor=person)


def withdraw(invitation: Invitation, stream: WorkStream, *, actor: User) -> None:
    """Take an invitation back. Raises RuleBroken where it was answered."""
    _hold(invitation)
    _close(invitation, InvitationState.WITHDRAWN, None)
    record(Action.INVITATION_WITHDRAWN, stream, actor=actor)


def _hold(invitation: Invitation) -> None:
    db.session.refresh(invitation, ["state"], with_for_update=True)
    if invitation.state is not InvitationState.SENT:
        raise RuleBroken(_("Cette invitation a déjà reçu une réponse, ou a été retirée."))


def _close(invitation: Invitation, state: InvitationState, person: User | None) -> None:
    invitation.state, invitation.answered, invitation.email = state, clock.now(), None
    invitation.person_id = person.id if person else None


@periodic(3600)
def forget_addresses() -> None:
    """Forget where invitations went whose link no longer works."""
    with transaction():
        old = sa.update(Invitation).where(Invitation.created < clock.now() - LASTS, Invitation.email.is_not(None))
        db.session.execute(old.values(email=None, state=InvitationState.WITHDRAWN))


def take_group(stream: WorkStream, *, actor: User, participants: Sequence[Participant]) -> int:
    """Make members of people placed in groups, with or without an account; return how many are new.

    Who left, was taken out, was declined or said no to an invitation comes back by their own act alone.
    """
    refuse_if_closed(stream)
    away = _away(stream)
    participants = [p for p in participants if (p.user_id or p.name) not in away]
    known = set(db.session.scalars(sa.select(User.id).where(User.id.in_([p.user_id for p in participants]))))
    before = _count(stream)
    for one in participants:
        if one.user_id in known:
            person = db.session.get_one(User, one.user_id)
            membership.add_member(stream, person=person, actor=actor, organisation=one.organisation)
        else:
            membership.add_named(stream, name=one.name, actor=actor, organisation=one.organisation)
    db.session.flush()
    return _count(stream) - before


def _away(stream: WorkStream) -> set[int | str | None]:
    """Who is not to be brought in: accounts by their numbers, others by their names."""
    out = Member.state.in_((MemberState.LEFT, MemberState.DECLINED))
    members = db.session.execute(sa.select(Member.user_id, Member.name).where(Member.workstream_id == stream.id, out))
    no = sa.select(Invitation.person_id).filter_by(workstream_id=stream.id, state=InvitationState.DECLINED)
    inside = sa.select(Member.user_id).filter_by(workstream_id=stream.id, state=MemberState.ACCEPTED)
    return {user_id or name for user_id, name in members} | (
        set(db.session.scalars(no)) - set(db.session.scalars(inside))
    )


def _count(stream: WorkStream) -> int:
    here = sa.select(sa.func.count()).select_from(Member)
    return db.session.scalar(here.where(Member.workstream_id == stream.id, Member.state == MemberState.ACCEPTED)) or 0
