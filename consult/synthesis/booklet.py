"""The booklet of a whole consultation: all proposals and all comments, in the layout in which such booklets are known.

Parts of the consultation in capitals; under each, proposals by title with who proposed them and when; their text; then
« Commentaires », one after another in the order of time: who, when, what. Nothing is chosen, nothing is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult import clock
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.documents.tree import Block, Contents, Document, Heading, PageBreak, Paragraph, RichText, Run
from consult.kinds import Visibility
from consult.proposals.models import Proposal, ProposalKind
from consult.synthesis.extent import Extent
from consult.web.languages import day, document_language, moment

Comments = Mapping[int, Sequence[Comment]]


def booklet(consultation: Consultation) -> Document:
    """Everything that everybody reads of a consultation, whose sections are loaded; three queries."""
    extent = Extent(consultation.id)
    return Document(
        consultation.title,
        "",
        clock.today(),
        tuple(_blocks(consultation, _proposals(extent), _comments(extent))),
        _("Les propositions et les commentaires"),
        document_language(),
    )


def _proposals(extent: Extent) -> Sequence[Proposal]:
    query = extent.proposals().options(joinedload(Proposal.author))
    return db.session.scalars(query.order_by(Proposal.published, Proposal.id)).all()


def _comments(extent: Extent) -> Comments:
    found: dict[int, list[Comment]] = defaultdict(list)
    query = extent.comments().options(joinedload(Comment.author), joinedload(Comment.parent).joinedload(Comment.author))
    for one in db.session.scalars(query.order_by(Comment.created, Comment.id)):
        found[one.thread_id].append(one)
    return found


def _blocks(consultation: Consultation, proposals: Sequence[Proposal], comments: Comments) -> Iterator[Block]:
    yield Contents(_("Sommaire"))
    if consultation.introduction:
        yield PageBreak()
        yield Heading(1, _("Présentation"))
        yield RichText(consultation.introduction)
    if not proposals:
        yield Paragraph.of(_("Aucune proposition n’a été publiée."))
    for section in (*sorted(consultation.sections, key=lambda s: (s.position, s.id)), None):
        some = [one for one in proposals if one.section_id == (section.id if section else None)]
        if some:
            yield PageBreak()
            yield Heading(1, (section.title if section else _("Sans rubrique")).upper())
        if some and section and section.description:
            yield RichText(section.description)
        for one in some:
            yield from _proposal(one, comments.get(one.thread_id, ()))


def _proposal(one: Proposal, said: Sequence[Comment]) -> Iterator[Block]:
    yield Heading(2, one.title, id=f"proposition-{one.id}")
    if one.kind is ProposalKind.CITIZEN and one.published:
        by = _("Proposé par %(name)s le %(date)s", name=one.author.name, date=day(one.published))
        yield Paragraph((Run(by, italic=True),), "meta")
    yield RichText(one.body)
    if said:
        yield Heading(3, _("Commentaires"))
    for comment in said:
        yield from _comment(comment)


def _comment(one: Comment) -> Iterator[Block]:
    name = _("L’équipe (%(name)s)", name=one.author.name) if one.is_team else one.author.name
    runs = [Run(name, bold=True)]
    if one.parent and one.parent.visibility is Visibility.PUBLISHED:
        runs.append(Run(_(", en réponse à %(name)s", name=one.parent.author.name)))
    yield Paragraph((*runs, Run("\n"), Run(moment(one.created))), "meta")
    yield RichText(one.body)
