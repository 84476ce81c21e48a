"""Which workshop a page is about, and that whoever asks for it leads it; the address that a room types."""

from typing import Any

from flask import current_app, url_for

from consult.policy import Permission, require
from consult.workshops import queries
from consult.workshops.models import Workshop


def led(workshop_id: int, *, viewer: Any) -> Workshop:
    """The workshop, for its team."""
    one = queries.get(workshop_id, viewer=viewer)
    require(Permission.WORKSHOP_LEAD, one)
    return one


def address_of(one: Workshop, code: str | None = None) -> str:
    """The address that a phone opens, with a code filled in or not."""
    path = url_for("workshops.short", workshop_id=one.id, code=code, _external=not current_app.config["BASE_URL"])
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def short_address(one: Workshop) -> str:
    """« consult.example.org/w/12 »: without what a phone adds by itself."""
    return address_of(one).split("://", 1)[1]
