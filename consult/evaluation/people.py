"""Who came, each counted once over an edition: those checked in at a door, and those of the lists of the team.

Somebody is one person by their account, by their mailbox, or by their name in their organisation. An organisation is
one by its name, whatever its articles, capitals, accents and spaces. Of lists only digests and organisations are kept.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from consult import clock, text
from consult.accounts.models import User
from consult.accounts.services import email_key
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.evaluation.models import Attendee
from consult.registrations.models import Registration

MOST_LINES = 5_000
_ARTICLE = re.compile(r"^(les?|la|l|the)\b[ '’]*")


@dataclass(frozen=True)
class Came:
    """How many people and organisations came, each counted once."""

    people: int = 0
    organisations: int = 0


def organisation_key(name: str) -> str:
    """What all spellings of one organisation have in common."""
    folded = text.fold(name).replace("’", "'")
    return re.sub(r"[\W_]+", "", _ARTICLE.sub("", folded))[:200]


def _digest(words: str) -> str:
    return hmac.new(str(current_app.secret_key).encode(), f"attendee\n{words}".encode(), hashlib.sha256).hexdigest()


def read(line: str) -> tuple[str, str, str]:
    """The name, the organisation and the address of a line: « Ana Durand ; Le Comptoir ; ana@example.org »."""
    cells = [cell.strip() for cell in re.split(r"[;\t]", line)]
    address = next((cell for cell in cells if "@" in cell), "")
    name, organisation, *_rest = [*(cell for cell in cells if not address or cell != address), "", ""]
    return name, organisation, address


def add(consultation: Consultation, lines: Iterable[str], *, actor: User | None) -> int:
    """Count those of a list, one a line; return how many were not counted before.

    Raises RuleBroken for a line that names nobody.
    """
    said = [_who(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    added, now = 0, clock.now()
    for person, organisation, key in said:
        values = {"organisation": organisation[:200], "organisation_key": key, "created": now}
        added += insert_once(Attendee, consultation_id=consultation.id, person=person, **values)
    if added:
        record(Action.EVALUATION_EDITED, consultation, actor=actor, attendees=added)
    return added


def _who(number: int, line: str) -> tuple[str, str, str]:
    """The digest of who stands on a line, and their organisation."""
    if number > MOST_LINES:
        raise RuleBroken(_("%(n)s lignes au plus en une fois.", n=MOST_LINES))
    name, organisation, address = read(line)
    if not (name or address):
        raise RuleBroken(_("Ligne %(n)s : il y manque un nom ou une adresse.", n=number))
    key = organisation_key(organisation)
    return _digest(email_key(address) if address else f"{text.fold(name)}\n{key}"), organisation, key


def forget(consultation: Consultation, *, actor: User) -> None:
    """Take all lists out."""
    db.session.execute(sa.delete(Attendee).filter_by(consultation_id=consultation.id))
    record(Action.EVALUATION_EDITED, consultation, actor=actor, attendees=0)


def came(consultation_id: int) -> Came:
    """How many people and organisations came, in two queries."""
    query = sa.select(Attendee.person, Attendee.organisation_key).filter_by(consultation_id=consultation_id)
    listed = db.session.execute(query).all()
    people = {row[0] for row in listed} | {_digest(who) for who in _checked_in(consultation_id)}
    return Came(len(people), len({row[1] for row in listed if row[1]}))


def _checked_in(consultation_id: int) -> Iterable[str]:
    """The mailboxes of those who were checked in; of accounts that were united, the one that was kept."""
    kept = aliased(User)
    key = sa.func.coalesce(kept.email_key, User.email_key, Registration.person)
    query = sa.select(key).select_from(Registration).outerjoin(User, User.id == Registration.user_id)
    query = query.outerjoin(kept, kept.id == User.united_with_id).where(Registration.arrived.is_not(None))
    return db.session.scalars(query.where(Registration.consultation_id == consultation_id).distinct())
