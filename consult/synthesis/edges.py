"""What a synthesis adds to the trail: proposal → the sentence that rests on it."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from consult import text
from consult.db import db
from consult.kinds import Ref
from consult.synthesis import content
from consult.synthesis.contributions import look_up
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


def _resting(version: PublishedVersion, scope: Scope) -> list[tuple[content.Passage, content.Sentence, list[Ref]]]:
    """The sentences that rest on proposals which are asked for, with those proposals."""
    found = []
    for passage in content.load(version.content).passages:
        for sentence in passage.sentences:
            asked = [ref for ref in sentence.sources if ref.kind == "proposal"]
            if asked := [ref for ref in asked if scope.ids is None or ref.id in scope.ids]:
                found.append((passage, sentence, asked))
    return found


@edges("proposal", "statement", label=_l("est citée par la synthèse :"))
def stated(scope: Scope) -> Iterator[Edge]:
    """From a proposal to the sentences of the latest published version, as far as they are shown."""
    for version in db.session.scalars(_latest(scope.consultation_id)):
        resting = _resting(version, scope)
        cited = look_up(ref for _passage, sentence, _asked in resting for ref in sentence.sources)
        told = Told(content.Content(""), cited)
        for passage, sentence, asked in resting:
            if told.is_withheld(sentence):
                continue
            page = ("synthesis.read", {"synthesis_id": version.synthesis_id, "_anchor": f"partie-{passage.id}"})
            said = (text.excerpt(sentence.text, 200), page, version.created, version.reviewer.name, passage.title)
            yield from (Edge(ref.id, sentence.id, *said) for ref in asked if not cited[ref].gone)
