"""Writing in the public register: one line for each decision, appeal and ruling, chained to the one before it."""

from typing import Any

import sqlalchemy as sa

from consult import clock
from consult.db import db, insert_once
from consult.moderation import chain
from consult.moderation.models import Appeal, Decision, RegisterHead, RegisterLine


def of_decision(decision: Decision) -> dict[str, Any]:
    """What the register says of a decision: never who, never a word of the text."""
    return {
        "event": "decision",
        "decision": decision.id,
        "kind": decision.kind,
        "action": decision.action.value,
        "rule": decision.rule.value if decision.rule else None,
        "scope": decision.scope.value,
        "until": decision.until.isoformat(timespec="seconds") if decision.until else None,
        "delay_seconds": decision.delay,
        "automated": decision.is_automated,
    }


def of_appeal(appeal: Appeal) -> dict[str, Any]:
    """What it says when somebody appeals."""
    return {"event": "appeal", "decision": appeal.decision_id}


def of_ruling(appeal: Appeal) -> dict[str, Any]:
    """What it says when an appeal is judged."""
    return {
        "event": "ruling",
        "decision": appeal.decision_id,
        "outcome": appeal.outcome.value if appeal.outcome else None,
    }


def write(consultation_id: int, content: dict[str, Any]) -> RegisterLine:
    """Add a line at the end of a consultation's chain, in the transaction of the act itself."""
    db.session.flush()
    insert_once(RegisterHead, consultation_id=consultation_id, number=0, hash=chain.START)
    query = sa.select(RegisterHead).filter_by(consultation_id=consultation_id).with_for_update()
    head = db.session.scalars(query, execution_options={"populate_existing": True}).one()
    table = db.metadata.tables["consultation"]
    slug = db.session.scalar(sa.select(table.c.slug).where(table.c.id == consultation_id))
    number, moment = head.number + 1, clock.now().isoformat(timespec="seconds")
    said = chain.canonical(content | {"number": number, "consultation": slug, "created": moment})
    line = RegisterLine(consultation_id=consultation_id, number=number, content=said, hash=chain.link(head.hash, said))
    db.session.add(line)
    head.number, head.hash = number, line.hash
    db.session.flush()
    return line
