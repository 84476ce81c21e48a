"""Expressions of one to three words, as people write them, and those that tell a group of texts from the others.

An expression is found by its stems ("site internet", "sites Internet"), and shown in its most frequent spelling. Its
words may be joined by function words ("protection des données"), never across punctuation. The way one speaks in a
consultation ("il faudrait", "je propose de") belongs to no expression. A word stands alone only where people use it as
a noun ("la transparence", not "publique" nor "considère").
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from consult.search import french
from consult.themes.analysis.civic import VAGUE, subjects
from consult.themes.analysis.results import Field, Shared
from consult.themes.analysis.texts import Progress, Text

Stems = tuple[str, ...]
LONGEST = 3  # words
READ = 4_000  # characters of a body: what follows repeats it, or is an annex
_SHORTEST = 3  # letters of a first word
_CAPITALS = 12  # letters beyond which capitals are shouting, not an acronym
_RANKED = 150  # expressions of a group that are weighed against each other
_PRIOR = 10.0  # texts: how much the whole corpus weighs against one group
_TELLING = 1.96  # standard deviations above what chance would give
_FEWEST = 3  # expressions of a group, as far as it has any
_COVERED = 0.6  # share of an expression's occurrences inside a longer one that make it redundant
_BETWEEN = "de|du|des|la|le|les|à|a|au|aux|en|et|sur|pour|par|dans|un|une|sans|avec|entre"
_SPACE = r"[ \u00a0]"
_JOINT = re.compile(rf"\s?-\s?|{_SPACE}+(?:(?:{_BETWEEN}){_SPACE}+)*(?:[dl]['’ʼ])?", re.IGNORECASE)
_FAR = 24  # characters between two words of one expression
_NOUN = 1 / 3  # of the times a word is written, what comes before it must announce a noun
_BEFORE_NOUNS = (
    "le la les un une des du de au aux ce cet cette ces mon ma mes notre nos votre vos leur leurs son sa ses"
)
_ANNOUNCE = (
    *(f"{start}{word} " for word in _BEFORE_NOUNS.split() for start in " '’\n("),
    *("l'", "l’", "d'", "d’", ". ", ": ", "; ", "? ", "! ", "\n", "- ", "( ", "« "),
)
_WINDOW = 9  # characters read before a word: the longest of these, and one more


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a title or body that may carry its subject.

    `joined[n]`: words n and n + 1 may be one expression; `announced[n]`: word n stands where a noun does.
    """

    field: Field
    words: list[french.Word]
    joined: list[bool]
    announced: list[bool]


Read = tuple[Passage, ...]


def read(text: Text) -> Read:
    """A text as its passages: the title, and the first `READ` characters of the body."""
    return tuple(_passage(field, getattr(text, field)[:READ]) for field in Field)


def _passage(field: Field, written: str) -> Passage:
    words = subjects(written)
    joined = [
        after.rank == before.rank + 1
        and after.start - before.end <= _FAR
        and bool(_JOINT.fullmatch(written, before.end, after.start))
        for before, after in pairwise(words)
    ]
    return Passage(field, words, [*joined, False], [_is_announced(written, word.start) for word in words])


def _is_announced(written: str, start: int) -> bool:
    before = f" {written[max(0, start - _WINDOW) : start]}".replace("\u00a0", " ").lower()
    return before.endswith(_ANNOUNCE) or not before.strip()


def _runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """All expressions of a passage, as the places of their first and after their last word; shorter ones first."""
    words, joined = passage.words, passage.joined
    number = [word.surface.isdigit() for word in words]
    for at, first in enumerate(words):
        if number[at] or len(first.surface) < _SHORTEST:
            continue
        yield at, at + 1
        for last in range(at + 1, min(at + LONGEST, len(words))):
            if not joined[last - 1] or (number[last - 1] and last - 1 > at):
                break
            yield at, last + 1


def _stems(passage: Passage, at: int, end: int) -> Stems:
    return tuple(word.terms[0] for word in passage.words[at:end])


class Phrasebook:
    """How often the expressions of a corpus occur. Each text counts once for each."""

    def __init__(self, reads: Sequence[Read], progress: Progress) -> None:
        self.of: list[frozenset[Stems]] = []
        self.count: Counter[Stems] = Counter()
        self._written: Counter[str] = Counter()
        self._announced: Counter[str] = Counter()
        for at, passages in enumerate(reads):
            if at % 200 == 0:
                progress(at, len(reads))
            own = frozenset(_stems(one, *run) for one in passages for run in _runs(one))
            self.of.append(own)
            self.count.update(own)
            for one in passages:
                self._written.update(word.terms[0] for word in one.words)
                pairs = zip(one.words, one.announced, strict=True)
                self._announced.update(word.terms[0] for word, announced in pairs if announced)

    def telling(self, members: Sequence[int], *, most: int) -> dict[Stems, float]:
        """The expressions that tell these texts from the others, the most telling first, with their z-score.

        Log-odds ratio with an informative Dirichlet prior, on numbers of texts: Monroe, Colaresi and Quinn,
        "Fightin' Words", Political Analysis 16 (2008), equations 16 and 22; in a corpus of one group, frequencies.
        The order favours expressions of several words, by the root of their number: they say more.
        """
        inside = Counter(stems for row in members for stems in self.of[row])
        least = 1 if len(members) < 4 else 2
        often = [stems for stems, count in inside.items() if count >= least]
        scores = {
            stems: self._z_score(inside[stems], self.count[stems] - inside[stems], len(members))
            for stems in [one for one in often if self._says_something(one)] or often
        }
        whole = len(members) == len(self.of)
        ranked = sorted(scores, key=lambda s: (-(inside[s] if whole else scores[s]) * sqrt(len(s)), s))[:_RANKED]
        kept = _without_parts([s for s in ranked if whole or scores[s] > 0], inside)
        sure = [s for s in kept if whole or scores[s] >= _TELLING]
        return {stems: scores[stems] for stems in (sure if len(sure) >= _FEWEST else kept[:_FEWEST])[:most]}

    def _says_something(self, stems: Stems) -> bool:
        """Several words; or one that is a noun here, and not of those that say little."""
        if len(stems) > 1:
            return True
        return stems[0] not in VAGUE and self._announced[stems[0]] >= _NOUN * self._written[stems[0]]

    def _z_score(self, inside: int, outside: int, members: int) -> float:
        others = max(len(self.of) - members, 1)
        prior = _PRIOR * (inside + outside) / len(self.of)
        a, b = inside + prior, outside + prior
        odds = log(a / max(members + _PRIOR - a, 0.5)) - log(b / max(others + _PRIOR - b, 0.5))
        return odds / sqrt(1 / a + 1 / b)


def _without_parts(ranked: Sequence[Stems], inside: Mapping[Stems, int]) -> list[Stems]:
    """Drop what is mostly seen inside a longer expression of the list, and longer ones that add little to a part."""
    kept: list[Stems] = []
    for stems in ranked:
        longer = (other for other in ranked if len(other) > len(stems) and _holds(other, stems))
        if any(inside[other] >= _COVERED * inside[stems] for other in longer):
            continue
        if not any(_holds(stems, part) and inside[stems] < _COVERED * inside[part] for part in kept):
            kept.append(stems)
    return kept


def _holds(longer: Stems, part: Stems) -> bool:
    return any(longer[at : at + len(part)] == part for at in range(len(longer) - len(part) + 1))


def spellings(texts: Sequence[Text], reads: Sequence[Read], wanted: Iterable[Stems]) -> dict[Stems, str]:
    """How these expressions are mostly written: in capitals (ISF) or else in small letters."""
    found: dict[Stems, Counter[str]] = {stems: Counter() for stems in wanted}
    firsts = {stems[0] for stems in found}
    for text, passages in zip(texts, reads, strict=True):
        for stems, field, start, end in _known(passages, found, firsts):
            written = " ".join(getattr(text, field)[start:end].split())
            found[stems][written if written.isupper() and len(written) <= _CAPITALS else written.lower()] += 1
    return {
        stems: min(counts.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[0]
        for stems, counts in found.items()
        if counts
    }


def _known(passages: Read, wanted: Container[Stems], firsts: Container[str]) -> Iterator[tuple[Stems, Field, int, int]]:
    """Where wanted expressions, which begin with `firsts`, stand in a text, in reading order."""
    for one in passages:
        words = one.words
        for at, end in _runs(one):
            if words[at].terms[0] in firsts and (stems := _stems(one, at, end)) in wanted:
                yield stems, one.field, words[at].start, words[end - 1].end


def shared(passages: Read, telling: Mapping[Stems, str], *, most: int = 12) -> tuple[Shared, ...]:
    """Where the telling expressions of a group stand in a text: the longest at each place, in reading order."""
    taken: list[Shared] = []
    known = _known(passages, telling, {stems[0] for stems in telling})
    for stems, field, start, end in sorted(known, key=lambda one: -len(one[0])):
        if not any(one.field is field and start < one.end and one.start < end for one in taken):
            taken.append(Shared(telling[stems], field, start, end))
    taken.sort(key=lambda one: (one.field is Field.BODY, one.start))
    return tuple(taken[:most])
