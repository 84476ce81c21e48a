"""What an import would add to a consultation, and what is there already from an earlier one."""

from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.imports.parsed import Parsed
from consult.imports.writing import stored_key
from consult.proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class News:
    """How many proposals and comments of a source are new here, and how many are not."""

    proposals: int
    comments: int
    known_proposals: int
    known_comments: int

    @property
    def is_nothing(self) -> bool:
        """Whether an import would add no proposal and no comment."""
        return not self.proposals and not self.comments


def find_consultation(slug: str) -> Consultation | None:
    """The consultation with this slug, whoever may read it: for whoever runs the instance."""
    return db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one_or_none()


def news(parsed: Parsed, consultation: Consultation | None) -> News:
    """Compare a source with what is in the consultation (None: not made yet), without writing anything."""
    proposals, comments = _keys(parsed)
    there = _known(consultation.id) if consultation else (set(), set())
    return News(
        len(proposals - there[0]),
        len(comments - there[1]),
        len(proposals & there[0]),
        len(comments & there[1]),
    )


def _keys(parsed: Parsed) -> tuple[set[str], set[tuple[str, str]]]:
    """The keys as they would be stored: of the proposals, and of (proposal, comment)."""
    key = partial(stored_key, parsed.importer)
    proposals = {key(proposal.key) for proposal in parsed.proposals}
    comments = {(key(p.key), key(comment.key)) for p in parsed.proposals for comment in p.comments}
    return proposals, comments


def _known(consultation_id: int) -> tuple[set[str], set[tuple[str, str]]]:
    imported = sa.select(Proposal.external_key).where(
        Proposal.consultation_id == consultation_id, Proposal.external_key.is_not(None)
    )
    said = (
        sa.select(Proposal.external_key, Comment.external_key)
        .join(Comment, Comment.thread_id == Proposal.thread_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.external_key.is_not(None),
            Proposal.external_key.is_not(None),
        )
    )
    return set(db.session.scalars(imported)), {(str(p), str(c)) for p, c in db.session.execute(said)}
