"""One function per model. Every argument has a default; a test names only what it is about.

They go through the services.
"""

import itertools
from datetime import datetime, timedelta
from typing import Any

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, State
from consult.db import db
from consult.policy import Activity, Role
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from tests.conftest import PASSWORD

_n = itertools.count(1)
_hash: list[str] = []


def make_user(*, name: str = "", is_confirmed: bool = True, is_admin: bool = False, **given: Any) -> User:
    """A registered person. The password, hashed once, is `tests.conftest.PASSWORD`."""
    n = next(_n)
    if not _hash:
        _hash.append(accounts._hasher.hash(PASSWORD))
    name = name or f"Personne {n}"
    email = given.pop("email", f"personne{n}@example.org")
    user = User(
        name=name,
        name_key=accounts.name_key(name),
        email=email,
        email_key=accounts.email_key(email),
        password_hash=_hash[0],
        confirmed=clock.now() if is_confirmed else None,
        is_admin=is_admin,
        **given,
    )
    db.session.add(user)
    db.session.flush()
    return user


def make_staff(consultation: Consultation, role: Role = Role.FACILITATOR, **given: Any) -> User:
    """A person with a role in a consultation."""
    user = make_user(**given)
    accounts.give_role(user, consultation_id=consultation.id, role=role)
    return user


def make_consultation(
    *,
    opened: tuple[Activity, ...] = tuple(Activity),
    sections: int = 2,
    opens: datetime | None = None,
    state: State = State.PUBLISHED,
    **given: Any,
) -> Consultation:
    """A published consultation with sections and one phase, in which these activities are open."""
    title = given.pop("title", f"Consultation {next(_n)}")
    opens = opens or clock.now() - timedelta(days=10)
    consultation = consultations.create_consultation(actor=None, title=title, opens=opens, state=state, **given)
    for n in range(sections):
        consultations.add_section(consultation, title=f"Section {n + 1}")
    consultations.set_phase(consultation, actor=None, title="Phase", opens=opens, closes=None, activities=opened)
    db.session.flush()
    return consultation


def make_proposal(consultation: Consultation | None = None, **given: Any) -> Proposal:
    """A published proposal by somebody."""
    consultation = consultation or make_consultation()
    author = given.pop("author", None) or make_user()
    defaults = {"title": f"Une proposition numéro {next(_n)}", "body": "Parce que ce serait bien."}
    return proposals.create_proposal(consultation, author=author, **defaults | given)


def make_comment(proposal: Proposal | None = None, **given: Any) -> Comment:
    """A comment by somebody."""
    proposal = proposal or make_proposal()
    author = given.pop("author", None) or make_user()
    return proposals.comment(proposal, author=author, **{"body": f"Un commentaire numéro {next(_n)}."} | given)
