"""The contributions offered under a sentence: those it rests on, found by words, of the theme, near to what it says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult import text
from consult.accounts.models import Visitor
from consult.db import db
from consult.kinds import Ref
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.synthesis import evidence
from consult.synthesis import extent as extents
from consult.synthesis.contributions import Cited, look_up
from consult.synthesis.models import Part, Synthesis

OFFERED = 12
NEAR = 5


@dataclass(frozen=True)
class Offer:
    """Some contributions under a title."""

    title: str
    cited: Sequence[Cited]


def offers(part: Part, *, words: str, sentence: str, chosen: Iterable[Ref]) -> list[Offer]:
    """What can be ticked under a sentence, each contribution once; what is chosen comes first, wherever it is from."""
    synthesis = part.synthesis
    groups: list[tuple[str, list[Ref]]] = [(_("Déjà choisies"), list(chosen))]
    if words:
        groups.append((_("Trouvées pour « %(words)s »", words=words), _found(words, synthesis)))
    groups.append((_("Proches de la phrase"), _near(sentence, synthesis)))
    groups.append((_("De cette partie, les plus soutenues"), _of_part(part)))
    groups.append((_("Du bilan : chiffres, points, paroles"), _of_evaluation(words, synthesis)))
    known = look_up(ref for _title, refs in groups for ref in refs)
    return [one for one in _once(groups, known) if one.cited or (one.title == groups[1][0] and words)]


def _once(groups: Sequence[tuple[str, list[Ref]]], known: Mapping[Ref, Cited]) -> list[Offer]:
    seen: set[Ref] = set()
    found = []
    for place, (title, refs) in enumerate(groups):
        new = [ref for ref in dict.fromkeys(refs) if ref not in seen and (place == 0 or not known[ref].gone)]
        seen.update(new)
        found.append(Offer(title, [known[ref] for ref in new]))
    return found


def _found(words: str, synthesis: Synthesis) -> list[Ref]:
    results = search.find(
        words,
        viewer=Visitor(),
        kinds=["proposal", "comment"],
        consultation_id=synthesis.consultation_id,
        limit=OFFERED,
    )
    return [Ref(one.kind, one.thing.id) for one in results.results]


def _near(sentence: str, synthesis: Synthesis) -> list[Ref]:
    if not sentence:
        return []
    return _readable(search.similar(sentence[:200], consultation_id=synthesis.consultation_id, limit=NEAR), synthesis)


def _readable(ids: Sequence[int], synthesis: Synthesis) -> list[Ref]:
    query = extents.Extent(synthesis.consultation_id).proposals(Proposal.id).where(Proposal.id.in_(ids))
    shown = set(db.session.scalars(query)) if ids else set()
    return [Ref("proposal", id_) for id_ in ids if id_ in shown]


def _of_evaluation(words: str, synthesis: Synthesis) -> list[Ref]:
    """What the published evaluation says: what holds these words where some are searched for."""
    wanted = text.fold(words)
    facts = evidence.facts(synthesis.consultation_id)
    return [ref for ref, fact in facts.items() if wanted in text.fold(fact.title)][:OFFERED]


def _of_part(part: Part) -> list[Ref]:
    extent = extents.of(part.synthesis)
    themes: Any = (part.theme_id,) if part.theme_id else extent.themes
    query = extents.Extent(extent.consultation_id, themes).proposals(Proposal.id)
    query = query.order_by(Proposal.support.desc(), Proposal.id).limit(OFFERED)
    return [Ref("proposal", id_) for id_ in db.session.scalars(query)]
