"""Expressions of one to three words, as people write them, and those that tell a group of texts from the others.

An expression is found by its stems ("site internet", "sites Internet"), and shown in its most frequent spelling. Its
words may be joined by function words ("protection des données"), never across punctuation. The way one speaks in a
consultation ("il faudrait", "je propose de") belongs to no expression.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from consult.search import french
from consult.themes.analysis.civic import subjects
from consult.themes.analysis.results import Field, Shared
from consult.themes.analysis.texts import Text

Stems = tuple[str, ...]
LONGEST = 3  # words
_PRIOR = 10.0  # texts: how much the whole corpus weighs against one group
_TELLING = 1.96  # standard deviations above what chance would give
_COVERED = 0.6  # share of an expression's occurrences inside a longer one that make it redundant
_BETWEEN = "de|du|des|la|le|les|à|a|au|aux|en|et|sur|pour|par|dans|un|une|sans|avec|entre"
_SPACE = r"[ \u00a0]"
_JOINT = re.compile(rf"\s?-\s?|{_SPACE}+(?:(?:{_BETWEEN}){_SPACE}+)*(?:[dl]['’ʼ])?", re.IGNORECASE)
_FAR = 24  # characters between two words of one expression


@dataclass(frozen=True, slots=True)
class Found:
    """An expression in a text, where it stands, and how it is written there."""

    stems: Stems
    field: Field
    start: int
    end: int
    written: str


def expressions(text: Text) -> Iterator[Found]:
    """All expressions of a text: title first, in reading order, the shorter first at each place."""
    for field in Field:
        written: str = getattr(text, field)
        words = subjects(written)
        for at, first in enumerate(words):
            for last in _reach(written, words, at):
                stems = tuple(word.terms[0] for word in words[at : at + last])
                end = words[at + last - 1].end
                if _names_something(words[at : at + last]):
                    yield Found(stems, field, first.start, end, " ".join(written[first.start : end].split()))


def _reach(written: str, words: Sequence[french.Word], at: int) -> Iterator[int]:
    """How many words from `at` on make an expression: one, and more while nothing but function words is between."""
    yield 1
    for count in range(2, min(LONGEST, len(words) - at) + 1):
        before, after = words[at + count - 2], words[at + count - 1]
        gap = written[before.end : after.start]
        if after.rank != before.rank + 1 or len(gap) > _FAR or not _JOINT.fullmatch(gap):
            return
        yield count


def _names_something(words: Sequence[french.Word]) -> bool:
    """It begins with a word, and a number is in it at most at the end."""
    return len(words[0].surface) > 2 and not any(word.surface.isdigit() for word in words[:-1] or words)


class Phrasebook:
    """How often the expressions of a corpus occur, and how they are written. Each text counts once for each."""

    def __init__(self, texts: Sequence[Text]) -> None:
        spellings: dict[Stems, Counter[str]] = defaultdict(Counter)
        self.of: list[frozenset[Stems]] = []
        for text in texts:
            found = list(expressions(text))
            self.of.append(frozenset(one.stems for one in found))
            for one in found:
                spellings[one.stems][one.written if one.written.isupper() else one.written.lower()] += 1
        self.count = Counter(stems for own in self.of for stems in own)
        self._spellings = spellings

    def spelling(self, stems: Stems) -> str:
        """The most frequent spelling of an expression."""
        return min(self._spellings[stems].items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[0]

    def telling(self, members: Sequence[int], *, most: int) -> dict[Stems, float]:
        """The expressions that tell these texts from the others, the most telling first, with their z-score.

        Log-odds ratio with an informative Dirichlet prior, on numbers of texts: Monroe, Colaresi and Quinn,
        "Fightin' Words", Political Analysis 16 (2008), equations 16 and 22; in a corpus of one group, frequencies.
        The order favours expressions of several words, by the root of their number: they say more.
        """
        inside = Counter(stems for row in members for stems in self.of[row])
        least = 1 if len(members) < 4 else 2
        scores = {
            stems: self._z_score(count, self.count[stems] - count, len(members))
            for stems, count in inside.items()
            if count >= least
        }
        whole = len(members) == len(self.of)
        ranked = sorted(scores, key=lambda s: (-(inside[s] if whole else scores[s]) * sqrt(len(s)), s))
        kept = _without_parts([s for s in ranked if whole or scores[s] > 0], inside)
        sure = [s for s in kept if whole or scores[s] >= _TELLING] or kept[: min(3, most)]
        return {stems: scores[stems] for stems in sure[:most]}

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


def shared(text: Text, telling: Mapping[Stems, str], *, most: int = 12) -> tuple[Shared, ...]:
    """Where the telling expressions of a group stand in a text: the longest at each place, in reading order."""
    taken: list[Found] = []
    for one in sorted(expressions(text), key=lambda f: (-len(f.stems), f.field is Field.BODY, f.start)):
        if one.stems in telling and not any(
            one.field is other.field and one.start < other.end and other.start < one.end for other in taken
        ):
            taken.append(one)
    taken.sort(key=lambda one: (one.field is Field.BODY, one.start))
    return tuple(Shared(telling[one.stems], one.field, one.start, one.end) for one in taken[:most])
