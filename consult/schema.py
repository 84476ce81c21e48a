"""Whether the database has the shape that this code expects: the revision it is at, against the newest migration.

A server that ran on a wrong revision could write what the next migration cannot read. So it does not: `flask serve`
stops with a sentence for the operator, and any other server answers 503 until the database is brought up to date.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from consult.db import MIGRATIONS, db

log = logging.getLogger(__name__)
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Mise à jour en cours</title>
<h1>Mise à jour en cours</h1><p>Le service revient dans quelques minutes. Rien n’est perdu.</p>
<p lang="en">The service is being updated and will be back in a few minutes. Nothing is lost.</p></html>
"""


class WrongRevision(RuntimeError):
    """The database is not at the newest migration; the message says what to do."""


def problem() -> str | None:
    """What is wrong with the revision of the database and what to do about it; None when all is well."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    with db.engine.connect() as connection:
        stored = set(MigrationContext.configure(connection).get_current_heads())
    if stored == (wanted := set(scripts.get_heads())):
        return None
    if not stored:
        return "The database has no tables yet. Run: flask db upgrade"
    known = {script.revision for script in scripts.walk_revisions()}
    if stored <= known:
        return f"The database is at {_names(stored)}, this code expects {_names(wanted)}. Run: flask db upgrade"
    return f"The database is at {_names(stored)}, which this code does not know: it was upgraded by a newer version."


def _names(revisions: Iterable[str]) -> str:
    return ", ".join(sorted(revisions))


def require_current() -> None:
    """Raise WrongRevision unless the database is at the newest migration."""
    if found := problem():
        raise WrongRevision(found)


def refuse_wrong_revision(app: Flask) -> None:
    """Answer 503 to every request until the database has been seen at the newest migration."""
    serve: Callable[[Any, Any], Iterable[bytes]] = app.wsgi_app
    seen = False

    def guarded(environ: Any, start_response: Any) -> Iterable[bytes]:
        nonlocal seen
        if not seen:
            with app.app_context():
                if found := problem():
                    log.critical(found)
                    headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "60")]
                    start_response("503 Service Unavailable", headers)
                    return [PAGE.encode()]
            seen = True
        return serve(environ, start_response)

    app.wsgi_app = guarded  # type: ignore[method-assign]
