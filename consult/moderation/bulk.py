"""One decision over many things: each has its own statement of reasons and its own place in the register."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.moderation import services
from consult.moderation.models import Decision


@dataclass(frozen=True)
class Done:
    """What became of one act over many things: the decisions taken, and why others were not."""

    batch: str
    decisions: Sequence[Decision]
    refusals: Sequence[str]


def decide(things: Sequence[tuple[Any, int]], *, moderator: User, **given: Any) -> Done:
    """Take the same decision on each of these things, with the number of the last decision seen of it.

    What cannot be decided (somebody else decided, it was withdrawn) is left as it is, and said. `given` is what
    `services.decide` takes.
    """
    batch = secrets.token_hex(8)
    decisions, refusals = [], []
    for thing, seen in things:
        try:
            with db.session.begin_nested():
                decisions.append(services.decide(thing, moderator=moderator, seen=seen, batch=batch, **given))
        except RuleBroken as refusal:
            refusals.append(str(refusal))
    return Done(batch, decisions, list(dict.fromkeys(refusals)))
