"""What is being built, as a document to print: themes and their proposals, each work stream with its charter, people,
projects and resources, the retro-planning, and how many proposals have a motivated follow-up.

It holds what everybody reads.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from consult import clock
from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents.tree import (
    Block,
    BulletList,
    Contents,
    Document,
    Heading,
    Paragraph,
    RichText,
    Run,
    Table,
)
from consult.kinds import READABLE, Visibility
from consult.milestones import queries as milestones
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.trail import queries
from consult.web.languages import day, document_language
from consult.workstreams.models import PROJECT_STATES, Member, MemberState, Project, WorkStream
from consult.workstreams.sharing.models import RESOURCE_KINDS, Resource


def report(consultation: Consultation) -> Document:
    """The report of a consultation's work streams."""
    return Document(
        title=_("De l’idée au chantier"),
        subtitle=consultation.title,
        author=consultation.publisher,
        date=clock.today(),
        language=document_language(),
        blocks=tuple(_blocks(consultation)),
    )


def _blocks(consultation: Consultation) -> Iterator[Block]:
    yield Contents(_("Sommaire"))
    if consultation.summary or consultation.introduction:
        yield Heading(1, _("La consultation en bref"))
        yield from _words(consultation.summary)
        yield from _rich(consultation.introduction)
    yield from _themes(consultation)
    for stream in _streams(consultation):
        yield from _stream(stream)
    yield from planning(consultation)
    share = queries.share(consultation, viewer=Visitor())
    yield Heading(1, _("La suite donnée"))
    said = {"share": share.percent, "motivated": share.motivated, "total": share.total}
    yield Paragraph.of(_("%(share)s %% des propositions ont une suite motivée : %(motivated)s sur %(total)s.", **said))


def _words(text: str, role: Any = "body") -> Iterator[Block]:
    if text:
        yield Paragraph.of(text, role)


def _rich(source: str) -> Iterator[Block]:
    if source:
        yield RichText(source)


def _themes(consultation: Consultation) -> Iterator[Block]:
    themes = db.session.scalars(
        sa.select(Theme).filter_by(consultation_id=consultation.id).order_by(Theme.position, Theme.id)
    ).all()
    shown = visible(sa.select(Proposal), Visitor()).where(
        Proposal.consultation_id == consultation.id, Proposal.visibility.in_(READABLE)
    )
    proposals = db.session.scalars(shown.order_by(Proposal.id)).all()
    yield Heading(1, _("Les thèmes"))
    for theme in themes:
        yield Heading(2, theme.title)
        yield from _rich(theme.summary)
        yield from _proposals([p for p in proposals if p.theme_id == theme.id])
    if unfiled := [p for p in proposals if p.theme_id is None]:
        yield Heading(1, _("Les propositions qui ne sont pas encore classées"))
        yield from _proposals(unfiled)


def _proposals(proposals: Sequence[Proposal]) -> Iterator[Block]:
    if proposals:
        yield BulletList(tuple((Paragraph((Run(p.title, bold=True),)), RichText(p.body)) for p in proposals))


def _streams(consultation: Consultation) -> Sequence[WorkStream]:
    query = sa.select(WorkStream).filter_by(consultation_id=consultation.id)
    query = query.options(
        joinedload(WorkStream.facilitator),
        selectinload(WorkStream.themes),
        selectinload(WorkStream.members).joinedload(Member.user),
    )
    return db.session.scalars(query.order_by(WorkStream.id)).all()


def _stream(stream: WorkStream) -> Iterator[Block]:
    yield Heading(1, _("Chantier : %(title)s", title=stream.title))
    facts = (
        (_("Animation"), stream.facilitator.name if stream.facilitator else ""),
        (_("Thèmes"), ", ".join(theme.title for theme in stream.themes)),
        (_("But"), stream.aim),
        (_("Publics"), stream.publics),
        (_("Lieu"), stream.place),
        (_("Principe"), stream.principle),
    )
    yield from _facts(facts)
    yield from _rich(stream.charter)
    accepted = [m for m in stream.members if m.state is MemberState.ACCEPTED]
    if accepted:
        yield Heading(2, _("Membres"))
        rows = tuple((m.called, m.organisation, m.role) for m in accepted)
        yield Table(_("Membres de « %(title)s »", title=stream.title), (_("Nom"), _("Structure"), _("Rôle")), rows)
    yield from _projects(stream)
    yield from _resources(stream)


def _facts(facts: Sequence[tuple[str, str]]) -> Iterator[Block]:
    for label, value in facts:
        if value:
            yield Paragraph((Run(_("%(label)s : ", label=label), bold=True), Run(value)))


def _projects(stream: WorkStream) -> Iterator[Block]:
    shown = visible(sa.select(Project), Visitor()).where(
        Project.workstream_id == stream.id, Project.visibility == Visibility.PUBLISHED
    )
    projects = db.session.scalars(shown.options(selectinload(Project.proposals)).order_by(Project.id)).all()
    if projects:
        yield Heading(2, _("Projets"))
    for one in projects:
        yield Heading(3, one.title)
        yield from _rich(one.description)
        sources = ", ".join(p.title for p in one.proposals if p.visibility in READABLE)
        yield from _facts(
            (
                (_("État"), str(PROJECT_STATES[one.state])),
                (_("Public"), one.audience),
                (_("Territoire"), one.territory),
                (_("Porté par"), one.lead),
                (_("Avec"), one.partners),
                (_("Besoins"), one.needs),
                (_("Issu de"), sources),
            )
        )


def _resources(stream: WorkStream) -> Iterator[Block]:
    shown = visible(sa.select(Resource), Visitor()).where(
        Resource.workstream_id == stream.id, Resource.visibility == Visibility.PUBLISHED
    )
    found = db.session.scalars(shown.order_by(Resource.id)).all()
    if found:
        yield Heading(2, _("Ressources"))
        head = (_("Ressource"), _("Nature"), _("Lieu"), _("À demander à"))
        rows = tuple((one.title, str(RESOURCE_KINDS[one.kind]), one.place, one.contact) for one in found)
        yield Table(_("Ressources de « %(title)s »", title=stream.title), head, rows, row_headers=True)


def planning(consultation: Consultation) -> Iterator[Block]:
    """All milestones of an edition, as a table; nothing where there are none."""
    lines = milestones.planning(consultation.id, today=clock.today())
    if not lines:
        return
    yield Heading(1, _("Rétro-planning"))
    head = (_("Jalon"), _("Début"), _("Échéance"), _("Chantier"), _("État"), _("Précisions"))
    rows = tuple(_promise(line) for line in lines)
    yield Table(_("Rétro-planning"), head, rows, row_headers=True)


def _promise(line: milestones.Line) -> tuple[str, ...]:
    one = line.milestone
    where = one.workstream.title if one.workstream else _("Toute l’édition")
    return (one.title, day(one.starts) if one.starts else "", day(one.due), where, line.words, one.body)
