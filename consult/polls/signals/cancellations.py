"""Taking votes out of a result and putting them back: each time with a reason that everybody can read.

`place` is what owns the poll: a poll of a consultation, or a consultation for the votes on its proposals. Ballots of a
room and on paper have no voter, and are not cancelled so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.errors import RuleBroken
from consult.polls.models import PublicPoll
from consult.votes import services as votes
from consult.votes.models import Cancellation, Poll, PollItem, Vote

Place = PublicPoll | Consultation
SHOWN = 100  # voters of a list
MOST = 5_000  # voters at once


def cancel(place: Place, *, voters: Sequence[int], actor: User, reason: str) -> int:
    """Take these people's votes out of the result; return how many ballots that makes. The poll must be loaded."""
    refuse_while_silent(place.poll)
    one = votes.cancel_votes(place.poll, voters=voters[:MOST], actor=actor, reason=reason)
    record(Action.POLL_CANCELLED, place, actor=actor, cancellation=one.id, count=one.count, reason=reason)
    return one.count


def restore(place: Place, *, number: int, actor: User, reason: str) -> int:
    """Put votes back; return how many. Raises RuleBroken where that was done already. The poll must be loaded."""
    one = found(db.session.scalars(sa.select(Cancellation).filter_by(id=number, poll_id=place.poll_id)).one_or_none())
    votes.restore_votes(place.poll, one, actor=actor, reason=reason)
    record(Action.POLL_RESTORED, place, actor=actor, cancellation=one.id, count=one.count, reason=reason)
    return one.count


def refuse_while_silent(poll: Poll) -> None:
    """Raise RuleBroken where to know who voted would tell something of a sealed result, or a secret."""
    if poll.secret:
        raise RuleBroken(_("Dans un vote secret, nul ne sait quel bulletin est de qui : aucun ne peut être annulé."))
    if not poll.tells:
        raise RuleBroken(_("Ce scrutin est scellé jusqu’à la clôture : rien n’y est examiné avant, ni annulé."))


@dataclass(frozen=True)
class Voter:
    """A person who voted, as facilitators see them: a pseudonym, two dates, how many marks; never which."""

    id: int
    name: str
    joined: datetime
    voted: datetime
    marks: int


def voters(poll_id: int, *, among: Sequence[int] | None = None, named: str = "") -> list[Voter]:
    """Those whose votes count and can be cancelled, the latest first: these, or those of this name."""
    person = aliased(User)
    last = sa.func.max(Vote.created)
    query = sa.select(person.id, person.name, person.created, last, sa.func.count())
    query = query.join(Vote, Vote.voter_id == person.id).join(PollItem, PollItem.id == Vote.item_id)
    query = query.where(PollItem.poll_id == poll_id, Vote.cancellation_id.is_(None))
    query = query.limit(SHOWN) if among is None else query.where(person.id.in_(among[:MOST]))
    if named:
        query = query.where(person.name_key.contains(text.fold(named), autoescape=True))
    query = query.group_by(person.id, person.name, person.created).order_by(last.desc(), person.id)
    return [Voter(*row) for row in db.session.execute(query)]
