"""Giving tokens out, knowing them again, taking them back."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.api.models import ApiToken, Scope
from consult.db import db, transaction
from consult.errors import RuleBroken
from consult.jobs.tasks import periodic

PREFIX = "consult_"  # so that whoever finds one by accident knows what it is
MOST = 20  # tokens of one person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def create_token(user: User, *, name: str, scopes: Iterable[Scope], days: int) -> str:
    """Give a person a token; return it: it cannot be read again. Raises RuleBroken past so many."""
    living = (ApiToken.expires > clock.now(), ApiToken.recalls == user.recalls)
    mine = sa.select(sa.func.count()).select_from(ApiToken).filter_by(user_id=user.id).where(*living)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise RuleBroken(_("Vous avez déjà %(n)s jetons : révoquez-en un d’abord.", n=MOST))
    token = PREFIX + secrets.token_urlsafe(32)
    given = " ".join(scope for scope in Scope if scope in set(scopes))
    expires = clock.now() + timedelta(days=days)
    made = {"token_hash": _digest(token), "scopes": given, "expires": expires, "recalls": user.recalls}
    db.session.add(ApiToken(user_id=user.id, name=name, **made))
    db.session.flush()
    return token


def find_token(token: str) -> ApiToken | None:
    """The token, with its owner, while it lives, was not called back, and its owner may come in."""
    query = sa.select(ApiToken).join(ApiToken.user).where(ApiToken.token_hash == _digest(token))
    living = query.where(ApiToken.expires > clock.now(), ApiToken.recalls == User.recalls, User.banned.is_(None))
    return db.session.scalars(living.options(joinedload(ApiToken.user))).one_or_none()


def note_use(token: ApiToken, *, address: str) -> None:
    """Remember when a token wrote, and whether that was from elsewhere than the last time. No address is kept."""
    machine = _digest(f"{token.token_hash}/{address}")[:16]
    if token.machine and token.machine != machine:
        token.moved = clock.now()
    token.used, token.machine = clock.now(), machine


def revoke_token(user: User, token_id: int) -> bool:
    """Take a token back: it is dead at once."""
    gone = sa.delete(ApiToken).filter_by(id=token_id, user_id=user.id)
    return bool(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]


@periodic(3600)
def forget_old_tokens() -> None:
    """Delete tokens that expired a month ago."""
    with transaction():
        db.session.execute(sa.delete(ApiToken).where(ApiToken.expires < clock.now() - timedelta(days=30)))
