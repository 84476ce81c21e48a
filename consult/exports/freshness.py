"""Whether a file made some time ago holds what nobody may read any more.

The register of acts only grows. A file remembers how often something of its consultation had been hidden or taken back
in the state of the data it was read from: as long as that number is the same, it holds nothing of the kind.
"""

import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.db import db

TAKEN_BACK = (
    Action.COMMENT_WITHDRAWN,
    Action.CONTRIBUTION_HELD,
    Action.CONTRIBUTION_HIDDEN,
    Action.PROPOSAL_WITHDRAWN,
    Action.SHARED_WITHDRAWN,
)


def taken_back(consultation_id: int) -> int:
    """How often something of a consultation was hidden or taken back."""
    query = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action.in_(TAKEN_BACK))
    return db.session.scalar(query.where(AuditEntry.consultation_id == consultation_id)) or 0
