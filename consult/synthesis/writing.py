"""Writing a synthesis: its head, its parts, its statements and what they rest on.

Every act holds the synthesis first: two editors wait for one another, and whoever saw an older text is told so and
keeps what they typed. Whoever writes is noted: they will not review it. What is being reviewed is not changed.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db, insert_once
from consult.errors import RuleBroken
from consult.kinds import READABLE, Ref, Visibility
from consult.proposals.models import Proposal
from consult.synthesis import evidence
from consult.synthesis.models import (
    Citation,
    Origin,
    Part,
    PartKind,
    Quotation,
    Scope,
    Stage,
    Standing,
    Statement,
    Synthesis,
    Writer,
)
from consult.themes.models import Theme
from consult.workstreams.models import WorkStream

MOST_CITED = 200  # contributions under one sentence
MOST_PARTS = 100


def create_synthesis(
    consultation: Consultation,
    *,
    actor: User,
    title: str,
    theme: Theme | None = None,
    workstream: WorkStream | None = None,
) -> Synthesis:
    """Begin a synthesis of a consultation, or of one of its themes or work streams."""
    about = Scope.THEME if theme else Scope.WORKSTREAM if workstream else Scope.CONSULTATION
    synthesis = Synthesis(
        consultation_id=consultation.id,
        scope=about,
        theme_id=theme.id if theme else None,
        workstream_id=workstream.id if workstream else None,
        title=title,
    )
    db.session.add(synthesis)
    db.session.flush()
    note_writer(synthesis, actor)
    record(Action.SYNTHESIS_CREATED, synthesis, actor=actor, scope=about.value)
    return synthesis


def hold(synthesis: Synthesis, *, actor: User) -> None:
    """Keep it from changing until the end of the transaction, and note who writes.

    Raises RuleBroken while somebody reviews it.
    """
    db.session.flush()
    fresh = ["stage", "revision", "version", "published"]
    db.session.refresh(synthesis, fresh, with_for_update=True)
    if synthesis.stage is Stage.REVIEW:
        raise RuleBroken(_("Cette synthèse est en relecture : reprenez-la d’abord, ou attendez la réponse."))
    synthesis.revision += 1
    note_writer(synthesis, actor)


def note_writer(synthesis: Synthesis, actor: User) -> None:
    """Note, once, that this person writes in it."""
    insert_once(Writer, synthesis_id=synthesis.id, person_id=actor.id)


def edit_head(
    synthesis: Synthesis, *, actor: User, title: str, lead: str, brief: str, brief_reader: str, seen: int
) -> None:
    """Change title, introduction and easy-to-read text. Raises RuleBroken where somebody changed them since."""
    hold(synthesis, actor=actor)
    _refuse_if_changed(synthesis.version, seen)
    synthesis.title, synthesis.lead, synthesis.brief, synthesis.brief_reader = title, lead, brief, brief_reader
    synthesis.version += 1
    record(Action.SYNTHESIS_EDITED, synthesis, actor=actor, what="head")


def add_part(
    synthesis: Synthesis,
    *,
    actor: User,
    kind: PartKind,
    title: str,
    body: str = "",
    theme_id: int | None = None,
    pictures: Sequence[str] = (),
) -> Part:
    """Add a part at the end. Raises RuleBroken where there are too many."""
    hold(synthesis, actor=actor)
    last, count = db.session.execute(
        sa.select(sa.func.max(Part.position), sa.func.count()).filter_by(synthesis_id=synthesis.id)
    ).one()
    if count >= MOST_PARTS:
        raise RuleBroken(_("Une synthèse compte %(most)s parties au plus.", most=MOST_PARTS))
    part = Part(
        synthesis_id=synthesis.id,
        kind=kind,
        title=title,
        body=body,
        theme_id=theme_id,
        pictures=" ".join(pictures),
        position=0 if last is None else last + 1,
    )
    part.synthesis = synthesis
    db.session.add(part)
    db.session.flush()
    record(Action.SYNTHESIS_EDITED, synthesis, actor=actor, what="part", part=part.id)
    return part


def edit_part(
    part: Part,
    *,
    actor: User,
    kind: PartKind,
    title: str,
    body: str,
    theme_id: int | None,
    pictures: Sequence[str],
    seen: int,
) -> None:
    """Change a part. Raises RuleBroken where somebody changed it since."""
    hold(part.synthesis, actor=actor)
    db.session.refresh(part, ["version"])
    _refuse_if_changed(part.version, seen)
    part.kind, part.title, part.body, part.theme_id = kind, title, body, theme_id
    part.pictures = " ".join(pictures)
    part.version += 1
    record(Action.SYNTHESIS_EDITED, part.synthesis, actor=actor, what="part", part=part.id)


def move_part(part: Part, *, actor: User, up: bool) -> None:
    """Exchange a part with the one before or after it."""
    hold(part.synthesis, actor=actor)
    query = sa.select(Part.id).filter_by(synthesis_id=part.synthesis_id).order_by(Part.position, Part.id)
    some = list(db.session.scalars(query))
    place = some.index(part.id)
    some.insert(max(0, place - 1) if up else place + 1, some.pop(place))
    for position, number in enumerate(some):
        db.session.execute(sa.update(Part).where(Part.id == number).values(position=position))


def delete_part(part: Part, *, actor: User) -> None:
    """Take a part away. Raises RuleBroken where it still holds statements that are not rejected, or quotations."""
    hold(part.synthesis, actor=actor)
    alive = sa.exists().where(Statement.part_id == part.id, Statement.state != Standing.REJECTED)
    if db.session.scalar(sa.select(sa.or_(alive, sa.exists().where(Quotation.part_id == part.id)))):
        raise RuleBroken(_("Cette partie n’est pas vide : déplacez ou écartez d’abord ses phrases et ses citations."))
    mine = sa.select(Statement.id).filter_by(part_id=part.id).scalar_subquery()
    db.session.execute(sa.delete(Citation).where(Citation.statement_id.in_(mine)))
    db.session.execute(sa.delete(Statement).filter_by(part_id=part.id))
    db.session.delete(part)
    db.session.flush()
    record(Action.SYNTHESIS_EDITED, part.synthesis, actor=actor, what="part", deleted=part.id)


def add_statement(
    part: Part,
    *,
    actor: User | None,
    text: str,
    refs: Collection[Ref],
    basis: str = "",
    in_short: bool = False,
) -> Statement:
    """Add a sentence at the end of a part: a person keeps what they write; `actor=None` is the machine, that proposes.

    The machine's caller holds the synthesis. Raises RuleBroken where it rests on nothing, or on what is not there.
    """
    if actor is not None:
        hold(part.synthesis, actor=actor)
    some = readable(part.synthesis, refs)
    if not some:
        raise RuleBroken(_("Une phrase repose sur une contribution au moins : choisissez-la d’abord."))
    last = db.session.scalar(sa.select(sa.func.max(Statement.position)).filter_by(part_id=part.id))
    statement = Statement(
        part_id=part.id,
        text=text,
        origin=Origin.PERSON if actor else Origin.MACHINE,
        author_id=actor.id if actor else None,
        basis=basis,
        in_short=in_short,
        position=0 if last is None else last + 1,
    )
    if actor is not None:
        _decide(statement, Standing.KEPT, actor)
    statement.part = part
    db.session.add(statement)
    db.session.flush()
    _cite(statement, some)
    return statement


def edit_statement(
    statement: Statement, *, actor: User, text: str, in_short: bool, part: Part, refs: Collection[Ref], seen: int
) -> None:
    """Change a sentence, what it rests on and its part. Raises RuleBroken where somebody changed it since.

    What is no longer shown stays cited unless it is left out: nothing is lost by saving.
    """
    hold(statement.part.synthesis, actor=actor)
    db.session.refresh(statement, ["version", "state"])
    _refuse_if_changed(statement.version, seen)
    before = {one.ref for one in _citations(statement)}
    some = (before & set(refs)) | readable(part.synthesis, refs)
    if not some:
        raise RuleBroken(_("Une phrase repose sur une contribution au moins : choisissez-la d’abord."))
    statement.text, statement.in_short, statement.part_id = text, in_short, part.id
    statement.part = part
    statement.version += 1
    for one in _citations(statement):
        if one.ref not in some:
            db.session.delete(one)
    _cite(statement, some - before)
    record(Action.SYNTHESIS_EDITED, part.synthesis, actor=actor, what="statement", statement=statement.id)


def cite(statement: Statement, *, actor: User, refs: Collection[Ref]) -> int:
    """Let a sentence rest on these contributions too; say how many are new."""
    hold(statement.part.synthesis, actor=actor)
    new = readable(statement.part.synthesis, refs) - {one.ref for one in _citations(statement)}
    _cite(statement, new)
    statement.version += 1
    return len(new)


def decide(statement: Statement, *, actor: User, standing: Standing, seen: int) -> None:
    """Keep a sentence, reject it, or put it back among what is proposed.

    Raises RuleBroken where somebody changed it since it was read: one keeps what one has read.
    """
    hold(statement.part.synthesis, actor=actor)
    db.session.refresh(statement, ["version", "state"])
    _refuse_if_changed(statement.version, seen)
    _decide(statement, standing, actor)
    statement.version += 1
    record(
        Action.STATEMENT_DECIDED, statement.part.synthesis, actor=actor, statement=statement.id, state=standing.value
    )


def _decide(statement: Statement, standing: Standing, actor: User) -> None:
    statement.state, statement.decided_by_id, statement.decided = standing, actor.id, clock.now()


def readable(synthesis: Synthesis, refs: Collection[Ref]) -> set[Ref]:
    """Those of these contributions and facts that everybody reads in the consultation of this synthesis.

    Raises RuleBroken where there are more than a sentence can rest on.
    """
    if len(refs) > MOST_CITED:
        raise RuleBroken(_("Une phrase repose sur %(most)s contributions au plus.", most=MOST_CITED))
    found = set()
    for kind, model in (("proposal", Proposal), ("comment", Comment)):
        found |= {Ref(kind, id_) for id_ in _readable(model, synthesis, [ref.id for ref in refs if ref.kind == kind])}
    if any(ref.kind in evidence.EVIDENCE for ref in refs):
        found |= set(refs) & evidence.facts(synthesis.consultation_id).keys()
    return found


def _readable(model: Any, synthesis: Synthesis, ids: Collection[int]) -> Sequence[int]:
    if not ids:
        return ()
    query = sa.select(model.id).where(model.id.in_(ids), model.consultation_id == synthesis.consultation_id)
    query = query.where(model.visibility.in_(READABLE))
    if model is Comment:
        query = query.where(Comment.thread.has(visibility=Visibility.PUBLISHED))
    return db.session.scalars(query).all()


def _citations(statement: Statement) -> Sequence[Citation]:
    return db.session.scalars(sa.select(Citation).filter_by(statement_id=statement.id).order_by(Citation.id)).all()


def _cite(statement: Statement, refs: Collection[Ref]) -> None:
    for ref in sorted(refs):
        insert_once(Citation, statement_id=statement.id, created=clock.now(), **pointing(ref))
    db.session.expire(statement, ["citations"])


def pointing(ref: Ref) -> dict[str, int]:
    """The column that points at a contribution, with its number."""
    return {f"{ref.kind}_id": ref.id}


def _refuse_if_changed(now: int, seen: int) -> None:
    if now != seen:
        raise RuleBroken(
            _("Quelqu’un a modifié ce texte entre-temps. Relisez-le ci-dessous : ce que vous avez écrit est gardé.")
        )
