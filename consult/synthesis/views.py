"""What everybody reads: the page of the synthesis, published versions, what changed, and all of it as files."""

from pathlib import Path
from typing import Any

from flask import Flask, send_file
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.db import found
from consult.documents import html
from consult.documents.renderers import RENDERERS
from consult.policy import Permission, access, require
from consult.synthesis import booklet as booklets
from consult.synthesis import (  # noqa: F401  pages of their own
    compose,
    coverage_views,
    edges,
    editor_views,
    letterhead_views,
    printing,
    queries,
    quotation_views,
    reading,
    review_views,
    sentence_views,
    showing,
)
from consult.synthesis import day_report as reports
from consult.synthesis.blueprint import bp
from consult.synthesis.models import PublishedVersion, Synthesis
from consult.web.limits import limit
from consult.web.pages import page


@bp.get("/consultations/<slug>/synthesis")
@access("public")
def show(slug: str) -> Any:
    """What came out of a consultation: what was published, then in short, and every form to take away."""
    consultation = consultations.get(slug, viewer=current_user)
    return page(
        "synthesis/show.html",
        consultation=consultation,
        published=reading.of_consultation(consultation.id, published=True),
        outline=queries.outline(consultation.id),
        figures=consultations.figures(consultation.id),
        renderers=RENDERERS,
    )


@bp.get("/consultations/<slug>/synthesis.<extension>")
@access("public")
@limit("synthesis", times=60, minutes=10, reads=True)
def download(slug: str, extension: str) -> Any:
    """The whole synthesis in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.SYNTHESIS_EXPORT, consultation)
    if extension not in RENDERERS:
        raise NotFound
    path = printing.current(
        consultation, extension, lambda: compose.synthesis(queries.gather(consultation)), name="all"
    )
    return _sent(path, extension, f"synthese-{consultation.slug}")


@bp.get("/consultations/<slug>/booklet.<extension>")
@access("public")
@limit("synthesis", times=60, minutes=10)
def booklet(slug: str, extension: str) -> Any:
    """All proposals and all comments, as a booklet in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.SYNTHESIS_EXPORT, consultation)
    if extension not in RENDERERS:
        raise NotFound
    path = printing.current(consultation, extension, lambda: booklets.booklet(consultation), name="booklet")
    return _sent(path, extension, f"recueil-{consultation.slug}")


@bp.get("/consultations/<slug>/days")
@access("public")
def days(slug: str) -> Any:
    """The days on which something was begun together, each with its report."""
    consultation = consultations.get(slug, viewer=current_user)
    return page("synthesis/days.html", consultation=consultation, days=reports.days(consultation), renderers=RENDERERS)


@bp.get("/consultations/<slug>/days/<day>.<extension>")
@access("public")
@limit("synthesis", times=60, minutes=10)
def day_report(slug: str, day: str, extension: str) -> Any:
    """The report of one day in one format."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.SYNTHESIS_EXPORT, consultation)
    one = found(reports.read(day))
    if extension not in RENDERERS:
        raise NotFound
    name = f"day-{one.isoformat()}"
    path = printing.current(consultation, extension, lambda: reports.report(consultation, one), name=name)
    return _sent(path, extension, f"compte-rendu-{consultation.slug}-{one.isoformat()}")


@bp.get("/consultations/<slug>/pictures")
@access("public")
def pictures(slug: str) -> Any:
    """The consultation in pictures, each with its figures."""
    consultation = consultations.get(slug, viewer=current_user)
    return page("synthesis/pictures.html", consultation=consultation, text=showing.in_pictures(consultation))


def _sent(path: Path, extension: str, name: str) -> Any:
    """The file, to be kept; a page is shown."""
    kind = RENDERERS[extension].media_type
    return send_file(path, mimetype=kind, as_attachment=extension != "html", download_name=f"{name}.{extension}")


def _published(synthesis_id: int, number: int | None = None) -> tuple[Synthesis, PublishedVersion]:
    synthesis = reading.get(synthesis_id, viewer=current_user)
    found(synthesis.published or None)
    return synthesis, reading.version(synthesis, number)


@bp.get("/syntheses/<int:synthesis_id>")
@access("public")
def read(synthesis_id: int) -> Any:
    """The latest published version."""
    return _read(*_published(synthesis_id))


@bp.get("/syntheses/<int:synthesis_id>/versions/<int:number>")
@access("public")
def read_version(synthesis_id: int, number: int) -> Any:
    """One published version."""
    return _read(*_published(synthesis_id, number))


def _read(synthesis: Synthesis, version: PublishedVersion) -> Any:
    document = showing.whole(synthesis, version)
    return page(
        "synthesis/read.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        version=version,
        document=document,
        headings=document.headings(1),
        text=html.fragment(showing.without_contents(document), prefix="s-"),
        renderers=RENDERERS,
        forms=showing.FORMS,
    )


@bp.get("/syntheses/<int:synthesis_id>/versions")
@access("public")
def versions(synthesis_id: int) -> Any:
    """What was published, when, and who reviewed it."""
    synthesis, _latest = _published(synthesis_id)
    some = reading.versions(synthesis.id)
    return page("synthesis/versions.html", synthesis=synthesis, consultation=synthesis.consultation, versions=some)


@bp.get("/syntheses/<int:synthesis_id>/versions/<int:number>/changes")
@access("public")
def changes(synthesis_id: int, number: int) -> Any:
    """What changed since the version before."""
    synthesis, version = _published(synthesis_id, number)
    before = reading.version(synthesis, found(number - 1 or None))
    return page(
        "synthesis/changes.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        version=version,
        before=before,
        passages=showing.changes(synthesis, before, version),
    )


@bp.get("/syntheses/<int:synthesis_id>/versions/<int:number>/<any(full, short, brief):form>.<extension>")
@access("public")
@limit("synthesis", times=60, minutes=10)
def take_away(synthesis_id: int, number: int, form: str, extension: str) -> Any:
    """A published version in one form and one format."""
    synthesis, version = _published(synthesis_id, number)
    if extension not in RENDERERS:
        raise NotFound
    document = found(showing.document(synthesis, version, form))
    path = printing.printed(document, extension, name=f"v{synthesis.id}-{number}-{form}")
    return _sent(path, extension, f"{synthesis.consultation.slug}-synthese-{synthesis.id}-{form}-v{number}")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
