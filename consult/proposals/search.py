"""How proposals and their comments are found."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.proposals.models import Proposal
from consult.search.documents import Document
from consult.search.registry import indexes
from consult.text import plain


@indexes(Proposal, follows={Consultation: lambda consultation: Proposal.consultation_id == consultation.id})
def proposals(things: Sequence[Proposal]) -> Iterable[Document]:
    """Found by title and text."""
    for proposal in things:
        yield Document(
            "proposal",
            proposal.id,
            proposal.title,
            plain(proposal.body),
            proposal.consultation_id,
            str(proposal.section_id or "") or None,
            str(proposal.theme_id or "") or None,
        )


@indexes(
    Comment,
    follows={
        Proposal: lambda proposal: Comment.thread_id == proposal.thread_id,
        Consultation: lambda consultation: Comment.consultation_id == consultation.id,
    },
)
def comments(things: Sequence[Comment]) -> Iterable[Document]:
    """Found by text, in the section and theme of the proposal they speak about."""
    threads = {comment.thread_id for comment in things}
    query = sa.select(Proposal.thread_id, Proposal.section_id, Proposal.theme_id).where(Proposal.thread_id.in_(threads))
    places = {thread: (section, theme) for thread, section, theme in db.session.execute(query)} if threads else {}
    for comment in things:
        section, theme = places.get(comment.thread_id, (None, None))
        yield Document(
            "comment",
            comment.id,
            "",
            plain(comment.body),
            comment.consultation_id,
            str(section or "") or None,
            str(theme or "") or None,
        )
