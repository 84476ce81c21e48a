"""An archive into an instance: table after table, in the order in which they lean on one another.

A table without a restorer (the register of moderation, what a feature adds later) is kept as it came, and goes out
again with the next export. To let a feature take its table back, write a restorer and a line here.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import counters
from consult.audit.services import Action, record
from consult.comments.models import Comment, Thread
from consult.consultations.models import Consultation, State
from consult.consultations.queries import Figures, figures
from consult.datasets import Dataset
from consult.db import db
from consult.errors import RuleBroken
from consult.exports.opendata.archive import open_datasets
from consult.exports.opendata.models import KeptRow
from consult.imports.opendata import order, talk
from consult.imports.opendata.reading import Archive, Cells
from consult.imports.opendata.work import Rows, Work, batches
from consult.proposals.models import Proposal
from consult.reading.files import ImportRefused
from consult.search import services as search
from consult.text import slugify
from consult.votes import services as votes
from consult.votes.models import MethodName

Restorer = Callable[[Work, Rows], None]

RESTORERS: dict[str, Restorer] = {
    "sections": talk.sections,
    "places": talk.places,
    "phases": talk.phases,
    "themes": order.themes,
    "proposals": talk.proposals,
    "versions": talk.versions,
    "comments": talk.comments,
    "votes": talk.vote_counts,
    "comment-votes": talk.support_counts,
    "assignments": order.assignments,
    "other-themes": order.other_themes,
    "reworks": order.reworks,
    "workstreams": order.workstreams,
    "workstream-themes": order.workstream_themes,
    "members": order.members,
    "projects": order.projects,
    "project-proposals": order.project_proposals,
    "news": order.news,
    "polls": order.polls,
    "options": order.options,
    "ballots": order.ballots,
}
COMPUTED = {"consultations", "results"}  # made of the other tables
TOLD = ("title", "summary", "introduction", "territory", "organiser", "opens", "closes")


def restore(path: Path) -> tuple[Consultation, Figures]:
    """Write the consultation that an archive holds; say what it shows now.

    Raises ImportRefused where the archive is not whole or not coherent, RuleBroken where the slug is taken. The caller
    rolls back.
    """
    with Archive.opened(path) as archive:
        try:
            work = Work(archive, *_consultation(archive))
            _restore_tables(work)
            return work.consultation, _settle(work)
        except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.StatementError, ValueError, KeyError, TypeError) as odd:
            raise ImportRefused(_("Les tables de cette archive ne vont pas ensemble : rien n’a été écrit.")) from odd


def _consultation(archive: Archive) -> tuple[Consultation]:
    row = next(archive.rows("consultations"), None)
    if row is None:
        raise ImportRefused(_("Cette archive ne contient aucune consultation."))
    slug = str(row["slug"])
    if slugify(slug) != slug:
        raise ImportRefused(_("« %(slug)s » n’est pas une adresse de consultation.", slug=slug[:80]))
    if db.session.scalar(sa.select(Consultation.id).filter_by(slug=slug)):
        raise RuleBroken(_("Une consultation s’appelle déjà « %(slug)s » : rien n’a été écrit.", slug=slug))
    poll = votes.open_poll(MethodName(row["method"]))
    state = State(row["state"])
    one = Consultation(slug=slug, state=state, poll=poll, **{name: row[name] for name in TOLD})
    Work.add([one])
    search.touch(one)
    return (one,)


def _restore_tables(work: Work) -> None:
    for name, restorer in RESTORERS.items():
        restorer(work, work.archive.rows(name))
    talk.name_people(work)
    for one in open_datasets():
        if one.name not in RESTORERS.keys() | COMPUTED:
            _keep(work, one)


def _keep(work: Work, one: Dataset) -> None:
    place = {"consultation_id": work.consultation.id, "dataset_name": one.name}
    for batch in batches(enumerate(work.archive.rows(one.name)), 1_000):
        rows = [place | {"position": number, "cells": _plain(row)} for number, row in batch]
        db.session.execute(sa.insert(KeptRow), rows)


def _plain(row: Cells) -> list[Any]:
    return [cell.isoformat() if isinstance(cell, datetime) else cell for cell in row.values()]


def _settle(work: Work) -> Figures:
    """Counters from what was written; what has no row here is added to the figures; identifiers are kept."""
    db.session.flush()
    here = work.consultation.id
    for counter in counters.COUNTERS:
        model: Any = counter.column.class_
        if model in (Proposal, Comment, Thread):
            truth = sa.update(model.__table__).where(model.consultation_id == here)
            db.session.execute(truth.values({counter.column.key: counter.truth}))
    work.keep_identifiers()
    told = next(work.archive.rows("consultations"))
    counted = figures(here)
    beyond = {name: (told[name] or 0) - getattr(counted, name) for name in ("proposals", "comments", "votes", "people")}
    work.consultation.elsewhere = {name: number for name, number in beyond.items() if number > 0}
    record(Action.IMPORT_APPLIED, work.consultation, importer="open-data", proposals=counted.proposals)
    db.session.flush()
    return figures(here)
