"""Writing a follow-up; an author's word."""

from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.accounts.telling import tell
from consult.audit.services import Action, record
from consult.db import db, upsert
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.trail.models import Faith, Fidelity, Outcome, Suite


def write_suite(proposal: Proposal, *, actor: User, outcome: Outcome, reason: str) -> Suite:
    """Say what is made of a proposal, and why; its author, who must be loaded, is told.

    Raises RuleBroken without a reason.
    """
    if not reason.strip():
        raise RuleBroken(_("Une suite sans raison n’en est pas une : dites pourquoi."))
    suite = Suite(
        proposal_id=proposal.id,
        consultation_id=proposal.consultation_id,
        actor_id=actor.id,
        outcome=outcome,
        reason=reason,
    )
    db.session.add(suite)
    record(Action.PROPOSAL_FOLLOWED_UP, proposal, actor=actor, outcome=outcome)
    if proposal.author_id != actor.id:
        links = {"link": ("trail.show", {"proposal_id": proposal.id})}
        tell(proposal.author, "suite", links=links, title=proposal.title, outcome=outcome, reason=reason)
    return suite


def judge(proposal: Proposal, *, author: User, answer: Faith, sentence: str = "") -> None:
    """Say whether it is still one's idea. Raises RuleBroken for a doubt that is not said."""
    if answer is not Faith.YES and not sentence.strip():
        raise RuleBroken(_("Dites en une phrase ce qui s’est perdu."))
    values = {"answer": answer, "sentence": sentence, "given": clock.now()}
    upsert(Fidelity, {"proposal_id": proposal.id}, values)
    record(Action.PROPOSAL_JUDGED, proposal, actor=author, answer=answer)
