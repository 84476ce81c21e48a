"""Quotations: words of a contribution as they stand in it, published once their author agreed.

The author is asked by letter, with a link that shows on GET and acts on POST; they may change their mind at any time.
An agreement given otherwise (on paper, in a room) is written down by whoever received it, with how.
"""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from consult import clock, kinds, text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments.models import Comment
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.notifications import mail
from consult.proposals.models import Proposal
from consult.synthesis.models import CONTRIBUTIONS, Consent, Part, Quotation, Synthesis
from consult.synthesis.writing import hold, pointing, readable
from consult.web import signing

LIVES = 365 * 24 * 3600  # seconds


def quote(part: Part, *, actor: User, ref: Ref, words: str) -> Quotation:
    """Quote a contribution. Raises RuleBroken where these are not its words, or it is not there for all to read."""
    hold(part.synthesis, actor=actor)
    if not readable(part.synthesis, [ref]):
        raise RuleBroken(_("Cette contribution n’est pas, ou n’est plus, publiée dans cette consultation."))
    row: Any = db.session.get_one(CONTRIBUTIONS[ref.kind], ref.id)
    if not contains(row, words):
        raise RuleBroken(
            _("Ces mots ne se trouvent pas tels quels dans la contribution : copiez-les sans rien changer.")
        )
    last = db.session.scalar(sa.select(sa.func.max(Quotation.position)).filter_by(part_id=part.id))
    quotation = Quotation(
        synthesis_id=part.synthesis_id,
        part_id=part.id,
        words=words,
        author_id=row.author_id,
        position=0 if last is None else last + 1,
        **pointing(ref),
    )
    quotation.synthesis = part.synthesis
    db.session.add(quotation)
    db.session.flush()
    record(Action.SYNTHESIS_EDITED, part.synthesis, actor=actor, what="quotation", quotation=quotation.id)
    return quotation


def contains(row: Proposal | Comment, words: str) -> bool:
    """Whether a contribution says these words in a row, as they are written."""
    said = [row.title, row.body] if isinstance(row, Proposal) else [row.body]
    wanted = " ".join(words.split())
    return bool(wanted) and any(wanted in " ".join(one.split()) or wanted in text.plain(one) for one in said)


def remove_quotation(quotation: Quotation, *, actor: User) -> None:
    """Take a quotation out of what is being written; published versions stay as they are."""
    hold(quotation.synthesis, actor=actor)
    record(Action.SYNTHESIS_EDITED, quotation.synthesis, actor=actor, what="quotation", deleted=quotation.id)
    quotation.part_id = None


def ask(quotation: Quotation, *, actor: User) -> None:
    """Write to the author, once. Raises RuleBroken where they were asked already, or cannot be written to."""
    hold(quotation.synthesis, actor=actor)
    db.session.refresh(quotation, ["asked"])
    if quotation.asked:
        raise RuleBroken(_("L’auteur a déjà été interrogé : il n’est pas relancé."))
    author = quotation.author
    if not can_be_asked(author):
        raise RuleBroken(_("Cet auteur ne peut pas être joint d’ici. Notez plutôt l’accord qu’il a donné autrement."))
    quotation.consent, quotation.asked = Consent.ASKED, clock.now()
    row: Any = db.session.get_one(CONTRIBUTIONS[quotation.ref.kind], quotation.ref.id)
    mail.send(
        author.email or "",
        "quotation",
        locale=author.locale,
        words=quotation.words,
        title=kinds.title(row),
        synthesis=quotation.synthesis,
        link=mail.address("synthesis.answer_by_mail", token=sign(quotation)),
    )


def can_be_asked(author: User) -> bool:
    """Whether this author reads letters of ours."""
    return author.email is not None and author.confirmed is not None and author.is_active


def note_consent(quotation: Quotation, *, actor: User, how: str) -> None:
    """Write down an agreement that was given otherwise. Raises RuleBroken where the author answered no here."""
    hold(quotation.synthesis, actor=actor)
    db.session.refresh(quotation, ["consent"])
    if quotation.consent is Consent.REFUSED:
        raise RuleBroken(_("L’auteur a répondu non : sa réponse l’emporte sur tout autre accord."))
    now = clock.now()
    quotation.consent, quotation.asked, quotation.answered = Consent.GIVEN, quotation.asked or now, now
    quotation.noted, quotation.noted_by_id = how, actor.id
    record(Action.SYNTHESIS_EDITED, quotation.synthesis, actor=actor, what="consent", quotation=quotation.id, how=how)


def answer(quotation: Quotation, *, person: User, agrees: bool) -> None:
    """What the author says, and may say otherwise later. Whoever reviews meanwhile reads the text again."""
    if quotation.author_id != person.id:
        raise RuleBroken(_("Cette citation n’est pas de vous."))
    bump = sa.update(Synthesis).filter_by(id=quotation.synthesis_id).values(revision=Synthesis.revision + 1)
    db.session.execute(bump)
    quotation.consent, quotation.answered = Consent.GIVEN if agrees else Consent.REFUSED, clock.now()
    quotation.noted, quotation.noted_by_id = "", None
    record(
        Action.QUOTATION_ANSWERED,
        quotation.synthesis,
        actor=person,
        quotation=quotation.id,
        answer=quotation.consent.value,
    )


def sign(quotation: Quotation) -> str:
    """The token of the letter about this quotation."""
    return str(_signer().dumps([quotation.id, quotation.author_id]))


def read(token: str) -> tuple[int, int] | None:
    """The quotation and the person of a token; None where it is not ours, or too old."""
    try:
        quotation_id, person_id = _signer().loads(token, max_age=LIVES)
    except (BadData, TypeError, ValueError):
        return None
    return quotation_id, person_id


def _signer() -> Any:
    return URLSafeTimedSerializer(signing.keys(), salt="quotation")
