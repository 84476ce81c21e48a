"""What people do with proposals."""

from collections.abc import Collection

import sqlalchemy as sa

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments import services as comments
from consult.comments.models import Comment, Stance
from consult.consultations.models import Consultation, Section
from consult.db import db
from consult.kinds import READABLE, Visibility
from consult.moderation import holding
from consult.moderation import services as moderation
from consult.proposals.models import Origin, Proposal, ProposalKind, ProposalVersion, Status, settle
from consult.proposals.voting import VotedProposal
from consult.search import services as search
from consult.votes import services as votes


def create_proposal(
    consultation: Consultation,
    *,
    author: User,
    title: str,
    body: str,
    section: Section | None = None,
    kind: ProposalKind = ProposalKind.CITIZEN,
    place: str = "",
    origin: Origin = Origin.WEB,
    draft: bool = False,
) -> Proposal:
    """Create a proposal with its thread and its item to vote on; publish it unless it is a draft.

    The consultation's poll must be loaded.
    """
    thread = comments.open_thread(consultation_id=consultation.id, title=title, visibility=Visibility.DRAFT)
    proposal = Proposal(
        consultation_id=consultation.id,
        author_id=author.id,
        title=title,
        body=body,
        section_id=section.id if section else None,
        kind=kind,
        place=place,
        origin=origin,
        visibility=Visibility.DRAFT,
        thread=thread,
        poll_item=votes.add_item(consultation.poll),
    )
    db.session.add(proposal)
    db.session.flush()
    thread.address = f"/proposals/{proposal.id}"
    _keep_version(proposal, author)
    record(Action.PROPOSAL_CREATED, proposal, actor=author)
    if not draft:
        publish_proposal(proposal, actor=author)
    return proposal


def publish_proposal(proposal: Proposal, *, actor: User) -> None:
    """Show a draft to everybody, or let it wait for the team where that is the rule. Its thread must be loaded."""
    reason = holding.why("proposals", consultation_id=proposal.consultation_id, person=actor)
    proposal.published = clock.now()
    _show(proposal, Visibility.HELD if reason else Visibility.PUBLISHED)
    record(Action.PROPOSAL_PUBLISHED, proposal, actor=actor)
    if reason:
        holding.hold(proposal, actor=actor, reason=reason)


def edit_proposal(
    proposal: Proposal, *, actor: User, title: str, body: str, section: Section | None = None, place: str = ""
) -> None:
    """Change a proposal. What may be read keeps every version; a draft, or what is held or hidden, only its latest.

    Its thread must be loaded.
    """
    said_otherwise = (proposal.title, proposal.body) != (title, body)
    proposal.title, proposal.body, proposal.place = title, body, place
    proposal.section_id = section.id if section else None
    proposal.thread.title = title
    if said_otherwise and proposal.visibility in READABLE:
        proposal.version += 1
        proposal.edited = clock.now()
    if said_otherwise:
        _keep_version(proposal, actor)
    record(Action.PROPOSAL_EDITED, proposal, actor=actor, version=proposal.version)
    search.touch(proposal)
    moderation.reworded(proposal, actor=actor)
    holding.look_again(proposal, "proposals", actor=actor)


def withdraw_proposal(proposal: Proposal, *, actor: User) -> None:
    """Take a proposal back, with its thread; what others said in it stays theirs. Its thread must be loaded."""
    if proposal.published is None:
        proposal.published = clock.now()
    _show(proposal, Visibility.WITHDRAWN)
    record(Action.PROPOSAL_WITHDRAWN, proposal, actor=actor)


def supersede_proposal(proposal: Proposal) -> None:
    """Let others take its place in lists. It stays at its address, closed to votes; its discussion goes on.

    Its thread must be loaded.
    """
    proposal.superseded = True
    settle(proposal)
    search.touch(proposal)


def reinstate_proposal(proposal: Proposal) -> None:
    """Give a superseded proposal its place back, unless it was hidden or withdrawn. Its thread must be loaded."""
    proposal.superseded = False
    settle(proposal)
    search.touch(proposal)


def answer_proposal(proposal: Proposal, *, actor: User, status: Status, answer: str) -> None:
    """Say what the organisers make of it."""
    proposal.status, proposal.answer, proposal.answered = status, answer, clock.now()
    record(Action.PROPOSAL_ANSWERED, proposal, actor=actor, status=status.value)


def vote(proposal: Proposal | VotedProposal, *, voter: User, mark: str | None) -> None:
    """Record a voter's mark on a proposal, or withdraw it (None). Its item and the item's poll must be loaded."""
    votes.cast_vote(proposal.poll_item, voter=voter, mark=mark)


def comment(
    proposal: Proposal,
    *,
    author: User,
    body: str,
    stance: Stance | None = None,
    parent: Comment | None = None,
    beside: Collection[int] = (),
) -> Comment:
    """Say something about a proposal, or reply to what was said. Its thread must be loaded.

    A reply to what was said in one of the threads shown `beside` its own stays in that thread, which must be loaded.
    """
    thread = parent.thread if parent is not None and parent.thread_id in beside else proposal.thread
    return comments.post_comment(thread, author=author, body=body, stance=stance, parent=parent)


def _show(proposal: Proposal, visibility: Visibility) -> None:
    proposal.visibility = proposal.thread.visibility = visibility
    search.touch(proposal)


def _keep_version(proposal: Proposal, actor: User) -> None:
    """Store this version; a draft's only version is replaced."""
    db.session.execute(sa.delete(ProposalVersion).filter_by(proposal_id=proposal.id, number=proposal.version))
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=proposal.version,
            title=proposal.title,
            body=proposal.body,
            author_id=actor.id,
            created=clock.now(),
        )
    )
