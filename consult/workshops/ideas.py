"""Ideas: sent from a seat, typed from paper, corrected, set aside, and moved on the board."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.db import db
from consult.errors import RuleBroken
from consult.workshops.models import Candidate, Idea, Stage, Workshop, WorkshopSeat
from consult.workshops.services import hold_open

MOST_A_SEAT = 30
MOST = 3_000  # in one workshop


class Moved(RuleBroken):
    """Somebody else moved or changed these ideas since they were seen; nothing was done."""


def send(one: Workshop, *, seat: WorkshopSeat, title: str, body: str = "") -> Idea:
    """Send an idea from a seat. Raises RuleBroken where ideas are no longer asked for, or this seat sent very many."""
    hold_open(one)
    if one.stage is not Stage.IDEAS:
        raise RuleBroken(_("Le temps des idées est passé. Gardez la vôtre : la personne qui anime peut la saisir."))
    if _count(seat_id=seat.id) >= MOST_A_SEAT:
        raise RuleBroken(_("Votre carte a envoyé %(n)s idées : laissez la parole aux autres.", n=MOST_A_SEAT))
    return _add(one, [title], body=body, seat_id=seat.id, table=seat.table)[0]


def type_in(one: Workshop, *, actor: User, titles: Sequence[str], table: int | None) -> list[Idea]:
    """Add ideas that came on paper, one each. Raises RuleBroken where there is no such table."""
    hold_open(one)
    if table is not None and not 0 < table <= one.tables:
        raise RuleBroken(_("Cet atelier a %(n)s tables.", n=one.tables))
    return _add(one, titles, actor_id=actor.id, table=table)


def _add(one: Workshop, titles: Sequence[str], *, body: str = "", **origin: int | None) -> list[Idea]:
    if _count(workshop_id=one.id) + len(titles) > MOST:
        raise RuleBroken(_("Cet atelier a reçu %(n)s idées : il n’en prend plus.", n=MOST))
    made = [Idea(workshop_id=one.id, title=title, body=body, **origin) for title in titles]
    db.session.add_all(made)
    db.session.flush()
    return made


def _count(**where: int) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Idea).filter_by(**where)) or 0


def edit(idea: Idea, *, title: str, body: str, seen: int) -> None:
    """Correct the words of an idea. Its workshop must be loaded. Raises Moved where somebody did so since."""
    hold_open(idea.workshop)
    db.session.refresh(idea, ["title", "body", "version"])
    if idea.version != seen:
        raise Moved(_("Cette idée a été modifiée entre-temps. Relisez-la ci-dessous : votre texte est gardé."))
    idea.title, idea.body, idea.version = title, body, idea.version + 1


def set_aside(idea: Idea, *, away: bool) -> None:
    """Take an idea off the board, or put it back among those to sort. Its workshop must be loaded."""
    hold_open(idea.workshop)
    idea.set_aside, idea.candidate_id = away, None


def move(one: Workshop, seen: Mapping[int, int | None], *, candidate: Candidate | None) -> int:
    """Put ideas with a candidate theme, or back among those to sort (None). Return how many moved.

    `seen` gives where each idea was seen, by its number. Raises Moved where one is elsewhere, or was set aside.
    """
    hold_open(one)
    if candidate is not None and _is_gone(candidate, one):
        raise Moved(_("Ce thème candidat vient d’être supprimé. Rien n’a été déplacé."))
    query = sa.select(Idea).where(Idea.id.in_(seen), Idea.workshop_id == one.id, ~Idea.set_aside)
    found = db.session.scalars(query, execution_options={"populate_existing": True}).all()
    away = [idea for idea in found if idea.candidate_id != seen[idea.id]]
    if away or len(found) < len(seen):
        raise Moved(_refusal([idea.title for idea in away]))
    target = candidate.id if candidate else None
    moved = [idea for idea in found if idea.candidate_id != target]
    for idea in moved:
        idea.candidate_id = target
    return len(moved)


def _is_gone(candidate: Candidate, one: Workshop) -> bool:
    return db.session.scalar(sa.select(Candidate.id).filter_by(id=candidate.id, workshop_id=one.id)) is None


def _refusal(titles: Sequence[str]) -> str:
    if not titles:
        return str(
            _("Une des idées cochées n’est plus sur le tableau. Rien n’a été déplacé : vérifiez, puis recommencez.")
        )
    return str(
        ngettext(
            "« %(title)s » a été déplacée entre-temps. Rien n’a été fait : vérifiez, puis recommencez.",
            "« %(title)s » et d’autres ont été déplacées entre-temps. Rien n’a été fait : vérifiez, puis recommencez.",
            len(titles),
            title=titles[0],
        )
    )
