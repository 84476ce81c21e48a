"""What authors and reporters are told by mail. A decision waits on its page, whatever becomes of the mail.

Each letter leads to the page of the decision by a signed link: whoever can no longer log in still reads it and appeals.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import current_app, has_request_context
from itsdangerous import BadSignature, URLSafeSerializer

from consult import kinds
from consult.accounts.models import User
from consult.db import db
from consult.moderation.measures import TOLD, Measure, Scope, Source
from consult.moderation.models import Answer, Appeal, Decision, Report
from consult.moderation.words import MEASURES, OUTCOMES, REASONS, TITLES
from consult.notifications import mail
from consult.web import signing


def tell_author(thing: Any, decision: Decision) -> None:
    """Tell the author of a thing what was decided, and where to read why."""
    if decision.action in TOLD:
        _tell(thing, decision, "moderation_decision", rule=REASONS[decision.rule] if decision.rule else None)


def tell_of_answer(thing: Any, decision: Decision, answer: Answer) -> None:
    """Tell the author that the team answered."""
    _tell(thing, decision, "moderation_answer", answer=answer)


def tell_of_ruling(thing: Any, appeal: Appeal) -> None:
    """Tell the author what became of an appeal. Its decision must be loaded."""
    _tell(
        thing,
        appeal.decision,
        "moderation_ruling",
        appeal=appeal,
        outcome=OUTCOMES[appeal.outcome] if appeal.outcome else None,
    )


def _tell(thing: Any, decision: Decision, template: str, **more: Any) -> None:
    """Write to whom a decision is addressed. Ghosts have none; closed accounts are told of their closing."""
    author = db.session.get_one(User, decision.author_id)
    if author.email is None or not (author.is_active or _closes_account(decision)):
        return
    with _addresses():
        mail.send(
            author.email,
            template,
            locale=author.locale,
            decision=decision,
            head=TITLES[decision.action],
            label=kinds.kind_of(thing).label,
            title=kinds.title(thing),
            link=_link(decision),
            **more,
        )


def acknowledge(thing: Any, report: Report) -> None:
    """Tell a reporter who can be reached that the report came in (Digital Services Act, article 16, 4)."""
    _tell_reporter(thing, report, "report_received", page="pages.help", reason=REASONS[report.reason])


def tell_reporters(thing: Any, decision: Decision, reports: Sequence[Report]) -> None:
    """Tell those who reported a thing what was decided (article 16, 5): never what the author was told."""
    said = {"decision": MEASURES[decision.action], "rule": REASONS[decision.rule] if decision.rule else None}
    for report in reports:
        with _addresses():
            contest = mail.address("moderation.object_to", key=_signer("report").dumps(report.id))
        again = {"contest": contest if report.source is Source.PERSON else None}
        _tell_reporter(thing, report, "report_settled", page="moderation.register", **said, **again)


def _tell_reporter(thing: Any, report: Report, template: str, *, page: str, **more: Any) -> None:
    reporter = db.session.get(User, report.reporter_id) if report.reporter_id else None
    to = reporter.email if reporter and reporter.is_active else report.contact
    if to is None or report.source not in {Source.PERSON, Source.OBJECTION}:
        return
    about = {"label": kinds.kind_of(thing).label, "title": kinds.title(thing)}
    with _addresses():
        locale = reporter.locale if reporter else None
        mail.send(to, template, locale=locale, link=mail.address(page), **about, **more)


def _closes_account(decision: Decision) -> bool:
    return decision.action is Measure.BAN and decision.scope is Scope.SITE


def _link(decision: Decision) -> str:
    """Where the author reads a decision: its page, or one that asks for no log-in where the account is closed."""
    if _closes_account(decision):
        return mail.address("moderation.decision_by_link", key=_signer("decision").dumps(decision.id))
    return mail.address("moderation.decision", decision_id=decision.id)


def decision_of_link(key: str) -> int | None:
    """The number of the decision that a letter's link leads to; None where somebody made it up."""
    return _number(key, "decision")


def report_of_link(key: str) -> int | None:
    """The number of the report whose reporter got this link; None where somebody made it up."""
    return _number(key, "report")


def _number(key: str, what: str) -> int | None:
    try:
        number = _signer(what).loads(key)
    except BadSignature:
        return None
    return number if isinstance(number, int) else None


def _signer(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(signing.keys(), salt=what)


def _addresses() -> AbstractContextManager[Any]:
    """Let a command or a job write addresses of pages too."""
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["BASE_URL"] or None)
