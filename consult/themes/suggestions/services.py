"""What people do with a suggestion before they accept it: ask for one, and rename, lock, merge, split its groups.

Whatever somebody renamed, merged or split is locked: it is kept when themes are suggested again.
"""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.jobs import services as jobs
from consult.jobs.models import Job, State
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.suggestions import sources
from consult.themes.suggestions.computing import SPLIT, SUGGEST
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from consult.themes.suggestions.newcomers import PLACE

CENTRAL = 5  # typical proposals of a merged group
EXPRESSIONS = 8


def ask(consultation: Consultation, *, actor: User, count: int | None, seed: int = 0) -> Suggestion:
    """Ask for `count` suggested themes, or as many as suit the texts; a job computes them.

    Raises RuleBroken where there is nothing to group, where fewer themes are asked for than people decided, or where a
    computation is under way.
    """
    _refuse_while_at_work(consultation.id)
    _refuse_without_texts(consultation.id)
    if count is not None and count < (fixed := _decided(consultation.id)):
        raise RuleBroken(_("Demandez au moins %(n)d groupes : autant de thèmes sont déjà décidés.", n=fixed))
    suggestion = Suggestion(consultation_id=consultation.id, actor_id=actor.id, count=count, seed=seed)
    db.session.add(suggestion)
    record(Action.SUGGESTION_REQUESTED, suggestion, actor=actor, count=count, seed=seed)
    suggestion.job_id = jobs.enqueue(SUGGEST, owner=actor, suggestion_id=suggestion.id).id
    return suggestion


def ask_for_newcomers(suggestion: Suggestion, *, actor: User) -> Job:
    """Ask for a place for what was published since."""
    _refuse_while_at_work(suggestion.consultation_id)
    job = jobs.enqueue(PLACE, owner=actor, suggestion_id=suggestion.id)
    suggestion.job_id = job.id
    return job


def ask_to_split(group: SuggestedGroup, *, actor: User, count: int, seen: int) -> Job:
    """Ask for a group to be cut in `count`; a job does it."""
    _hold(group, seen)
    arguments = {"suggestion_id": group.suggestion_id, "group_id": group.id, "count": count, "version": group.version}
    job = jobs.enqueue(SPLIT, owner=actor, **arguments)
    suggestion = db.session.get_one(Suggestion, group.suggestion_id)
    suggestion.job_id = job.id
    record(Action.SUGGESTION_EDITED, suggestion, actor=actor, verb="split", group=group.id, count=count)
    return job


def rename(group: SuggestedGroup, *, actor: User, name: str, seen: int) -> None:
    """Give a group a name of one's own. Raises RuleBroken where it stands for a theme, which is renamed itself."""
    _hold(group, seen)
    if group.theme_id:
        raise RuleBroken(_("Ce groupe porte le nom de son thème : c’est le thème qui se renomme."))
    if group.name == name:
        return
    group.name, group.is_locked = name, True
    _changed(group, actor, verb="rename")


def set_lock(group: SuggestedGroup, *, actor: User, locked: bool, seen: int) -> None:
    """Keep a group as it is when themes are suggested again, or let it go."""
    _hold(group, seen)
    if group.is_locked is not locked:
        group.is_locked = locked
        _changed(group, actor, verb="lock" if locked else "unlock")


def merge(group: SuggestedGroup, other: SuggestedGroup, *, actor: User, seen: int) -> None:
    """Take another group into this one, which keeps its name, or gets that of the other's theme.

    Raises RuleBroken where both stand for a theme: themes are merged by filing their proposals.
    """
    _hold(group, seen)
    _hold(other, other.version)
    if group.id == other.id or group.suggestion_id != other.suggestion_id:
        raise RuleBroken(_("Choisissez un autre groupe de cette suggestion."))
    if group.theme_id and other.theme_id:
        raise RuleBroken(_("Ces deux groupes sont deux thèmes : rangez les propositions de l’un dans l’autre."))
    if other.theme_id:
        group.theme_id, group.name = other.theme_id, other.name
    group.central = _in_turn(group.central, other.central, CENTRAL)
    group.expressions = _in_turn(group.expressions, other.expressions, EXPRESSIONS)
    group.is_silent, group.is_locked = group.is_silent and other.is_silent, True
    moved = sa.update(SuggestedPlace).where(SuggestedPlace.group_id == other.id)
    db.session.execute(moved.values(group_id=group.id))
    _changed(group, actor, verb="merge", other=other.name)
    db.session.flush()
    db.session.delete(other)


def _in_turn(one: list[Any], other: list[Any], most: int) -> list[Any]:
    """The first of one, the first of the other, the second of one…"""
    longest = max(len(one), len(other))
    pairs = [*one, *[None] * longest][:longest], [*other, *[None] * longest][:longest]
    mixed = [thing for pair in zip(*pairs, strict=True) for thing in pair if thing is not None]
    return list(dict.fromkeys(mixed))[:most]


def _changed(group: SuggestedGroup, actor: User, **details: Any) -> None:
    group.version += 1
    suggestion = db.session.get_one(Suggestion, group.suggestion_id)
    record(Action.SUGGESTION_EDITED, suggestion, actor=actor, group=group.id, **details)


def _hold(group: SuggestedGroup, seen: int) -> None:
    """The same as `hold`, while nothing is computed."""
    place = db.session.scalar(sa.select(Suggestion.consultation_id).filter_by(id=group.suggestion_id))
    _refuse_while_at_work(place or 0)
    hold(group, seen)


def hold(group: SuggestedGroup, seen: int | None = None) -> None:
    """Keep a group from changing; raise RuleBroken where it is gone, or is not what was `seen`."""
    version = db.session.scalar(sa.select(SuggestedGroup.version).filter_by(id=group.id).with_for_update())
    if version is None:
        raise gone()
    if seen is not None and version != seen:
        raise RuleBroken(_("Quelqu’un d’autre vient de changer ce groupe. Rien n’a été fait : relisez-le ci-dessous."))


def gone() -> RuleBroken:
    """What somebody is told who acts on a group that is no longer there."""
    return RuleBroken(_("Ce groupe n’est plus là : il a été réuni à un autre, ou un nouveau calcul l’a remplacé."))


def _refuse_while_at_work(consultation_id: int) -> None:
    """Hold the consultation, and raise RuleBroken where one of its suggestions is being computed."""
    db.session.execute(sa.select(Consultation.id).filter_by(id=consultation_id).with_for_update(key_share=True))
    if at_work(consultation_id):
        raise RuleBroken(_("Un calcul est en cours : attendez qu’il finisse, ou arrêtez-le."))


def at_work(consultation_id: int) -> Job | None:
    """The job that computes here now, if any."""
    query = sa.select(Job).join(Suggestion, Suggestion.job_id == Job.id)
    query = query.where(Suggestion.consultation_id == consultation_id, Job.state.in_([State.QUEUED, State.RUNNING]))
    return db.session.scalars(query.order_by(Job.id.desc()).limit(1)).one_or_none()


def _refuse_without_texts(consultation_id: int) -> None:
    shown = (Proposal.consultation_id == consultation_id, Proposal.visibility == Visibility.PUBLISHED)
    counts = sa.select(sa.func.count(), sa.func.count(Proposal.theme_id)).where(*shown)
    everything, filed = db.session.execute(counts).one()
    if not everything:
        raise RuleBroken(_("Il n’y a encore aucune proposition à regrouper : revenez quand il y en aura."))
    if everything == filed:
        raise RuleBroken(_("Tout est classé : il n’y a plus rien à suggérer."))


def _decided(consultation_id: int) -> int:
    """How many themes and locked groups must stay."""
    before = sources.in_force(consultation_id)
    groups, places = (sources.groups_of(before.id), sources.places_of(before.id)) if before else ({}, {})
    return len(set(sources.decided(sources.published(consultation_id), groups, places).values()))


def name_of(typed: str) -> str:
    """A name as it is kept."""
    return " ".join(text.clean(typed).split())
