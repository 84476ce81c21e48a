"""Reading proposals: lists in their orders, one proposal, its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from consult.comments.models import Thread
from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals import voting
from consult.proposals.models import SHUFFLE_MAX, Proposal, ProposalKind, ProposalVersion, Status
from consult.proposals.voting import VotedProposal
from consult.votes.models import PollItem
from consult.web.pagination import Order, Page, paginate

ORDERS: dict[str, Order] = {
    "recent": [(Proposal.published, True), (Proposal.id, True)],
    "support": [(Proposal.support, True), (Proposal.id, True)],
    "discussed": [(Proposal.comment_count, True), (Proposal.id, True)],
    "random": [(Proposal.shuffle, False), (Proposal.id, False)],
}


@dataclass(frozen=True)
class Filters:
    """What a list is reduced to; None means all. `beside`: the numbers of proposals shown with those of the theme."""

    section_id: int | None = None
    theme_id: int | None = None
    beside: sa.Select[Any] | None = None
    status: Status | None = None
    kind: ProposalKind | None = None
    unfiled: bool = False

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        wanted = {
            Proposal.section_id: self.section_id,
            Proposal.theme_id: self.theme_id if self.beside is None else None,
            Proposal.status: self.status,
            Proposal.kind: self.kind,
        }
        found = [column == value for column, value in wanted.items() if value is not None]
        if self.beside is not None:
            found.append(sa.or_(Proposal.theme_id == self.theme_id, Proposal.id.in_(self.beside)))
        return [*found, Proposal.theme_id.is_(None)] if self.unfiled else found


def _listed() -> tuple[ORMOption, ...]:
    return joinedload(Proposal.author), joinedload(Proposal.section)


def published(
    consultation_id: int,
    *,
    viewer: Any,
    filters: Filters = Filters(),
    order: str = "recent",
    seed: int = 0,
    after: str | None = None,
    size: int = 20,
) -> Page[Proposal]:
    """One page of a consultation's published proposals.

    The random order is a fixed shuffle that starts at a place given by `seed` and goes round: each proposal comes first
    for as many visitors as any other, and pages neither repeat nor skip.
    """
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED, *filters.conditions()
    )
    query = query.options(*_listed())
    if order == "random":
        return _shuffled(query, seed=seed, after=after, size=size)
    return paginate(query, ORDERS.get(order, ORDERS["recent"]), after=after, size=size)


def _shuffled(query: sa.Select[Any], *, seed: int, after: str | None, size: int) -> Page[Proposal]:
    """Two stretches of one shuffle: from the seed's place to the end, then from the beginning to that place."""
    start = seed * 2654435761 % SHUFFLE_MAX
    second, cursor = (True, after[1:] or None) if after and after.startswith("~") else (False, after)
    if not second:
        page = paginate(query.where(Proposal.shuffle >= start), ORDERS["random"], after=cursor, size=size)
        if page.after:
            return page
        if len(page.items) == size:
            return Page(page.items, "~")
        rest = paginate(
            query.where(Proposal.shuffle < start), ORDERS["random"], after=None, size=size - len(page.items)
        )
        return Page([*page.items, *rest.items], "~" + rest.after if rest.after else None)
    page = paginate(query.where(Proposal.shuffle < start), ORDERS["random"], after=cursor, size=size)
    return Page(page.items, "~" + page.after if page.after else None)


def get(proposal_id: int, *, viewer: Any) -> Proposal:
    """A proposal that this viewer may read, with what its page and acts on it need; or the 404 page."""
    return _get(
        proposal_id,
        viewer,
        joinedload(Proposal.author),
        joinedload(Proposal.section),
        joinedload(Proposal.thread).joinedload(Thread.poll),
        joinedload(Proposal.poll_item).selectinload(PollItem.tallies),
    )


def get_for_vote(proposal_id: int, *, viewer: Any) -> Proposal | VotedProposal:
    """The same, with only what a vote needs: votes come by the thousand, nearly all on what everybody may read."""
    return voting.read(proposal_id) or _get(proposal_id, viewer)


def _for_vote() -> tuple[ORMOption, ...]:
    return (joinedload(Proposal.poll_item).joinedload(PollItem.poll), Proposal.with_phases())


def _get(proposal_id: int, viewer: Any, *options: ORMOption) -> Proposal:
    query = visible(sa.select(Proposal), viewer).where(Proposal.id == proposal_id).options(*_for_vote(), *options)
    proposal: Proposal | None = db.session.scalars(query).one_or_none()
    return found(proposal)


def some(ids: Sequence[int], *, viewer: Any) -> Sequence[Proposal]:
    """The published proposals among these that this viewer may read, in the order given."""
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.id.in_(ids), Proposal.visibility == Visibility.PUBLISHED
    )
    place = {proposal_id: n for n, proposal_id in enumerate(ids)}
    return sorted(db.session.scalars(query.options(*_listed())), key=lambda p: place[p.id]) if ids else []


def versions(proposal: Proposal) -> Sequence[ProposalVersion]:
    """All versions, the first one first."""
    query = sa.select(ProposalVersion).filter_by(proposal_id=proposal.id).order_by(ProposalVersion.number)
    return db.session.scalars(query).all()


def count(consultation_id: int) -> int:
    """How many proposals a consultation shows."""
    query = sa.select(sa.func.count()).select_from(Proposal)
    shown = (Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED)
    return db.session.scalar(query.where(*shown)) or 0


def by_author(author_id: int, *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Proposal]:
    """One page of what a person proposed, as far as this viewer may read it, the latest first."""
    query = visible(sa.select(Proposal), viewer).where(Proposal.author_id == author_id)
    query = query.options(*_listed(), joinedload(Proposal.consultation))
    return paginate(query, [(Proposal.id, True)], after=after, size=size)
