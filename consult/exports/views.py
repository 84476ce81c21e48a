"""Taking data away: what there is, a short table at once, a long one by a job, a file that was made."""

from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, flash, redirect, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.exports import queries, services
from consult.exports import tasks as _tasks  # noqa: F401  the job that writes
from consult.exports.formats import FORMATS
from consult.exports.forms import ExportForm
from consult.exports.freshness import taken_back
from consult.exports.opendata import publishing
from consult.policy import access
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("exports", __name__)
IN_MEMORY = 4 * 1024 * 1024  # bytes; larger files wait on disk


@bp.route("/consultations/<slug>/exports", methods=["GET", "POST"])
@access("public")
@limit("export", times=60, minutes=10)
def show(slug: str) -> Any:
    """What can be taken away; choosing a table and a format."""
    consultation = consultations.get(slug, viewer=current_user)
    offered = queries.offered(consultation, viewer=current_user)
    form = ExportForm.from_request().offer(offered)
    if form.submitted():
        return _take(consultation, form.dataset.data, form.format_name.data)
    return page(
        "exports/show.html",
        consultation=consultation,
        form=form,
        offered=offered,
        formats=FORMATS,
        mine=queries.of_owner(consultation, owner=current_user),
        taken_back=taken_back(consultation.id),
        act=Act(None),
    )


def _take(consultation: Consultation, dataset: str, format_name: str) -> Any:
    """Lead to the file, or to the job that makes it."""
    if not services.is_long(consultation, dataset):
        return redirect(url_for("exports.download", slug=consultation.slug, dataset=dataset, format_name=format_name))
    if not current_user.is_authenticated:
        flash(_long(), "warning")
        return redirect(url_for("exports.show", slug=consultation.slug))
    export = services.ask(consultation, owner=current_user, dataset=dataset, format_name=format_name)
    return redirect(url_for("jobs.show", job_id=export.job_id))


def _long() -> str:
    return str(
        _(
            "Cette table est longue : connectez-vous pour la faire préparer, "
            "ou prenez l’archive des données ouvertes, refaite chaque nuit."
        )
    )


@bp.get("/consultations/<slug>/exports/<dataset>/<format_name>")
@access("public")
@limit("export", times=120, minutes=10, reads=True)
def download(slug: str, dataset: str, format_name: str) -> Any:
    """One short table of a consultation, in one format; a long one leads to where it can be asked for."""
    consultation = consultations.get(slug, viewer=current_user)
    offered = {one.name for one in queries.offered(consultation, viewer=current_user)}
    if dataset not in offered or format_name not in FORMATS:
        raise NotFound
    if services.is_long(consultation, dataset):
        flash(_long(), "warning")
        return redirect(url_for("exports.show", slug=slug))
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed once it is sent
    services.write(out, consultation, dataset, format_name)
    out.seek(0)
    return _send(out, consultation, dataset, format_name)


@bp.get("/consultations/<slug>/open-data.zip")
@access("public")
def open_data(slug: str) -> Any:
    """The archive of the night, whole or from where a download broke off."""
    consultation = consultations.get(slug, viewer=current_user)
    path = publishing.path_of(consultation.id)
    if not consultation.is_published or not path.is_file():
        flash(_("L’archive des données ouvertes n’est pas encore faite : elle le sera dans l’heure."), "warning")
        return redirect(url_for("exports.show", slug=slug))
    name = f"{consultation.slug}-donnees-ouvertes.zip"
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name, conditional=True)


@bp.get("/exports/<token>")
@access("public")
def fetch(token: str) -> Any:
    """A file that was made, whole or from where a download broke off."""
    one = queries.get(token, viewer=current_user)
    if not queries.is_there(one):
        why = _("Du contenu a été masqué ou retiré depuis : ce fichier n’est plus donné. Faites-le préparer encore.")
        flash(why, "warning")
        return redirect(url_for("exports.show", slug=one.consultation.slug))
    digest = (one.job.result or {}).get("sha256") if one.job else None
    return _send(services.path_of(token), one.consultation, one.dataset_name, one.format_name, etag=digest or True)


def _send(file: Any, consultation: Consultation, dataset: str, format_name: str, etag: str | bool = True) -> Any:
    chosen = FORMATS[format_name]
    name = f"{consultation.slug}-{dataset}.{chosen.extension}"
    return send_file(
        file, mimetype=chosen.media_type, as_attachment=True, download_name=name, etag=etag, conditional=True
    )


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
