"""Merging proposals, splitting one, and taking either back.

Every act holds the consultation's poll, so that votes wait, then the proposals in the order of their numbers: two
facilitators at once wait for one another, and the second one sees what the first one did.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation, Section
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.jobs import services as jobs
from consult.kinds import Visibility
from consult.merging.figures import facts_of
from consult.merging.models import InheritedSupport, Original, Result, Rework, ReworkKind
from consult.merging.standing import heirs
from consult.moderation import undoing
from consult.proposals import services as proposals
from consult.proposals.models import Origin, Proposal, ProposalKind
from consult.themes import filing
from consult.themes.models import Theme
from consult.votes.models import Poll

ASK = "merging:ask"
TELL_UNDONE = "merging:tell-undone"
MOST = 20  # originals of one merge
DONE = {ReworkKind.MERGE: Action.PROPOSAL_MERGED, ReworkKind.SPLIT: Action.PROPOSAL_SPLIT}


class Text(NamedTuple):
    """What a result says."""

    title: str
    body: str


def merge_proposals(originals: Sequence[Proposal], *, actor: User, text: Text, reason: str = "") -> Rework:
    """Merge proposals of one consultation into a new one, and ask their supporters.

    Raises RuleBroken for fewer than two or too many, and where one of them is not published any more.
    """
    if not 2 <= len({one.id for one in originals}) <= MOST:
        raise RuleBroken(_("Choisissez de 2 à %(most)s propositions à réunir.", most=MOST))
    return _rework(ReworkKind.MERGE, originals, [text], actor=actor, reason=reason)


def split_proposal(original: Proposal, *, actor: User, texts: Sequence[Text], reason: str = "") -> Rework:
    """Split a proposal into several new ones, and ask its supporters about each.

    Raises RuleBroken where it is not published any more, or two parts are the same.
    """
    if len({(one.title, one.body) for one in texts}) < 2:
        raise RuleBroken(_("Les deux textes sont les mêmes : donnez à chacun sa part."))
    return _rework(ReworkKind.SPLIT, [original], texts, actor=actor, reason=reason)


def undo_rework(rework: Rework, *, actor: User, reason: str) -> None:
    """Undo an act; where it was a decision of moderation, lift that too. The caller asks who may do which.

    Raises RuleBroken as `part_rework` does, and where this person may not decide on one of the originals.
    """
    part_rework(rework, actor=actor, reason=reason)
    undoing.lift_all("proposal", rework.id, actor=actor, statement=reason)


def part_rework(rework: Rework, *, actor: User, reason: str) -> None:
    """Give the originals their place back and take that of the results; every vote stays where it was given.

    Raises RuleBroken where it was undone already, and where a result was merged or split in its turn.
    """
    db.session.refresh(rework, ["undone"], with_for_update=True)
    if not rework.stands:
        raise RuleBroken(_("Cela a déjà été défait."))
    originals, results = _of(rework, Original), _of(rework, Result)
    _hold(rework.consultation_id, [*originals, *results])
    if after := next((one for one in results if one.superseded), None):
        raise RuleBroken(
            _("« %(title)s » a été réunie ou partagée depuis : défaites d’abord ce changement-là.", title=after.title)
        )
    rework.undone, rework.undone_by_id, rework.undone_reason = clock.now(), actor.id, reason
    db.session.execute(sa.update(Original).filter_by(rework_id=rework.id).values(held=None))
    for result in results:
        proposals.supersede_proposal(result)
    for original in originals:
        proposals.reinstate_proposal(original)
        record(Action.PROPOSAL_REINSTATED, original, actor=actor, rework=rework.id)
    jobs.enqueue(TELL_UNDONE, rework_id=rework.id)


def inherit(rework: Rework) -> None:
    """Note, once each, everybody whose support the results inherit. Votes on the originals are closed."""
    people = heirs(*(facts_of(one) for one in _of(rework, Original)))
    for result in _of(rework, Result):
        known = set(db.session.scalars(sa.select(InheritedSupport.person_id).filter_by(proposal_id=result.id)))
        rows = [{"proposal_id": result.id, "person_id": person} for person in sorted(people - known)]
        if rows:
            db.session.execute(sa.insert(InheritedSupport), rows)


def _rework(
    kind: ReworkKind, originals: Sequence[Proposal], texts: Sequence[Text], *, actor: User, reason: str
) -> Rework:
    place = originals[0].consultation_id
    if any(one.consultation_id != place for one in originals):
        raise RuleBroken(_("Ces propositions ne sont pas de la même consultation."))
    held = _hold(place, originals)
    _refuse_taken(held)
    rework = Rework(kind=kind, consultation_id=place, actor_id=actor.id, reason=reason)
    db.session.add(rework)
    db.session.flush()
    for original in held:
        if not insert_once(Original, rework_id=rework.id, proposal_id=original.id, held=original.id):
            raise _taken(original)
    for text in texts:
        result = _write(text, held, actor=actor)
        db.session.add(Result(proposal_id=result.id, rework_id=rework.id))
    db.session.flush()
    inherit(rework)
    for original in held:
        proposals.supersede_proposal(original)
        record(DONE[kind], original, actor=actor, rework=rework.id)
    jobs.enqueue(ASK, rework_id=rework.id)
    return rework


def _write(text: Text, originals: Sequence[Proposal], *, actor: User) -> Proposal:
    """A result: where its originals agree on section, place, theme and who speaks, it keeps that."""
    place = sa.select(Consultation).filter_by(id=originals[0].consultation_id).options(joinedload(Consultation.poll))
    consultation = db.session.scalars(place).one()
    section_id = _shared(one.section_id for one in originals)
    theme_id = _shared(one.theme_id for one in originals)
    result = proposals.create_proposal(
        consultation,
        author=actor,
        title=text.title,
        body=text.body,
        section=db.session.get(Section, section_id) if section_id else None,
        kind=_shared(one.kind for one in originals) or ProposalKind.CITIZEN,
        place=_shared(one.place for one in originals) or "",
        origin=Origin.REWORK,
    )
    if theme_id and (theme := db.session.get(Theme, theme_id)):
        filing.file_proposals([result], theme=theme, actor=actor)
    return result


def _shared(values: Any) -> Any:
    """What all of them say; None where they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _hold(consultation_id: int, some: Sequence[Proposal]) -> list[Proposal]:
    """These proposals as they are now, with their threads, kept from changing; nobody votes meanwhile."""
    db.session.flush()
    poll = sa.select(Consultation.poll_id).filter_by(id=consultation_id).scalar_subquery()
    db.session.execute(sa.select(Poll.id).where(Poll.id == poll).with_for_update())
    ids = {one.id for one in some}
    query = sa.select(Proposal).where(Proposal.id.in_(ids)).options(joinedload(Proposal.thread))
    held = list(db.session.scalars(query.order_by(Proposal.id)))
    columns = sa.select(*Proposal.__table__.c).where(Proposal.id.in_(ids)).order_by(Proposal.id).with_for_update()
    for one, row in zip(held, db.session.execute(columns), strict=True):
        for name, value in row._mapping.items():  # what was read before may be old; what is loaded around it stays
            set_committed_value(one, str(name), value)
    return held


def _refuse_taken(originals: Sequence[Proposal]) -> None:
    for one in originals:
        if one.visibility is not Visibility.PUBLISHED:
            raise _taken(one)


def _taken(one: Proposal) -> RuleBroken:
    message = _("« %(title)s » n’est plus à réunir ni à partager : elle l’a été, ou n’est plus publiée.")
    return RuleBroken(message % {"title": one.title})


def _of(rework: Rework, model: type[Original] | type[Result]) -> list[Proposal]:
    link: Any = model
    query = sa.select(Proposal).join(link, link.proposal_id == Proposal.id).where(link.rework_id == rework.id)
    return list(db.session.scalars(query.options(joinedload(Proposal.thread)).order_by(Proposal.id)))
