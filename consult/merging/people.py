"""Two accounts that are one person: an administrator says so, and one of them speaks for both from then on.

What the other one said, wished and follows becomes theirs, and so does what keeps them from writing; one vote an item
holds, the newer account's word first. What cannot be changed (registers, decisions) keeps the name it was written
under. The other account stays, closed, its tokens dead, and leads to the one that was kept; the register of acts says
who united them, and how many votes were withdrawn for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.alike import lookalikes
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import Base, db
from consult.errors import RuleBroken
from consult.merging.supporters import merge_supporters

# Of the account itself, and of nobody else's: it goes with it, or was dealt with before.
OWN = {"account_session", "mailed_link", "authenticator_app", "recovery_code", "passkey", "user", "suspension"}
OWN |= {"api_token", "vote", "turnout", "inherited_support", "membership"}


def unite(old: User, kept: User, *, actor: User) -> int:
    """Let `kept` speak for `old` too; return how many votes were withdrawn, because both had voted.

    Raises RuleBroken for one account, for somebody who registered and would become a ghost, for the team's accounts,
    and where one of them was united with another before.
    """
    _refuse(old, kept)
    withdrawn = merge_supporters(old, kept)
    for table, column in _columns():
        _hand_over(table, column, old, kept)
    accounts.take_suspensions_over(old, kept=kept)
    accounts.close_all_sessions(old)
    old.united_with_id, old.banned = kept.id, old.banned or clock.now()
    old.ban_reason = old.ban_reason or _("Ce compte a été réuni avec « %(name)s ».", name=kept.name)
    db.session.flush()
    earlier = sa.update(User).where(User.united_with_id == old.id).values(united_with_id=kept.id)
    db.session.execute(earlier, execution_options={"synchronize_session": False})
    record(Action.ACCOUNT_UNITED, kept, actor=actor, account=old.id, votes_withdrawn=withdrawn)
    db.session.flush()
    db.session.expire_all()
    return withdrawn


def _refuse(old: User, kept: User) -> None:
    if old.id == kept.id:
        raise RuleBroken(_("C’est le même compte : il n’y a rien à réunir."))
    if old.united_with_id or kept.united_with_id:
        raise RuleBroken(_("Un de ces comptes a déjà été réuni avec un autre."))
    if kept.is_ghost and not old.is_ghost:
        raise RuleBroken(_("Gardez le compte de la personne inscrite : personne ne se connecte à l’autre."))
    if old.is_admin or old.roles:
        raise RuleBroken(_("Cette personne fait partie de l’équipe : retirez-lui d’abord ce rôle."))


def _columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Every column that names an account, where it may be changed."""
    for table in Base.metadata.sorted_tables:
        if table.name in OWN or table.info.get("append_only"):
            continue
        for column in table.columns:
            if any(key.column.table.name == "user" for key in column.foreign_keys) and not _leans(table, column):
                yield table, column


def _leans(table: sa.Table, column: sa.Column[Any]) -> bool:
    """Whether a column is held by another row too, which tells who decided or wrote: that stays as it was."""
    return any(len(one.columns) > 1 and column.name in one.columns for one in table.foreign_key_constraints)


def _hand_over(table: sa.Table, column: sa.Column[Any], old: User, kept: User) -> None:
    """Put one account in the place of the other; row by row where both have some of what one may have once.

    What would be double stays behind.
    """
    if _change(table, column, column == old.id, kept):
        return
    key = list(table.primary_key.columns)
    for row in db.session.execute(sa.select(*key).where(column == old.id)).all():
        _change(table, column, sa.and_(*(c == value for c, value in zip(key, row, strict=True))), kept)


def _change(table: sa.Table, column: sa.Column[Any], these: sa.ColumnElement[bool], kept: User) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(sa.update(table).where(these).values({column.name: kept.id}))
    except sa.exc.IntegrityError:
        return False
    return True


def alike(most: int = 100) -> Sequence[Sequence[User]]:
    """Groups of people known from one import whose pseudonyms nearly agree, at most so many, the first names first."""
    query = sa.select(User.origin, User.id, User.name).where(User.origin != "", User.united_with_id.is_(None))
    names: dict[str, dict[str, int]] = {}
    for origin, number, name in db.session.execute(query.order_by(User.name_key)):
        names.setdefault(origin, {})[name] = number
    groups = [[known[name] for name in group] for known in names.values() for group in lookalikes(known)][:most]
    people = {user.id: user for user in db.session.scalars(_of([number for group in groups for number in group]))}
    return [[people[number] for number in group] for group in groups]


def _of(numbers: Sequence[int]) -> sa.Select[Any]:
    return sa.select(User).where(User.id.in_(numbers))


def said_by(people: Sequence[User]) -> Mapping[int, tuple[int, int, int]]:
    """How many proposals, comments and votes each of these accounts has, by its number."""
    tables = [Base.metadata.tables[name] for name in ("proposal", "comment", "vote")]
    columns = [table.c.voter_id if table.name == "vote" else table.c.author_id for table in tables]
    counts = [
        sa.select(sa.func.count()).select_from(table).where(column == User.id).scalar_subquery()
        for table, column in zip(tables, columns, strict=True)
    ]
    query = sa.select(User.id, *counts).where(User.id.in_([one.id for one in people]))
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(query)}
