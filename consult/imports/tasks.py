"""The job that imports an upload: all of it in one transaction, which also ends the job."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.imports import services, uploads, words
from consult.jobs.tasks import Progress, task

APPLY = "imports:apply"


@task(APPLY, label=_l("Importation"))
def apply(job: Progress, *, token: str, actor_id: int) -> dict[str, Any]:
    """Import the upload of this name. Nothing is committed before the end: a failure leaves nothing behind."""
    waiting = uploads.find(token)
    if waiting is None:
        raise RuleBroken(_("Ces fichiers ne sont plus là : ils ont été importés, ou retirés au bout d’un jour."))
    parsed = waiting.parse()
    job.step(0, len(parsed.proposals), _("Écriture de ce qui a été lu. Rien n’est montré avant la fin."))
    consultation = db.session.get_one(Consultation, waiting.consultation_id)
    actor = db.session.get_one(User, actor_id)
    added = services.apply(parsed, consultation=consultation, actor=actor)
    uploads.discard_once_committed(waiting)
    return {
        "message": words.added(added),
        "url": url_for("proposals.index", slug=consultation.slug),
        "label": _("Lire les propositions"),
        "added": added,
    }
