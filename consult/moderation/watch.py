"""Reading what was just said in search of signs, and putting it in the queue: nothing else ever comes of a sign.

The worker follows the register of acts, so that nobody who writes waits for it. A text is put in the queue once, with
what was found; a text that waits for its signs already is not put there again.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from consult import clock, kinds
from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.audit.services import SETTLES as SETTLES
from consult.audit.services import Action, settled
from consult.db import db, transaction
from consult.jobs.tasks import periodic
from consult.kinds import Ref, Visibility
from consult.moderation.cases import locked, put_in_queue
from consult.moderation.measures import Reason, ReportState, Source
from consult.moderation.models import HouseRules, Report, Watched
from consult.moderation.signs import PERSONAL, Sign, SignName, signs
from consult.moderation.words import SIGNS

SAID = (
    Action.COMMENT_POSTED,
    Action.COMMENT_EDITED,
    Action.PROPOSAL_PUBLISHED,
    Action.PROPOSAL_EDITED,
    Action.PROJECT_CREATED,
    Action.PROJECT_EDITED,
    Action.NEWS_PUBLISHED,
    Action.NEWS_EDITED,
)
NEW = timedelta(days=7)
MOMENT = timedelta(minutes=10)
NEARBY = 50  # texts of the same consultation that a copy is looked for among
AT_ONCE = 500
READ = (Visibility.PUBLISHED, Visibility.HELD)


@periodic(20)
def look() -> None:
    """Look at what was said or changed since the last time."""
    with transaction():
        mark = db.session.get(Watched, 1, with_for_update=True) or Watched(id=1, entry_id=0)
        db.session.add(mark)
        entries = db.session.scalars(settled(mark.entry_id).limit(AT_ONCE)).all()
        for entry in entries:
            if entry.action in SAID:
                _look_at(entry)
        if entries:
            mark.entry_id = entries[-1].id


def _look_at(entry: AuditEntry) -> None:
    thing = kinds.resolve(Ref(entry.kind, entry.thing_id))
    if thing is None or thing.visibility not in READ or _waits(entry):
        return
    found = _signs(thing, entry)
    if found:
        put_in_queue(locked(thing), reason=_reason(found), source=Source.SIGN, explanation=explained(found))


def _waits(entry: AuditEntry) -> bool:
    query = sa.select(Report.id).filter_by(kind=entry.kind, thing_id=entry.thing_id, source=Source.SIGN)
    return db.session.scalar(query.where(Report.state == ReportState.OPEN).limit(1)) is not None


def _signs(thing: Any, entry: AuditEntry) -> list[Sign]:
    author = db.session.get_one(User, thing.author_id)
    rules = db.session.get(HouseRules, thing.consultation_id)
    said = "\n".join(dict.fromkeys((kinds.title(thing), kinds.words(thing)))) if entry.kind != "comment" else thing.body
    return signs(
        said,
        is_new=clock.now() - author.created < NEW,
        words=rules.words.splitlines() if rules else (),
        others=_nearby(thing),
        recent=_recent(entry),
    )


def _nearby(thing: Any) -> Sequence[str]:
    """The latest texts of the same kind and consultation, but this one."""
    model: Any = type(thing)
    same = sa.select(model).where(model.consultation_id == thing.consultation_id, model.id != thing.id)
    shown = same.where(model.visibility == Visibility.PUBLISHED).order_by(model.id.desc()).limit(NEARBY)
    return [kinds.words(other) for other in db.session.scalars(shown)]


def _recent(entry: AuditEntry) -> int:
    """How many texts the same person wrote in the ten minutes before."""
    query = sa.select(sa.func.count()).select_from(AuditEntry)
    mine = query.where(AuditEntry.actor_id == entry.actor_id, AuditEntry.action.in_(SAID))
    return db.session.scalar(mine.where(AuditEntry.created > entry.created - MOMENT, AuditEntry.id < entry.id)) or 0


def _reason(found: Sequence[Sign]) -> Reason:
    names = {sign.name for sign in found}
    if names & set(PERSONAL):
        return Reason.PERSONAL_DATA
    return Reason.ADVERTISING if SignName.LINK in names else Reason.OTHER


def explained(found: Sequence[Sign]) -> str:
    """What was found, in the words of the instance's language, for the team."""
    with force_locale(current_app.config["DEFAULT_LOCALE"]):
        return "\n".join(f"{str(SIGNS[sign.name]).capitalize()}\u00a0: {sign.excerpt}" for sign in found)
