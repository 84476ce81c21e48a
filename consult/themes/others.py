"""The other themes of a proposal: it is filed in one, and may touch several."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.themes.filing import Moved, hold_proposals
from consult.themes.models import OtherTheme, Theme
from consult.themes.services import gone


def others_of(proposal_id: int) -> Sequence[Theme]:
    """The other themes of a proposal, in their order."""
    query = sa.select(Theme).join(OtherTheme, OtherTheme.theme_id == Theme.id)
    query = query.where(OtherTheme.proposal_id == proposal_id).order_by(Theme.position, Theme.id)
    return db.session.scalars(query).all()


def touching(theme_id: int) -> sa.Select[Any]:
    """The numbers of the proposals that touch a theme besides their own."""
    return sa.select(OtherTheme.proposal_id).where(OtherTheme.theme_id == theme_id)


def set_others(proposal: Proposal, themes: Collection[int], *, actor: User, seen: Collection[int]) -> None:
    """Say which themes a proposal touches besides its own.

    Raises Moved where these are not those that were `seen`; RuleBroken where the proposal is filed nowhere, or a theme
    is gone.
    """
    hold_proposals([proposal])
    if proposal.theme_id is None:
        raise RuleBroken(_("Rangez d’abord cette proposition dans un thème : les autres viennent après."))
    before = {theme.id for theme in others_of(proposal.id)}
    if before != set(seen):
        raise Moved(_("Quelqu’un d’autre vient de changer ces thèmes. Rien n’a été fait : relisez-les ci-dessous."))
    wanted = set(themes) - {proposal.theme_id}
    here = sa.select(Theme.id).where(Theme.id.in_(wanted), Theme.consultation_id == proposal.consultation_id)
    if set(db.session.scalars(here.order_by(Theme.id).with_for_update(read=True))) != wanted:
        raise gone()
    if wanted == before:
        return
    left = (OtherTheme.proposal_id == proposal.id, OtherTheme.theme_id.in_(before - wanted))
    db.session.execute(sa.delete(OtherTheme).where(*left))
    db.session.add_all(
        OtherTheme(proposal_id=proposal.id, theme_id=one, actor_id=actor.id) for one in sorted(wanted - before)
    )
    record(Action.PROPOSAL_LINKED, proposal, actor=actor, before=sorted(before), themes=sorted(wanted))
