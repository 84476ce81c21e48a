"""The pages of registrations: asking, the ticket, the list of the team, the sheet, the door."""

import secrets
from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import clock
from consult.accounts import mailboxes
from consult.db import found
from consult.documents.qr import qr_code
from consult.documents.renderers import RENDERERS
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.programme import queries as programmes
from consult.programme.content import Talk
from consult.programme.models import Session
from consult.registrations import letters, queries, rounds, services, sheet  # noqa: F401  rounds register themselves
from consult.registrations.forms import CodeForm, RegisterForm, ScansForm
from consult.registrations.models import STATES, Registration
from consult.web.assets import body_of
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("registrations", __name__)


@bp.route("/sessions/<int:session_id>/registration", methods=["GET", "POST"])
@access("public")
@limit("registration", times=30, minutes=10, field="email", key=mailboxes.key)
def register(session_id: int) -> Any:
    """Ask for a place: with an account at once, else by e-mail."""
    session, talk = _published(session_id)
    with_account = current_user.is_authenticated and current_user.is_confirmed
    form = Act.from_request() if with_account else RegisterForm.from_request()
    if form.submitted():
        try:
            if not isinstance(form, RegisterForm):
                one = services.register(session, person=current_user)
                return redirect(url_for("registrations.show", token=letters.token(one.id)))
            services.ask(session, name=form.name.data or "", email=form.email.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Un message part vers cette adresse : ouvrez-le pour confirmer votre inscription."))
            return redirect(url_for("registrations.register", session_id=session.id))
    mine = queries.mine(session.id, current_user) if with_account else None
    return page(
        "registrations/register.html",
        talk=talk,
        consultation=session.consultation,
        form=form,
        figures=queries.figures(session.id)[session.id],
        closed=_closed(session),
        mine=mine,
        token=letters.token(mine.id) if mine and mine.is_held else None,
        states=STATES,
    )


def _published(session_id: int) -> tuple[Session, Talk]:
    session = programmes.session(session_id, viewer=current_user)
    return session, found(programmes.told(session).get(session.id))


def _closed(session: Session) -> str:
    """Why nobody can register now; nothing where everybody can."""
    try:
        services.refuse_if_closed(session)
    except RuleBroken as reason:
        return str(reason)
    return ""


@bp.route("/registrations/<token>", methods=["GET", "POST"])
@access("public")
def show(token: str) -> Any:
    """From a letter: where a registration stands, its ticket; confirming and cancelling it."""
    one = found(services.with_session(letters.read_token(token) or 0))
    form = Act.from_request()
    if form.submitted():
        try:
            (services.cancel if request.form.get("do") == "cancel" else services.confirm)(one)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return redirect(url_for("registrations.show", token=token))
    return page(
        "registrations/show.html",
        one=one,
        talk=found(programmes.told(one.session).get(one.session_id)),
        consultation=one.session.consultation,
        token=token,
        form=form,
        states=STATES,
        turn=queries.turn(one),
        code=qr_code(one.code),
        zone=programmes.zone_name(programmes.edition(one.consultation_id)),
    )


def _managed(session_id: int) -> Session:
    session = programmes.session(session_id, viewer=current_user)
    require(Permission.REGISTRATION_MANAGE, session)
    return session


@bp.get("/sessions/<int:session_id>/registrations")
@access(Permission.REGISTRATION_MANAGE)
def listed(session_id: int) -> Any:
    """Who registered for a session."""
    session = _managed(session_id)
    return page(
        "registrations/list.html",
        session=session,
        consultation=session.consultation,
        figures=queries.figures(session.id)[session.id],
        people=queries.of_session(session.id, after=request.args.get("after")),
        states=STATES,
        act=Act(None),
    )


@bp.get("/sessions/<int:session_id>/sign-in.<any(pdf,docx,odt):extension>")
@access(Permission.REGISTRATION_MANAGE)
@limit("booklet", times=60, minutes=10)
def sign_in(session_id: int, extension: str) -> Any:
    """The sign-in sheet, which is taken away: for those who may export."""
    session = _managed(session_id)
    require(Permission.DATA_EXPORT, session)
    programme = programmes.draft(session.consultation)
    talk = next(talk for talk in programme.talks if talk.id == session.id)
    author = session.consultation.organiser or current_app.config["INSTANCE_NAME"]
    renderer = RENDERERS[extension]
    data = renderer.render(sheet.compose(programme, talk, queries.seated(session.id), author=author))
    response = Response(data, content_type=renderer.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="emargement-{session.id}.{extension}"'
    return response


@bp.route("/sessions/<int:session_id>/door", methods=["GET", "POST"])
@access(Permission.REGISTRATION_MANAGE)
def door(session_id: int) -> Any:
    """Checking people in: a code typed or scanned. With JavaScript it works without a network too."""
    session = _managed(session_id)
    form = CodeForm.from_request()
    if form.submitted():
        what, one = services.check_in(
            session, scan=secrets.token_hex(16), code=form.code.data or "", scanned=clock.now()
        )
        flash(_said(what, one), "success" if what == "arrived" else "warning")
        return redirect(url_for("registrations.door", session_id=session.id))
    html = page(
        "registrations/door.html",
        session=session,
        consultation=session.consultation,
        form=form,
        people=queries.seated(session.id),
    )
    response = current_app.make_response(html)
    response.headers["Permissions-Policy"] = "geolocation=(), camera=(self), microphone=()"
    return response


def _said(what: str, one: Registration | None) -> str:
    name = one.name if one else ""
    sentences = {
        "arrived": _("%(name)s : entrée notée.", name=name),
        "again": _("%(name)s est déjà entré(e).", name=name),
        "waiting": _("%(name)s est en liste d’attente.", name=name),
        "cancelled": _("%(name)s a annulé son inscription.", name=name),
        "asked": _("%(name)s n’a pas confirmé son inscription.", name=name),
    }
    return str(sentences.get(what) or _("Ce code n’est pas celui d’un billet de cette séance."))


@bp.post("/sessions/<int:session_id>/scans")
@access(Permission.REGISTRATION_MANAGE)
def scans(session_id: int) -> Any:
    """Scans that waited in a browser: each is counted once, whenever and however often it arrives.

    The answer has one line for each that was sent, in its place: what cannot be read is answered too, and sent no more.
    """
    session = _managed(session_id)
    form = ScansForm.from_request()
    form.demand()
    told = []
    for line in form.read():
        if line is None:
            told.append({"state": "unread", "said": _("Un passage n’a pas pu être lu : il est mis de côté.")})
            continue
        scan, code, moment = line
        what, one = services.check_in(session, scan=scan, code=code, scanned=moment)
        told.append({"id": scan, "state": what, "said": _said(what, one)})
    return (jsonify(told), 422) if form.scans.errors else jsonify(told)


@bp.get("/sessions/door-worker.js")
@access("public")
def worker() -> Any:
    """The script that keeps the page of the door in the browser; served beside that page, so that it may."""
    return Response(body_of("door-worker.js"), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.post("/sessions/<int:session_id>/registrations/<int:registration_id>/leave")
@access(Permission.REGISTRATION_MANAGE)
def leave(session_id: int, registration_id: int) -> Any:
    """Take a check-in back."""
    session = _managed(session_id)
    Act.from_request().demand()
    services.leave(session, registration_id=registration_id)
    flash(_("L’entrée est effacée."))
    return redirect(url_for("registrations.listed", session_id=session.id))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
