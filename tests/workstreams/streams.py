"""A work stream as tests need it, and what became of it."""

import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.consultations.models import Consultation
from consult.db import db
from consult.themes import services as themes
from consult.themes.models import Theme
from consult.workstreams import services
from consult.workstreams.models import WorkStream
from tests.factories import make_consultation, make_staff

KINDS = ("workstream", "project", "news")


def make_theme(consultation: Consultation, title: str = "Accès") -> Theme:
    """A theme of this consultation."""
    return themes.create_theme(consultation, actor=None, title=title)


def make_stream(consultation: Consultation | None = None, **given: object) -> WorkStream:
    """An open work stream, opened by somebody of the staff."""
    consultation = consultation or make_consultation()
    defaults = {"title": "Un chantier", "actor": given.pop("actor", None) or make_staff(consultation)}
    return services.open_workstream(consultation, **defaults | given)


def acts() -> list[str]:
    """What the register says was done to work streams, their projects and news."""
    db.session.flush()
    query = sa.select(AuditEntry.action).where(AuditEntry.kind.in_(KINDS))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))
