"""Who comes in: nobody by a cookie; whoever writes by a token. And how often one may read.

Reading is counted in the memory of each process: it only keeps one reader from taking all the time of the others.
"""

import time
from threading import Lock
from typing import Any

from flask import Response, current_app, g, request
from flask_babel import gettext as _

from consult.accounts import factors
from consult.accounts.models import Visitor
from consult.api import services
from consult.db import SAFE_METHODS
from consult.web.problems import problem

READS = 600
WINDOW = 60  # seconds
EXPOSED = ("ETag", "Link", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
SOURCES = 10_000  # remembered at most
_seen: dict[str, int] = {}
_window = [0.0]
_lock = Lock()


def come_in() -> Any:
    """Say who makes this request; refuse who may not."""
    g._login_user = Visitor()  # where Flask-Login keeps it: no cookie is looked at
    left = _count(request.remote_addr or "")
    g.reads_left = max(left, 0)
    if left < 0 and current_app.config["LIMITS"]:
        wait = str(int(_window[0] + WINDOW - time.monotonic()) + 1)
        return problem(429, _("Trop de demandes. Réessayez dans une minute."), {"Retry-After": wait})
    given = request.headers.get("Authorization", "")
    if not given:
        return None if request.method in SAFE_METHODS else _who_are_you(_("Cette opération demande un jeton."))
    kind, _space, word = given.partition(" ")
    token = services.find_token(word.strip()) if kind.lower() == "bearer" else None
    if token is None:
        return _who_are_you(_("Ce jeton n’est pas valable : inconnu, expiré ou révoqué."))
    g.token = token
    if request.method not in SAFE_METHODS:
        if factors.is_owed(token.user):
            return problem(
                403, _("Votre rôle demande une seconde preuve : mettez-la en place sur la page de votre compte.")
            )
        g._login_user = token.user
        g.csrf_checked = True  # no other site can send this header
    return None


def _who_are_you(message: str) -> Response:
    return problem(401, message, {"WWW-Authenticate": 'Bearer realm="consult"'})


def _count(source: str) -> int:
    """How many more times this source may read in this window."""
    with _lock:
        now = time.monotonic()
        if now - _window[0] > WINDOW or len(_seen) > SOURCES:
            _seen.clear()
            _window[0] = now
        _seen[source] = _seen.get(source, 0) + 1
        return READS - _seen[source]


def leave(response: Response) -> Response:
    """Headers of every answer: how much is left; any site may read."""
    left = int(_window[0] + WINDOW - time.monotonic()) + 1
    response.headers["RateLimit-Limit"] = str(READS)
    response.headers["RateLimit-Remaining"] = str(g.get("reads_left", 0))
    response.headers["RateLimit-Reset"] = str(max(left, 0))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
    return response
