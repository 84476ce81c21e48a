"""Writing in the register, in the same transaction as the act itself."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from consult import clock
from consult.audit.models import AuditEntry
from consult.db import db

SETTLES = timedelta(seconds=5)  # acts of the same moment may be committed in any order


class Action(StrEnum):
    """Names follow <subject>:<past participle>. Keep alphabetical."""

    ACCOUNT_BANNED = "account:banned"
    ACCOUNT_CONFIRMED = "account:confirmed"
    ACCOUNT_PROMOTED = "account:promoted"
    ACCOUNT_READ = "account:read"
    ACCOUNT_READMITTED = "account:readmitted"
    ACCOUNT_RECOVERED = "account:recovered"
    ACCOUNT_REGISTERED = "account:registered"
    ACCOUNT_SECURED = "account:secured"
    ACCOUNT_SUSPENDED = "account:suspended"
    ACCOUNT_UNITED = "account:united"
    ACCOUNT_UNSECURED = "account:unsecured"
    APPEAL_LODGED = "appeal:lodged"
    APPEAL_RULED = "appeal:ruled"
    CHARTER_ACCEPTED = "charter:accepted"
    CODING_CLOSED = "coding:closed"
    CODING_DRAWN = "coding:drawn"
    CODING_PUBLISHED = "coding:published"
    CODING_WITHDRAWN = "coding:withdrawn"
    COMMENT_EDITED = "comment:edited"
    COMMENT_POSTED = "comment:posted"
    COMMENT_WITHDRAWN = "comment:withdrawn"
    CONSULTATION_CREATED = "consultation:created"
    CONSULTATION_EDITED = "consultation:edited"
    CONTRIBUTION_HELD = "contribution:held"
    CONTRIBUTION_HIDDEN = "contribution:hidden"
    CONTRIBUTION_KEPT = "contribution:kept"
    CONTRIBUTION_LIFTED = "contribution:lifted"
    CONTRIBUTION_MERGED = "contribution:merged"
    CONTRIBUTION_MOVED = "contribution:moved"
    CONTRIBUTION_PUBLISHED = "contribution:published"
    CONTRIBUTION_QUESTIONED = "contribution:questioned"
    CONTRIBUTION_REPORTED = "contribution:reported"
    CONTRIBUTION_RESTORED = "contribution:restored"
    CONTRIBUTION_REWORDED = "contribution:reworded"
    CONTRIBUTION_WARNED = "contribution:warned"
    DECISION_ANSWERED = "decision:answered"
    EVALUATION_EDITED = "evaluation:edited"
    EVALUATION_PUBLISHED = "evaluation:published"
    EVALUATION_WITHDRAWN = "evaluation:withdrawn"
    FILING_CONTEST_DECIDED = "filing:contest-decided"
    FILING_CONTESTED = "filing:contested"
    FUND_SET = "fund:set"
    FUNDING_ANSWERED = "funding:answered"
    FUNDING_EDITED = "funding:edited"
    FUNDING_REQUESTED = "funding:requested"
    GROUPING_JOINED = "grouping:joined"
    GROUPING_MOVED = "grouping:moved"
    GROUPING_PLACED = "grouping:placed"
    GROUPING_PUBLISHED = "grouping:published"
    GROUPING_SET_UP = "grouping:set-up"
    GROUPING_TIED = "grouping:tied"
    IMPORT_APPLIED = "import:applied"
    INVITATION_ACCEPTED = "invitation:accepted"
    INVITATION_DECLINED = "invitation:declined"
    INVITATION_SENT = "invitation:sent"
    INVITATION_WITHDRAWN = "invitation:withdrawn"
    MILESTONE_DECLARED = "milestone:declared"
    MILESTONE_EDITED = "milestone:edited"
    NEWS_EDITED = "news:edited"
    NEWS_PUBLISHED = "news:published"
    PAIR_DISMISSED = "pair:dismissed"
    PAIR_RECALLED = "pair:recalled"
    POLL_CANCELLED = "poll:cancelled"
    POLL_CREATED = "poll:created"
    POLL_EDITED = "poll:edited"
    POLL_PAPER_ENTERED = "poll:paper-entered"
    POLL_PAPER_REMOVED = "poll:paper-removed"
    POLL_PUBLISHED = "poll:published"
    POLL_RESTORED = "poll:restored"
    POLL_SEATED = "poll:seated"
    PROGRAMME_EDITED = "programme:edited"
    PROGRAMME_IMPORTED = "programme:imported"
    PROGRAMME_RELEASED = "programme:released"
    PROJECT_CREATED = "project:created"
    PROJECT_EDITED = "project:edited"
    PROPOSAL_ANSWERED = "proposal:answered"
    PROPOSAL_CREATED = "proposal:created"
    PROPOSAL_EDITED = "proposal:edited"
    PROPOSAL_FILED = "proposal:filed"
    PROPOSAL_FOLLOWED_UP = "proposal:followed-up"
    PROPOSAL_JUDGED = "proposal:judged"
    PROPOSAL_LINKED = "proposal:linked"
    PROPOSAL_MERGED = "proposal:merged"
    PROPOSAL_PUBLISHED = "proposal:published"
    PROPOSAL_REINSTATED = "proposal:reinstated"
    PROPOSAL_SPLIT = "proposal:split"
    PROPOSAL_WITHDRAWN = "proposal:withdrawn"
    QUOTATION_ANSWERED = "quotation:answered"
    SESSION_CANCELLED = "session:cancelled"
    SESSION_CREATED = "session:created"
    SESSION_DELETED = "session:deleted"
    SESSION_EDITED = "session:edited"
    SESSION_RESTORED = "session:restored"
    SHARED_ADDED = "shared:added"
    SHARED_EDITED = "shared:edited"
    SHARED_WITHDRAWN = "shared:withdrawn"
    STATEMENT_DECIDED = "statement:decided"
    SUGGESTION_EDITED = "suggestion:edited"
    SUGGESTION_REQUESTED = "suggestion:requested"
    SURVEY_CLOSED = "survey:closed"
    SURVEY_CREATED = "survey:created"
    SURVEY_EDITED = "survey:edited"
    SURVEY_OPENED = "survey:opened"
    SURVEY_PUBLISHED = "survey:published"
    SURVEY_TYPED_IN = "survey:typed-in"
    SYNTHESIS_CREATED = "synthesis:created"
    SYNTHESIS_EDITED = "synthesis:edited"
    SYNTHESIS_REVIEWED = "synthesis:reviewed"
    THEME_CREATED = "theme:created"
    THEME_DELETED = "theme:deleted"
    THEME_EDITED = "theme:edited"
    THEME_MAP_REQUESTED = "theme:map-requested"
    VERBATIM_CHOSEN = "verbatim:chosen"
    VERBATIM_LEFT_OUT = "verbatim:left-out"
    WORKSHOP_CONCLUDED = "workshop:concluded"
    WORKSHOP_EDITED = "workshop:edited"
    WORKSHOP_OPENED = "workshop:opened"
    WORKSHOP_SEATED = "workshop:seated"
    WORKSHOP_STAGED = "workshop:staged"
    WORKSTREAM_EDITED = "workstream:edited"
    WORKSTREAM_JOINED = "workstream:joined"
    WORKSTREAM_LEFT = "workstream:left"
    WORKSTREAM_OPENED = "workstream:opened"
    WORKSTREAM_REFUSED = "workstream:refused"
    WORKSTREAM_REQUESTED = "workstream:requested"


def settled(after: int) -> sa.Select[AuditEntry]:
    """The acts after this one, in order, as far as no other of their moment can still be committed between them.

    Whoever follows the register remembers the last one read, in a row that is locked meanwhile.
    """
    query = sa.select(AuditEntry).where(AuditEntry.id > after, AuditEntry.created <= clock.now() - SETTLES)
    return query.order_by(AuditEntry.id)


def record(action: Action, subject: Any, *, actor: Any = None, **details: Any) -> None:
    """Note an act. `subject` is a row; its consultation is read from it where it has one."""
    if subject.id is None:
        db.session.flush()
    kind = subject.__tablename__
    place = subject.id if kind == "consultation" else getattr(subject, "consultation_id", None)
    db.session.add(
        AuditEntry(
            action=action,
            kind=kind,
            thing_id=subject.id,
            consultation_id=place,
            actor_id=actor.id if actor else None,
            details=details,
        )
    )
