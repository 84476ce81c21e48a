"""What people are told by mail about themes. Ghosts have no address; closed accounts are not written to."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import current_app, has_request_context

from consult.accounts.models import User
from consult.notifications import mail


def tell(person: User, template: str, *, endpoint: str, values: dict[str, Any], **context: Any) -> bool:
    """Write to a person, with the address of a page as `link`; say whether there was somebody to write to."""
    if person.email is None or not person.is_active:
        return False
    with _addresses():
        link = mail.address(endpoint, **values)
        mail.send(person.email, template, locale=person.locale, person=person, link=link, **context)
    return True


def _addresses() -> AbstractContextManager[Any]:
    """Let a command or a job write addresses of pages too."""
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["BASE_URL"] or None)
