"""Casting, changing and withdrawing votes; votes from a room and from paper; taking votes out of a result.

Every act holds the poll's row first, then looks, then writes: on PostgreSQL two acts on one poll wait in line there, on
SQLite the whole transaction does.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters
from consult.accounts.models import User
from consult.db import db, execute, insert_once, upsert
from consult.errors import RuleBroken
from consult.votes import journal, seats
from consult.votes.held import HeldItem, HeldPoll
from consult.votes.methods import Choices
from consult.votes.models import (
    Act,
    Cancellation,
    Entry,
    MethodName,
    Poll,
    PollItem,
    Seat,
    Source,
    Tally,
    Turnout,
    Vote,
    random_name,
)

Cast = Any  # a row of Vote: item_id, mark, ballot, receipt, cancellation_id


# Votes come by the thousand: what each of them asks and writes is put together once.
_votes_table: Any = Vote.__table__
_MINE = sa.select(*(_votes_table.c[n] for n in ("item_id", "mark", "ballot", "receipt", "cancellation_id"))).where(
    _votes_table.c.voter_id == sa.bindparam("voter")
)
_VOTE = _MINE.where(_votes_table.c.item_id == sa.bindparam("item"))
_items: Any = PollItem.__table__
_ALL_VOTES = _MINE.join(_items, _items.c.id == _votes_table.c.item_id).where(_items.c.poll_id == sa.bindparam("poll"))
_ALL_VOTES = _ALL_VOTES.order_by(_votes_table.c.item_id)
_DELETE = sa.delete(_votes_table).where(
    _votes_table.c.voter_id == sa.bindparam("voter"), _votes_table.c.item_id == sa.bindparam("item")
)
_tallies: Any = Tally.__table__
_ONE_LESS = sa.update(_tallies).values(count=_tallies.c.count - 1)
for _name in ("item_id", "source", "mark"):
    _ONE_LESS = _ONE_LESS.where(_tallies.c[_name] == sa.bindparam(f"the_{_name}"))
_ONE_MORE = Tally.count + 1


def open_poll(method: MethodName, **rules: Any) -> Poll:
    """A new poll under these rules (columns of Poll); its owner keeps it."""
    return Poll(method_name=method, **rules)


def add_item(poll: Poll, *, cost: int | None = None) -> PollItem:
    """A new item to vote on; its owner keeps it. Raises RuleBroken where people vote on a fixed list already."""
    if poll.opens is not None:
        refuse_if_frozen(poll)
    return PollItem(poll=poll, cost=cost)


def refuse_if_frozen(poll: Poll) -> None:
    """Raise RuleBroken where a vote exists: from then on nobody changes what people vote on, nor how.

    Where none does, whoever votes waits until the change is made.
    """
    if db.session.scalar(sa.select(Poll.size).filter_by(id=poll.id).with_for_update()):
        raise RuleBroken(_("Un premier vote existe : le scrutin ne peut plus être modifié."))


def cast_vote(item: PollItem | HeldItem, *, voter: User, mark: str | None) -> str | None:
    """Record this voter's mark on one item, in place of an earlier one; None withdraws it. Return the receipt.

    The item's poll must be loaded. The same mark once more changes nothing and gives the same receipt. Raises
    RuleBroken for a mark that the method does not know, for one too many, and where the poll is closed. The caller has
    checked that this person may vote.
    """
    poll = item.poll
    _hold(poll)
    before = execute(_VOTE, {"voter": voter.id, "item": item.id}).one_or_none()
    if (before.mark if before else None) == mark:
        return before.receipt if before else None
    _refuse_cancelled([before] if before else [])
    if mark is None:
        _withdraw(poll, voter, [before])
        return None
    limits = poll.rules.max_items is not None
    choices = {i: v.mark for i, v in _all_votes(poll, voter).items()} if limits else {}
    poll.method.check(choices | {item.id: mark}, {item.id: item.cost, **dict.fromkeys(choices)}, poll.rules)
    return _record(poll, voter, {item.id: before} if before else {}, {item.id: mark})


def cast_ballot(poll: Poll, *, voter: User, choices: Choices) -> str | None:
    """Record this voter's whole ballot, in place of an earlier one; an empty one withdraws it. Return the receipt.

    The same ballot once more changes nothing and gives the same receipt; in a secret poll a ballot cannot be changed.
    Raises RuleBroken for a ballot that the rules do not allow, and where the poll is closed.
    """
    _hold(poll)
    poll.method.check(choices, _costs(poll), poll.rules)
    if poll.secret:
        return _cast_secret(poll, voter, choices)
    before = _all_votes(poll, voter)
    if {item: vote.mark for item, vote in before.items()} == dict(choices):
        return next((vote.receipt for vote in before.values()), None)
    _refuse_cancelled(before.values())
    if choices:
        return _record(poll, voter, before, choices)
    _withdraw(poll, voter, list(before.values()))
    return None


def _hold(poll: Poll | HeldPoll) -> None:
    """Wait for whoever writes in this poll; then its clock decides."""
    _lock(poll)
    if not poll.is_open:
        raise RuleBroken(_("Le vote n’est pas ouvert en ce moment."))


def _lock(poll: Poll | HeldPoll) -> None:
    """Wait for whoever writes in this poll, and read it again as they left it. On SQLite there is one writer anyway."""
    if isinstance(poll, Poll) and db.engine.dialect.name != "sqlite":
        db.session.refresh(poll, sa.inspect(Poll).column_attrs.keys(), with_for_update=True)


def _all_votes(poll: Poll | HeldPoll, voter: User) -> dict[int, Cast]:
    return {row.item_id: row for row in execute(_ALL_VOTES, {"voter": voter.id, "poll": poll.id})}


def _costs(poll: Poll) -> dict[int, int | None]:
    rows = db.session.execute(sa.select(PollItem.id, PollItem.cost).filter_by(poll_id=poll.id))
    return {row.id: row.cost for row in rows}


def _refuse_cancelled(votes: Iterable[Cast]) -> None:
    if any(vote.cancellation_id for vote in votes):
        raise RuleBroken(_("Ce vote a été annulé par l’équipe : il ne peut plus être changé."))


def _record(poll: Poll | HeldPoll, voter: User, before: Mapping[int, Cast], choices: Choices) -> str:
    """Write the votes, the counts and the line of the journal. A changed ballot keeps its name there."""
    ballot = next((vote.ballot for vote in before.values()), None)
    act = Act.CHANGE if ballot else Act.CAST
    ballot = ballot or random_name()
    receipt = journal.write(poll, act, ballot=ballot, choices=choices)
    _delete(voter, [item for item in before if item not in choices])
    fresh = {"created": clock.now(), "ballot": ballot, "receipt": receipt}
    for item, mark in choices.items():
        upsert(Vote, {"item_id": item, "voter_id": voter.id}, {"mark": mark, **fresh})
    _count(poll, {item: vote.mark for item, vote in before.items()}, choices)
    return receipt


def _withdraw(poll: Poll | HeldPoll, voter: User, before: Sequence[Cast]) -> None:
    """Take back one ballot, whose votes these are."""
    journal.write(poll, Act.WITHDRAW, ballot=before[0].ballot, choices={})
    _delete(voter, [vote.item_id for vote in before])
    _count(poll, {vote.item_id: vote.mark for vote in before}, {})


def _delete(voter: User, items: Sequence[int]) -> None:
    for item in items:
        execute(_DELETE, {"voter": voter.id, "item": item})


def _count(poll: Poll | HeldPoll, before: Choices, after: Choices, source: Source = Source.WEB) -> None:
    """Bring the counts from one ballot to the other.

    A poll with a clock of its own is counted from its journal, and what is sealed not at all before it closes: what is
    not stored cannot leak.
    """
    if poll.opens is not None or not poll.tells:
        return
    for item in sorted({*before, *after}):
        old, new = before.get(item), after.get(item)
        if old is not None and old != new:
            execute(_ONE_LESS, {"the_item_id": item, "the_source": source, "the_mark": old})
        if new is not None and old != new:
            upsert(Tally, {"item_id": item, "source": source, "mark": new}, {"count": _ONE_MORE})
        _follow(item)


def count_sealed() -> None:
    """Count the votes of sealed polls that closed, those whose items are counted one by one; then they tell."""
    due = sa.select(Poll).where(Poll.sealed, Poll.opens.is_(None), Poll.counted.is_(None), Poll.closes <= clock.now())
    for poll in db.session.scalars(due.order_by(Poll.id).with_for_update()).all():
        poll.counted = clock.now()
        items = sa.select(PollItem.id).filter_by(poll_id=poll.id)
        source = sa.case((Vote.cancellation_id.is_(None), Source.WEB), else_=Source.CANCELLED)
        counts = sa.select(Vote.item_id, source, Vote.mark, sa.func.count()).where(Vote.item_id.in_(items))
        counts = counts.group_by(Vote.item_id, source, Vote.mark)
        db.session.execute(sa.insert(Tally).from_select(["item_id", "source", "mark", "count"], counts))
        for item_id in db.session.scalars(items.where(PollItem.id.in_(sa.select(Tally.item_id)))).all():
            _follow(item_id)


def _follow(item_id: int) -> None:
    for thing in db.session.identity_map.values():
        if isinstance(thing, PollItem) and thing.id == item_id:
            db.session.expire(thing, ["tallies"])
    counters.follow(PollItem, item_id)


def _cast_secret(poll: Poll, voter: User, choices: Choices) -> str:
    """The voter is noted in one place and the ballot in another, with nothing that would join them."""
    if not choices:
        raise RuleBroken(_("Choisissez au moins un élément : un vote secret ne peut pas être changé ensuite."))
    if not insert_once(Turnout, poll_id=poll.id, voter_id=voter.id):
        raise RuleBroken(
            _("Vous avez déjà voté. Un vote secret ne peut pas être changé : nul ne sait lequel est le vôtre.")
        )
    return journal.write(poll, Act.CAST, ballot=random_name(), choices=choices)


def make_seats(poll: Poll, count: int) -> list[str]:
    """New codes for a room, one a seat. Only their hashes are kept: print them now."""
    codes = seats.new_codes(count)
    db.session.add_all(Seat(poll_id=poll.id, code_hash=_seat_hash(poll, code)) for code in codes)
    return codes


def _seat_hash(poll: Poll, code: str) -> str:
    return seats.digest(poll.id, code)


def cast_from_seat(poll: Poll, *, code: str, choices: Choices) -> str:
    """Record the ballot of one seat in a room; a code is used once. Return the receipt."""
    _hold(poll)
    if not choices:
        raise RuleBroken(_("Choisissez au moins un élément."))
    poll.method.check(choices, _costs(poll), poll.rules)
    seat = sa.update(Seat).filter_by(poll_id=poll.id, code_hash=_seat_hash(poll, code), used=False).values(used=True)
    used = db.session.execute(seat, execution_options={"synchronize_session": False})
    if not used.rowcount:  # type: ignore[attr-defined]
        raise RuleBroken(_("Ce code n’existe pas, ou il a déjà servi."))
    return journal.write(poll, Act.CAST, ballot=random_name(), choices=choices, source=Source.ROOM)


def record_paper(poll: Poll, *, choices: Choices, count: int = 1) -> str:
    """Count so many identical ballots that came on paper. Return their name, by which they can be taken back."""
    _hold(poll)
    if not choices or not 0 < count <= 1_000_000:
        raise RuleBroken(_("Donnez au moins un choix, et un nombre de bulletins à partir de 1."))
    poll.method.check(choices, _costs(poll), poll.rules)
    ballot = random_name()
    journal.write(poll, Act.CAST, ballot=ballot, choices=choices, source=Source.PAPER, count=count)
    return ballot


def take_back_paper(poll: Poll, *, ballot: str) -> None:
    """Undo one entry of paper ballots."""
    _hold(poll)
    query = sa.select(Entry.count).filter_by(poll_id=poll.id, ballot=ballot, source=Source.PAPER)
    rows = db.session.scalars(query).all()
    if len(rows) != 1:
        raise RuleBroken(_("Ces bulletins ont déjà été retirés."))
    journal.write(poll, Act.WITHDRAW, ballot=ballot, choices={}, source=Source.PAPER, count=rows[0])


def cancel_votes(poll: Poll, *, voters: Sequence[int], actor: User, reason: str) -> Cancellation:
    """Take the votes of these people out of the result. They stay in the journal and can be put back.

    Raises RuleBroken without a reason, in a secret poll, and where there is nothing to cancel.
    """
    _hold_for_team(poll, reason)
    query = sa.select(Vote).join(PollItem, PollItem.id == Vote.item_id)
    query = query.where(PollItem.poll_id == poll.id, Vote.voter_id.in_(voters), Vote.cancellation_id.is_(None))
    votes = db.session.scalars(query.order_by(Vote.item_id, Vote.voter_id)).all()
    if not votes:
        raise RuleBroken(_("Il n’y a aucun vote à annuler."))
    names = list(dict.fromkeys(vote.ballot for vote in votes))
    one = Cancellation(poll_id=poll.id, reason=reason, count=len(names), actor_id=actor.id)
    db.session.add(one)
    db.session.flush()
    for vote in votes:
        vote.cancellation_id = one.id
    _move(poll, votes, Act.CANCEL, Source.WEB, Source.CANCELLED)
    return one


def restore_votes(poll: Poll, cancellation: Cancellation, *, actor: User, reason: str) -> None:
    """Put cancelled votes back into the result. Raises RuleBroken without a reason, or where it was done already."""
    _hold_for_team(poll, reason)
    db.session.refresh(cancellation)
    if cancellation.poll_id != poll.id:
        raise RuleBroken(_("Ces votes ne sont pas de ce scrutin."))
    if cancellation.undone is not None:
        raise RuleBroken(_("Ces votes ont déjà été rétablis."))
    cancellation.undone, cancellation.undone_reason, cancellation.undone_by_id = clock.now(), reason, actor.id
    votes = db.session.scalars(sa.select(Vote).filter_by(cancellation_id=cancellation.id)).all()
    for vote in votes:
        vote.cancellation_id = None
    _move(poll, votes, Act.RESTORE, Source.CANCELLED, Source.WEB)


def _hold_for_team(poll: Poll, reason: str) -> None:
    _lock(poll)
    if not reason.strip():
        raise RuleBroken(_("Donnez la raison : elle est publiée avec le résultat."))
    if poll.secret:
        raise RuleBroken(_("Dans un vote secret, nul ne sait quel bulletin est de qui : aucun ne peut être annulé."))


def _move(poll: Poll, votes: Sequence[Vote], act: Act, old: Source, new: Source) -> None:
    db.session.flush()
    for ballot in dict.fromkeys(vote.ballot for vote in votes):
        journal.write(poll, act, ballot=ballot, choices={})
    for vote in votes:
        _count(poll, {vote.item_id: vote.mark}, {}, old)
        _count(poll, {}, {vote.item_id: vote.mark}, new)


def merge_voters(old: User, new: User) -> int:
    """Keep one vote an item where two accounts are one person: the newer account's, else the older's.

    A ballot that is cast as one stays or goes as one, and the limit of a person holds. Return how many votes were
    withdrawn: in the journal too, whether or not the poll is still open.
    """
    doubles = 0
    while held := _hold_polls_of(old):  # again where the older account voted elsewhere meanwhile
        doubles += sum(_withdraw_doubles(poll, old, new) for poll in held)
        here = sa.select(PollItem.id).where(PollItem.poll_id.in_([poll.id for poll in held]))
        moved = sa.update(Vote).where(Vote.voter_id == old.id, Vote.item_id.in_(here)).values(voter_id=new.id)
        db.session.execute(moved, execution_options={"synchronize_session": False})
    _merge_turnout(old, new)
    return doubles


def _hold_polls_of(voter: User) -> list[Poll]:
    """The polls in which somebody has votes, held in the order of their numbers."""
    query = sa.select(PollItem.poll_id).join(Vote, Vote.item_id == PollItem.id).where(Vote.voter_id == voter.id)
    ids = db.session.scalars(query.distinct().order_by(PollItem.poll_id)).all()
    return [db.session.get_one(Poll, poll_id, with_for_update=True) for poll_id in ids]


def _withdraw_doubles(poll: Poll, old: User, new: User) -> int:
    votes = _all_votes(poll, old)
    gone = [votes[item] for item in _doubles(poll, votes, _all_votes(poll, new))]
    for ballot in dict.fromkeys(vote.ballot for vote in gone):
        journal.write(poll, Act.WITHDRAW, ballot=ballot, choices={})
    _delete(old, [vote.item_id for vote in gone])
    for vote in gone:
        _count(poll, {vote.item_id: vote.mark}, {}, Source.CANCELLED if vote.cancellation_id else Source.WEB)
    return len(gone)


def _doubles(poll: Poll, votes: Mapping[int, Cast], kept: Mapping[int, Cast]) -> list[int]:
    """Which of these votes cannot stand beside those that are kept."""
    if poll.is_whole:
        return list(votes) if kept else []
    single = [item for item in votes if item not in kept]
    room = len(single) if poll.max_items is None else max(poll.max_items - len(kept), 0)
    return [*(item for item in votes if item in kept), *single[room:]]


def _merge_turnout(old: User, new: User) -> None:
    """Who voted twice in secret stays noted twice: nobody can find the second ballot, and ballots are as many."""
    voted = sa.select(Turnout.poll_id).where(Turnout.voter_id == new.id)
    move = sa.update(Turnout).where(Turnout.voter_id == old.id, Turnout.poll_id.not_in(voted)).values(voter_id=new.id)
    db.session.execute(move, execution_options={"synchronize_session": False})
