"""Candidate themes: added, renamed, given the points of the wall, deleted while nobody gave them any."""

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import text
from consult.db import db
from consult.errors import RuleBroken
from consult.workshops.models import Candidate, Idea, Point, Workshop
from consult.workshops.services import hold_open

MOST = 40


def add(one: Workshop, *, title: str) -> Candidate:
    """A new candidate theme. Raises RuleBroken where one has this name, or there are very many."""
    hold_open(one)
    others = _others(one)
    if len(others) >= MOST:
        raise RuleBroken(_("%(n)s thèmes candidats sont le plus qu’une salle peut lire.", n=MOST))
    _refuse_same(others, title)
    candidate = Candidate(workshop=one, workshop_id=one.id, title=title)
    db.session.add(candidate)
    db.session.flush()
    return candidate


def edit(candidate: Candidate, *, title: str, paper_points: int, seen: int) -> None:
    """Change its name and the points counted on paper. Its workshop must be loaded.

    Raises RuleBroken where somebody did so since, or another one has this name.
    """
    hold_open(candidate.workshop)
    others = _others(candidate.workshop)
    if candidate not in others:
        raise RuleBroken(_("Ce thème candidat vient d’être supprimé. Rien n’a été changé."))
    if candidate.version != seen:
        raise RuleBroken(
            _("Ce thème candidat a été modifié entre-temps. Relisez-le ci-dessous : votre texte est gardé.")
        )
    _refuse_same([one for one in others if one is not candidate], title)
    candidate.title, candidate.paper_points, candidate.version = title, paper_points, candidate.version + 1


def delete(candidate: Candidate) -> None:
    """Delete a candidate; its ideas are to be sorted again. Raises RuleBroken where it has points or became a theme."""
    hold_open(candidate.workshop)
    if candidate not in _others(candidate.workshop):
        return
    if candidate.paper_points or db.session.scalar(
        sa.select(Point.seat_id).filter_by(candidate_id=candidate.id).limit(1)
    ):
        raise RuleBroken(_("Des points sont placés sur ce thème candidat : il ne peut plus être supprimé."))
    if candidate.theme_id is not None:
        raise RuleBroken(_("Ce thème candidat est devenu un thème : il reste dans l’atelier."))
    db.session.execute(sa.update(Idea).filter_by(candidate_id=candidate.id).values(candidate_id=None))
    db.session.delete(candidate)
    db.session.flush()


def _others(one: Workshop) -> list[Candidate]:
    query = sa.select(Candidate).filter_by(workshop_id=one.id).order_by(Candidate.id)
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def _refuse_same(others: list[Candidate], title: str) -> None:
    if any(text.fold(one.title) == text.fold(title) for one in others):
        raise RuleBroken(_("Un thème candidat porte déjà ce nom."))
