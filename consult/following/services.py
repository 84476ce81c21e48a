"""Following, stopping, and the daily letters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import joinedload

from consult import clock, kinds
from consult.accounts.models import User
from consult.accounts.telling import tell
from consult.db import db, insert_once, transaction
from consult.jobs.tasks import periodic

EVERY = timedelta(days=1)  # between two letters about one thing
AT_ONCE = 200  # letters of one round


@dataclass(frozen=True)
class Subject:
    """A kind of thing that can be followed.

    `model`: the table, made of `Follow`, with the key `<kind>_id` and the relationship `<kind>`. `fresh`: in SQL, there
    may be something new since `told`, where everybody may read. `news`: what the letter `template` says to one person,
    None where there is nothing for them. `silence`: the column that remembers who stopped, where people are told
    without having asked. `page`: where the letter leads, if not to the thing itself.
    """

    kind: str
    model: Any
    fresh: Callable[[], sa.ColumnElement[bool]]
    news: Callable[[Any], dict[str, Any] | None]
    template: str
    silence: str = ""
    page: str = ""

    @property
    def key(self) -> str:
        """The column of the thing."""
        return f"{self.kind}_id"

    def thing_of(self, follow: Any) -> Any:
        """What this row follows; it must be loaded."""
        return getattr(follow, self.kind)


SUBJECTS: dict[str, Subject] = {}


def register(subject: Subject) -> Subject:
    """Let a kind of thing be followed."""
    SUBJECTS[subject.kind] = subject
    return subject


def follow(subject: Subject, thing_id: int, *, user: User) -> bool:
    """Follow a thing from now on; say whether that is new."""
    now = clock.now()
    return insert_once(subject.model, **{subject.key: thing_id}, user_id=user.id, created=now, told=now)


def stop(subject: Subject, thing_id: int, *, user_id: int) -> bool:
    """Follow a thing no more; say whether it was followed."""
    mine = {subject.key: thing_id, "user_id": user_id}
    if subject.silence:
        done: Any = db.session.execute(sa.update(subject.model).filter_by(**mine).values({subject.silence: True}))
    else:
        done = db.session.execute(sa.delete(subject.model).filter_by(**mine))
    return bool(done.rowcount)


def follows(subject: Subject, thing_id: int, viewer: Any) -> bool:
    """Whether this person follows it."""
    mine = sa.exists().where(getattr(subject.model, subject.key) == thing_id, subject.model.user_id == viewer.id)
    return bool(viewer.is_authenticated and db.session.scalar(sa.select(mine)))


def token(subject: Subject, thing_id: int, user_id: int) -> str:
    """What a letter carries so that its reader can stop without logging in. It can do nothing else."""
    return str(_signer().dumps([subject.kind, thing_id, user_id]))


def read_token(given: str) -> tuple[Subject, int, int] | None:
    """The kind, the thing and the person of a token; None for one that we did not give out."""
    try:
        kind, thing_id, user_id = _signer().loads(given)
        return SUBJECTS[kind], int(thing_id), int(user_id)
    except (BadData, ValueError, TypeError, KeyError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="follow")


@periodic(3600)
def tell_followers() -> None:
    """Write to those who follow a thing in which there is something new since they last heard of it."""
    for subject in SUBJECTS.values():
        with transaction():
            for one in db.session.scalars(_due(subject)):
                now = clock.now()
                if found := subject.news(one):
                    _write(subject, one, found)
                one.told = now  # who has nothing to hear, or no address, must not keep the others waiting


def _write(subject: Subject, one: Any, found: dict[str, Any]) -> None:
    thing = subject.thing_of(one)
    kind = kinds.kind_of(thing)
    links: dict[str, tuple[str, dict[str, Any]]] = {
        "link": (subject.page or kind.endpoint, kind.arguments(thing)),
        "stop": ("follows.stop", {"token": token(subject, thing.id, one.user_id)}),
    }
    tell(one.user, subject.template, links=links, thing=thing, **found)


def _due(subject: Subject) -> sa.Select[Any]:
    model = subject.model
    query = sa.select(model).where(model.told < clock.now() - EVERY, subject.fresh())
    query = query.where(getattr(model, subject.silence).is_(False)) if subject.silence else query
    options = (joinedload(getattr(model, subject.kind)), joinedload(model.user))
    held = query.order_by(model.told).limit(AT_ONCE).options(*options)
    return held.with_for_update(of=model, skip_locked=True)
