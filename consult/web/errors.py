"""What a person reads when something cannot be done: never a bare status, never a trace. A program is told the same."""

import logging

import sqlalchemy.exc
from flask import Flask, Response, current_app, g, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from consult.db import db
from consult.errors import ConsultError, TooMany
from consult.web.problems import is_asked_by_a_program, problem

log = logging.getLogger(__name__)
Answer = tuple[str, int, dict[str, str]] | Response


def _page(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    db.session.rollback()
    g.form_refused = False
    if is_asked_by_a_program():
        return problem(status, message, headers)
    return render_template("errors/error.html", status=status, message=message), status, headers or {}


def refused(error: ConsultError) -> Answer:
    """Say what the person can understand and mend."""
    retry = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else None
    return _page(error.status, str(error), retry)


def http_error(error: HTTPException) -> Answer:
    """Say in plain words what the protocol says in a number."""
    messages = {
        400: _("Cette demande n’a pas pu être comprise. Revenez à la page précédente et réessayez."),
        404: _("Cette page n’existe pas, ou n’est plus là."),
        405: _("Cette adresse ne s’ouvre pas ainsi. Revenez à la page précédente."),
        413: _(
            "Ce que vous envoyez est trop grand : %(n)s Mo au plus en une fois. Rien n’a été enregistré.",
            n=current_app.config["MAX_UPLOAD_MB"],
        ),
    }
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else None
    return _page(code, messages.get(code, _("Cette demande n’a pas pu aboutir.")), allowed)


def database_error(error: Exception) -> Answer:
    """The database is busy, full or away: reading goes on elsewhere, nothing is said to be done that is not."""
    log.exception("database", exc_info=error)
    message = _("Le service est momentanément indisponible. Rien n’a été enregistré : réessayez dans un instant.")
    return _page(503, message, {"Retry-After": "5"})


def unexpected(error: Exception) -> Answer:
    """A fault of ours."""
    log.exception("unexpected", exc_info=error)
    return _page(500, _("Une erreur de notre part a empêché cette action. Rien n’a été enregistré."))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(ConsultError, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(sqlalchemy.exc.OperationalError, database_error)
    app.register_error_handler(500, unexpected)
