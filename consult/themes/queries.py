"""Reading themes."""

from collections.abc import Sequence

import sqlalchemy as sa

from consult.db import db
from consult.proposals.models import Proposal
from consult.themes.models import Theme


def of_consultation(consultation_id: int) -> Sequence[Theme]:
    """The themes of a consultation, in their order."""
    query = sa.select(Theme).filter_by(consultation_id=consultation_id).order_by(Theme.position, Theme.id)
    return db.session.scalars(query).all()


def of_proposal(proposal: Proposal) -> Sequence[Theme]:
    """The theme in which a proposal is filed, if any."""
    return db.session.scalars(sa.select(Theme).where(Theme.id == proposal.theme_id)).all() if proposal.theme_id else []
