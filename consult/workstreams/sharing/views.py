"""The pages of all shelves of a work stream, and the wall of small ads of a consultation."""

from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import kinds
from consult.consultations import queries as consultations
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.forms import Act, MemberAct
from consult.web.limits import limit
from consult.web.pages import page
from consult.workstreams import queries as workstreams
from consult.workstreams.models import WorkStream
from consult.workstreams.sharing import queries, services, storage
from consult.workstreams.sharing.forms import NewFileForm, ShelfForm
from consult.workstreams.sharing.models import AD_KINDS, OnShelf, SharedFile
from consult.workstreams.sharing.shelves import SEGMENT, SHELVES, Shelf

bp = Blueprint("shelves", __name__)
ATTACHED = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@bp.get(f"/workstreams/<int:workstream_id>/{SEGMENT}")
@access("public")
def index(workstream_id: int, shelf: str) -> Any:
    """One shelf of a work stream, the latest things first."""
    stream, here = workstreams.get(workstream_id, viewer=current_user), SHELVES[shelf]
    kind = _kind(here)
    return page(
        "workstreams/sharing/index.html",
        stream=stream,
        consultation=stream.consultation,
        shelf=here,
        kind=kind,
        things=queries.on_shelf(here.model, stream, viewer=current_user, kind=kind, after=request.args.get("after")),
    )


def _kind(shelf: Shelf) -> str | None:
    asked = request.args.get("kind", "")
    return asked if asked in shelf.kinds else None


@bp.get("/consultations/<slug>/ads")
@access("public")
def wall(slug: str) -> Any:
    """The wall of small ads of all work streams."""
    consultation = consultations.get(slug, viewer=current_user)
    kind = _kind(SHELVES["ads"])
    return page(
        "workstreams/sharing/wall.html",
        consultation=consultation,
        kinds=AD_KINDS,
        kind=kind,
        ads=queries.ads(consultation.id, viewer=current_user, kind=kind, after=request.args.get("after")),
    )


@bp.get(f"/workstreams/<int:workstream_id>/{SEGMENT}/<int:thing_id>")
@access("public")
def show(workstream_id: int, shelf: str, thing_id: int) -> Any:
    """One thing of a shelf."""
    here = SHELVES[shelf]
    thing = queries.get(here.model, thing_id, stream_id=workstream_id, viewer=current_user)
    stream = thing.workstream
    return page(
        "workstreams/sharing/show.html",
        stream=stream,
        consultation=stream.consultation,
        shelf=here,
        thing=thing,
        act=MemberAct(None),
    )


@bp.route(f"/workstreams/<int:workstream_id>/{SEGMENT}/new", methods=["GET", "POST"])
@access(Permission.WORKSTREAM_CONTRIBUTE)
@limit("share", times=60, minutes=60)
def create(workstream_id: int, shelf: str) -> Any:
    """Lay something out."""
    stream, here = workstreams.get(workstream_id, viewer=current_user), SHELVES[shelf]
    require(Permission.WORKSTREAM_CONTRIBUTE, stream)
    form = (here.new_form or here.form).from_request()
    if form.submitted():
        try:
            thing = _shared(here, stream, form)
        except RuleBroken as problem:
            form.refuse(str(problem), form.file if isinstance(form, NewFileForm) else None)
        else:
            flash(_("C’est ajouté."))
            return redirect(kinds.url(thing))
    return page(
        "workstreams/sharing/edit.html",
        stream=stream,
        consultation=stream.consultation,
        shelf=here,
        form=form,
        thing=None,
    )


def _shared(shelf: Shelf, stream: WorkStream, form: ShelfForm) -> OnShelf:
    if isinstance(form, NewFileForm):
        data, name = form.file.data.read(services.MOST_BYTES + 1), form.file.data.filename
        return services.share_file(stream, author=current_user, name=name, data=data, **form.fields())
    return services.share(shelf.model, stream, author=current_user, **form.fields())


@bp.route(f"/workstreams/<int:workstream_id>/{SEGMENT}/<int:thing_id>/edit", methods=["GET", "POST"])
@access(Permission.SHARED_EDIT)
def edit(workstream_id: int, shelf: str, thing_id: int) -> Any:
    """Change what is laid out."""
    here = SHELVES[shelf]
    thing = queries.get(here.model, thing_id, stream_id=workstream_id, viewer=current_user)
    require(Permission.SHARED_EDIT, thing)
    form = here.form.from_request(data=_said(thing, here))
    if form.submitted():
        try:
            services.edit(thing, actor=current_user, seen=form.seen, **form.fields())
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(kinds.url(thing))
    form.version.data = str(thing.version)
    stream = thing.workstream
    return page(
        "workstreams/sharing/edit.html",
        stream=stream,
        consultation=stream.consultation,
        shelf=here,
        form=form,
        thing=thing,
    )


def _said(thing: Any, shelf: Shelf) -> dict[str, Any]:
    form = shelf.form
    said = {name: getattr(thing, name) for name in ("title", "body", *form.PLAIN)}
    return said | {name: getattr(thing, name).value for name in ("audience", *form.ENUMS)}


@bp.post(f"/workstreams/<int:workstream_id>/{SEGMENT}/<int:thing_id>/withdraw")
@access(Permission.SHARED_EDIT)
def withdraw(workstream_id: int, shelf: str, thing_id: int) -> Any:
    """Take it back."""
    here = SHELVES[shelf]
    thing = queries.get(here.model, thing_id, stream_id=workstream_id, viewer=current_user)
    require(Permission.SHARED_EDIT, thing)
    Act.from_request().demand()
    services.withdraw(thing, actor=current_user)
    flash(_("C’est retiré."))
    return redirect(url_for("shelves.index", workstream_id=workstream_id, shelf=shelf))


@bp.get("/workstreams/<int:workstream_id>/files/<int:thing_id>/download")
@access("public")
@limit("download", times=300, minutes=10)
def download(workstream_id: int, thing_id: int) -> Any:
    """The file itself, never shown in the page: saved, under the name people know."""
    file = queries.get(SharedFile, thing_id, stream_id=workstream_id, viewer=current_user)
    path = found(storage.path(file.token))
    answer = send_file(path, mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.digest)
    answer.headers.update(ATTACHED)
    answer.headers["Cache-Control"] = "private, no-store" if file.is_for_members else "no-cache"
    return answer
