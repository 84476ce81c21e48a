"""The table of what was merged and split."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from consult.accounts.models import Visitor
from consult.datasets import Query, dataset, identifier, moment, words
from consult.merging.models import Original, Result, Rework, ReworkKind
from consult.policy import readable
from consult.proposals.models import Proposal

_before: Any = aliased(Proposal)
_after: Any = aliased(Proposal)


@dataset(
    "reworks",
    _l("Les propositions réunies ou partagées"),
    (
        identifier("reworks"),
        words("kind", _l("Réunion ou partage"), ReworkKind),
        moment("created", _l("Moment du geste")),
        moment("undone", _l("Moment où il a été défait")),
        identifier("proposals", "original_id", _l("Identifiant d’une proposition d’avant")),
        identifier("proposals", "result_id", _l("Identifiant d’une proposition d’après")),
        words("reason", _l("Pourquoi")),
    ),
    key=[Rework.id, _before.id, _after.id],
)
def reworks(consultation_id: int) -> Query:
    """What was merged and split: a row for each original and each result that everybody reads."""
    query = sa.select(Rework.id, Rework.kind, Rework.created, Rework.undone, _before.id, _after.id, Rework.reason)
    joined = query.join(Original, Original.rework_id == Rework.id).join(Result, Result.rework_id == Rework.id)
    joined = joined.join(_before, _before.id == Original.proposal_id).join(_after, _after.id == Result.proposal_id)
    shown = (readable(_before, Visitor()), readable(_after, Visitor()))
    return joined.where(Rework.consultation_id == consultation_id, *shown)
