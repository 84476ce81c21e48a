"""Filing proposals into themes, and taking it back.

Each act holds the theme, then its proposals in the order of their numbers: two people at once wait for one another, and
the second one sees what the first one did.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.themes.models import BY_A_PERSON, Assignment, How, OtherTheme, Theme

NAMED = 3  # how many proposals a refusal names


NOTHING: Mapping[int, "Offer"] = {}


class Moved(RuleBroken):
    """Somebody else moved these proposals since they were seen; nothing was done."""


class Offer(NamedTuple):
    """What the machine suggested for a proposal: a theme, and the name under which it was shown."""

    theme_id: int
    title: str


@dataclass(frozen=True, slots=True)
class _Move:
    """One proposal, where it goes, how; the offer that stood before the person, and the assignment that it undoes."""

    proposal: Proposal
    target: int | None
    how: How
    offer: Offer | None = None
    undoes: int | None = None


def file_proposals(
    proposals: Sequence[Proposal],
    *,
    theme: Theme | None,
    actor: User | None,
    how: How = How.HAND,
    seen: Mapping[int, int | None] | None = None,
    offers: Mapping[int, Offer] = NOTHING,
    only_unfiled: bool = False,
) -> list[Assignment]:
    """File proposals into a theme of their consultation, or out of any (None); those already there stay as they are.

    `seen` gives the theme in which the actor saw each proposal, by the proposal's number; `offers` what was suggested
    to them, so that the history tells whether they accepted or changed it. `only_unfiled`: leave what somebody filed
    meanwhile where it is. Raises Moved where one is elsewhere than seen, RuleBroken where the theme is gone or of
    another consultation.
    """
    held = _hold_themes({theme.id} if theme else set())
    if theme and (theme.id not in held or any(p.consultation_id != theme.consultation_id for p in proposals)):
        raise RuleBroken(_("Ce thème n’est plus là : il vient peut-être d’être supprimé. Choisissez-en un autre."))
    hold_proposals(proposals)
    if seen is not None:
        _refuse_if_moved(proposals, seen)
    target = theme.id if theme else None
    some = [p for p in proposals if p.theme_id != target and not (only_unfiled and p.theme_id)]
    return _move([_Move(p, target, _how(offers.get(p.id), target, how), offers.get(p.id)) for p in some], actor=actor)


def _how(offer: Offer | None, target: int | None, how: How) -> How:
    if offer is None or target is None:
        return how
    return How.SUGGESTED if offer.theme_id == target else How.CHANGED


def undo_filing(batch: str, *, actor: User) -> list[Assignment]:
    """Take one of one's own acts of filing back, whole.

    Raises RuleBroken where it is not theirs, was taken back already, or the theme before is gone; Moved where somebody
    moved one of the proposals since.
    """
    rows = _batch(batch, actor)
    _hold_themes({row.before_id for row in rows if row.before_id})
    proposals = [row.proposal for row in rows]
    hold_proposals(proposals)
    if not rows or _is_undone(rows):
        raise RuleBroken(_("Ce rangement a déjà été annulé, ou n’est pas le vôtre."))
    lost = next((row.before_title for row in rows if row.before_title and row.before_id is None), None)
    if lost:
        raise RuleBroken(_("Le thème « %(title)s » n’existe plus : rangez ces propositions à la main.", title=lost))
    _refuse_if_moved(proposals, {row.proposal_id: row.theme_id for row in rows})
    return _move([_Move(row.proposal, row.before_id, How.UNDONE, undoes=row.id) for row in rows], actor=actor)


def unfile_all(theme: Theme, *, actor: User) -> int:
    """Take every proposal out of a theme that is about to go; say how many there were."""
    db.session.flush()
    proposals = db.session.scalars(sa.select(Proposal).filter_by(theme_id=theme.id).order_by(Proposal.id)).all()
    hold_proposals(proposals)
    return len(_move([_Move(p, None, How.THEME_DELETED) for p in proposals], actor=actor))


def hold_proposals(proposals: Iterable[Proposal]) -> None:
    """Keep these proposals where they are until the end of the transaction, and read where that is."""
    db.session.flush()
    ids = {p.id: p for p in proposals}
    query = sa.select(Proposal.id, Proposal.theme_id).where(Proposal.id.in_(ids)).order_by(Proposal.id)
    for row in db.session.execute(query.with_for_update()):
        set_committed_value(ids[row.id], "theme_id", row.theme_id)


def _hold_themes(ids: set[int]) -> set[int]:
    """Those of these themes that are still there, kept from being deleted."""
    query = sa.select(Theme.id).where(Theme.id.in_(ids)).order_by(Theme.id).with_for_update(read=True)
    return set(db.session.scalars(query)) if ids else set()


def _move(moves: Sequence[_Move], *, actor: User | None) -> list[Assignment]:
    """Carry out one act."""
    titles = titles_of({move.proposal.theme_id for move in moves} | {move.target for move in moves})
    batch, lines = secrets.token_hex(8), []
    for move in moves:
        proposal = move.proposal
        line = Assignment(
            proposal=proposal,
            before_id=proposal.theme_id,
            before_title=titles.get(proposal.theme_id, ""),
            theme_id=move.target,
            theme_title=titles.get(move.target, ""),
            actor_id=actor.id if actor else None,
            how=move.how,
            suggested_title=move.offer.title[:120] if move.offer and move.target else "",
            batch=batch,
            undoes_id=move.undoes,
        )
        proposal.theme_id = move.target
        before, how = line.before_id, move.how.value
        record(Action.PROPOSAL_FILED, proposal, actor=actor, before=before, theme=move.target, how=how)
        lines.append(line)
    db.session.add_all(lines)
    _forget_others(moves)
    db.session.flush()  # at once: each touch would write the lines so far
    for move in moves:
        search.touch(move.proposal)
    return lines


def _forget_others(moves: Sequence[_Move]) -> None:
    """The theme in which a proposal is filed is no longer one of its others."""
    into: dict[int, list[int]] = {}
    for move in moves:
        if move.target:
            into.setdefault(move.target, []).append(move.proposal.id)
    for target, ids in into.items():
        rows = sa.delete(OtherTheme).where(OtherTheme.theme_id == target, OtherTheme.proposal_id.in_(ids))
        db.session.execute(rows)


def titles_of(ids: Iterable[int | None]) -> dict[int | None, str]:
    """The titles of themes, by their numbers."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(sa.select(Theme.id, Theme.title).where(Theme.id.in_(wanted))) if wanted else ()
    return {row.id: row.title for row in rows}


def _batch(batch: str, actor: User) -> Sequence[Assignment]:
    query = sa.select(Assignment).filter_by(batch=batch, actor_id=actor.id)
    query = query.where(Assignment.how.in_(BY_A_PERSON)).options(joinedload(Assignment.proposal))
    return db.session.scalars(query.order_by(Assignment.id)).all()


def _is_undone(rows: Sequence[Assignment]) -> bool:
    query = sa.select(Assignment.id).where(Assignment.undoes_id.in_([row.id for row in rows])).limit(1)
    return db.session.scalar(query) is not None


def _refuse_if_moved(proposals: Sequence[Proposal], seen: Mapping[int, int | None]) -> None:
    moved = [p for p in proposals if p.theme_id != seen[p.id]]
    if not moved:
        return
    titles, rest = titles_of(p.theme_id for p in moved), len(moved) - NAMED
    sentences = [_where_now(p, titles.get(p.theme_id)) for p in moved[:NAMED]]
    if rest > 0:
        sentences.append(ngettext("Une autre a bougé aussi.", "%(num)s autres ont bougé aussi.", rest))
    raise Moved(" ".join([*sentences, _("Rien n’a été déplacé : vérifiez, puis rangez à nouveau si besoin.")]))


def _where_now(proposal: Proposal, theme: str | None) -> str:
    """A sentence that says where a proposal is by now, and who put it there."""
    query = sa.select(User.name).join(Assignment, Assignment.actor_id == User.id)
    query = query.where(Assignment.proposal_id == proposal.id).order_by(Assignment.id.desc()).limit(1)
    who = db.session.scalar(query) or _("quelqu’un")
    words = {"title": proposal.title, "theme": theme, "who": who}
    if theme is None:
        return str(_("« %(title)s » a été remise à classer entre-temps par %(who)s.", **words))
    return str(_("« %(title)s » a été rangée entre-temps dans « %(theme)s » par %(who)s.", **words))
