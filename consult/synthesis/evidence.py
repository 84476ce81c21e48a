"""What an evaluation brings to a synthesis: its figures, points to keep or to improve, and the words it publishes.

They are those that everybody reads. Once the evaluation is taken back, or a line is gone from it, nothing rests on it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult.db import db
from consult.evaluation import queries as evaluations
from consult.evaluation.models import JUDGED, Evaluation, KeyFigure, Remark
from consult.evaluation.surveys import queries as surveys
from consult.evaluation.surveys.models import Verbatim
from consult.kinds import Ref

EVIDENCE: dict[str, type[KeyFigure] | type[Remark] | type[Verbatim]] = {
    "figure": KeyFigure,
    "remark": Remark,
    "verbatim": Verbatim,
}


@dataclass(frozen=True)
class Fact:
    """Something that an evaluation says: in which words, who says it."""

    title: str
    author: str
    evaluation: Evaluation


def facts(consultation_id: int) -> dict[Ref, Fact]:
    """All that the evaluation of a consultation says, as long as everybody reads it; in a fixed number of queries."""
    query = sa.select(Evaluation).where(Evaluation.published.is_not(None)).options(joinedload(Evaluation.consultation))
    whole = db.session.scalars(query.where(Evaluation.consultation_id == consultation_id)).one_or_none()
    if whole is None:
        return {}
    found: dict[Ref, Fact] = {}
    for figure in evaluations.figures(consultation_id):
        title = _("%(label)s : %(value)s", label=figure.label, value=figure.value)
        found[Ref("figure", figure.one.id)] = Fact(title, _("le bilan, en chiffres"), whole)
    for judged, topics in evaluations.remarks(consultation_id).items():
        said = _("le bilan, %(judged)s", judged=str(JUDGED[judged]).lower())
        found |= {Ref("remark", one.id): Fact(one.text, said, whole) for some in topics.values() for one in some}
    for words in surveys.verbatims(whole.consultation):
        name = words.name or _("une réponse au questionnaire")
        found[Ref("verbatim", words.verbatim_id)] = Fact(words.words, name, whole)
    return found


def look_up(refs: Collection[Ref]) -> Mapping[Ref, Fact]:
    """Those of these facts that everybody reads now. All are of one consultation, as a synthesis is."""
    some = [(EVIDENCE[ref.kind], ref.id) for ref in refs if ref.kind in EVIDENCE]
    if not some:
        return {}
    places = [_places(model, [id_ for kind, id_ in some if kind is model]) for model in EVIDENCE.values()]
    known: dict[Ref, Fact] = {}
    for row in db.session.execute(sa.union(*places)).all():
        known |= facts(row[0])
    return {ref: known[ref] for ref in refs if ref in known}


def _places(model: Any, ids: Collection[int]) -> sa.Select[Any]:
    return sa.select(model.consultation_id).where(model.id.in_(ids))
