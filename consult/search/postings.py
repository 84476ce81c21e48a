"""Where words stand: the posting lists of one segment of a Whoosh index, as dictionaries of its document numbers.

Whoosh's matchers cost a Python call a document and a step; its blocks of 128 are read whole instead. This knows the
inside of whoosh 2.7.4, which is pinned to that version; anything else is read step by step.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

Term = str | bytes


class Place(NamedTuple):
    """Where a document is counted. "" stands for none."""

    kind: str
    consultation: str
    section: str
    theme: str


class Segment:
    """What ranking needs of every document of one segment, in lists. A segment never changes, but for deletions."""

    def __init__(self, reader: Any, fields: Sequence[str]) -> None:
        self.id = reader.segment().segment_id()
        count = reader.doc_count_all()
        column = reader.column_reader("place")
        self.places: list[Place] = [Place(*bytes(column[n]).decode().split("\t")) for n in range(count)]
        self.lengths: dict[str, list[int]] = {
            field: [reader.doc_field_length(n, field) for n in range(count)] for field in fields
        }


class Leaf(NamedTuple):
    """A segment as one reader sees it: its first document number in the whole, and which documents are gone."""

    reader: Any
    segment: Segment
    offset: int
    deleted: frozenset[int]


def counts(leaf: Leaf, field: str, terms: Sequence[Term]) -> dict[int, float]:
    """How often a word stands in each document; its terms stand at the same places, so they are not added up."""
    found: dict[int, float] = {}
    for term in terms:
        for ids, weights in _blocks(_postings(leaf, field, term)):
            if not found.keys().isdisjoint(ids):
                weights = [max(weight, found.get(n, 0.0)) for n, weight in zip(ids, weights, strict=True)]
            found.update(zip(ids, weights, strict=True))
    for n in leaf.deleted & found.keys():
        del found[n]
    return found


def runs(leaf: Leaf, field: str, sequence: Sequence[Sequence[Term]]) -> dict[int, float]:
    """How often words follow each other in each document."""
    ranks = [_ranks(leaf, field, terms) for terms in sequence]
    found: dict[int, float] = {}
    for n in set.intersection(*map(set, ranks)) - leaf.deleted:
        starts = set.intersection(*({rank - i for rank in word[n]} for i, word in enumerate(ranks)))
        if starts:
            found[n] = float(len(starts))
    return found


def _ranks(leaf: Leaf, field: str, terms: Sequence[Term]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for term in terms:
        matcher = _postings(leaf, field, term)
        while matcher is not None and matcher.is_active():
            found.setdefault(matcher.id(), set()).update(matcher.value_as("positions"))
            matcher.next()
    return found


def _postings(leaf: Leaf, field: str, term: Term) -> Any | None:
    try:
        matcher = leaf.reader.postings(field, term)
    except TermNotFound:
        return None
    return matcher.child if isinstance(matcher, FilterMatcher) else matcher


def _blocks(matcher: Any | None) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    while matcher is not None and matcher.is_active():
        ids, weights = (matcher.id(),), (matcher.weight(),)
        if isinstance(matcher, W3LeafMatcher):
            yield matcher._ids, matcher._weights
            matcher._next_block()
        else:
            yield ids, weights
            matcher.next()
