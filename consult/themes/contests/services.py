"""Contesting a theme, and deciding."""

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.accounts.telling import tell
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.themes.contests.models import Contest, Outcome
from consult.themes.filing import file_proposals, hold_proposals
from consult.themes.models import Theme


def contest(
    proposal: Proposal, *, author: User, reason: str, wish: Theme | None = None, seen: int | None = None
) -> Contest:
    """Contest the theme of one's proposal in a sentence, with the theme that one would prefer, if any.

    Raises RuleBroken where the proposal is in no theme, or no longer in the one that was `seen`, where a contest waits,
    or where this theme was confirmed already.
    """
    hold_proposals([proposal])
    theme = db.session.get(Theme, proposal.theme_id) if proposal.theme_id else None
    if theme is None or theme.id != seen:
        raise RuleBroken(_("Cette proposition a changé de thème entre-temps : voyez où elle est, puis recommencez."))
    if wish is not None and wish.id == theme.id:
        raise RuleBroken(_("C’est déjà son thème : choisissez-en un autre, ou aucun."))
    here = sa.select(Contest.outcome).filter_by(proposal_id=proposal.id, theme_id=theme.id)
    before = set(db.session.scalars(here))
    if db.session.scalar(sa.select(Contest.id).filter_by(waiting_id=proposal.id)):
        raise RuleBroken(_("Vous avez déjà contesté ce classement : l’équipe vous répondra."))
    if Outcome.KEPT in before:
        raise RuleBroken(_("L’équipe a déjà examiné cette contestation et gardé ce thème."))
    row = Contest(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id,
        waiting_id=proposal.id,
        author_id=author.id,
        theme_id=theme.id,
        theme_title=theme.title,
        wish_id=wish.id if wish else None,
        reason=_line(reason),
    )
    db.session.add(row)
    record(Action.FILING_CONTESTED, proposal, actor=author, theme=theme.id)
    return row


def decide(row: Contest, *, actor: User, theme: Theme | None, answer: str, seen: int | None) -> None:
    """File the proposal in this theme, or leave it where it is, and tell its author why.

    Raises RuleBroken where somebody has decided already, Moved where the proposal is not in the theme that was `seen`.
    """
    held = sa.select(Contest.waiting_id).filter_by(id=row.id).with_for_update()
    if db.session.scalar(held) is None:
        raise RuleBroken(_("Quelqu’un d’autre a déjà répondu à cette contestation."))
    file_proposals([row.proposal], theme=theme, actor=actor, seen={row.proposal_id: seen})
    moved = theme is None or theme.id != row.theme_id
    row.outcome, row.waiting_id = (Outcome.MOVED if moved else Outcome.KEPT), None
    row.answer, row.decided, row.decider_id = _line(answer), clock.now(), actor.id
    row.after_title = theme.title if theme else ""
    record(Action.FILING_CONTEST_DECIDED, row.proposal, actor=actor, outcome=row.outcome.value)
    tell(row.author, "contest", links={"link": ("themes.history", {"proposal_id": row.proposal_id})}, contest=row)


def _line(typed: str) -> str:
    """What was typed, on one line: it is quoted in a letter."""
    return " ".join(typed.split())
