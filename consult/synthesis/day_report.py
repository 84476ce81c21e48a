"""The report of a day on which people built together: what was proposed, decided, opened, and what comes next.

It is made of what everybody reads, by the acts of that day in the time zone of the instance. Groups are told by their
theme, who led them and how many they were, never by the names of those who came.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload, selectinload

from consult import clock
from consult.accounts.models import Visitor
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents.tree import (
    Block,
    BulletList,
    Cell,
    Document,
    Figure,
    Figures,
    Heading,
    Paragraph,
    RichText,
    Table,
)
from consult.groups.models import Grouping, GroupRoom, Participant
from consult.kinds import Visibility
from consult.policy import visible
from consult.polls.models import Option, PublicPoll
from consult.proposals.models import Proposal
from consult.synthesis.extent import Extent
from consult.themes.models import Theme
from consult.votes.methods import METHODS
from consult.votes.models import Poll, PollItem
from consult.web.languages import day as in_words
from consult.web.languages import document_language, last_day
from consult.workstreams.models import Project, WorkStream

MOST = 60  # days offered
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Bounds = tuple[datetime, datetime]


def read(written: str) -> date | None:
    """The day that an address names; None for what is no day of ours."""
    try:
        one = date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None
    return one if one and 2000 <= one.year < 2200 else None


def days(consultation: Consultation) -> list[tuple[date, int]]:
    """The days on which projects, work streams or polls began, the latest first, with how many of them."""
    counts: Counter[date] = Counter()
    begun: tuple[Any, ...] = (Project.created, WorkStream.created, PublicPoll.published)
    for moment in begun:
        model = moment.class_
        query = sa.select(moment).where(model.consultation_id == consultation.id, moment.is_not(None))
        if model is Project:
            query = query.where(Project.visibility == Visibility.PUBLISHED)
        counts.update(map(clock.day_of, db.session.scalars(query)))
    return sorted(counts.items(), reverse=True)[:MOST]


def report(consultation: Consultation, one: date) -> Document:
    """What was done on a day, in a consultation whose phases are loaded."""
    start = datetime.combine(one, time(), clock.zone()).astimezone(UTC)
    end = datetime.combine(one + timedelta(days=1), time(), clock.zone()).astimezone(UTC)
    blocks = tuple(_blocks(consultation, (start, end)))
    if not blocks:
        blocks = (Paragraph.of(_("Rien n’a été noté ce jour-là."), "lead"),)
    title = _("Compte rendu de la journée du %(day)s", day=in_words(one))
    return Document(title, "", one, blocks, consultation.title, document_language())


def _blocks(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    made = [*_figures(consultation, bounds), *_themes(consultation, bounds), *_proposals(consultation, bounds)]
    made += [*_polls(consultation, bounds), *_built(consultation, bounds)]
    if made:
        yield from made
        yield from _groups(consultation)
        yield from _next(consultation, bounds[1])


def _within(moment: Any, bounds: Bounds) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= bounds[0], moment < bounds[1])


def _figures(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    extent = Extent(consultation.id)
    proposals = extent.proposals(Proposal.id).where(_within(Proposal.published, bounds)).subquery()
    comments = extent.comments(Comment.id).where(_within(Comment.created, bounds)).subquery()
    counts = [sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in (proposals, comments)]
    written, said = db.session.execute(sa.select(*counts)).one()
    if written or said:
        yield Heading(1, _("La journée en chiffres"), id="chiffres")
        yield Figures((Figure(_("Propositions"), written), Figure(_("Commentaires"), said)))


def _themes(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    query = sa.select(Theme).filter_by(consultation_id=consultation.id).where(_within(Theme.created, bounds))
    some = db.session.scalars(query.order_by(Theme.position, Theme.id)).all()
    if some:
        yield Heading(1, _("Les thèmes définis ensemble"), id="themes")
    for one in some:
        yield Heading(2, one.title)
        if one.summary:
            yield RichText(one.summary)


def _proposals(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    query = Extent(consultation.id).proposals().where(_within(Proposal.published, bounds))
    some = db.session.scalars(query.order_by(Proposal.published, Proposal.id)).all()
    if some:
        yield Heading(1, _("Les propositions mises en débat"), id="propositions")
    for one in some:
        yield Heading(2, one.title)
        yield RichText(one.body)


def _polls(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    """What was put to the vote that day, where the result may be told."""
    query = sa.select(PublicPoll).filter_by(consultation_id=consultation.id).join(PublicPoll.poll)
    opened = sa.func.coalesce(Poll.opens, PublicPoll.published)
    query = query.where(PublicPoll.published.is_not(None), _within(opened, bounds)).order_by(PublicPoll.id)
    options = selectinload(PublicPoll.options).joinedload(Option.item).selectinload(PollItem.tallies)
    rows = db.session.scalars(query.options(joinedload(PublicPoll.poll), options))
    some = [one for one in rows if one.poll.tells and one.options]
    if some:
        yield Heading(1, _("Les votes de la journée"), id="votes")
    for one in some:
        marks = METHODS[one.poll.method_name].marks
        columns = (_("Option"), *(str(mark.label) for mark in marks)) if marks else (_("Option"), _("Voix"))
        counted: tuple[tuple[Cell, ...], ...] = tuple(
            (option.title, *_counts(option, [mark.key for mark in marks])) for option in one.options
        )
        yield Table(one.title, columns, counted, row_headers=True)


def _counts(option: Option, marks: Sequence[str]) -> tuple[int, ...]:
    counts = option.item.counts()
    return tuple(counts.get(mark, 0) for mark in marks) if marks else (sum(counts.values()),)


def _groups(consultation: Consultation) -> Iterator[Block]:
    query = sa.select(Grouping).filter_by(consultation_id=consultation.id).where(Grouping.published.is_not(None))
    rooms = selectinload(Grouping.rooms).joinedload(GroupRoom.theme).joinedload(Theme.facilitator)
    grouping = db.session.scalars(query.options(rooms)).one_or_none()
    if grouping is None or not grouping.rooms:
        return
    structures = sa.func.count(sa.func.nullif(Participant.organisation, "").distinct())
    seats = sa.select(Participant.seat_id, sa.func.count(), structures).filter_by(grouping_id=grouping.id)
    counts = {row[0]: (row[1], row[2]) for row in db.session.execute(seats.group_by(Participant.seat_id))}
    rows: list[tuple[Cell, ...]] = [
        (one.theme.title, one.theme.facilitator and one.theme.facilitator.name, *counts.get(one.theme_id, (0, 0)))
        for one in sorted(grouping.rooms, key=lambda room: (room.theme.position, room.theme_id))
    ]
    yield Heading(1, _("Les groupes"), id="groupes")
    columns = (_("Groupe"), _("Animé par"), _("Participants"), _("Structures"))
    yield Table(_("Les groupes de travail"), columns, tuple(rows), row_headers=True)


def _built(consultation: Consultation, bounds: Bounds) -> Iterator[Block]:
    query = visible(sa.select(Project), Visitor()).where(
        Project.consultation_id == consultation.id,
        Project.visibility == Visibility.PUBLISHED,
        _within(Project.created, bounds),
    )
    query = query.options(joinedload(Project.workstream)).order_by(Project.workstream_id, Project.id)
    some = db.session.scalars(query).all()
    if some:
        yield Heading(1, _("Les projets qui ont émergé"), id="projets")
        yield Paragraph.of(ngettext("%(num)s projet.", "%(num)s projets.", len(some)), "lead")
    stream = 0
    for one in some:
        if one.workstream_id != stream:
            stream = one.workstream_id
            yield Heading(2, one.workstream.title)
        yield from _project(one)


def _project(one: Project) -> Iterator[Block]:
    yield Heading(3, one.title)
    if one.description:
        yield RichText(one.description)
    facts = ((_("Public"), one.audience), (_("Porté par"), one.lead), (_("Partenaires"), one.partners))
    if told := [f"{name}\u00a0: {words}" for name, words in (*facts, (_("Besoins"), one.needs)) if words]:
        yield BulletList.of(told)


def _next(consultation: Consultation, after: datetime) -> Iterator[Block]:
    coming = [one for one in consultation.phases if one.closes is None or one.closes > after]
    if coming:
        yield Heading(1, _("Et ensuite"), id="ensuite")
        rows = [(one.title, in_words(one.opens), last_day(one.closes) if one.closes else "") for one in coming]
        yield Table(_("Le calendrier"), (_("Étape"), _("Du"), _("Au")), tuple(rows), row_headers=True)
