"""Reading invitations, and the groups from which members may come."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.db import db, found
from consult.groups.models import Grouping, Participant
from consult.themes.models import Theme
from consult.workstreams.inviting import services
from consult.workstreams.inviting.models import Invitation, InvitationState
from consult.workstreams.models import Member, WorkStream


@dataclass(frozen=True)
class Group:
    """Those who were placed on one of the themes of a work stream, by name."""

    theme: Theme
    people: Sequence[Participant]


def waiting(stream: WorkStream) -> Sequence[Invitation]:
    """The invitations that nobody answered yet, the latest first."""
    query = sa.select(Invitation).filter_by(workstream_id=stream.id, state=InvitationState.SENT)
    return db.session.scalars(query.order_by(Invitation.id.desc()).limit(200)).all()


def by_token(token: str) -> Invitation:
    """The invitation of a letter, with its work stream and who sent it; or the 404 page."""
    number = found(services.read_token(token))
    place = joinedload(Invitation.workstream).joinedload(WorkStream.consultation)
    query = sa.select(Invitation).where(Invitation.id == number)
    query = query.options(joinedload(Invitation.actor), place)
    one: Invitation = found(db.session.scalars(query).one_or_none())
    return one


def groups_of(stream: WorkStream) -> list[Group]:
    """The people placed on the themes of this work stream, by theme; two queries at most. Themes must be loaded."""
    here = sa.select(Grouping.id).filter_by(consultation_id=stream.consultation_id).scalar_subquery()
    query = sa.select(Participant).where(
        Participant.grouping_id == here, Participant.seat_id.in_([t.id for t in stream.themes])
    )
    people = db.session.scalars(query.order_by(Participant.name, Participant.id)).all() if stream.themes else []
    groups = [Group(theme, [p for p in people if p.seat_id == theme.id]) for theme in stream.themes]
    return [group for group in groups if group.people]


def member(stream: WorkStream, member_id: int) -> Member:
    """A member of this work stream, whose members are loaded; or the 404 page."""
    return found(next((m for m in stream.members if m.id == member_id), None))
