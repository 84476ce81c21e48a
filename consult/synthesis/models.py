"""Syntheses that people write: parts, statements and what they rest on, quotations, versions."""

import json
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import Base, Identified, append_only, created_at
from consult.kinds import Ref
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.workstreams.models import WorkStream


class Scope(StrEnum):
    """What a synthesis is about."""

    CONSULTATION = "consultation"
    THEME = "theme"
    WORKSTREAM = "workstream"


class Stage(StrEnum):
    """Where the text at hand stands: being written, or read by somebody else. What is published are its versions."""

    DRAFT = "draft"
    REVIEW = "review"


class PartKind(StrEnum):
    """What a part is for. Minority positions, conclusions and next steps have a place of their own."""

    TEXT = "text"
    THEME = "theme"
    MINORITY = "minority"
    CONCLUSION = "conclusion"
    NEXT = "next"


PART_KINDS: dict[PartKind, LazyString] = {
    PartKind.TEXT: _l("Texte libre"),
    PartKind.THEME: _l("Un thème"),
    PartKind.MINORITY: _l("Positions minoritaires"),
    PartKind.CONCLUSION: _l("Conclusions"),
    PartKind.NEXT: _l("Et maintenant"),
}


class Standing(StrEnum):
    """What people made of a statement. Only what was kept is published."""

    PROPOSED = "proposed"
    KEPT = "kept"
    REJECTED = "rejected"


STANDINGS: dict[Standing, LazyString] = {
    Standing.PROPOSED: _l("Proposée"),
    Standing.KEPT: _l("Gardée"),
    Standing.REJECTED: _l("Écartée"),
}


class Origin(StrEnum):
    """Who wrote a statement first."""

    PERSON = "person"
    MACHINE = "machine"


class Consent(StrEnum):
    """What the author of a quotation says of being quoted."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


CONSENTS: dict[Consent | None, LazyString] = {
    None: _l("Pas encore demandé"),
    Consent.ASKED: _l("Demandé, sans réponse"),
    Consent.GIVEN: _l("Accord donné"),
    Consent.REFUSED: _l("Refusé"),
}


class Synthesis(Identified, Base):
    """One synthesis, as it is being written. `version` counts the changes of its head, `revision` those of all of it.

    `brief` is the easy-to-read text; `brief_reader` names who read it and understood it.
    """

    __tablename__ = "synthesis"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    scope: Mapped[Scope] = mapped_column(default=Scope.CONSULTATION)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    workstream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workstream.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    lead: Mapped[str] = mapped_column(sa.Text, default="")
    brief: Mapped[str] = mapped_column(sa.Text, default="")
    brief_reader: Mapped[str] = mapped_column(sa.String(200), default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    published: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    drafted: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    theme: Mapped[Theme | None] = relationship(lazy="raise_on_sql")
    workstream: Mapped[WorkStream | None] = relationship(lazy="raise_on_sql")
    writers: Mapped[list["Writer"]] = relationship(lazy="raise_on_sql", viewonly=True, order_by="Writer.person_id")

    @property
    def facilitator_id(self) -> int | None:
        """Who leads the work stream it is about, which must be loaded."""
        return self.workstream.facilitator_id if self.workstream_id and self.workstream else None

    def was_written_by(self, person_id: int | None) -> bool:
        """Whether this person wrote in it since it was last published. Writers must be loaded."""
        return any(one.person_id == person_id for one in self.writers)


class Writer(Base):
    """Somebody who changed the text since it was last published: they do not review it."""

    __tablename__ = "synthesis_writer"

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)

    person: Mapped[User] = relationship(lazy="raise_on_sql")


class Part(Identified, Base):
    """A part of a synthesis. `pictures` holds the names of what is inserted live, separated by spaces."""

    __tablename__ = "synthesis_part"
    __table_args__ = (sa.Index("ix_synthesis_part_order", "synthesis_id", "position", "id"),)

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"))
    kind: Mapped[PartKind] = mapped_column(default=PartKind.TEXT)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    pictures: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    synthesis: Mapped[Synthesis] = relationship(lazy="raise_on_sql")
    theme: Mapped[Theme | None] = relationship(lazy="raise_on_sql")
    statements: Mapped[list["Statement"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="Statement.position, Statement.id"
    )
    quotations: Mapped[list["Quotation"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="Quotation.position, Quotation.id"
    )


class Statement(Identified, Base):
    """A sentence. `basis` says which rule of the machine made it; whoever kept or rejected it is named."""

    __tablename__ = "statement"
    __table_args__ = (
        sa.Index("ix_statement_order", "part_id", "position", "id"),
        sa.CheckConstraint("(origin = 'machine') = (author_id IS NULL)", "a_sentence_has_an_author_or_a_machine"),
        # What the machine wrote is published because a person kept it.
        sa.CheckConstraint("state = 'proposed' OR decided_by_id IS NOT NULL", "a_person_decided"),
    )

    part_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis_part.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[Standing] = mapped_column(default=Standing.PROPOSED)
    origin: Mapped[Origin] = mapped_column(default=Origin.PERSON)
    basis: Mapped[str] = mapped_column(sa.String(40), default="")
    in_short: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    part: Mapped[Part] = relationship(lazy="raise_on_sql")
    author: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])
    citations: Mapped[list["Citation"]] = relationship(lazy="raise_on_sql", viewonly=True, order_by="Citation.id")


class Pointing:
    """Points at one contribution: a proposal or a comment."""

    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id"), index=True)

    @property
    def ref(self) -> Ref:
        """The contribution."""
        return Ref("proposal", self.proposal_id) if self.proposal_id else Ref("comment", self.comment_id or 0)


def _one_contribution() -> sa.CheckConstraint:
    return sa.CheckConstraint("(proposal_id IS NULL) <> (comment_id IS NULL)", "one_contribution")


CITED = ("proposal", "comment", "figure", "remark", "verbatim")


class Citation(Identified, Pointing, Base):
    """What a statement rests on: a contribution; or a figure, a point, or words of the evaluation.

    What the evaluation no longer holds is cited no more.
    """

    __tablename__ = "citation"
    __table_args__ = (
        *(sa.UniqueConstraint("statement_id", f"{kind}_id") for kind in CITED),
        sa.CheckConstraint(
            " + ".join(f"CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END" for kind in CITED) + " = 1", "one_thing"
        ),
    )

    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("statement.id"))
    figure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("key_figure.id", ondelete="CASCADE"), index=True)
    remark_id: Mapped[int | None] = mapped_column(sa.ForeignKey("remark.id", ondelete="CASCADE"), index=True)
    verbatim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("verbatim.id", ondelete="CASCADE"), index=True)

    statement: Mapped[Statement] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> Ref:
        """The one thing it points at."""
        return next(Ref(kind, id_) for kind in CITED if (id_ := getattr(self, f"{kind}_id")))


class Quotation(Identified, Pointing, Base):
    """Words of a contribution, as they stand in it. Published once its author agreed.

    Taken out of the text, it has no part and keeps its author's answer, for the versions that hold it. `noted` says how
    an agreement was given that did not come through the site, and `noted_by` who wrote that down.
    """

    __tablename__ = "quotation"
    __table_args__ = (
        sa.Index("ix_quotation_order", "part_id", "position", "id"),
        _one_contribution(),
        sa.CheckConstraint("(consent IS NULL) = (asked IS NULL)", "who_was_asked_has_a_date"),
        sa.CheckConstraint("noted_by_id IS NULL OR length(trim(noted)) > 0", "a_note_says_how"),
    )

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("synthesis_part.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    consent: Mapped[Consent | None]
    asked: Mapped[datetime | None]
    answered: Mapped[datetime | None]
    noted: Mapped[str] = mapped_column(sa.String(300), default="")
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    synthesis: Mapped[Synthesis] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    noted_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[noted_by_id])


class OutOfScope(Identified, Pointing, Base):
    """A contribution that a synthesis leaves out, and why."""

    __tablename__ = "out_of_scope"
    __table_args__ = (
        sa.UniqueConstraint("synthesis_id", "proposal_id"),
        sa.UniqueConstraint("synthesis_id", "comment_id"),
        _one_contribution(),
        sa.CheckConstraint("length(trim(reason)) > 0", "it_says_why"),
    )

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))

    actor: Mapped[User] = relationship(lazy="raise_on_sql")


class Letterhead(Base):
    """What the institution gives to the documents of a consultation: name, colour, logo (PNG), legal notices."""

    __tablename__ = "letterhead"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), default="")
    colour: Mapped[str] = mapped_column(sa.String(7), default="#1f4f7b")
    logo: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    logo_alt: Mapped[str] = mapped_column(sa.String(200), default="")
    legal: Mapped[str] = mapped_column(sa.Text, default="")


class ReviewAct(StrEnum):
    """What happened around a review."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken-back"
    RETURNED = "returned"
    PUBLISHED = "published"


REVIEW_ACTS: dict[ReviewAct, LazyString] = {
    ReviewAct.SUBMITTED: _l("Donnée à relire"),
    ReviewAct.TAKEN_BACK: _l("Reprise par qui l’écrit"),
    ReviewAct.RETURNED: _l("À revoir"),
    ReviewAct.PUBLISHED: _l("Publiée"),
}


@append_only
class Review(Identified, Base):
    """A line of the history of reviews: who did what, with which remark."""

    __tablename__ = "synthesis_review"

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"), index=True)
    act: Mapped[ReviewAct]
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    remark: Mapped[str] = mapped_column(sa.Text, default="")

    actor: Mapped[User] = relationship(lazy="raise_on_sql")


@append_only
class PublishedVersion(Base):
    """What a synthesis said when it was published, as JSON (`content.py`). Never changed: the database refuses."""

    __tablename__ = "synthesis_version"

    synthesis_id: Mapped[int] = mapped_column(sa.ForeignKey("synthesis.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[created_at]
    content: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))

    synthesis: Mapped[Synthesis] = relationship(lazy="raise_on_sql")
    reviewer: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def has_brief(self) -> bool:
        """Whether it has an easy-to-read text."""
        return bool(json.loads(self.content)["brief"])


kinds.register(
    "synthesis",
    Synthesis,
    label=_l("synthèse"),
    title=lambda s: s.title,
    endpoint="synthesis.read",
    arguments=lambda s: {"synthesis_id": s.id},
    load=lambda: (joinedload(Synthesis.consultation),),
    words=lambda s: s.lead,
)

kinds.register(
    "statement",
    Statement,
    label=_l("phrase d’une synthèse"),
    title=lambda s: s.text,
    endpoint="synthesis.read",
    arguments=lambda s: {"synthesis_id": s.part.synthesis_id},
    load=lambda: (joinedload(Statement.part),),
    words=lambda s: s.text,
)

# The rows of contributions, by the name of their kind.
CONTRIBUTIONS: dict[str, type[Proposal] | type[Comment]] = {"proposal": Proposal, "comment": Comment}
