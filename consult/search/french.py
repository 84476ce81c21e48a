"""French words for the index: what a reader of French takes for the same word gets a common term.

The rules, in order:
- a word is a run of letters and digits; inner apostrophes belong to it, hyphens part words, `C.N.I.L.` is `CNIL`;
- a handle (`@marie-d`) is one word, and its parts are words too;
- elided words before ' or ’ fall (l'eau, jusqu’ici), except in words of their own (aujourd'hui, prud'homme);
- stop words fall and leave no gap: "accès à internet" is also "accès internet";
- a few lines join what Snowball leaves apart (vélo/vélos, lieu/lieux, actif/active), and Snowball does the rest;
- `fold` removes case, accents and ligatures. A word yields fold(stem(word)) and, where different, stem(fold(word)),
  in the index as in questions: accents help the stemmer, and whoever does not type them finds the same things.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

LONGEST = 40  # letters of a word that count; the rest of a base64 blob says nothing

_LETTER = r"[^\W_]"
_MARKS = "\u0300-\u036f"
_WORD = re.compile(
    rf"(?<![\w.])@\w[\w{_MARKS}]*(?:[.\-'’]\w[\w{_MARKS}]*)*"  # @handle
    rf"|(?<![\w.])(?:[^\W\d_]{{1,2}}['’ʼ])?(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![\w{_MARKS}]))?"  # C.N.I.L., l'U.E.
    rf"|(?:{_LETTER}[{_MARKS}]*)+(?:['’ʼ](?:{_LETTER}[{_MARKS}]*)+)*"
)
_PART = re.compile(rf"(?:{_LETTER}[{_MARKS}]*)+")
_ELIDED = re.compile(r"(?:[ldjmtsnc]|(?:jus|lors|puis|quoi|quel|pres)?qu)['’ʼ](?=.)", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_snowball = Stemmer.Stemmer("french", 0)  # its own cache is off: ours keeps the finished terms

# Function words. Folded. Words that carry a stance or a place in civic debate (contre, sans, été, moins) are kept.
STOP_WORDS = _listed(
    """
    a afin ai ainsi alors apres as au aucun aucune auquel aussi autre autres aux auxquelles auxquels avaient avais
    avait avant avec avez aviez avoir avons ayant c ca car ce ceci cela celle celles celui cependant certain
    certaine certaines certains ces cet cette ceux chaque chez ci comme comment d dans de depuis des desquelles
    desquels deux dois doit doivent donc dont du duquel elle elles en encore entre es est et etaient etais etait
    etant etc etes etiez etions etre eu eux faire fait faut furent fut http https il ils j je jusque l la laquelle
    le lequel
    les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes mes mien mienne moi mon n ne ni non
    nos notre nous on ont or ou par parce pas pendant peu peut peuvent peux plus plusieurs pour pourquoi pourrait
    pouvez pouvoir puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi quoique s sa se
    selon sera serait seront ses si soi soient sois soit sommes son sont sous suis sur t ta tandis te tel telle
    telles tels tes toi ton tous tout toute toutes tres tu un une vers voici voila vos votre vous vu www y
    """
)
# End in s in the singular, and the feminine needs it (inclus, incluse), or the word without s is another (fois, foi).
_KEEP_S = _listed(
    """
    acquis admis anglais appris assis autrefois bas bois bourgeois bras chinois clos compris concis confus conquis
    danois depuis diffus divers dos epais exclus fois francais frais gras gris gros hollandais inclus indecis intrus
    irlandais japonais las lyonnais marseillais mauvais mis mois niais obtus omis parfois pas permis polonais
    portugais precis pris profus promis repris requis reclus remis soumis surpris sournois suedois tiers transmis
    trois toutefois
    """
)
_IRREGULAR = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "coraux": "corail", "emaux": "email"}
# Snowball takes a piece of data for a gift (données, don) and communication for a commune.
_STEMS = {"donnee": "donnée", "donnees": "donnée", "communication": "communic", "communications": "communic"}
_PLURAL_S = re.compile(r"..[aiouïûù]s$")
_PLURAL_X = re.compile(r"(?:\b(?:d|f|p)|j|li|vo|nev|chev|av|adi|essi|moy)eux$|vœux$")
_RULES = (
    (re.compile(r"trices?$"), "teur"),
    (re.compile(r"bilit[ée]s?$"), "ble"),
    (re.compile(r"yaux$"), "yau"),
)
_ENDINGS = ((re.compile(r"[iï]f$"), "iv"), (re.compile(r"c?qu$"), "c"), (re.compile(r"gu$"), "g"))
_MASCULINE = {"nouvel": "nouveau", "vieil": "vieux"}


class Word(NamedTuple):
    """A word of a text: where it stands (characters), its rank among the words that count, how it is written
    (lower case, composed, without elision) and the terms it is found by, the better one first."""

    start: int
    end: int
    rank: int
    surface: str
    terms: tuple[str, ...]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Remove case, accents, ligatures and all that is neither letter nor digit. fold(fold(w)) == fold(w)."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(filter(str.isalnum, bare.translate(_LIGATURES)))


def stem(word: str) -> str:
    """The stem of a lower-case word, with its accents."""
    bare = fold(word)
    if bare in _STEMS:
        return _STEMS[bare]
    if bare in _IRREGULAR:
        word = _IRREGULAR[bare]
    elif (_PLURAL_S.search(word) and bare not in _KEEP_S) or _PLURAL_X.search(word):
        word = word[:-1]
    for pattern, end in _RULES:
        word = pattern.sub(end, word)
    word = str(_snowball.stemWord(word))
    for pattern, end in _ENDINGS:
        word = pattern.sub(end, word)
    return _MASCULINE.get(word, word)


@lru_cache(maxsize=65536)
def terms(surface: str) -> tuple[str, ...]:
    """The terms of one written word: none for a stop word, else one or two, fold(stem(word)) first."""
    folded = fold(surface)
    if not folded or folded in STOP_WORDS:
        return ()
    if surface.startswith("@"):
        return ("@" + _PART.sub(lambda part: fold(part[0]), surface[1:]),)
    best, bare = fold(stem(surface)), stem(folded)
    return (best or folded,) if best == bare else (best or folded, bare)


def words(text: str) -> Iterator[Word]:
    """The words of a text that count, in order. The parts of a handle follow it, the first at its rank."""
    rank = 0
    for found in _WORD.finditer(text):
        start, written = found.start(), found[0]
        read = _read if len(written) <= LONGEST else _read.__wrapped__  # a blob is not worth remembering
        for first, end, surface, its_terms in read(written):
            yield Word(start + first, start + end, rank, surface, its_terms)
            rank += not surface.startswith("@")


@lru_cache(maxsize=65536)
def _read(written: str) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
    """What counts in one match of _WORD: where it begins and ends there, its surface and its terms."""
    start, end = 0, len(written)
    while elided := _ELIDED.match(written, start):
        start = elided.end()
    surface = _surface(written[start:])
    pieces = [(start, end, surface)]
    if surface.startswith("@"):
        pieces += [(part.start(), part.end(), _surface(part[0])) for part in _PART.finditer(written)]
    return tuple((first, last, surface, found) for first, last, surface in pieces if (found := terms(surface)))


def _surface(written: str) -> str:
    lower = unicodedata.normalize("NFC", written[:LONGEST].lower()).replace("’", "'").replace("ʼ", "'")
    return lower.replace(".", "") if "." in lower and not lower.startswith("@") else lower
