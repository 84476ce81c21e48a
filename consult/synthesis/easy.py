"""A linter of easy-to-read French. Pure: a text in, remarks out.

It checks what can be counted of the European rules of easy-to-read (« L’information pour tous », Inclusion Europe,
2009): short sentences, one idea each, known words, no abbreviation, no figure in Roman numerals. It cannot tell whether
a text is understood: only a reader it is meant for can, so nothing is called « FALC » without a named one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

LONGEST_SENTENCE = 15  # words
LONGEST_WORD = 13  # letters
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Ý]\.){2,}|\b[A-ZÀ-Ý]{2,}\b")
_ROMAN = re.compile(r"\b[IVXLC]{2,}(?:e|ème|er)\b")
_APART = re.compile(r"[;()\[\]]")
_NEGATIONS = re.compile(r"\bn[e’']\s?\w+.*?\b(?:pas|plus|jamais|rien|aucun\w*|personne)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What makes a sentence hard to read."""

    sentence: str
    problem: str


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line is one at least."""
    return [found for one in _SENTENCE.findall(text) if (found := one.strip(" -*•\t"))]


def warnings(text: str) -> list[Remark]:
    """What is to be made simpler, sentence by sentence."""
    return [Remark(sentence, problem) for sentence in sentences(text) for problem in _problems(sentence)]


def _problems(sentence: str) -> Iterator[str]:
    words = _WORD.findall(sentence)
    if len(words) > LONGEST_SENTENCE:
        yield _("%(n)s mots : %(most)s au plus, une idée par phrase.", n=len(words), most=LONGEST_SENTENCE)
    if sentence.count(",") > 1:
        yield _("Plusieurs virgules : coupez-la en deux phrases, ou faites une liste.")
    if _APART.search(sentence):
        yield _("Un point-virgule ou des parenthèses : dites-le dans une autre phrase.")
    for word in dict.fromkeys(w for w in words if max(map(len, re.split("[-’']", w))) > LONGEST_WORD):
        yield _("« %(word)s » est un mot long : cherchez-en un plus courant, ou expliquez-le.", word=word)
    for found in dict.fromkeys(_ACRONYM.findall(sentence)):
        yield _("« %(word)s » : écrivez les mots entiers.", word=found)
    if _ROMAN.search(sentence):
        yield _("Un nombre en chiffres romains : écrivez-le en chiffres courants.")
    if len(_NEGATIONS.findall(sentence)) > 1:
        yield _("Deux négations dans une phrase : dites-le autrement.")
