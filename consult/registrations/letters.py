"""The letters about a registration: confirm, ticket, turn, moved up, reminder, what changed.

They say what the last release says of a session. Links carry a signed number: they lead to a page that shows, and that
acts when its button is pressed.
"""

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from consult.accounts.telling import addresses
from consult.notifications import mail
from consult.programme.content import Talk
from consult.registrations.models import Registration, State

TEMPLATES = {State.SEATED: "registration_seated", State.WAITING: "registration_waiting"}


def token(registration_id: int) -> str:
    """What a letter carries so that its reader can confirm or cancel without an account."""
    return str(_signer().dumps(registration_id))


def read_token(given: str) -> int | None:
    """The registration of a token; None for one that we did not give out."""
    try:
        return int(_signer().loads(given))
    except (BadData, ValueError, TypeError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="registration")


def ask_to_confirm(one: Registration, talk: Talk) -> None:
    """Ask to confirm a registration made by e-mail."""
    send(one, talk, "registration_confirm")


def tell(one: Registration, talk: Talk, *, moved_up: bool = False) -> None:
    """Send the ticket, or the turn on the waiting list."""
    send(one, talk, "registration_moved_up" if moved_up else TEMPLATES[one.state])


def send(one: Registration, talk: Talk, template: str, **more: Any) -> None:
    """Send one of these letters."""
    with addresses():
        link = mail.address("registrations.show", token=token(one.id))
        page = mail.address("programme.session", session_id=talk.id)
        locale = one.locale or None
        mail.send(one.email, template, locale=locale, one=one, talk=talk, link=link, page=page, **more)
