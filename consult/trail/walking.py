"""Walking along the edges: from one proposal to all that came of it, or the whole graph of a consultation."""

from collections.abc import Iterable, Iterator
from typing import Any

from consult.kinds import Ref
from consult.trail import links as _links  # noqa: F401  fills the registry
from consult.trail.registry import LINKS, Link, Scope, Step

DEEPEST = 20  # merges of merges of merges


def whole(consultation_id: int, *, viewer: Any) -> Iterator[Step]:
    """Every edge of a consultation, kind after kind, in the order of the registry: one query a kind."""
    scope = Scope(consultation_id, viewer)
    return (Step(link, edge) for link in LINKS for edge in link.function(scope))


def walk(start: Ref, consultation_id: int, *, viewer: Any) -> list[Step]:
    """All that came of one thing, by date.

    At most one query for each kind of edge, and one more for each time that something took the place of another.
    """
    reached = {start}
    steps: list[Step] = []
    for link in LINKS:
        new = reached if link.followed else set()
        for _round in range(DEEPEST if link.source == link.target else 1):
            found = _out_of(link, new, consultation_id, viewer)
            steps += found
            new = {step.target for step in found} - reached
            reached |= new
    for link in LINKS:
        if not link.followed:
            steps += [step for step in _out_of(link, reached, consultation_id, viewer) if step.target in reached]
    return sorted(steps, key=lambda step: (step.edge.when, _rank(step)))


def after(start: Ref, consultation_id: int, *, viewer: Any) -> list[Step]:
    """What came of one thing at once, and not of what came of it, in the order of the registry: one query a kind."""
    links = [link for link in LINKS if link.source == start.kind]
    return [step for link in links for step in _out_of(link, [start], consultation_id, viewer)]


def _out_of(link: Link, sources: Iterable[Ref], consultation_id: int, viewer: Any) -> list[Step]:
    ids = sorted({ref.id for ref in sources if ref.kind == link.source})
    if not ids:
        return []
    return [Step(link, edge) for edge in link.function(Scope(consultation_id, viewer, ids))]


def _rank(step: Step) -> int:
    return next(n for n, link in enumerate(LINKS) if link is step.link)
