"""Merging as a decision: every text that is joined has its own statement, to its own author, who can appeal.

What becomes of the texts and of their support is the merging feature's (`moderation.joins`); here each author is
treated as with any other measure.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from consult import kinds
from consult.accounts.models import User
from consult.errors import RuleBroken
from consult.moderation import joins, services
from consult.moderation.cases import locked
from consult.moderation.measures import Measure, Reason
from consult.moderation.models import Decision
from consult.moderation.words import REASONS


def join(
    thing: Any,
    *,
    others: Sequence[Any],
    title: str,
    body: str,
    moderator: User,
    rule: Reason | None,
    seen: int | None = None,
    **reasons: str,
) -> Decision:
    """Make one text of a thing and others, loaded as `kinds.resolve` does; return the decision on the thing.

    `reasons` are the other parts of the statement, as `services.decide` takes them. Raises RuleBroken where any of
    these things cannot be decided upon, and where they cannot be joined: then nothing may be kept.
    """
    things = sorted({kinds.ref(one): one for one in (thing, *others)}.items())
    if len(things) < 2:
        raise RuleBroken(_("Dites avec quelle proposition réunir celle-ci."))
    for ref, one in things:
        known = seen if ref == kinds.ref(thing) else None
        services.refuse(locked(one), one, moderator=moderator, action=Measure.MERGE, seen=known)
    services.demand_reasons(Measure.MERGE, rule=rule, **reasons)
    texts = [one for _ref, one in things]
    act = joins.of(texts).join(texts, title, body, moderator, _why(rule))
    given: dict[str, Any] = {"joined": act, "batch": secrets.token_hex(8), "rule": rule, **reasons}
    taken = {ref: services.decide(one, moderator=moderator, action=Measure.MERGE, **given) for ref, one in things}
    return taken[kinds.ref(thing)]


def _why(rule: Reason | None) -> str:
    """What everybody reads beside the change: the rule, in the instance's language; never what authors are told."""
    with force_locale(current_app.config["DEFAULT_LOCALE"]):
        return str(_("Décision de la modération. Règle appliquée : %(rule)s.", rule=REASONS[rule] if rule else ""))
