"""Signs that somebody should read a text: personal data, links, near-copies, capitals, floods, words on a list. Pure.

A sign puts a text in the queue and says why; it never hides anything, and nobody is told but the team. What is found
is quoted, so that whoever reads can judge. Personal data are found in `personal.py`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult import text
from consult.moderation import personal


class SignName(StrEnum):
    """What a sign is about. The first five are personal data."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"
    PLATE = "plate"
    LINK = "link"
    COPY = "copy"
    CAPITALS = "capitals"
    FLOOD = "flood"
    WORD = "word"


PERSONAL = (SignName.EMAIL, SignName.PHONE, SignName.ADDRESS, SignName.ACCOUNT, SignName.PLATE)


@dataclass(frozen=True)
class Sign:
    """A reason to read a text: what it is about, and what was found, as it was written."""

    name: SignName
    excerpt: str


def personal_data(body: str) -> list[Sign]:
    """The personal data of a text, each once."""
    return _all(body, {name: FINDERS[name] for name in PERSONAL})


def signs(
    body: str, *, is_new: bool = False, words: Sequence[str] = (), others: Sequence[str] = (), recent: int = 0
) -> list[Sign]:
    """All signs of a text.

    `is_new`: its author has just come, whose links are looked at. `words`: the list of the consultation. `others`: what
    was said nearby, of which this may be a copy. `recent`: how many texts its author wrote in the last ten minutes.
    """
    found = personal_data(body)
    found += _all(body, {SignName.CAPITALS: _capitals, SignName.FLOOD: _repeated})
    found += _all(body, {SignName.LINK: _links}) if is_new else []
    found += [Sign(SignName.WORD, word) for word in listed(body, words)]
    if any(is_near_copy(body, other) for other in others):
        found.append(Sign(SignName.COPY, text.excerpt(body, 80)))
    if recent >= MANY:
        found.append(Sign(SignName.FLOOD, str(recent)))
    return found


def _all(body: str, finders: dict[SignName, Callable[[str], Iterator[str]]]) -> list[Sign]:
    return [
        Sign(name, found)
        for name, find in finders.items()
        for found in dict.fromkeys(" ".join(one.split()) for one in find(body))
    ]


_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"’«»]+", re.I)


def _links(body: str) -> Iterator[str]:
    for match in _LINK.finditer(body):
        yield match[0].rstrip(".,;:!?")


SHOUTED = 0.7  # share of the words that are in capitals
WORDS = 6  # below this, an acronym or two are most of a text
MANY = 8  # texts in ten minutes


def _capitals(body: str) -> Iterator[str]:
    words = re.findall(r"[^\W\d_]{2,}", body)
    if len(words) >= WORDS and sum(word.isupper() for word in words) > SHOUTED * len(words):
        yield text.excerpt(body, 80)


_SAME_SIGN = re.compile(r"([^\W\d_!?.])\1{7,}|([!?])\2{9,}")
_SAME_WORD = re.compile(r"\b(\w{2,})(?:\W+\1\b){5,}", re.I)


def _repeated(body: str) -> Iterator[str]:
    for pattern in (_SAME_SIGN, _SAME_WORD):
        for match in pattern.finditer(body):
            yield match[0][:80]


def listed(body: str, words: Sequence[str]) -> list[str]:
    """The words of a list that are in a text, whole, whatever their case and accents."""
    said = f" {' '.join(_words(body))} "
    return [word for word in words if _words(word) and f" {' '.join(_words(word))} " in said]


def _words(body: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.fold(body))


NEAR = 0.8  # share of the runs of three words that two texts have in common
SHORT = 8  # words: below this, two people easily say the same


def is_near_copy(body: str, other: str) -> bool:
    """Whether two texts of some length say nearly the same: Jaccard's index of their runs of three words."""
    one, two = _runs(body), _runs(other)
    return bool(one and two) and len(one & two) >= NEAR * len(one | two)


def _runs(body: str) -> set[tuple[str, ...]]:
    words = _words(body)
    return {tuple(words[n : n + 3]) for n in range(len(words) - 2)} if len(words) >= SHORT else set()


FINDERS: dict[SignName, Callable[[str], Iterator[str]]] = {
    SignName.EMAIL: personal.emails,
    SignName.PHONE: personal.phones,
    SignName.ADDRESS: personal.addresses,
    SignName.ACCOUNT: personal.accounts,
    SignName.PLATE: personal.plates,
}
