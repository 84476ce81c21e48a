"""How moderation moves a proposal to another theme of its consultation: by filing it there, as the team does."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.db import db
from consult.moderation.moves import Shelf, register
from consult.proposals.models import Proposal
from consult.themes.filing import file_proposals
from consult.themes.models import Theme


def _themes(proposal: Proposal) -> Mapping[int, str]:
    query = sa.select(Theme).filter_by(consultation_id=proposal.consultation_id).order_by(Theme.position, Theme.id)
    titles = {theme.id: _("Thème « %(title)s »", title=theme.title) for theme in db.session.scalars(query)}
    return {0: _("Aucun thème : à classer"), **titles} if titles else {}


def _put(proposal: Proposal, theme_id: int, actor: User) -> None:
    file_proposals([proposal], theme=db.session.get_one(Theme, theme_id) if theme_id else None, actor=actor)


register("proposal", Shelf("theme", _themes, lambda proposal: proposal.theme_id or 0, _put))
