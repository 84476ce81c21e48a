"""Acts that many tests begin with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import User
from consult.db import db
from consult.merging import services
from consult.merging.models import Result, Rework
from consult.merging.services import Text
from consult.proposals import queries
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from tests.factories import make_user


def merge(*originals: Proposal, actor: User, title: str = "Les deux réunies", **more: Any) -> Rework:
    """One text in place of these."""
    return services.merge_proposals(originals, actor=actor, text=Text(title, "Le texte réuni."), **more)


def split(original: Proposal, *, actor: User) -> Rework:
    """Two texts in place of this one."""
    texts = [Text(f"La {n} part", f"Le texte de la {n} part.") for n in ("première", "seconde")]
    return services.split_proposal(original, actor=actor, texts=texts)


def results_of(act: Rework) -> Sequence[Proposal]:
    """What an act wrote."""
    query = sa.select(Proposal).join(Result, Result.proposal_id == Proposal.id).where(Result.rework_id == act.id)
    return db.session.scalars(query.order_by(Proposal.id)).all()


def vote_for(proposal: Proposal, *people: User, mark: str = "agree") -> None:
    """These people give this mark."""
    for person in people or (make_user(),):
        proposals.vote(queries.get_for_vote(proposal.id, viewer=person), voter=person, mark=mark)
