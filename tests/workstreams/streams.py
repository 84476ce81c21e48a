"""A work stream as tests need it, and what became of it."""

import re

import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.consultations.models import Consultation
from consult.db import db
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.models import Theme
from consult.workstreams import membership, services
from consult.workstreams.models import WorkStream
from tests.factories import make_consultation, make_proposal, make_staff, make_user

KINDS = ("workstream", "project", "news")


def make_theme(consultation: Consultation, title: str = "Accès") -> Theme:
    """A theme of this consultation."""
    return themes.create_theme(consultation, actor=None, title=title)


def make_stream(consultation: Consultation | None = None, **given: object) -> WorkStream:
    """An open work stream, opened by somebody of the staff."""
    consultation = consultation or make_consultation()
    defaults = {"title": "Un chantier", "actor": given.pop("actor", None) or make_staff(consultation)}
    return services.open_workstream(consultation, **defaults | given)


def acts(kinds: tuple[str, ...] = KINDS) -> list[str]:
    """What the register says was done to work streams, their projects and news, or to things of these kinds."""
    db.session.flush()
    query = sa.select(AuditEntry.action).where(AuditEntry.kind.in_(kinds))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def words(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Site:
    """A work stream with its facilitator, who is not of the staff, a member, and two proposals in its theme."""

    def __init__(self, db):
        self.db = db
        self.consultation = make_consultation()
        self.staff, self.leader = make_staff(self.consultation, name="Anne"), make_user(name="Lamia")
        self.member, self.other = make_user(name="Rémi"), make_user(name="Kenza")
        self.theme = make_theme(self.consultation)
        self.stream = make_stream(
            self.consultation, title="La tournée", themes=[self.theme], facilitator=self.leader, actor=self.staff
        )
        membership.add_member(self.stream, person=self.member, actor=self.leader)
        self.proposals = [make_proposal(self.consultation, title=f"Idée {n}") for n in range(2)]
        filing.file_proposals(self.proposals, theme=self.theme, actor=None)
        db.session.commit()
        self.slug, self.id, self.url = self.consultation.slug, self.stream.id, f"/workstreams/{self.stream.id}"

    def one(self, model):
        """The only row of this kind, as the database has it."""
        self.db.session.rollback()
        self.db.session.expire_all()
        return self.db.session.scalars(sa.select(model)).one()

    def count(self, model):
        """How many rows of this kind there are."""
        self.db.session.rollback()
        return self.db.session.scalar(sa.select(sa.func.count()).select_from(model))
