"""The jobs: suggest themes for a consultation, cut a group in several, place what was published since.

Each reads, gives the database back, computes for as long as it takes, and writes all of its result at the end, in the
transaction that ends the job: a job that is stopped or killed leaves what there was before.
"""

from time import monotonic
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.consultations.models import Consultation
from consult.db import db, rest
from consult.errors import RuleBroken
from consult.jobs.tasks import Progress, task
from consult.themes.analysis import suggestion as analysis
from consult.themes.analysis.texts import Progress as Told
from consult.themes.suggestions import splitting, storing
from consult.themes.suggestions.models import Suggestion
from consult.themes.suggestions.newcomers import PLACE, place
from consult.themes.suggestions.sources import decided, groups_of, in_force, places_of, published

SUGGEST, SPLIT = "themes:suggest", "themes:split"
_EVERY = 2.0  # seconds between two words about progress: each costs a writing job a pause


def teller(job: Progress) -> Told:
    """Progress told now and then."""
    last = monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last >= _EVERY:
            last = monotonic()
            job.step(done, total, _("Lecture et rapprochement des textes."))

    return tell


@task(SUGGEST, label=_l("Thèmes suggérés"))
def suggest(job: Progress, *, suggestion_id: int) -> dict[str, Any]:
    """Compute a suggestion that was asked for, around what people decided."""
    asked = _asked(suggestion_id)
    before = in_force(asked.consultation_id)
    sources = published(asked.consultation_id)
    groups, places = (groups_of(before.id), places_of(before.id)) if before else ({}, {})
    known = decided(sources, groups, places)
    rest()
    found = analysis.suggest(
        [one.text for one in sources], count=asked.count, seed=asked.seed, decided=known, progress=teller(job)
    )
    kept = {sources[row].id: places[sources[row].id][1] for row, kind in known.items() if kind.group_id}
    storing.store(asked, sources, found, groups, kept)
    free = sum(one.theme_id is None for one in sources)
    message = ngettext("%(num)s groupe suggéré.", "%(num)s groupes suggérés.", len(found.groups))
    return _done(asked, f"{message} {_words(free)}")


@task(SPLIT, label=_l("Groupe à couper"))
def split(job: Progress, *, suggestion_id: int, group_id: int, count: int, version: int) -> dict[str, Any]:
    """Cut a group in several, by the method; they are locked."""
    asked = _asked(suggestion_id)
    sources = splitting.members(group_id)
    rest()
    found = analysis.suggest([one.text for one in sources], count=count, seed=asked.seed, progress=teller(job))
    parts = splitting.store(asked, group_id, sources, found, version=version)
    return _done(asked, ngettext("Le groupe est resté entier.", "Le groupe est coupé en %(num)s.", parts))


@task(PLACE, label=_l("Propositions nouvelles à placer"))
def place_newcomers(job: Progress, *, suggestion_id: int) -> dict[str, Any]:
    """Suggest a group for what was published since."""
    asked = _asked(suggestion_id)
    return _done(asked, _words(place(asked, teller(job))))


def _words(count: int) -> str:
    return str(ngettext("%(num)s proposition placée.", "%(num)s propositions placées.", count))


def _asked(suggestion_id: int) -> Suggestion:
    found = db.session.get(Suggestion, suggestion_id)
    if found is None:
        raise RuleBroken(_("Cette suggestion n’est plus là."))
    return found


def _done(asked: Suggestion, message: str) -> dict[str, Any]:
    slug = db.session.get_one(Consultation, asked.consultation_id).slug
    return {
        "message": message,
        "url": url_for("suggestions.index", slug=slug),
        "label": _("Voir les thèmes suggérés"),
    }
