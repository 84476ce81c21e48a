"""What authors are told by mail. The decision waits on its page, whatever becomes of the mail."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import current_app, has_request_context

from consult import kinds
from consult.accounts.models import User
from consult.db import db
from consult.moderation.models import Decision, Measure
from consult.moderation.words import REASONS
from consult.notifications import mail

TOLD = {Measure.HIDE, Measure.RESTORE, Measure.WARN}


def tell_author(thing: Any, decision: Decision) -> None:
    """Tell the author of a thing what was decided, and where to read why.

    Where nothing changes there is nothing to tell. Ghosts have no address; closed accounts are not written to.
    """
    author = db.session.get_one(User, thing.author_id)
    if decision.action not in TOLD or author.email is None or not author.is_active:
        return
    with _addresses():
        mail.send(
            author.email,
            "moderation_decision",
            locale=author.locale,
            decision=decision,
            label=kinds.kind_of(thing).label,
            title=kinds.title(thing),
            rule=REASONS[decision.rule] if decision.rule else None,
            link=mail.address("moderation.decision", decision_id=decision.id),
        )


def _addresses() -> AbstractContextManager[Any]:
    """Let a command or a job write addresses of pages too."""
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["BASE_URL"] or None)
