"""The rules of one consultation: its charter, which everybody reads and whoever writes accepts once; the words that put
a text in the queue; how reasons are said there; when the team reads what is said.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString

from consult import clock, text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db, insert_once, upsert
from consult.moderation.measures import Holding, Reason
from consult.moderation.models import CharterAcceptance, HouseRules
from consult.moderation.words import REASONS
from consult.policy import STAFF

READ = ("proposals", "comments", "projects")  # what may be read before it is shown


def rules_of(consultation_id: int) -> HouseRules:
    """The rules of a consultation; empty ones where nobody wrote any."""
    known = db.session.get(HouseRules, consultation_id)
    after = dict.fromkeys(READ, Holding.AFTER)
    return known or HouseRules(consultation_id=consultation_id, charter="", words="", wordings={}, **after)


def set_rules(
    consultation: Any,
    *,
    actor: User,
    charter: str = "",
    words: str = "",
    wordings: Mapping[str, str] | None = None,
    read: Mapping[str, Holding] | None = None,
) -> None:
    """Write the rules of a consultation.

    `words`: one a line; empty lines and repetitions are left out. `wordings`: how reasons are said, by reason; empty
    ones are said as everywhere. `read`: when the team reads what (`READ`); once it is shown, where nothing is said.
    """
    kept = "\n".join(dict.fromkeys(" ".join(line.split()) for line in words.splitlines() if line.strip()))
    said = {reason: " ".join(text.clean(label).split()) for reason, label in (wordings or {}).items() if label.strip()}
    upsert(
        HouseRules,
        {"consultation_id": consultation.id},
        {
            "charter": charter.strip(),
            "words": kept,
            "wordings": said,
            **dict.fromkeys(READ, Holding.AFTER),
            **(read or {}),
        },
    )
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, changed=["rules"])


def reasons(consultation_id: int) -> dict[Reason, str | LazyString]:
    """How the reasons to report something are said in a consultation."""
    own = rules_of(consultation_id).wordings
    return {reason: own.get(reason.value) or label for reason, label in REASONS.items()}


def is_of_team(person: User, consultation_id: int) -> bool:
    """Whether a person answers for a consultation: nobody reads them first, nobody shows them the charter."""
    return person.is_admin or person.role_in(consultation_id) in STAFF


def charter_to_accept(consultation_id: int, *, person: User) -> str:
    """The charter that this person has still to accept before writing here; empty where there is none."""
    charter = rules_of(consultation_id).charter
    if not charter or is_of_team(person, consultation_id):
        return ""
    return "" if db.session.get(CharterAcceptance, (person.id, consultation_id)) else charter


def accept_charter(consultation: Any, *, person: User) -> None:
    """Note that a person accepts the charter of a consultation; a second time changes nothing."""
    if insert_once(CharterAcceptance, user_id=person.id, consultation_id=consultation.id, created=clock.now()):
        record(Action.CHARTER_ACCEPTED, consultation, actor=person)
