"""The job that writes a table into a file."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.consultations.models import Consultation
from consult.datasets import DATASETS
from consult.db import db
from consult.exports import services
from consult.exports.files import whole
from consult.exports.freshness import taken_back
from consult.jobs.tasks import Progress, task


@task(services.WRITE, label=_l("Préparation d’un fichier"), reads=True)
def write(job: Progress, *, token: str, consultation_id: int, dataset: str, format_name: str) -> dict[str, Any]:
    """Write the table on one state of the data. Stopped or failed, it leaves no file."""
    consultation = db.session.get_one(Consultation, consultation_id)
    total = DATASETS[dataset].weight(consultation_id)
    path = services.path_of(token)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = taken_back(consultation_id)
    with whole(path) as out:
        services.write(out, consultation, dataset, format_name, tell=lambda done: job.step(min(done, total), total))
    return {
        "message": _("Le fichier est prêt. Il est gardé %(days)s jours.", days=services.KEPT_FOR.days),
        "url": url_for("exports.fetch", token=token),
        "label": _("Télécharger le fichier"),
        "sha256": services.digest_of(path),
        "taken_back": known,
    }
