"""A first draft, composed on the machine: what is central, most supported, most divided, most discussed, by theme.

Every sentence rests on contributions and is only proposed: it is published if a person keeps it. Composed again, it
adds what is new and leaves what people decided alone: a sentence that was rejected does not come back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload, selectinload

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments.models import Comment, Stance
from consult.db import db
from consult.kinds import Ref
from consult.proposals.models import Proposal, Status
from consult.synthesis import extent as extents
from consult.synthesis.central import central
from consult.synthesis.models import Citation, Origin, Part, PartKind, Statement, Synthesis
from consult.synthesis.writing import add_part, add_statement, hold
from consult.themes.models import Theme
from consult.votes.models import PollItem

CENTRAL = 3
SUPPORTED = 3
DIVIDED = 2
DISCUSSED = 2
VOICES = 2  # comments cited under a discussed proposal
VOTED = 5  # votes below which nothing is called divided
SHARED = 0.25  # of the votes, on the lesser side, to be called divided


@dataclass(frozen=True)
class Line:
    """A sentence to propose: which rule made it, what it says, on what it rests."""

    basis: str
    text: str
    refs: tuple[Ref, ...]


Comments = Mapping[int, Sequence[Comment]]


def compose(synthesis: Synthesis, *, actor: User) -> int:
    """Add to a synthesis what the machine proposes; say how many sentences are new."""
    hold(synthesis, actor=actor)
    extent = extents.of(synthesis)
    proposals, voices = _proposals(extent), _voices(extent)
    known, new = _known(synthesis), 0
    for part, lines in _parts(synthesis, extent, proposals, voices, actor):
        for line in lines:
            if (line.basis, line.refs[0]) not in known:
                known.add((line.basis, line.refs[0]))
                add_statement(part, actor=None, text=line.text, refs=line.refs, basis=line.basis)
                new += 1
    synthesis.drafted = clock.now()
    record(Action.SYNTHESIS_EDITED, synthesis, actor=actor, what="draft", statements=new)
    return new


def _proposals(extent: extents.Extent) -> Sequence[Proposal]:
    item = joinedload(Proposal.poll_item).options(selectinload(PollItem.tallies), joinedload(PollItem.poll))
    query = extent.proposals().options(item).order_by(Proposal.support.desc(), Proposal.id)
    return db.session.scalars(query).all()


def _voices(extent: extents.Extent) -> Comments:
    """The most supported comments of each thread, one query."""
    rank = sa.func.row_number().over(
        partition_by=(Comment.thread_id, Comment.stance), order_by=(Comment.support.desc(), Comment.id)
    )
    best = extent.comments(Comment.id, rank.label("rank")).subquery()
    query = sa.select(Comment).join(best, best.c.id == Comment.id).where(best.c.rank <= VOICES)
    found: dict[int, list[Comment]] = {}
    for one in db.session.scalars(query.order_by(Comment.support.desc(), Comment.id)):
        found.setdefault(one.thread_id, []).append(one)
    return found


def _known(synthesis: Synthesis) -> set[tuple[str, Ref]]:
    """What the machine proposed before: by rule, and the first contribution it rested on."""
    query = (
        sa.select(Statement.basis, Citation)
        .join(Citation, Citation.statement_id == Statement.id)
        .join(Part, Part.id == Statement.part_id)
        .where(Part.synthesis_id == synthesis.id, Statement.origin == Origin.MACHINE)
    )
    return {(basis, citation.ref) for basis, citation in db.session.execute(query)}


def _parts(
    synthesis: Synthesis, extent: extents.Extent, proposals: Sequence[Proposal], voices: Comments, actor: User
) -> Iterator[tuple[Part, list[Line]]]:
    parts = list(db.session.scalars(sa.select(Part).filter_by(synthesis_id=synthesis.id)))
    for one in parts:
        one.synthesis = synthesis

    def part(kind: PartKind, title: str, theme: Theme | None = None, pictures: tuple[str, ...] = ()) -> Part:
        theme_id = theme.id if theme else None
        known = next((one for one in parts if one.kind is kind and one.theme_id == theme_id), None)
        if known is None:
            known = add_part(synthesis, actor=actor, kind=kind, title=title, theme_id=theme_id, pictures=pictures)
            parts.append(known)
        return known

    if not proposals:
        return
    part(PartKind.TEXT, _("La participation"), pictures=("participation",))
    all_themes = _themes(extent)
    for theme in all_themes:
        some = [one for one in proposals if one.theme_id == theme.id]
        if lines := list(_of_theme(some, voices)):
            yield part(PartKind.THEME, theme.title, theme, ("votes",)), lines
    if unfiled := list(_of_theme([one for one in proposals if one.theme_id is None], voices)):
        yield part(PartKind.THEME, _("Ce qui n’est pas classé") if all_themes else _("Ce qui ressort")), unfiled
    if minority := list(_minority(proposals, voices)):
        yield part(PartKind.MINORITY, _("Positions minoritaires")), minority
    if answered := list(_answered(proposals)):
        yield part(PartKind.CONCLUSION, _("Ce qui a été décidé")), answered
    if studied := list(_studied(proposals)):
        yield part(PartKind.NEXT, _("Et maintenant")), studied


def _themes(extent: extents.Extent) -> Sequence[Theme]:
    query = sa.select(Theme).filter_by(consultation_id=extent.consultation_id)
    if extent.themes is not None:
        query = query.where(Theme.id.in_(extent.themes))
    return db.session.scalars(query.order_by(Theme.position, Theme.id)).all()


def _of_theme(some: Sequence[Proposal], voices: Comments) -> Iterator[Line]:
    if len(some) > CENTRAL:
        for place, fellows in central([f"{one.title}. {one.title}. {one.body}" for one in some], CENTRAL):
            said = _("Une idée revient souvent : « %(title)s ».", title=some[place].title)
            yield Line("central", said, tuple(_ref(some[one]) for one in (place, *fellows)))
    for one in [one for one in some if one.support][:SUPPORTED]:
        said = ngettext(
            "« %(title)s » a reçu %(num)s voix favorable.",
            "« %(title)s » a reçu %(num)s voix favorables.",
            one.support,
            title=one.title,
        )
        yield Line("supported", said, (_ref(one),))
    for one in sorted((one for one in some if _division(one)), key=_division, reverse=True)[:DIVIDED]:
        yield Line("divided", _divided(one), (_ref(one), *_said(one, voices)))
    discussed = sorted((one for one in some if one.comment_count > 1), key=lambda one: -one.comment_count)
    for one in discussed[:DISCUSSED]:
        said = ngettext(
            "« %(title)s » est parmi les plus discutées, avec %(num)s commentaire.",
            "« %(title)s » est parmi les plus discutées, avec %(num)s commentaires.",
            one.comment_count,
            title=one.title,
        )
        yield Line("discussed", said, (_ref(one), *_said(one, voices)))


def _counts(one: Proposal) -> tuple[int, int, int]:
    counts = one.poll_item.counts() if one.poll_item.poll.tells else {}
    return counts.get("agree", 0), counts.get("mixed", 0), counts.get("disagree", 0)


def _division(one: Proposal) -> float:
    """How evenly votes are shared between both sides, from 0 to 1; 0 where too few voted, or one side is too small."""
    agree, mixed, disagree = _counts(one)
    total, lesser = agree + mixed + disagree, min(agree, disagree)
    return 2 * lesser / total if total >= VOTED and lesser >= SHARED * total else 0.0


def _divided(one: Proposal) -> str:
    agree, mixed, disagree = _counts(one)
    return str(
        _(
            "Les avis se partagent sur « %(title)s » : "
            "%(agree)s d’accord, %(mixed)s mitigés, %(disagree)s pas d’accord.",
            title=one.title,
            agree=agree,
            mixed=mixed,
            disagree=disagree,
        )
    )


def _said(one: Proposal, voices: Comments, *stances: Stance) -> tuple[Ref, ...]:
    some = [c for c in voices.get(one.thread_id, ()) if not stances or c.stance in stances]
    return tuple(Ref("comment", c.id) for c in some[:VOICES])


def _minority(proposals: Sequence[Proposal], voices: Comments) -> Iterator[Line]:
    """Where a lesser side spoke up: who is against what most support, in their own comments."""
    for one in proposals:
        agree, _mixed, disagree = _counts(one)
        against = _said(one, voices, Stance.AGAINST)
        if against and disagree and disagree < agree:
            said = ngettext(
                "Sur « %(title)s », %(num)s personne n’est pas d’accord, et dit pourquoi.",
                "Sur « %(title)s », %(num)s personnes ne sont pas d’accord ; certaines disent pourquoi.",
                disagree,
                title=one.title,
            )
            yield Line("minority", said, (_ref(one), *against))


def _answered(proposals: Sequence[Proposal]) -> Iterator[Line]:
    for one in proposals:
        if one.status in (Status.ACCEPTED, Status.DONE):
            yield Line("accepted", _("L’équipe a retenu « %(title)s ».", title=one.title), (_ref(one),))
        elif one.status is Status.DECLINED:
            yield Line("declined", _("L’équipe n’a pas retenu « %(title)s ».", title=one.title), (_ref(one),))


def _studied(proposals: Sequence[Proposal]) -> Iterator[Line]:
    for one in proposals:
        if one.status is Status.STUDIED:
            yield Line("studied", _("« %(title)s » est encore à l’étude.", title=one.title), (_ref(one),))


def _ref(one: Proposal) -> Ref:
    return Ref("proposal", one.id)
