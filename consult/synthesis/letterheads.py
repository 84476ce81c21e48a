"""The letterhead of a consultation: on every document that is printed of it."""

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import gettext as _

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents.tree import Block, Document, Heading, Look, RichText
from consult.synthesis.models import Letterhead


def of(consultation: Consultation) -> Letterhead:
    """The letterhead of a consultation; a plain one where nobody made any."""
    plain = Letterhead(consultation_id=consultation.id, name="", colour=Look().colour, logo_alt="", legal="")
    return db.session.get(Letterhead, consultation.id) or plain


def dress(document: Document, consultation: Consultation) -> Document:
    """The document with the name, the colour, the logo and the legal notices of the institution."""
    head = of(consultation)
    look = Look(head.colour, head.logo or b"", head.logo_alt)
    author = head.name or consultation.publisher
    return replace(document, author=author, look=look, blocks=(*document.blocks, *_legal(head)))


def _legal(head: Letterhead) -> Iterator[Block]:
    if head.legal:
        yield Heading(1, _("Mentions légales"), id="mentions-legales")
        yield RichText(head.legal)


def edit_letterhead(
    consultation: Consultation,
    *,
    actor: User,
    name: str,
    colour: str,
    legal: str,
    logo: bytes | None,
    logo_alt: str,
    without_logo: bool = False,
) -> Letterhead:
    """Change the letterhead; without a new `logo` the one that is there stays, unless it is to go."""
    head = db.session.get(Letterhead, consultation.id, with_for_update=True) or Letterhead(
        consultation_id=consultation.id
    )
    head.name, head.colour, head.legal = name, colour, legal
    head.logo = None if without_logo else logo or head.logo
    head.logo_alt = logo_alt if head.logo else ""
    db.session.add(head)
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, changed=["letterhead"])
    return head
