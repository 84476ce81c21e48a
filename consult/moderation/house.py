"""The rules of one consultation: its charter, which everybody reads, and the words that put a text in the queue."""

from typing import Any

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db, upsert
from consult.moderation.models import HouseRules


def rules_of(consultation_id: int) -> HouseRules:
    """The rules of a consultation; empty ones where nobody wrote any."""
    known = db.session.get(HouseRules, consultation_id)
    return known or HouseRules(consultation_id=consultation_id, charter="", words="")


def set_rules(consultation: Any, *, actor: User, charter: str, words: str) -> None:
    """Write the rules of a consultation. `words`: one a line; empty lines and repetitions are left out."""
    kept = "\n".join(dict.fromkeys(" ".join(line.split()) for line in words.splitlines() if line.strip()))
    upsert(HouseRules, {"consultation_id": consultation.id}, {"charter": charter.strip(), "words": kept})
    record(Action.CONSULTATION_EDITED, consultation, actor=actor, changed=["rules"])
