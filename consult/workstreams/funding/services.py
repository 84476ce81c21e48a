"""Setting the fund, asking, answering."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters
from consult.accounts.models import User
from consult.accounts.telling import tell
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.moderation import services as moderation
from consult.web.languages import euros
from consult.workstreams import publishing
from consult.workstreams.funding.models import Fund, FundingRequest, RequestState
from consult.workstreams.models import Project, WorkStream
from consult.workstreams.services import change, refuse_if_changed


def set_fund(consultation: Consultation, *, actor: User, amount: int, rules: str = "") -> Fund:
    """Say how many cents there are to give, and for what. Raises RuleBroken below what was granted already."""
    insert_once(Fund, consultation_id=consultation.id, amount=amount, granted=0, rules="", created=clock.now())
    fund = _held(consultation.id)
    if amount < fund.granted:
        raise RuleBroken(
            _("%(sum)s sont déjà accordés : le fonds ne peut pas être plus petit.", sum=euros(fund.granted))
        )
    fund.amount, fund.rules = amount, rules
    record(Action.FUND_SET, fund, actor=actor, amount=amount)
    db.session.flush()
    return fund


def ask(
    stream: WorkStream, fund: Fund, *, author: User, title: str, amount: int, body: str = "", project: Project | None
) -> FundingRequest:
    """Ask for so many cents. Raises RuleBroken for nothing, and where the work stream may not publish now."""
    publishing.demand(stream)
    if amount <= 0:
        raise RuleBroken(_("Dites combien vous demandez."))
    request = FundingRequest(
        fund_id=fund.id,
        workstream_id=stream.id,
        consultation_id=stream.consultation_id,
        author_id=author.id,
        project_id=project.id if project else None,
        title=title,
        body=body,
        amount=amount,
    )
    db.session.add(request)
    record(Action.FUNDING_REQUESTED, request, actor=author, amount=amount)
    return request


def edit(request: FundingRequest, *, actor: User, seen: int | None = None, **fields: Any) -> None:
    """Change a request. `fields`: title, body, amount, project_id; once it is answered, its words alone.

    Raises RuleBroken for nothing, where an answer came meanwhile, and where somebody changed it since `seen`.
    """
    refuse_if_changed(FundingRequest, request.id, seen)
    db.session.refresh(request, ["state", "answered"])
    if fields.get("amount", request.amount) <= 0:
        raise RuleBroken(_("Dites combien vous demandez."))
    if request.answered is not None and {"amount", "project_id"} & set(fields):
        raise RuleBroken(_("Cette demande a déjà reçu une réponse."))
    if changed := change(request, fields):
        request.version += 1
        record(Action.FUNDING_EDITED, request, actor=actor, changed=changed)
        moderation.reworded(request, actor=actor)


def answer(request: FundingRequest, *, actor: User, granted: int, answer: str) -> None:
    """Grant so many cents, or none, with a reason; whoever asked is told.

    Raises RuleBroken for more than was asked or than is left, and where an answer was given. Its author must be loaded.
    """
    fund = _held(request.consultation_id)
    db.session.refresh(request, ["state"])
    if request.state is not RequestState.ASKED:
        raise RuleBroken(_("Cette demande a déjà reçu une réponse."))
    if granted > request.amount:
        raise RuleBroken(_("C’est plus que ce qui est demandé (%(sum)s).", sum=euros(request.amount)))
    if granted > fund.balance:
        raise RuleBroken(_("Il ne reste que %(sum)s dans le fonds.", sum=euros(fund.balance)))
    request.state = RequestState.GRANTED if granted else RequestState.REFUSED
    request.granted, request.answer = granted or None, answer
    request.answered, request.answered_by_id = clock.now(), actor.id
    db.session.flush()
    counters.follow(Fund, fund.id)
    record(Action.FUNDING_ANSWERED, request, actor=actor, granted=granted)
    links = {"link": ("funding.show", {"request_id": request.id})}
    tell(request.author, "funding_answer", links=links, request=request, granted=granted)


def _held(consultation_id: int) -> Fund:
    query = sa.select(Fund).filter_by(consultation_id=consultation_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()
