"""The letters: everybody whose support was inherited, and every author, is told once of each act.

Written by the worker, a few at a time; a run that is killed goes on where it stopped, and nobody is told twice.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from consult import clock
from consult.accounts.models import User
from consult.db import db
from consult.jobs.tasks import Progress, task
from consult.merging import answers, services
from consult.merging.figures import facts_of_one
from consult.merging.models import InheritedSupport, Original, Result, Rework
from consult.merging.standing import standing
from consult.notifications import mail
from consult.proposals.models import Proposal
from consult.votes.models import Vote


@task(services.ASK, label=_l("Demande aux personnes qui soutenaient"))
def ask(job: Progress, *, rework_id: int) -> dict[str, Any]:
    """Write to everybody who has not been told yet and can be written to."""
    rework = _rework(rework_id)
    if not rework.stands:
        return {"message": _("Ce changement a été défait : personne n’a été interrogé.")}
    services.inherit(rework)  # a vote may have come in while the act was being written
    people = _to_tell(rework)
    for done, person in enumerate(people, 1):
        if db.session.scalar(sa.select(Rework.undone).filter_by(id=rework.id)):
            break
        _tell(rework, person)
        job.step(done, len(people))
    told = ngettext("%(num)s personne a été prévenue.", "%(num)s personnes ont été prévenues.", len(people))
    return {"message": told, "url": _address(rework), "label": _("Voir le changement")}


def _to_tell(rework: Rework) -> Sequence[User]:
    """Heirs who were not asked, and authors who were not told; among those who can be written to."""
    heirs = sa.select(InheritedSupport.person_id).join(Result, Result.proposal_id == InheritedSupport.proposal_id)
    heirs = heirs.where(Result.rework_id == rework.id, InheritedSupport.asked.is_(None))
    authors = sa.select(Proposal.author_id).join(Original, Original.proposal_id == Proposal.id)
    authors = authors.where(Original.rework_id == rework.id, Original.told.is_(None))
    query = sa.select(User).where(sa.or_(User.id.in_(heirs), User.id.in_(authors)), *_reachable())
    return db.session.scalars(query.order_by(User.id)).all()


def _reachable() -> tuple[sa.ColumnElement[bool], ...]:
    return User.email.is_not(None), User.confirmed.is_not(None), User.banned.is_(None)


def _tell(rework: Rework, person: User) -> None:
    originals, now = [one.proposal for one in rework.originals], clock.now()
    for result in rework.results:
        mine = sa.update(InheritedSupport).filter_by(proposal_id=result.proposal_id, person_id=person.id)
        db.session.execute(mine.where(InheritedSupport.asked.is_(None)).values(asked=now))
    written = [one for one in originals if one.author_id == person.id]
    for one in written:
        db.session.execute(sa.update(Original).filter_by(rework_id=rework.id, proposal_id=one.id).values(told=now))
    asked = bool(answers.questions(rework, person))
    mail.send(
        person.email or "",
        "reworked",
        locale=person.locale,
        rework=rework,
        written=[one.title for one in written],
        supported=[one.title for one in originals if standing(facts_of_one(one, person.id))],
        results=[one.proposal.title for one in rework.results],
        asked=asked,
        link=mail.address("merging.answer_by_mail", token=answers.sign(rework, person)) if asked else _address(rework),
    )


@task(services.TELL_UNDONE, label=_l("Message aux personnes concernées"))
def tell_undone(job: Progress, *, rework_id: int) -> dict[str, Any]:
    """Tell whoever voted for a result, and authors who had been told, that the originals have their place back."""
    rework = _rework(rework_id)
    people = _concerned(rework)
    for done, person in enumerate(people, 1):
        if done > job.done:  # an earlier run told those before, in the order of their numbers
            mail.send(
                person.email or "",
                "rework_undone",
                locale=person.locale,
                rework=rework,
                originals=[one.proposal.title for one in rework.originals],
                results=[one.proposal.title for one in rework.results],
                link=_address(rework),
            )
        job.step(done, len(people))
    return {"url": _address(rework), "label": _("Voir le changement")}


def _concerned(rework: Rework) -> Sequence[User]:
    items = [one.proposal.poll_item_id for one in rework.results]
    voters = sa.select(Vote.voter_id).where(Vote.item_id.in_(items))
    authors = [one.proposal.author_id for one in rework.originals if one.told]
    query = sa.select(User).where(sa.or_(User.id.in_(voters), User.id.in_(authors)), *_reachable())
    return db.session.scalars(query.order_by(User.id)).all()


def _rework(rework_id: int) -> Rework:
    query = sa.select(Rework).where(Rework.id == rework_id)
    query = query.options(
        joinedload(Rework.originals).joinedload(Original.proposal),
        joinedload(Rework.results).joinedload(Result.proposal),
    )
    return db.session.scalars(query).unique().one()


def _address(rework: Rework) -> str:
    return mail.address("merging.show", rework_id=rework.id)
