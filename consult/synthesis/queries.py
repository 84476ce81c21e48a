"""What a synthesis is made of, in a fixed number of queries, as plain rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult import periods
from consult.accounts.models import Visitor
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.queries import Figures, figures
from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.votes.models import PollItem

QUOTED = 3  # comments under a proposal: those with most support


@dataclass(frozen=True)
class Material:
    """All that a synthesis says: proposals in their order, by theme (None: not classified)."""

    consultation: Consultation
    figures: Figures
    themes: Sequence[Theme]
    proposals: Mapping[int | None, Sequence[Proposal]]
    quoted: Mapping[int, Sequence[Comment]]
    days: Mapping[date, int]

    @property
    def filed(self) -> int:
        """How many proposals have a theme."""
        return sum(len(some) for theme, some in self.proposals.items() if theme is not None)


def gather(consultation: Consultation) -> Material:
    """Everything that everybody may read of a consultation, for its synthesis."""
    themes = db.session.scalars(
        sa.select(Theme).filter_by(consultation_id=consultation.id).order_by(Theme.position, Theme.id)
    ).all()
    proposals = _proposals(consultation.id)
    return Material(
        consultation,
        figures(consultation.id),
        themes,
        _by_theme(proposals, {theme.id for theme in themes}),
        _quoted(consultation.id),
        _days(consultation.id),
    )


def _proposals(consultation_id: int) -> Sequence[Proposal]:
    """The most supported first."""
    query = visible(sa.select(Proposal), Visitor()).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED
    )
    query = query.options(
        joinedload(Proposal.author),
        joinedload(Proposal.section),
        joinedload(Proposal.poll_item).options(selectinload(PollItem.tallies), joinedload(PollItem.poll)),
    )
    return db.session.scalars(query.order_by(Proposal.support.desc(), Proposal.id)).all()


def _by_theme(proposals: Sequence[Proposal], themes: set[int]) -> dict[int | None, list[Proposal]]:
    groups: dict[int | None, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        groups[proposal.theme_id if proposal.theme_id in themes else None].append(proposal)
    return groups


def _quoted(consultation_id: int) -> dict[int, list[Comment]]:
    """The most supported comments of each thread, by thread; one query, whatever the number of threads."""
    rank = sa.func.row_number().over(partition_by=Comment.thread_id, order_by=(Comment.support.desc(), Comment.id))
    ranked = visible(sa.select(Comment.id, rank.label("rank")), Visitor()).where(
        Comment.consultation_id == consultation_id, Comment.visibility == Visibility.PUBLISHED
    )
    best = ranked.subquery()
    query = sa.select(Comment).join(best, best.c.id == Comment.id).where(best.c.rank <= QUOTED)
    groups: dict[int, list[Comment]] = defaultdict(list)
    for comment in db.session.scalars(query.options(joinedload(Comment.author)).order_by(best.c.rank)):
        groups[comment.thread_id].append(comment)
    return groups


def _days(consultation_id: int) -> dict[date, int]:
    """How many proposals and comments were published each day."""
    days: Counter[date] = Counter()
    for column, model in ((Proposal.published, Proposal), (Comment.created, Comment)):
        query = sa.select(periods.day(column), sa.func.count()).where(
            model.consultation_id == consultation_id, model.visibility == Visibility.PUBLISHED
        )
        days.update(periods.counted(query))
    return days


@dataclass(frozen=True)
class Part:
    """One theme in the outline (None: not classified): how much it holds, and its best supported proposals."""

    theme: Theme | None
    count: int
    support: int
    best: Sequence[Proposal]


def outline(consultation_id: int, best: int = 3) -> Sequence[Part]:
    """The themes of a consultation with their figures and best supported proposals, in three queries."""
    shown = visible(sa.select(Proposal), Visitor()).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED
    )
    rank = sa.func.row_number().over(partition_by=Proposal.theme_id, order_by=(Proposal.support.desc(), Proposal.id))
    ranked = shown.with_only_columns(Proposal.id, rank.label("rank")).subquery()
    query = sa.select(Proposal).join(ranked, ranked.c.id == Proposal.id).where(ranked.c.rank <= best)
    first: dict[int | None, list[Proposal]] = defaultdict(list)
    for proposal in db.session.scalars(query.options(joinedload(Proposal.author)).order_by(ranked.c.rank)):
        first[proposal.theme_id].append(proposal)
    totals = shown.with_only_columns(Proposal.theme_id, sa.func.count(), sa.func.sum(Proposal.support))
    figures_of = {theme: (n, total) for theme, n, total in db.session.execute(totals.group_by(Proposal.theme_id))}
    themes = db.session.scalars(
        sa.select(Theme).filter_by(consultation_id=consultation_id).order_by(Theme.position, Theme.id)
    ).all()
    parts = [Part(theme, *figures_of.get(theme.id, (0, 0)), first.get(theme.id, [])) for theme in themes]
    return [*parts, Part(None, *figures_of[None], first[None])] if None in figures_of else parts
