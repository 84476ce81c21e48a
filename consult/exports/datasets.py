"""Datasets of a consultation. To add one, write a function below with @dataset: it yields rows, in a fixed order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from consult.accounts.models import User, Visitor
from consult.comments.models import Comment
from consult.consultations.models import Section
from consult.db import db
from consult.kinds import READABLE, Visibility
from consult.merging.models import Original, Result, Rework
from consult.policy import readable, visible
from consult.proposals.models import Proposal
from consult.themes.models import Theme

Row = Sequence[Any]
Rows = Callable[[int], Iterator[Row]]


@dataclass(frozen=True)
class Dataset:
    """A table that can be taken away: its name for people, its columns, its rows for one consultation."""

    label: LazyString
    columns: tuple[str, ...]
    rows: Rows


DATASETS: dict[str, Dataset] = {}
AT_ONCE = 1_000  # rows held in memory


def dataset(name: str, label: LazyString, columns: str) -> Callable[[Rows], Rows]:
    """Register a dataset. `columns` are names separated by spaces; a name used twice stops the application."""
    if name in DATASETS:
        raise RuntimeError(f"two datasets are called {name!r}")

    def register(rows: Rows) -> Rows:
        DATASETS[name] = Dataset(label, tuple(columns.split()), rows)
        return rows

    return register


def _rows(query: sa.Select[*tuple[Any, ...]]) -> Iterator[Row]:
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield tuple(row)


@dataset(
    "proposals",
    _l("Les propositions"),
    "id title body section kind author created status theme support comments",
)
def proposals(consultation_id: int) -> Iterator[Row]:
    """Proposals that everybody reads, in the order of their numbers; those that others replaced are in `reworks`."""
    shown = visible(sa.select(Proposal), Visitor()).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility.in_(READABLE)
    )
    query = (
        shown.join(User, User.id == Proposal.author_id)
        .outerjoin(Section, Section.id == Proposal.section_id)
        .outerjoin(Theme, Theme.id == Proposal.theme_id)
        .with_only_columns(
            Proposal.id,
            Proposal.title,
            Proposal.body,
            Section.title,
            Proposal.kind,
            User.name,
            Proposal.published,
            Proposal.status,
            Theme.title,
            Proposal.support,
            Proposal.comment_count,
        )
    )
    return _rows(query.order_by(Proposal.id))


@dataset(
    "comments",
    _l("Les commentaires"),
    "id proposal_id proposal author body created parent_id stance status",
)
def comments(consultation_id: int) -> Iterator[Row]:
    """Published comments of proposals that everybody reads, in the order of their numbers."""
    shown = visible(sa.select(Comment, Proposal), Visitor()).where(
        Comment.consultation_id == consultation_id,
        Comment.visibility == Visibility.PUBLISHED,
        Proposal.visibility.in_(READABLE),
    )
    query = (
        shown.join(Proposal, Proposal.thread_id == Comment.thread_id)
        .join(User, User.id == Comment.author_id)
        .with_only_columns(
            Comment.id,
            Proposal.id,
            Proposal.title,
            User.name,
            Comment.body,
            Comment.created,
            Comment.parent_id,
            Comment.stance,
            Comment.visibility,
        )
    )
    return _rows(query.order_by(Comment.id))


@dataset("themes", _l("Les thèmes"), "id title summary colour position facilitator proposals support")
def themes(consultation_id: int) -> Iterator[Row]:
    """Themes, in their order, with what they hold."""
    shown = visible(sa.select(Proposal), Visitor()).where(
        Proposal.theme_id == Theme.id, Proposal.visibility == Visibility.PUBLISHED
    )
    count = shown.with_only_columns(sa.func.count()).correlate(Theme).scalar_subquery()
    support = shown.with_only_columns(sa.func.coalesce(sa.func.sum(Proposal.support), 0)).correlate(Theme)
    query = (
        sa.select(
            Theme.id,
            Theme.title,
            Theme.summary,
            Theme.colour,
            Theme.position,
            User.name,
            count,
            support.scalar_subquery(),
        )
        .outerjoin(User, User.id == Theme.facilitator_id)
        .where(Theme.consultation_id == consultation_id)
    )
    return _rows(query.order_by(Theme.position, Theme.id))


@dataset("reworks", _l("Les propositions réunies ou partagées"), "id kind created undone original_id result_id")
def reworks(consultation_id: int) -> Iterator[Row]:
    """What was merged and split: a row for each original and each result that everybody reads."""
    before: Any = aliased(Proposal)
    after: Any = aliased(Proposal)
    query = (
        sa.select(Rework.id, Rework.kind, Rework.created, Rework.undone, before.id, after.id)
        .join(Original, Original.rework_id == Rework.id)
        .join(Result, Result.rework_id == Rework.id)
        .join(before, before.id == Original.proposal_id)
        .join(after, after.id == Result.proposal_id)
        .where(Rework.consultation_id == consultation_id)
        .where(readable(before, Visitor()), readable(after, Visitor()))
    )
    return _rows(query.order_by(Rework.id, before.id, after.id))
