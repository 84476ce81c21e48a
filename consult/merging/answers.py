"""What people say of the support they had given to an original: they confirm it for the new text, or withdraw.

The link in the letter is signed and names the person and the act; whoever holds it can only answer for that person, on
this one question. Reading it changes nothing.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.merging.figures import facts_of_one
from consult.merging.models import InheritedSupport, Result, Rework
from consult.merging.standing import SUPPORT, Answer
from consult.policy import Permission, may
from consult.proposals.models import Proposal
from consult.votes import services as votes
from consult.votes.models import PollItem
from consult.web import signing

LIVES = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Question:
    """A result about which somebody is asked, their record, and whether they support it now."""

    result: Proposal
    record: InheritedSupport
    supports: bool


def sign(rework: Rework, person: User) -> str:
    """The token of the letter that asks this person about this act."""
    return str(_signer().dumps([rework.id, person.id]))


def read(token: str) -> tuple[int, int] | None:
    """The act and the person of a token; None where it is not ours, or too old."""
    try:
        rework_id, person_id = _signer().loads(token, max_age=LIVES)
    except (BadData, TypeError, ValueError):
        return None
    return rework_id, person_id


def _signer() -> Any:
    return URLSafeTimedSerializer(signing.keys(), salt="inherited support")


def questions(rework: Rework, person: User) -> list[Question]:
    """What this person is asked about this act, one question a result."""
    query = (
        sa.select(Proposal, InheritedSupport)
        .join(Result, Result.proposal_id == Proposal.id)
        .join(InheritedSupport, InheritedSupport.proposal_id == Proposal.id)
        .where(Result.rework_id == rework.id, InheritedSupport.person_id == person.id)
        .options(joinedload(Proposal.poll_item).joinedload(PollItem.poll))
    )
    rows = db.session.execute(query.order_by(Proposal.id)).all()
    return [Question(result, record, facts_of_one(result, person.id).mark == SUPPORT) for result, record in rows]


def answer(rework: Rework, question: Question, *, person: User, answer: Answer) -> None:
    """Confirm a support, which casts this person's vote, or withdraw it, which takes their vote back.

    The same answer once more changes nothing. Raises RuleBroken where the act was undone, the result was merged or
    split in its turn, or is shown no more, and where the account may not take part.
    """
    if not may(person, Permission.REWORK_ANSWER, rework):
        raise RuleBroken(_("Ce compte ne peut pas participer en ce moment."))
    result = question.result
    db.session.refresh(rework, ["undone"])
    db.session.refresh(result, ["visibility", "superseded"])
    refuse_if_over(rework, result)
    if answer is Answer.CONFIRMED:
        votes.cast_vote(result.poll_item, voter=person, mark=SUPPORT)
    elif facts_of_one(result, person.id).mark == SUPPORT:
        votes.cast_vote(result.poll_item, voter=person, mark=None)
    question.record.answer, question.record.answered = answer, clock.now()
    question.record.asked = question.record.asked or clock.now()
    db.session.flush()


def refuse_if_over(rework: Rework, result: Proposal) -> None:
    """Raise RuleBroken where nobody is asked about this result any more."""
    if not rework.stands:
        raise RuleBroken(_("Ce changement a été défait : votre soutien compte à nouveau là où vous l’aviez donné."))
    if result.superseded:
        raise RuleBroken(
            _("« %(title)s » a été remplacée depuis : un message plus récent vous en parle.", title=result.title)
        )
    if result.visibility.value != "published":
        raise RuleBroken(_("Cette proposition n’est plus publiée."))
