"""Signs that somebody should read a text: personal data, links, near-copies, capitals, floods, words on a list. Pure.

A sign puts a text in the queue and says why; it never hides anything, and nobody is told but the team. Each finder
looks for what a form can show without a doubt: ten digits of a telephone, the check digits of an account, a number
before the name of a street. What it finds is quoted, so that whoever reads can judge.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult import text


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


_AT = r"\s?(?:@|[\[(]\s?(?:at|arobase|@|chez)\s?[\])]|\sarobase\s)\s?"
_DOT = r"(?:\.|\s?[\[(]\s?(?:dot|point)\s?[\])]\s?|\spoint\s)"
# Bounded, and begun at the beginning of a word only: a hundred thousand signs are read in one pass.
_EMAIL = re.compile(rf"(?<![\w@.+-])[\w.+-]{{0,63}}\w{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[a-z]{{2,12}}(?!\w)", re.I)


def _emails(body: str) -> Iterator[str]:
    for match in _EMAIL.finditer(body):
        yield match[0]


# Ten digits of the numbering plan, in pairs or not. 08 is for services, not for people.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?<!\d\s)(?:(?:\+|00)\s?33[\s.-]?(?:\(0\)\s?)?|0)([1-79])(?:[\s./-]{0,2}\d\d){4}(?![\s.-]?\d|[\w/%€])"
)


def _phones(body: str) -> Iterator[str]:
    for match in _PHONE.finditer(body.replace("\u00a0", " ").replace("\u202f", " ")):
        yield match[0]


_WAYS = (
    "rue|avenue|av|ave|boulevard|bd|bld|bvd|place|impasse|imp|allée|allee|chemin|che|chem|route|rte|quai|cours|square|"
    "passage|villa|sentier|ruelle|lotissement|résidence|hameau|lieu-dit|lieu dit|faubourg|fbg|esplanade|promenade|cité|"
    "traverse|montée|venelle|rond-point|mail|clos"
)
_ARTICLES = r"(?:(?:de\sla|de\sl[’']|d[’']|du|des|de|la|le|les|l[’']|aux|au)\s?)"
_ADDRESS = re.compile(
    rf"(?<![\w€/-])(?<!\d[\s.,])\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-Da-d](?=[\s,])))?\s?,?\s(?:{_WAYS})\.?\s{_ARTICLES}{{0,2}}"
    r"(?P<name>[^\W\d_][\w’'-]+)",
    re.I,
)
# What follows « 2 rue », « 1 place » where no street is meant.
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """sur par pour est et ou à a en qui que plus moins dans avec sans entre libre gratuite assise parking contre
        stationnement suffit suffisait vers où crèche trop seule seul seulement maximum minimum chacun chacune depuis
        handicapé pmr eau réservée réservé offerte concert magistral particulier collectif chaque""",
    )
)


def _addresses(body: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(body):
        if match["name"].casefold() not in _NO_NAME:
            yield match[0]


_IBAN = re.compile(r"(?<![A-Za-z\d])([A-Za-z]{2}\d{2}(?:[\s.-]?[A-Za-z\d]){11,30})(?![A-Za-z\d])")
_LENGTHS = {
    "FR": 27,
    "BE": 16,
    "DE": 22,
    "ES": 24,
    "IT": 27,
    "LU": 20,
    "CH": 21,
    "PT": 25,
    "GB": 22,
    "NL": 18,
    "MC": 27,
}


def _accounts(body: str) -> Iterator[str]:
    """IBAN (ISO 13616): right length for its country, and 1 modulo 97."""
    for match in _IBAN.finditer(body):
        written = re.sub(r"[\s.-]", "", match[1]).upper()
        number = written[: _LENGTHS.get(written[:2], len(written))]
        if _LENGTHS.get(number[:2]) == len(number) and _is_one_modulo_97(number):
            yield match[1]


def _is_one_modulo_97(number: str) -> bool:
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


# Since 2009: two letters, three digits, two letters; no I, O, U; never SS; never 000.
_PLATE = re.compile(r"(?<![\w-])(?!SS|WW)([A-HJ-NP-TV-Z]{2})([- ]?)(?!000)\d{3}\2(?!SS)[A-HJ-NP-TV-Z]{2}(?![\w-])")


def _plates(body: str) -> Iterator[str]:
    for match in _PLATE.finditer(body):
        yield match[0]


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
    SignName.EMAIL: _emails,
    SignName.PHONE: _phones,
    SignName.ADDRESS: _addresses,
    SignName.ACCOUNT: _accounts,
    SignName.PLATE: _plates,
}
