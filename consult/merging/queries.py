"""Reading what was merged and split: one act, what stands around a proposal, likely duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db, found
from consult.kinds import READABLE, Visibility
from consult.merging.figures import support_of
from consult.merging.models import InheritedSupport, LikelyPair, Original, PairSearch, Result, Rework
from consult.merging.standing import Support
from consult.policy import visible
from consult.proposals.models import Origin, Proposal
from consult.themes.analysis import duplicates
from consult.votes.queries import telling
from consult.web.pagination import Page, paginate

PAIRS = 20  # a page
DEEPEST = 10  # merges of merges whose discussions are shown together


def _whole() -> tuple[ORMOption, ...]:
    return (
        selectinload(Rework.originals).joinedload(Original.proposal).joinedload(Proposal.author),
        selectinload(Rework.results).joinedload(Result.proposal),
        joinedload(Rework.actor),
        joinedload(Rework.undone_by),
    )


def get(rework_id: int, *, viewer: Any) -> Rework:
    """An act with its originals and results, where this viewer may read one of these; or the 404 page."""
    query = sa.select(Rework).where(Rework.id == rework_id).options(*_whole(), joinedload(Rework.consultation))
    rework: Rework = found(db.session.scalars(query).one_or_none())
    ids = [one.proposal_id for one in rework.originals] + [one.proposal_id for one in rework.results]
    shown = visible(sa.select(Proposal), viewer).where(Proposal.id.in_(ids)).with_only_columns(Proposal.id).limit(1)
    found(db.session.scalar(shown))
    return rework


def figures(proposals: Sequence[Proposal]) -> dict[int, Support]:
    """The figures of each of these proposals, by its number; one query each, and none for what is sealed."""
    told = telling([one.poll_item_id for one in proposals])
    return {one.id: support_of(one) for one in proposals if one.poll_item_id in told}


@dataclass(frozen=True)
class Around:
    """What merging and splitting made of a proposal. `made_by`: what it was written by; `fate`: what it went into.

    `waits`: the person who reads is asked about their support; `threads`: whose discussions belong to it too.
    """

    made_by: Rework | None = None
    fate: Rework | None = None
    support: Support | None = None
    waits: bool = False
    threads: dict[int, str] = field(default_factory=dict)


def around(proposal: Proposal, *, viewer: Any) -> Around:
    """The same for most proposals: nothing, and no query. The poll of its item must be loaded."""
    if proposal.origin is not Origin.REWORK:
        return Around(fate=_fate(proposal)) if proposal.superseded else Around()
    query = sa.select(Rework).join(Result, Result.rework_id == Rework.id).where(Result.proposal_id == proposal.id)
    made_by = db.session.scalars(query.options(*_whole())).one_or_none()
    if made_by is None:
        return Around()
    return Around(
        made_by=made_by,
        fate=_fate(proposal) if proposal.superseded else None,
        support=support_of(proposal) if proposal.poll_item.poll.tells else None,
        waits=_waits(proposal, viewer),
        threads=_threads(made_by) if made_by.stands else {},
    )


def _fate(proposal: Proposal) -> Rework | None:
    query = sa.select(Rework).join(Original, Original.rework_id == Rework.id).where(Original.held == proposal.id)
    return db.session.scalars(query.options(*_whole())).one_or_none()


def _waits(proposal: Proposal, viewer: Any) -> bool:
    if not viewer.is_authenticated:
        return False
    mine = sa.exists().where(
        InheritedSupport.proposal_id == proposal.id,
        InheritedSupport.person_id == viewer.id,
        InheritedSupport.answer.is_(None),
    )
    return bool(db.session.scalar(sa.select(mine)))


def _threads(rework: Rework) -> dict[int, str]:
    """The discussions of its originals, and of theirs, with the titles of those they belong to."""
    threads: dict[int, str] = {}
    level = [one.proposal for one in rework.originals]
    for _depth in range(DEEPEST):
        threads |= {one.thread_id: one.title for one in level if one.visibility in READABLE}
        made = [one.id for one in level if one.origin is Origin.REWORK]
        if not made:
            break
        query = sa.select(Proposal).join(Original, Original.proposal_id == Proposal.id)
        query = query.join(Result, Result.rework_id == Original.rework_id)
        query = query.join(Rework, Rework.id == Original.rework_id).where(Rework.undone.is_(None))
        level = list(db.session.scalars(query.where(Result.proposal_id.in_(made)).order_by(Proposal.id)))
    return threads


def chosen(consultation_id: int, ids: Sequence[int], *, viewer: Any) -> Sequence[Proposal]:
    """Those of these proposals that can be merged, in the order given, with their authors."""
    wanted = list(dict.fromkeys(ids))
    query = visible(sa.select(Proposal), viewer).where(
        Proposal.id.in_(wanted),
        Proposal.consultation_id == consultation_id,
        Proposal.visibility == Visibility.PUBLISHED,
    )
    rows = {one.id: one for one in db.session.scalars(query.options(joinedload(Proposal.author)))} if wanted else {}
    return [rows[one] for one in wanted if one in rows]


def pair(pair_id: int) -> LikelyPair:
    """A pair with its consultation's number, or the 404 page."""
    return found(db.session.get(LikelyPair, pair_id))


def likely_pairs(consultation_id: int, *, dismissed: bool = False, after: str | None = None) -> Page[LikelyPair]:
    """One page of likely duplicates, both of which are still published, the likeliest first."""
    query, _first, _second = _pairs(consultation_id, dismissed=dismissed)
    return paginate(query, [(LikelyPair.score, True), (LikelyPair.id, False)], after=after, size=PAIRS)


def _pairs(consultation_id: int, *, dismissed: bool) -> tuple[sa.Select[Any], Any, Any]:
    first, second = aliased(Proposal), aliased(Proposal)
    query = (
        sa.select(LikelyPair)
        .join(first, first.id == LikelyPair.first_id)
        .join(second, second.id == LikelyPair.second_id)
        .where(
            LikelyPair.consultation_id == consultation_id,
            LikelyPair.dismissed.is_not(None) if dismissed else LikelyPair.dismissed.is_(None),
            first.visibility == Visibility.PUBLISHED,
            second.visibility == Visibility.PUBLISHED,
        )
        .options(
            contains_eager(LikelyPair.first.of_type(first)).joinedload(first.author),
            contains_eager(LikelyPair.second.of_type(second)).joinedload(second.author),
            joinedload(LikelyPair.dismissed_by),
        )
    )
    return query, first, second


def groups(consultation_id: int) -> list[list[Proposal]]:
    """Three proposals or more that pairs join, the largest group first."""
    query, _first, _second = _pairs(consultation_id, dismissed=False)
    pairs = db.session.scalars(query.where(LikelyPair.score >= duplicates.SAME)).all()
    rows = {one.id: one for pair in pairs for one in (pair.first, pair.second)}
    found = [duplicates.Pair(p.first_id, p.second_id, p.score, p.title, p.body, p.meaning) for p in pairs]
    return [[rows[one] for one in group] for group in duplicates.groups(found) if len(group) > 2]


def last_search(consultation: Consultation) -> PairSearch | None:
    """When duplicates were last searched here."""
    return db.session.get(PairSearch, consultation.id)


def slug_of(pair: LikelyPair) -> str:
    """The consultation of a pair, for its address."""
    return db.session.get_one(Consultation, pair.consultation_id).slug


def asked(rework_id: int, person_id: int) -> tuple[Rework, User]:
    """An act and somebody who is asked about it; or the 404 page."""
    query = sa.select(Rework).where(Rework.id == rework_id).options(*_whole(), joinedload(Rework.consultation))
    rework = found(db.session.scalars(query).one_or_none())
    return rework, found(db.session.get(User, person_id))
