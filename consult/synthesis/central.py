"""Which texts of some stand nearest to what they all say. Pure.

Each text is its French terms, weighed by how few texts have them (tf-idf, Salton and Buckley 1988); the central ones
are those whose direction is nearest to the mean direction. It is explained by the terms they share with the others.
"""

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from consult.search.french import words

LONGEST = 2_000  # signs read of each text
MOST = 2_000  # texts read
ALIKE = 0.15  # cosine from which two texts are said to say something alike
FELLOWS = 2  # named beside a central text
TRIED = 60  # of the most central texts, looking for fellows
Vector = dict[str, float]


def central(texts: Sequence[str], most: int = 3) -> list[tuple[int, tuple[int, ...]]]:
    """The places of the most central texts, the nearest first, each with those that are most alike to it.

    None is named twice. Texts without words, and those to which no other is alike, are never central.
    """
    terms = [Counter(word.terms[0] for word in words(text[:LONGEST]) if word.terms) for text in texts[:MOST]]
    spread = Counter(term for one in terms for term in one)
    vectors = [_weighed(one, spread, len(terms)) for one in terms]
    middle: Vector = {}
    for vector in vectors:
        for term, weight in vector.items():
            middle[term] = middle.get(term, 0.0) + weight
    nearness = [_cosine(vector, middle) for vector in vectors]
    order = sorted((place for place, vector in enumerate(vectors) if vector), key=lambda place: -nearness[place])
    found: list[tuple[int, tuple[int, ...]]] = []
    told: set[int] = set()
    for place in order[:TRIED]:
        if len(found) == most:
            break
        fellows = () if place in told else _fellows(place, [{} if n in told else one for n, one in enumerate(vectors)])
        if fellows:
            found.append((place, fellows))
            told |= {place, *fellows}
    return found


def _fellows(place: int, vectors: Sequence[Vector]) -> tuple[int, ...]:
    alike = [(_cosine(vectors[place], other), -n) for n, other in enumerate(vectors) if n != place]
    return tuple(-n for cosine, n in sorted(alike, reverse=True)[:FELLOWS] if cosine >= ALIKE)


def _cosine(one: Vector, other: Vector) -> float:
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


def _weighed(terms: Counter[str], spread: Counter[str], total: int) -> Vector:
    weights = {term: (1 + log(n)) * log(1 + total / spread[term]) for term, n in terms.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}
