"""How moderation merges proposals: as the team does; authors have a statement of reasons rather than a letter."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.db import db
from consult.merging.models import Original, Result, Rework
from consult.merging.services import Text, merge_proposals, part_rework
from consult.moderation.joins import Joined, Joint, register
from consult.proposals.models import Proposal


def _join(proposals: Sequence[Proposal], title: str, body: str, actor: User, reason: str) -> int:
    rework = merge_proposals(proposals, actor=actor, text=Text(title, body), reason=reason)
    told = sa.update(Original).filter_by(rework_id=rework.id).values(told=clock.now())
    db.session.execute(told, execution_options={"synchronize_session": False})
    return rework.id


def _part(rework_id: int, actor: User) -> None:
    rework = db.session.get_one(Rework, rework_id)
    if rework.stands:
        part_rework(rework, actor=actor, reason=_("La décision de modération qui les avait réunies est annulée."))


def _made(rework_id: int) -> Joined | None:
    query = sa.select(Proposal).join(Result, Result.proposal_id == Proposal.id).where(Result.rework_id == rework_id)
    result = db.session.scalars(query).first()
    return Joined(result.title, url_for("merging.show", rework_id=rework_id)) if result else None


register("proposal", Joint(_join, _part, _made))
