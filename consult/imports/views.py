"""The way of an import on the web: files, columns where they must be told, a preview, then a job."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.imports import mapping, queries, tasks, uploads, words
from consult.imports.forms import MappingForm, UploadForm
from consult.imports.importers import IMPORTERS
from consult.imports.uploads import TABLE
from consult.jobs import services as jobs
from consult.policy import Permission, access, require
from consult.reading.files import ImportRefused, Upload
from consult.reading.rows import Oddity
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("imports", __name__)
PROPOSALS_SHOWN = 5
WARNINGS_SHOWN = 200


@bp.route("/consultations/<slug>/import", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
@limit("import", times=60, minutes=10)
def start(slug: str) -> Any:
    """Send files, and say how to read them."""
    consultation = _organised(slug)
    form = UploadForm.from_request()
    if form.submitted():
        try:
            files = form.uploads()
            _read(files, form.importer.data)
        except ImportRefused as refusal:
            form.refuse(str(refusal), form.files)
        else:
            waiting = uploads.keep(files, consultation=consultation, importer=form.importer.data)
            following = "imports.columns" if waiting.importer == TABLE else "imports.preview"
            return redirect(url_for(following, slug=slug, token=waiting.token))
    return page("imports/start.html", consultation=consultation, form=form)


def _read(files: Sequence[Upload], importer: str) -> None:
    """Raise ImportRefused unless the files can be read this way."""
    if importer != TABLE:
        IMPORTERS[importer].read(files)
        return
    if len(files) != 1:
        raise ImportRefused(_("Un seul tableau à la fois : chacun a ses colonnes."))
    mapping.columns(files[0])


@bp.route("/consultations/<slug>/import/<token>/columns", methods=["GET", "POST"])
@access(Permission.CONSULTATION_ORGANISE)
def columns(slug: str, token: str) -> Any:
    """Say which column holds what."""
    consultation = _organised(slug)
    waiting = uploads.get(token, consultation=consultation)
    names = mapping.columns(waiting.files()[0])
    form = MappingForm.for_columns(names, waiting.mapping or mapping.guess(names))
    if form.submitted():
        try:
            mapping.read(waiting.files()[0], form.mapping)
        except ImportRefused as refusal:
            form.refuse(str(refusal), form.title)
        else:
            uploads.map_columns(waiting, form.mapping)
            return redirect(url_for("imports.preview", slug=slug, token=token))
    return page("imports/columns.html", consultation=consultation, waiting=waiting, form=form)


@bp.get("/consultations/<slug>/import/<token>")
@access(Permission.CONSULTATION_ORGANISE)
def preview(slug: str, token: str) -> Any:
    """What was read, and what it would add."""
    consultation = _organised(slug)
    waiting = uploads.get(token, consultation=consultation)
    if waiting.importer == TABLE and waiting.mapping is None:
        return redirect(url_for("imports.columns", slug=slug, token=token))
    parsed = waiting.parse()
    return page(
        "imports/preview.html",
        consultation=consultation,
        waiting=waiting,
        parsed=parsed,
        sections={section.key: section.title for section in parsed.sections},
        news=queries.news(parsed, consultation),
        first=parsed.proposals[:PROPOSALS_SHOWN],
        groups=_by_kind(parsed.warnings[:WARNINGS_SHOWN]),
        words=words,
        act=Act(None),
    )


def _by_kind(oddities: Sequence[Oddity]) -> list[tuple[str, list[Oddity]]]:
    """Oddities under the name of their kind, the most frequent first."""
    groups = [
        (str(words.KINDS.get(kind, kind)), list(some))
        for kind, some in groupby(sorted(oddities, key=lambda oddity: oddity.kind), key=lambda oddity: oddity.kind)
    ]
    return sorted(groups, key=lambda group: -len(group[1]))


@bp.post("/consultations/<slug>/import/<token>/apply")
@access(Permission.CONSULTATION_ORGANISE)
def apply(slug: str, token: str) -> Any:
    """Ask for the import."""
    consultation = _organised(slug)
    Act.from_request().demand()
    waiting = uploads.get(token, consultation=consultation)
    job = jobs.enqueue(tasks.APPLY, owner=current_user, token=waiting.token, actor_id=current_user.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/consultations/<slug>/import/<token>/discard")
@access(Permission.CONSULTATION_ORGANISE)
def discard(slug: str, token: str) -> Any:
    """Throw the files away."""
    consultation = _organised(slug)
    Act.from_request().demand()
    uploads.discard(uploads.get(token, consultation=consultation))
    flash(_("Rien n’a été importé ; les fichiers sont effacés."))
    return redirect(url_for("imports.start", slug=slug))


def _organised(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.CONSULTATION_ORGANISE, consultation)
    return consultation


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
