"""What a synthesis adds to the trail: proposal → the sentence that rests on it, evaluation → the sentence that does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from consult import text
from consult.consultations.models import Consultation
from consult.db import db
from consult.evaluation.models import Evaluation
from consult.kinds import Ref
from consult.synthesis import content
from consult.synthesis.contributions import Cited, look_up
from consult.synthesis.evidence import EVIDENCE
from consult.synthesis.models import PublishedVersion, Synthesis
from consult.synthesis.telling import Told
from consult.trail.registry import Edge, Scope, edges


def _latest(consultation_id: int) -> sa.Select[Any]:
    """What each synthesis of a consultation says now."""
    query = sa.select(PublishedVersion).join(Synthesis, Synthesis.id == PublishedVersion.synthesis_id)
    query = query.where(
        Synthesis.consultation_id == consultation_id, PublishedVersion.number == Synthesis.published
    ).options(joinedload(PublishedVersion.reviewer))
    return query.order_by(Synthesis.id)


@dataclass(frozen=True)
class Resting:
    """A sentence of a version that is shown, with those of its sources that are asked for and are shown."""

    version: PublishedVersion
    passage: content.Passage
    sentence: content.Sentence
    asked: Sequence[Cited]

    def edge(self, source_id: int, *, why: str, source_title: str = "") -> Edge:
        """The edge that leads to it."""
        page = ("synthesis.read", {"synthesis_id": self.version.synthesis_id, "_anchor": f"partie-{self.passage.id}"})
        title, one = text.excerpt(self.sentence.text, 200), self.version
        return Edge(source_id, self.sentence.id, title, page, one.created, one.reviewer.name, why, "", source_title)


def _resting(consultation_id: int, is_asked: Callable[[Ref], bool]) -> Iterator[Resting]:
    """The sentences of the latest published versions that rest on what is asked for, as far as they are shown."""
    for version in db.session.scalars(_latest(consultation_id)):
        said = content.load(version.content)
        some = [(part, one) for part in said.passages for one in part.sentences if any(map(is_asked, one.sources))]
        cited = look_up(ref for _passage, sentence in some for ref in sentence.sources)
        told = Told(content.Content(""), cited)
        for passage, sentence in some:
            asked = [cited[ref] for ref in sentence.sources if is_asked(ref) and not cited[ref].gone]
            if asked and not told.is_withheld(sentence):
                yield Resting(version, passage, sentence, asked)


@edges("proposal", "statement", label=_l("est citée par la synthèse :"))
def stated(scope: Scope) -> Iterator[Edge]:
    """From a proposal to the sentences of the latest published version, as far as they are shown."""
    for one in _resting(
        scope.consultation_id, lambda ref: ref.kind == "proposal" and (scope.ids is None or ref.id in scope.ids)
    ):
        yield from (one.edge(source.ref.id, why=one.passage.title) for source in one.asked)


@edges("evaluation", "statement", label=_l("fonde la phrase de la synthèse :"))
def founded(scope: Scope) -> Iterator[Edge]:
    """From the evaluation that everybody reads to the sentences that rest on its figures, points or words."""
    query = sa.select(Evaluation.id, Consultation.title).join(Evaluation.consultation)
    query = query.where(Evaluation.consultation_id == scope.consultation_id, Evaluation.published.is_not(None))
    if evaluation := db.session.execute(query.where(scope.narrow(Evaluation.id))).one_or_none():
        for one in _resting(scope.consultation_id, lambda ref: ref.kind in EVIDENCE):
            why = " ; ".join(source.title for source in one.asked)
            yield one.edge(evaluation.id, why=why, source_title=evaluation.title)
