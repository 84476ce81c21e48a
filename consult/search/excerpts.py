"""Why this was found: a text, or the best part of it, with the words of the question marked.

Words are compared by their terms, so that "médiations" is marked for "mediation". Everything is escaped.
"""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from consult.search import french, questions

Span = tuple[int, int]
READ = 20_000  # characters of a text in which an excerpt is looked for


def highlight(text: str, words: str) -> Markup:
    """The whole text, with <mark> around the words of the question."""
    return _marked(text, [(start, end) for start, end, _which in _found(text, words)], 0, len(text))


def excerpt(text: str, words: str, length: int = 240) -> Markup:
    """At most about `length` characters of the text, where most words of the question stand, between whole words."""
    text = " ".join(text[:READ].split())
    found = _found(text, words)
    start, end = _window(text, found, length)
    spans = [(max(a, start), min(b, end)) for a, b, _which in found if a < end and b > start]
    return Markup("{}{}{}").format("… " * (start > 0), _marked(text, spans, start, end), " …" * (end < len(text)))


def _found(text: str, words: str) -> list[tuple[int, int, int]]:
    """Where the words of the question stand in the text, and which of its words each is."""
    wanted, prefixes = _wanted(words)
    found: list[tuple[int, int, int]] = []
    for word in french.words(text) if wanted or prefixes else ():
        which = next((wanted[term] for term in word.terms if term in wanted), None)
        if which is None and prefixes:
            which = next((i for p, i in prefixes.items() if french.fold(word.surface).startswith(p)), None)
        if which is not None and (not found or word.start >= found[-1][1]):
            found.append((word.start, word.end, which))
    return found


@lru_cache(maxsize=16)
def _wanted(words: str) -> tuple[dict[str, int], dict[str, int]]:
    """Which word of the question each term is, and each beginning of a word."""
    clauses = questions.read(words)
    terms = {term: i for i, clause in enumerate(clauses) for word in clause.sequence for term in word}
    return terms, {clause.prefix: i for i, clause in enumerate(clauses) if clause.prefix}


def _window(text: str, found: Sequence[tuple[int, int, int]], length: int) -> Span:
    """The part to show: begins a little before a word of the question, so that most different ones stand in it."""
    if len(text) <= length:
        return 0, len(text)
    best, start = 0, 0
    for a, _end, _which in found:
        begin = max(0, a - length // 5)
        different = len({which for s, e, which in found if s >= begin and e <= begin + length})
        if different > best:
            best, start = different, begin
    start = min(start, len(text) - length)
    start = start and _space(text, start, 1)
    end = min(start + length, len(text))
    return start, (end if end == len(text) else _space(text, end, -1))


def _space(text: str, place: int, step: int) -> int:
    """The nearest edge of a word forwards or backwards, if one is near; else the place itself."""
    for n in range(place, place + 40 * step, step):
        if 0 < n < len(text) and text[n] == " ":
            return n + 1 if step > 0 else n
    return place


def _marked(text: str, spans: Sequence[Span], start: int, end: int) -> Markup:
    parts, here = [], start
    for a, b in spans:
        parts += [escape(text[here:a]), Markup("<mark>"), escape(text[a:b]), Markup("</mark>")]
        here = b
    return Markup("").join([*parts, escape(text[here:end])])
