"""Which proposals go on cards, and what their cards say."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from consult import text
from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents.cards import Card
from consult.documents.qr import qr_code
from consult.kinds import Visibility
from consult.notifications import mail
from consult.policy import visible
from consult.proposals.models import Proposal

PART = 200  # cards in one file: some seconds of work
LINES = 340  # signs of the text, so that any title leaves room for it


def count(consultation_id: int) -> int:
    """How many proposals there are to print."""
    return db.session.scalar(_listed(consultation_id).with_only_columns(sa.func.count())) or 0


def part(consultation: Consultation, number: int) -> list[Card]:
    """The cards of one part, counted from 1, in the order of sections and proposals."""
    query = _listed(consultation.id).options(joinedload(Proposal.author), joinedload(Proposal.section))
    query = query.order_by(Proposal.section_id, Proposal.id).offset((number - 1) * PART).limit(PART)
    return cards(db.session.scalars(query).all(), told=not consultation.votes_sealed)


def _listed(consultation_id: int) -> sa.Select[Any]:
    return visible(sa.select(Proposal), Visitor()).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED
    )


def cards(proposals: Sequence[Proposal], *, told: bool = True) -> list[Card]:
    """What everybody may read of each, in short; `told`: of its votes too. Authors and sections must be loaded."""
    return [_card(one, told) for one in proposals]


def _card(one: Proposal, told: bool) -> Card:
    address = mail.address("proposals.show", proposal_id=one.id)
    code = qr_code(address)
    support = ngettext("%(num)s soutien", "%(num)s soutiens", one.support)
    return Card(
        title=one.title,
        text=text.excerpt(one.body, LINES),
        kicker=" · ".join(filter(None, (f"N° {one.id}", one.section.title if one.section else "", one.place))),
        by=f"{one.author.name} · {support}" if told else one.author.name,
        address=address,
        qr=(code.size, code.path),
        alt=_("Code QR : l’adresse de la proposition %(number)s", number=one.id),
    )
