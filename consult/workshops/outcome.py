"""What a workshop comes out with: candidates become themes, and ideas proposals, by a person's act. Never twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.proposals import services as proposals
from consult.proposals.models import Origin, Proposal
from consult.themes import services as themes
from consult.themes.filing import file_proposals
from consult.themes.models import Theme
from consult.web.languages import day
from consult.workshops.models import Candidate, Idea, Point, Workshop
from consult.workshops.services import hold

MOST_AT_ONCE = 200  # proposals: some seconds of work


class Pour(StrEnum):
    """Which ideas become proposals."""

    NONE = "none"
    CHOSEN = "chosen"
    ALL = "all"


@dataclass(frozen=True)
class Made:
    """How many themes and proposals were made, and how many ideas are left for another time."""

    themes: int = 0
    proposals: int = 0
    left: int = 0


def conclude(
    one: Workshop, consultation: Consultation, *, actor: User, candidates: Collection[int], pour: Pour = Pour.NONE
) -> Made:
    """Make themes of these candidates; and of ideas, proposals, each filed in the theme of its candidate.

    ALL: also those of other candidates and those that lie with none, left to be filed. A theme of the consultation that
    has the name already takes them in. The consultation's poll must be loaded. Raises RuleBroken where a candidate is
    gone, or where nothing is left to be done.
    """
    hold(one)
    chosen = _chosen(one, candidates)
    new = [candidate for candidate in chosen if candidate.theme_id is None]
    for candidate in new:
        theme = themes.find_or_create_theme(consultation, actor=actor, title=candidate.title)
        candidate.theme_id = theme.id
    db.session.flush()
    ideas = _ideas(one, candidates, pour)
    if not new and not ideas:
        raise RuleBroken(_("Il n’y a rien de plus à faire : choisissez un thème candidat, ou des idées à verser."))
    made = _pour(one, consultation, ideas[:MOST_AT_ONCE], actor)
    counted = {"themes": len(new), "proposals": len(made)}
    record(Action.WORKSHOP_CONCLUDED, one, actor=actor, **counted)
    return Made(**counted, left=len(ideas) - len(made))


def namesakes(consultation_id: int, candidates: Sequence[Candidate]) -> set[int]:
    """The candidates whose name a theme of the consultation has already."""
    titles = db.session.scalars(sa.select(Theme.title).filter_by(consultation_id=consultation_id))
    known = {text.fold(title) for title in titles}
    return {one.id for one in candidates if one.theme_id is None and text.fold(one.title) in known}


def _chosen(one: Workshop, candidates: Collection[int]) -> Sequence[Candidate]:
    """The most points first: themes come in the order that the room gave them."""
    placed = sa.select(sa.func.count()).where(Point.candidate_id == Candidate.id).scalar_subquery()
    points = Candidate.paper_points + placed
    query = sa.select(Candidate).where(Candidate.id.in_(candidates), Candidate.workshop_id == one.id)
    query = query.order_by(points.desc(), Candidate.id)
    found = db.session.scalars(query, execution_options={"populate_existing": True}).all()
    if len(found) < len(set(candidates)):
        raise RuleBroken(_("Un des thèmes candidats n’est plus là. Rien n’a été fait : relisez la liste."))
    return found


def _ideas(one: Workshop, candidates: Collection[int], pour: Pour) -> Sequence[Idea]:
    """The ideas that are no proposals yet, and are to be."""
    if pour is Pour.NONE:
        return []
    query = sa.select(Idea).where(Idea.workshop_id == one.id, ~Idea.set_aside, Idea.proposal_id.is_(None))
    if pour is Pour.CHOSEN:
        query = query.where(Idea.candidate_id.in_(candidates))
    return db.session.scalars(query.order_by(Idea.id), execution_options={"populate_existing": True}).all()


def _pour(one: Workshop, consultation: Consultation, ideas: Sequence[Idea], actor: User) -> list[Proposal]:
    made: list[Proposal] = []
    for idea in ideas:
        body = "\n\n".join(filter(None, (idea.body, _source(one, idea))))
        proposal = proposals.create_proposal(
            consultation, author=actor, title=idea.title, body=body, origin=Origin.MEETING
        )
        idea.proposal_id = proposal.id
        made.append(proposal)
    _file(ideas, made, actor)
    return made


def _source(one: Workshop, idea: Idea) -> str:
    """Where it comes from, in words that stay with it."""
    words = {"table": idea.table, "title": one.title, "date": day(idea.created)}
    if idea.table is None:
        return str(_("Idée recueillie pendant l’atelier « %(title)s », le %(date)s.", **words))
    return str(_("Idée recueillie à la table %(table)s de l’atelier « %(title)s », le %(date)s.", **words))


def _file(ideas: Sequence[Idea], made: Sequence[Proposal], actor: User) -> None:
    """Each with the ideas that lay with it, where that became a theme."""
    query = sa.select(Candidate.id, Theme).join(Theme, Theme.id == Candidate.theme_id)
    homes = {
        row[0]: row[1] for row in db.session.execute(query.where(Candidate.id.in_({i.candidate_id for i in ideas})))
    }
    for candidate, theme in homes.items():
        lot = [proposal for idea, proposal in zip(ideas, made, strict=True) if idea.candidate_id == candidate]
        file_proposals(lot, theme=theme, actor=actor)
