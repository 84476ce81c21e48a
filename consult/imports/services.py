"""Writing a parsed consultation into the database: all of it or nothing, and nothing twice.

* Each proposal and comment keeps the key it has in its source; a UNIQUE constraint refuses it a second time.
* What has no date takes the nearest one that is known: a proposal the first of the source, a comment the one before it.
* Totals counted elsewhere go beside the votes of people here, as imported totals.
* The register gets one line for the whole import.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments.models import Comment, Thread
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, State
from consult.db import db
from consult.imports.parsed import Parsed
from consult.imports.people import People
from consult.imports.writing import TITLE_MAX, Place, Work, write_comments, write_proposals
from consult.policy import Activity
from consult.proposals.models import Proposal
from consult.text import clean, fold
from consult.votes.models import MethodName

Progress = Callable[[int, int], None]
Counts = dict[str, int]
_BATCH = 50


def find_or_create_consultation(*, slug: str, parsed: Parsed, actor: User | None, title: str = "") -> Consultation:
    """The consultation with this slug; where there is none, a published one in which people can go on from now."""
    query = sa.select(Consultation).filter_by(slug=slug)
    if consultation := db.session.scalars(query).one_or_none():
        return consultation
    consultation = consultations.create_consultation(
        actor=actor,
        slug=slug,
        title=(title or parsed.title or slug)[:TITLE_MAX],
        introduction=clean(parsed.introduction),
        opens=_start(parsed, clock.now()),
        method=MethodName.POSITION,
        state=State.PUBLISHED,
    )
    consultations.set_phase(
        consultation,
        actor=actor,
        title=_("Suite de la consultation"),
        opens=clock.now(),
        closes=None,
        activities=(Activity.PROPOSE, Activity.COMMENT, Activity.VOTE, Activity.THEME),
    )
    return consultation


def apply(
    parsed: Parsed, *, consultation: Consultation, actor: User | None, progress: Progress = lambda done, total: None
) -> Counts:
    """Write what is not there yet; say how many proposals, comments, people and sections were added.

    `progress(done, total)` is told after each batch, in proposals.
    """
    work = _begin(parsed, consultation, actor)
    total = len(parsed.proposals)
    for start in range(0, total, _BATCH):
        batch = parsed.proposals[start : start + _BATCH]
        write_proposals(work, batch)
        write_comments(work, batch)
        progress(min(start + _BATCH, total), total)
    added = {name: work.added[name] for name in ("proposals", "comments", "people", "sections")}
    record(Action.IMPORT_APPLIED, consultation, actor=actor, importer=parsed.importer, **added)
    db.session.flush()
    return added


def _begin(parsed: Parsed, consultation: Consultation, actor: User | None) -> Work:
    db.session.flush()
    # On PostgreSQL two imports of one file wait in line here; SQLite has only one writer anyway.
    whole = sa.select(Consultation).filter_by(id=consultation.id).with_for_update(of=Consultation)
    loaded = whole.options(selectinload(Consultation.sections), joinedload(Consultation.poll))
    db.session.scalars(loaded.execution_options(populate_existing=True)).one()
    work = Work(parsed, consultation, People(parsed, consultation), actor, _start(parsed, consultation.opens))
    work.added["people"] = work.people.added
    _write_sections(work)
    _learn(work)
    return work


def _start(parsed: Parsed, otherwise: datetime) -> datetime:
    """The first moment that the source knows."""
    proposed = [proposal.created for proposal in parsed.proposals if proposal.created]
    said = [comment.created for comment in parsed.comments if comment.created]
    return min(proposed + said, default=otherwise)


def _write_sections(work: Work) -> None:
    known = {fold(section.title): section for section in work.consultation.sections}
    for section in work.parsed.sections:
        title = clean(section.title)[:TITLE_MAX]
        if fold(title) not in known:
            known[fold(title)] = consultations.add_section(work.consultation, title=title)
            work.added["sections"] += 1
        work.sections[section.key] = known[fold(title)].id


def _learn(work: Work) -> None:
    """What an earlier import has written."""
    query = sa.select(Proposal.external_key, Proposal.id, Proposal.thread_id, Thread.poll_id)
    here = query.join(Proposal.thread).where(
        Proposal.consultation_id == work.consultation.id, Proposal.external_key.is_not(None)
    )
    for key, *place in db.session.execute(here):
        work.places[str(key)] = Place(*place)
    said = sa.select(Comment.thread_id, Comment.external_key, Comment.id, Comment.root_id)
    there = said.where(Comment.consultation_id == work.consultation.id, Comment.external_key.is_not(None))
    for thread_id, key, number, root in db.session.execute(there):
        work.spoken[thread_id, str(key)] = (number, root or number)
