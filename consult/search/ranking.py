"""Which documents answer a question, in which order.

A clause weighs by BM25 over two fields (Robertson, Zaragoza, Taylor 2004, "Simple BM25 extension to multiple weighted
fields"): the weighted counts of the fields are added, then saturated. One or two words are all wanted; where no
document has both, and of more words, a document must carry a share of the question's weight, smaller for a whole
sentence (SHARES). Quoted words must follow each other in every answer, unless a whole sentence quotes them. The
constants were chosen on French questions (tests/real/test_search_fr.py).

Whoosh's own collectors take 5 to 10 µs a document and cannot count facets before a filter; here posting lists
are read block by block and the rest is dictionaries.
"""

import heapq
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from consult.search import french
from consult.search.documents import Hit
from consult.search.postings import Leaf, Place, Segment, counts, runs
from consult.search.questions import SHORTEST_PREFIX, Clause

FIELDS = {"title": 3.0, "text": 1.0}  # field: weight of a word in it
SATURATION = 2.0  # BM25's k1
LENGTH = 0.9  # BM25's b
ALL_OF = 2
FEW = 4
REMEMBERED = 16  # questions
SHARES = {3: 0.5, 4: 0.25}  # number of clauses: share of their weight
LEAST = 0.1  # the share for any other number

Weights = dict[int, float]
Wanted = dict[str, Collection[str] | None]  # name of a Place: the values that pass; None lets all pass


class Ranked(NamedTuple):
    """What a question finds: the score of each document, the clauses that stand nowhere, how many stand at a place."""

    scores: Weights
    unknown: list[Clause]
    places: Counter[Place]


class Snapshot:
    """An index as it is at one moment. Not safe for several threads at once: readers share file positions."""

    def __init__(self, reader: Any, known: Iterable[Segment] = ()) -> None:
        self.reader = reader
        self.generation = reader.generation()
        self.count = reader.doc_count()
        cache = {segment.id: segment for segment in known}
        self.leaves: list[Leaf] = []
        for leaf, offset in reader.leaf_readers() if self.count else []:
            segment = cache.get(leaf.segment().segment_id()) or Segment(leaf, list(FIELDS))
            deleted = frozenset(filter(leaf.is_deleted, range(leaf.doc_count_all())) if leaf.has_deletions() else ())
            self.leaves.append(Leaf(leaf, segment, offset, deleted))
        self._ranked: dict[tuple[Clause, ...], Ranked] = {}
        self._offsets = [leaf.offset for leaf in self.leaves]
        self.average = {field: (reader.field_length(field) / max(1, reader.doc_count_all())) or 1.0 for field in FIELDS}

    def place(self, docnum: int) -> Place:
        """The place of a document."""
        leaf = self.leaves[bisect_right(self._offsets, docnum) - 1]
        return leaf.segment.places[docnum - leaf.offset]

    def expand(self, prefix: str, most: int = 32) -> tuple[str, ...]:
        """The terms of at most `most` words that begin with a prefix, the most used first."""
        names = list(zip(range(512), self.reader.expand_prefix("surface", prefix), strict=False))
        best = heapq.nlargest(most, names, key=lambda n: self.reader.doc_frequency("surface", n[1]))
        return tuple(dict.fromkeys(term for _n, name in best for term in french.terms(name.decode().split(" ")[1])))

    def weights(self, clause: Clause) -> Weights:
        """The weight of a clause in each document that has it: a count, corrected for field weight and length."""
        sequence = (self.expand(clause.prefix),) if clause.prefix else clause.sequence
        found: Weights = {}
        for leaf in self.leaves:
            for field, boost in FIELDS.items():
                here = counts(leaf, field, sequence[0]) if len(sequence) == 1 else runs(leaf, field, sequence)
                lengths, fixed, scale = leaf.segment.lengths[field], 1 - LENGTH, LENGTH / self.average[field]
                for n, count in here.items():
                    weight = boost * count / (fixed + scale * lengths[n])
                    found[n + leaf.offset] = found.get(n + leaf.offset, 0.0) + weight
        return found

    def rank(self, clauses: Sequence[Clause], *, share: float | None = None) -> tuple[Weights, list[Clause]]:
        """The score of each document that answers these clauses, and the clauses that stand nowhere.

        `share` asks for that share of their weight, whatever their number.
        """
        weighed = [self.weights(clause) for clause in clauses]
        rarity = [math.log(1 + (self.count - len(w) + 0.5) / (len(w) + 0.5)) for w in weighed]
        scores: Weights = {}
        carried: Weights = {}
        for weights, idf in zip(weighed, rarity, strict=True):
            for n, weight in weights.items():
                scores[n] = scores.get(n, 0.0) + idf * weight * (SATURATION + 1) / (SATURATION + weight)
                carried[n] = carried.get(n, 0.0) + idf
        if share is None and len(clauses) <= ALL_OF and (every := set.intersection(*map(set, weighed))):
            return {n: scores[n] for n in every}, []
        share = SHARES.get(len(clauses), LEAST) if share is None else share
        enough = share * sum(idf for weights, idf in zip(weighed, rarity, strict=True) if weights)
        unknown = [clause for clause, weights in zip(clauses, weighed, strict=True) if not weights]
        exact = [w.keys() for clause, w in zip(clauses, weighed, strict=True) if len(clause.sequence) > 1]
        exact = exact if len(clauses) <= FEW else []  # a sentence quotes titles, in other words than the text
        answers = {n for n in scores if carried[n] >= enough}.intersection(*exact)
        return {n: scores[n] for n in answers}, unknown

    def ranked(self, clauses: Sequence[Clause]) -> Ranked:
        """What rank() finds, remembered: other pages and filters of a question come right after it."""
        asked = tuple(clauses)
        if asked not in self._ranked:
            if len(self._ranked) >= REMEMBERED:
                del self._ranked[next(iter(self._ranked))]
            scores, unknown = self.rank(clauses)
            self._ranked[asked] = Ranked(scores, unknown, Counter(map(self.place, scores)))
        return self._ranked[asked]

    def completed(self, clauses: Sequence[Clause], question: str) -> list[Clause]:
        """The clauses of a question whose last word is perhaps still being typed."""
        *first, last = clauses
        typed = question[last.start : last.end]
        if last.end < len(question) or len(typed) < SHORTEST_PREFIX or len(last.sequence) != 1:
            return list(clauses)
        both = dict.fromkeys(last.sequence[0] + self.expand(french.fold(typed)))
        return [*first, replace(last, sequence=(tuple(both),))]

    def lives(self, field: str, term: bytes) -> bool:
        """Whether a document that is still there has this term."""
        return any(counts(leaf, field, (term,)) for leaf in self.leaves)

    def best(self, scores: Weights, limit: int, offset: int = 0) -> list[Hit]:
        """One page of the best documents; of two equal ones the newer first."""
        worst = min(heapq.nlargest(offset + limit, scores.values()), default=0.0)  # a key for each costs much more
        top = sorted((-score, -n) for n, score in scores.items() if score >= worst)
        return [self._hit(-n, -score) for score, n in top[offset : offset + limit]]

    def _hit(self, docnum: int, score: float) -> Hit:
        kind, _, thing_id = self.reader.stored_fields(docnum)["key"].rpartition("/")
        return Hit(kind, int(thing_id), round(score, 4))


def facets(counted: Counter[Place], wanted: Wanted) -> tuple[set[Place], dict[str, dict[str, int]]]:
    """Which places pass all filters, and the counts of each facet among the documents that pass the other filters."""
    passing = {p for p in counted if _passes(p, wanted)}
    by_facet: dict[str, dict[str, int]] = {}
    for facet in ("kind", "section", "theme"):
        others = {name: values for name, values in wanted.items() if name != facet}
        values: Counter[str] = Counter()
        for place, number in counted.items():
            if getattr(place, facet) and _passes(place, others):
                values[getattr(place, facet)] += number
        by_facet[facet] = dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
    return passing, by_facet


def _passes(place: Place, wanted: Wanted) -> bool:
    return all(values is None or getattr(place, name) in values for name, values in wanted.items())
