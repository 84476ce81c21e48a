"""The pages of workshops: here, cards for a wall; live workshops in the modules that are imported."""

from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import Flask, request, send_file
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult import clock
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.documents import cards as printing
from consult.policy import Permission, access, require
from consult.web.limits import limit
from consult.web.pages import page
from consult.workshops import (
    board_views,  # noqa: F401  its pages
    cards,
    room_views,  # noqa: F401  its pages
    seat_views,  # noqa: F401  its pages
)
from consult.workshops.blueprint import bp

IN_MEMORY = 4 * 1024 * 1024  # bytes; larger files wait on disk


@bp.get("/consultations/<slug>/cards")
@access(Permission.WORKSHOP_LEAD)
def show(slug: str) -> Any:
    """What there is to print, on which paper."""
    consultation = _led(slug)
    total = cards.count(consultation.id)
    parts = [(n, (n - 1) * cards.PART + 1, min(n * cards.PART, total)) for n in range(1, -(-total // cards.PART) + 1)]
    return page("workshops/cards.html", consultation=consultation, total=total, parts=parts)


@bp.get("/consultations/<slug>/cards/<int:number>.pdf")
@access(Permission.WORKSHOP_LEAD)
@limit("cards", times=60, minutes=10, reads=True)
def download(slug: str, number: int) -> Any:
    """One part of the cards: four on an A4, or with `?paper=a6` one a page."""
    consultation = _led(slug)
    found = cards.part(consultation, number) if 0 < number <= -(-cards.count(consultation.id) // cards.PART) else []
    if not found:
        raise NotFound
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed once it is sent
    title = _("Cartes des propositions : %(title)s", title=consultation.title)
    paper: printing.Paper = "a6" if request.args.get("paper") == "a6" else "a4"
    printing.write(found, out, title=title, written=clock.today(), language=str(get_locale() or "fr"), paper=paper)
    out.seek(0)
    name = f"cartes-{consultation.slug}-{number}.pdf"
    return send_file(out, mimetype="application/pdf", as_attachment=True, download_name=name)


def _led(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.WORKSHOP_LEAD, consultation)
    return consultation


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
