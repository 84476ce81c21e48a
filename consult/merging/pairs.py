"""Likely duplicates of a consultation: searched by a job, kept as records, dismissed for good by people."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, rest, upsert
from consult.jobs.tasks import Progress, task
from consult.kinds import Visibility
from consult.merging.models import LikelyPair, PairSearch
from consult.proposals.models import Proposal
from consult.themes.analysis import duplicates
from consult.themes.analysis.texts import Text

SEARCH = "merging:search"
MOST = 200  # pairs that are kept of one search


@task(SEARCH, label=_l("Recherche de doublons"))
def search(job: Progress, *, consultation_id: int) -> dict[str, Any]:
    """Compare all published proposals of a consultation, and keep the likeliest pairs."""
    consultation = db.session.get_one(Consultation, consultation_id)
    query = sa.select(Proposal.id, Proposal.title, Proposal.body).where(
        Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED
    )
    rows = db.session.execute(query.order_by(Proposal.id)).all()
    rest()  # comparing takes a while, and writes nothing
    texts = [Text(row.title, row.body) for row in rows]
    said = _("Lecture de %(n)s propositions.", n=len(rows))
    found = duplicates.pairs(texts, most=MOST, progress=lambda done, total: job.step(done, total, said))
    keep(consultation_id, [row.id for row in rows], found)
    told = ngettext("%(num)s paire à regarder.", "%(num)s paires à regarder.", len(found))
    return {
        "message": told if found else _("Aucune paire à regarder."),
        "url": url_for("merging.pairs", slug=consultation.slug),
        "label": _("Voir les paires"),
        "pairs": len(found),
    }


def keep(consultation_id: int, ids: Sequence[int], found: Sequence[duplicates.Pair]) -> None:
    """Keep what a search found in place of what the one before did; what was dismissed stays dismissed."""
    wanted = {(ids[one.first], ids[one.second]): one for one in found}
    earlier = sa.select(LikelyPair).filter_by(consultation_id=consultation_id, dismissed=None)
    for pair in db.session.scalars(earlier):
        if (pair.first_id, pair.second_id) not in wanted:
            db.session.delete(pair)
    db.session.flush()
    for (first, second), one in wanted.items():
        scores = {"score": one.score, "title": one.title, "body": one.body, "meaning": one.meaning}
        values = scores | {"consultation_id": consultation_id, "created": clock.now()}
        upsert(LikelyPair, {"first_id": first, "second_id": second}, values)
    figures = {"created": clock.now(), "proposals": len(ids), "pairs": len(found)}
    upsert(PairSearch, {"consultation_id": consultation_id}, figures)


def dismiss_pair(pair: LikelyPair, *, actor: User) -> None:
    """Say that these two are no duplicates: they are not shown as such again."""
    if pair.dismissed is None:
        pair.dismissed, pair.dismissed_by_id = clock.now(), actor.id
        record(Action.PAIR_DISMISSED, pair, actor=actor, first=pair.first_id, second=pair.second_id)


def recall_pair(pair: LikelyPair, *, actor: User) -> None:
    """Show a dismissed pair again."""
    if pair.dismissed is not None:
        pair.dismissed = pair.dismissed_by_id = None
        record(Action.PAIR_RECALLED, pair, actor=actor, first=pair.first_id, second=pair.second_id)
