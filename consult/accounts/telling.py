"""Telling a person something by mail. Ghosts have no address; closed accounts are not written to."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import current_app, has_request_context

from consult.accounts.models import User
from consult.notifications import mail


def tell(person: User, template: str, *, links: Mapping[str, tuple[str, dict[str, Any]]], **context: Any) -> bool:
    """Write to a person; say whether there was somebody to write to. `links`: pages whose addresses the letter gives,
    by the name that its template knows them by."""
    if person.email is None or not person.is_active:
        return False
    with addresses():
        found = {name: mail.address(endpoint, **values) for name, (endpoint, values) in links.items()}
        mail.send(person.email, template, locale=person.locale, person=person, **found, **context)
    return True


def addresses() -> AbstractContextManager[Any]:
    """Let a command or a job write addresses of pages too."""
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["BASE_URL"] or None)
