"""Asking for a picture, and the job that draws it."""

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, insert_once, rest
from consult.errors import RuleBroken
from consult.jobs import services as jobs
from consult.jobs.models import Job, State
from consult.jobs.tasks import Progress, task
from consult.themes.analysis import picture
from consult.themes.picture.models import ThemeMap
from consult.themes.suggestions.computing import teller
from consult.themes.suggestions.sources import published

DRAW = "themes:draw"


def ask(consultation: Consultation, *, actor: User) -> Job:
    """Ask for the picture to be drawn, or drawn again. Raises RuleBroken where it is being drawn."""
    insert_once(ThemeMap, consultation_id=consultation.id, total=0, areas=[], dots=[])
    held = sa.select(ThemeMap.job_id).filter_by(consultation_id=consultation.id).with_for_update()
    before = db.session.scalar(held)
    running = sa.select(Job.id).where(Job.id == before, Job.state.in_([State.QUEUED, State.RUNNING]))
    if before and db.session.scalar(running):
        raise RuleBroken(_("Elle est déjà en train d’être dessinée : revenez dans un instant."))
    job = jobs.enqueue(DRAW, owner=actor, consultation_id=consultation.id)
    db.session.execute(sa.update(ThemeMap).filter_by(consultation_id=consultation.id).values(job_id=job.id))
    record(Action.THEME_MAP_REQUESTED, consultation, actor=actor)
    return job


@task(DRAW, label=_l("Image des thèmes"))
def draw(job: Progress, *, consultation_id: int) -> dict[str, Any]:
    """Draw how the proposals of a consultation sit together."""
    sources = published(consultation_id)
    rest()
    found = picture.draw([one.text for one in sources], [one.theme_id for one in sources], progress=teller(job))
    areas = [
        [a.theme, a.x, a.y, a.rx, a.ry, a.angle, a.count, a.nearest, [sources[row].id for row in a.central]]
        for a in found.areas
    ]
    dots = [[dot.x, dot.y, sources[dot.row].theme_id or 0] for dot in found.dots]
    values = {"drawn": clock.now(), "total": len(sources), "areas": areas, "dots": dots}
    db.session.execute(sa.update(ThemeMap).filter_by(consultation_id=consultation_id).values(**values))
    slug = db.session.scalar(sa.select(Consultation.slug).filter_by(id=consultation_id))
    return {"url": url_for("picture.show", slug=slug), "label": _("Voir l’image")}
