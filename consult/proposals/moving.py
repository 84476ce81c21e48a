"""How moderation moves a proposal to another section of its consultation."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Section
from consult.db import db
from consult.moderation.moves import Shelf, register
from consult.proposals.models import Proposal
from consult.search import services as search


def _sections(proposal: Proposal) -> Mapping[int, str]:
    query = sa.select(Section).filter_by(consultation_id=proposal.consultation_id)
    sections = db.session.scalars(query.order_by(Section.position, Section.id))
    titles = {section.id: _("Rubrique « %(title)s »", title=section.title) for section in sections}
    return {0: _("Sans rubrique"), **titles} if titles else {}


def _put(proposal: Proposal, section_id: int, _actor: User) -> None:
    proposal.section_id = section_id or None
    search.touch(proposal)


register("proposal", Shelf("section", _sections, lambda proposal: proposal.section_id or 0, _put))
