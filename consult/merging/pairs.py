"""Likely duplicates of a consultation: searched by a job, kept as records, dismissed for good by people."""

from collections.abc import Sequence
from itertools import combinations
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
from consult.merging.models import LikelyPair, Original, PairSearch, Result, Rework, ReworkKind
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
    kept = keep(consultation_id, [row.id for row in rows], found)
    told = ngettext("%(num)s paire à regarder.", "%(num)s paires à regarder.", kept)
    return {
        "message": told if kept else _("Aucune paire à regarder."),
        "url": url_for("merging.pairs", slug=consultation.slug),
        "label": _("Voir les paires"),
        "pairs": kept,
    }


def keep(consultation_id: int, ids: Sequence[int], found: Sequence[duplicates.Pair]) -> int:
    """Keep what a search found in place of what the one before did; return how many pairs. What was dismissed stays so.

    What people told apart already is left out: the parts of a split, and the originals of a merge that was undone.
    """
    apart = _told_apart(consultation_id)
    named = {(ids[one.first], ids[one.second]): one for one in found}
    wanted = {pair: one for pair, one in named.items() if pair not in apart}
    earlier = sa.select(LikelyPair).filter_by(consultation_id=consultation_id, dismissed=None)
    for pair in db.session.scalars(earlier):
        if (pair.first_id, pair.second_id) not in wanted:
            db.session.delete(pair)
    db.session.flush()
    for (first, second), one in wanted.items():
        scores = {"score": one.score, "title": one.title, "body": one.body, "meaning": one.meaning}
        values = scores | {"consultation_id": consultation_id, "created": clock.now()}
        upsert(LikelyPair, {"first_id": first, "second_id": second}, values)
    figures = {"created": clock.now(), "proposals": len(ids), "pairs": len(wanted)}
    upsert(PairSearch, {"consultation_id": consultation_id}, figures)
    return len(wanted)


def _told_apart(consultation_id: int) -> set[tuple[int, int]]:
    here = Rework.consultation_id == consultation_id
    parts = sa.select(Result.rework_id, Result.proposal_id).join(Rework, Rework.id == Result.rework_id)
    parts = parts.where(here, Rework.kind == ReworkKind.SPLIT)
    taken_back = sa.select(Original.rework_id, Original.proposal_id).join(Rework, Rework.id == Original.rework_id)
    taken_back = taken_back.where(here, Rework.kind == ReworkKind.MERGE, Rework.undone.is_not(None))
    acts: dict[int, list[int]] = {}
    for rework_id, proposal_id in db.session.execute(sa.union_all(parts, taken_back)):
        acts.setdefault(rework_id, []).append(proposal_id)
    return {pair for some in acts.values() for pair in combinations(sorted(some), 2)}


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
