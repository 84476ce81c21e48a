"""What the team does with polls: create, edit while nobody has voted, publish; and what voters do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.polls.models import Audience, Option, PublicPoll
from consult.votes import services as votes
from consult.votes.methods import Choices
from consult.votes.models import MethodName, PollItem


@dataclass(frozen=True)
class NewOption:
    """An option as the team writes it; `cost` in whole euros, for budgets."""

    title: str
    body: str = ""
    cost: int | None = None
    proposal_id: int | None = None


def create_poll(
    consultation: Consultation,
    *,
    actor: User,
    title: str,
    options: Sequence[NewOption],
    method: MethodName,
    text: str = "",
    audience: Audience = Audience.MEMBERS,
    **rules: Any,
) -> PublicPoll:
    """Create a poll that only the team sees. `rules` are columns of votes.Poll; it must have `opens`.

    Raises RuleBroken where the rules do not fit the method.
    """
    _refuse_odd_rules(method, options, rules)
    poll = votes.open_poll(method, **rules)
    db.session.add(poll)
    db.session.flush()
    one = PublicPoll(consultation_id=consultation.id, poll_id=poll.id, title=title, text=text, audience=audience)
    db.session.add(one)
    db.session.flush()
    _write_options(one, options)
    record(Action.POLL_CREATED, one, actor=actor, title=title, method=method.value)
    return one


def edit_poll(
    one: PublicPoll,
    *,
    actor: User,
    title: str,
    options: Sequence[NewOption],
    method: MethodName,
    text: str,
    audience: Audience,
    **rules: Any,
) -> None:
    """Change a poll. Its poll must be loaded. Raises RuleBroken once a vote exists, or where the rules do not fit."""
    votes.refuse_if_frozen(one.poll)
    _refuse_odd_rules(method, options, rules)
    one.title, one.text, one.audience = title, text, audience
    one.poll.method_name = method
    for name, value in rules.items():
        setattr(one.poll, name, value)
    old = sa.select(Option.item_id).filter_by(public_poll_id=one.id)
    items = db.session.scalars(old).all()
    db.session.execute(sa.delete(Option).where(Option.item_id.in_(items)))
    db.session.execute(sa.delete(PollItem).where(PollItem.id.in_(items)))
    _write_options(one, options)
    record(Action.POLL_EDITED, one, actor=actor, title=title)


def _write_options(one: PublicPoll, options: Sequence[NewOption]) -> None:
    items = [PollItem(poll_id=one.poll_id, cost=option.cost) for option in options]
    db.session.add_all(items)
    db.session.flush()
    db.session.add_all(
        Option(
            item_id=item.id,
            public_poll_id=one.id,
            title=option.title,
            body=option.body,
            position=place,
            proposal_id=option.proposal_id,
        )
        for place, (item, option) in enumerate(zip(items, options, strict=True))
    )
    db.session.flush()
    db.session.expire(one, ["options"])


def _refuse_odd_rules(method: MethodName, options: Sequence[NewOption], rules: dict[str, Any]) -> None:
    """Say what is missing, as the team would put it."""
    if not options:
        raise RuleBroken(_("Donnez au moins une option."))
    if method is MethodName.RANKING and len(options) < 2:
        raise RuleBroken(_("Donnez au moins deux options à départager."))
    if method is MethodName.POINTS and not rules.get("points"):
        raise RuleBroken(_("Dites combien de points chaque personne peut répartir."))
    if method is MethodName.BUDGET and not (rules.get("budget") and all(option.cost for option in options)):
        raise RuleBroken(_("Donnez le budget, et le coût de chaque option."))
    if (rules.get("secret") or rules.get("sealed")) and not rules.get("closes"):
        raise RuleBroken(_("Donnez la date de clôture : un résultat scellé se découvre à cette date."))


def publish_poll(one: PublicPoll, *, actor: User) -> None:
    """Show a poll to everybody; people vote from its opening on."""
    if one.published is None:
        one.published = clock.now()
        record(Action.POLL_PUBLISHED, one, actor=actor)


def vote(one: PublicPoll, *, voter: User, choices: Choices) -> str | None:
    """Record this person's ballot; return the receipt. The poll must be loaded."""
    return votes.cast_ballot(one.poll, voter=voter, choices=choices)
