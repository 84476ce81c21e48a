"""Which workshop a page is about, and that whoever asks for it leads it; the address that a room types."""

from flask import current_app, request, url_for
from flask_login import current_user

from consult.policy import Permission, require
from consult.workshops import queries
from consult.workshops.models import Workshop


def led(workshop_id: int) -> Workshop:
    """The workshop, for its team."""
    one = queries.get(workshop_id, viewer=current_user)
    require(Permission.WORKSHOP_LEAD, one)
    return one


def address_of(one: Workshop, code: str | None = None) -> str:
    """The address that a phone opens, with a code filled in or not."""
    base: str = current_app.config["BASE_URL"] or request.url_root
    return base.rstrip("/") + url_for("workshops.short", workshop_id=one.id, code=code)


def short_address(one: Workshop) -> str:
    """« consult.example.org/w/12 »: without what a phone adds by itself."""
    return address_of(one).split("://", 1)[1]
