"""What a synthesis is about, as conditions on proposals and comments: everything, or what is filed in some themes."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import Visitor
from consult.comments.models import Comment
from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.synthesis.models import Scope, Synthesis
from consult.workstreams.models import WorkStreamTheme


@dataclass(frozen=True)
class Extent:
    """A consultation, or some of its themes."""

    consultation_id: int
    themes: tuple[int, ...] | None = None

    def proposals(self, *columns: Any) -> sa.Select[Any]:
        """The published proposals that everybody reads in it: rows, or these columns of them."""
        query = visible(sa.select(Proposal), Visitor()).where(
            Proposal.consultation_id == self.consultation_id, Proposal.visibility == Visibility.PUBLISHED
        )
        if self.themes is not None:
            query = query.where(Proposal.theme_id.in_(self.themes))
        return query.with_only_columns(*columns, maintain_column_froms=True) if columns else query

    def comments(self, *columns: Any) -> sa.Select[Any]:
        """The published comments on these proposals, joined to them: rows, or these columns."""
        query = visible(sa.select(Comment), Visitor()).where(
            Comment.consultation_id == self.consultation_id, Comment.visibility == Visibility.PUBLISHED
        )
        query = query.join(Proposal, Proposal.thread_id == Comment.thread_id)
        query = query.where(Proposal.visibility == Visibility.PUBLISHED)
        if self.themes is not None:
            query = query.where(Proposal.theme_id.in_(self.themes))
        return query.with_only_columns(*columns, maintain_column_froms=True) if columns else query


def of(synthesis: Synthesis) -> Extent:
    """What a synthesis is about."""
    if synthesis.scope is Scope.THEME:
        return Extent(synthesis.consultation_id, (synthesis.theme_id,) if synthesis.theme_id else ())
    if synthesis.scope is Scope.WORKSTREAM:
        query = sa.select(WorkStreamTheme.theme_id).filter_by(workstream_id=synthesis.workstream_id)
        return Extent(synthesis.consultation_id, tuple(db.session.scalars(query)))
    return Extent(synthesis.consultation_id)
