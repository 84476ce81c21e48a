"""Bringing a file into the draft on the web: the file, a preview, then the import."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.imports import uploads
from consult.policy import Permission, access
from consult.programme import files, importing, queries
from consult.programme.blueprint import team
from consult.programme.forms import ProgrammeFileForm
from consult.programme.parsed import Parsed
from consult.programme.team_views import led
from consult.reading.files import ImportRefused
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

SHOWN = 30


@team.route("/consultations/<slug>/programme/import", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
@limit("import", times=60, minutes=10)
def start(slug: str) -> Any:
    """Send a file."""
    consultation = led(slug)
    form = ProgrammeFileForm.from_request()
    if form.submitted() and (upload := form.upload()) is not None:
        try:
            files.read(upload, zone_name=_zone(consultation))
        except ImportRefused as refusal:
            form.refuse(str(refusal), form.file)
        else:
            waiting = uploads.keep([upload], consultation=consultation, importer="programme")
            return redirect(url_for("draft.preview", slug=slug, token=waiting.token))
    return page("programme/import.html", consultation=consultation, form=form)


def _zone(consultation: Consultation) -> str:
    return queries.zone_name(queries.edition(consultation.id))


def _waiting(consultation: Consultation, token: str) -> tuple[uploads.Waiting, Parsed]:
    waiting = uploads.get(token, consultation=consultation)
    return waiting, files.read(waiting.files()[0], zone_name=_zone(consultation))


@team.get("/consultations/<slug>/programme/import/<token>")
@access(Permission.PROGRAMME_EDIT)
def preview(slug: str, token: str) -> Any:
    """What was read, and what it would do."""
    consultation = led(slug)
    waiting, parsed = _waiting(consultation, token)
    created, known = importing.would_do(parsed, consultation=consultation)
    return page(
        "programme/preview.html",
        consultation=consultation,
        waiting=waiting,
        parsed=parsed,
        counts=parsed.counts(),
        created=created,
        known=known,
        first=parsed.programme.talks[:SHOWN],
        remarks=parsed.remarks[:SHOWN],
        act=Act(None),
    )


@team.post("/consultations/<slug>/programme/import/<token>/apply")
@access(Permission.PROGRAMME_EDIT)
def apply(slug: str, token: str) -> Any:
    """Bring it in."""
    consultation = led(slug)
    Act.from_request().demand()
    waiting, parsed = _waiting(consultation, token)
    counts = importing.apply(parsed, consultation=consultation, actor=current_user)
    uploads.discard_once_committed(waiting)
    said = {"created": counts.created, "updated": counts.updated, "same": counts.unchanged}
    flash(_("Séances ajoutées : %(created)s ; modifiées : %(updated)s ; inchangées : %(same)s.", **said))
    return redirect(url_for("draft.show", slug=slug))


@team.post("/consultations/<slug>/programme/import/<token>/discard")
@access(Permission.PROGRAMME_EDIT)
def discard(slug: str, token: str) -> Any:
    """Throw the file away."""
    consultation = led(slug)
    Act.from_request().demand()
    uploads.discard(uploads.get(token, consultation=consultation))
    flash(_("Rien n’a été importé ; le fichier est effacé."))
    return redirect(url_for("draft.start", slug=slug))
