"""Who works on what in the queue, and what moderators tell one another about it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters, kinds
from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.moderation.cases import locked
from consult.moderation.models import Case, Note

CLAIM_LASTS = timedelta(hours=2)


def claim(refs: Sequence[Ref], *, moderator: User) -> int:
    """Take what waits in one's hands, unless somebody else holds it already; say how many things that makes."""
    free = sa.or_(
        Case.claimed_by_id.is_(None), Case.claimed_by_id == moderator.id, Case.claimed < clock.now() - CLAIM_LASTS
    )
    taken = sa.update(Case).where(_are(refs), Case.waiting_since.is_not(None), free)
    return _change(taken.values(claimed_by_id=moderator.id, claimed=clock.now()))


def release(refs: Sequence[Ref], *, of: User | None = None) -> int:
    """Let others take these things; of one person only, or whoever holds them (None)."""
    held = sa.update(Case).where(_are(refs), Case.claimed_by_id.is_not(None))
    held = held.where(Case.claimed_by_id == of.id) if of else held
    return _change(held.values(claimed_by_id=None, claimed=None))


def _are(refs: Sequence[Ref]) -> sa.ColumnElement[bool]:
    return sa.tuple_(Case.kind, Case.thing_id).in_(sorted(refs))


def _change(statement: sa.Update) -> int:
    db.session.flush()
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def is_held(case: Case) -> bool:
    """Whether somebody holds a case now: a claim that is too old holds nothing."""
    return case.claimed is not None and clock.now() < case.claimed + CLAIM_LASTS


def refuse_if_held(case: Case, *, moderator: User) -> None:
    """Raise RuleBroken where somebody else holds this case."""
    if is_held(case) and case.claimed_by_id != moderator.id:
        name = db.session.get_one(User, case.claimed_by_id).name
        raise RuleBroken(_("%(name)s s’occupe de ce texte : libérez-le d’abord si vous vous êtes entendus.", name=name))


def note(thing: Any, *, author: User, body: str) -> Note:
    """Tell the other moderators something about a thing. Nobody else reads it."""
    case = locked(thing)
    written = Note(case_id=case.id, author_id=author.id, body=body)
    db.session.add(written)
    db.session.flush()
    counters.follow(Case, case.id)
    return written


def ref_of(value: str) -> tuple[Ref, int] | None:
    """What a ticked box of the queue holds: `comment-12-0`, a thing and the last decision that was seen of it."""
    kind, _dash, rest = value.partition("-")
    number, _dash, seen = rest.partition("-")
    if kind not in kinds.KINDS or not (number.isascii() and number.isdigit() and seen.isascii() and seen.isdigit()):
        return None
    return (Ref(kind, int(number)), int(seen)) if len(number) < 10 and len(seen) < 10 else None
