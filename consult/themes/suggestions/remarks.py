"""What a facilitator must know before they trust a suggestion: few texts, one word each, other languages, all the same.

`figures` counts what the texts are like when a suggestion is computed; `sentences` says it when it is shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.search.french import STOP_WORDS
from consult.themes.analysis.texts import Text, key, says_nothing

FEW = 30  # texts below which groups hang on single words (docs/themes-suggestion.md)
_WORDS = 8  # of a text, from which its language shows
_FRENCH = 0.15  # share of French function words; French sentences have more than a third


def figures(texts: Sequence[Text], groups: int) -> dict[str, int]:
    """How many texts there are, different ones, of one word, in other languages; how many groups were found."""
    keys = [key(text) for text in texts]
    return {
        "texts": len(texts),
        "different": len(set(keys)),
        "silent": sum(map(says_nothing, texts)),
        "short": sum(len(words.split()) == 1 for words in keys),
        "foreign": sum(map(_is_foreign, keys)),
        "groups": groups,
    }


def _is_foreign(words: str) -> bool:
    found = words.split()
    return len(found) >= _WORDS and sum(word in STOP_WORDS for word in found) < _FRENCH * len(found)


def sentences(found: Mapping[str, Any], asked: int | None) -> list[str]:
    """What these figures mean for the reader, the gravest first."""
    texts, different, groups = (int(found.get(name, 0)) for name in ("texts", "different", "groups"))
    lines = []
    if different == 1 and texts > 1:
        lines.append(_("Toutes les propositions disent la même chose : il n’y a qu’un groupe."))
    elif asked is not None and groups < asked:
        lines.append(_("Vous demandiez %(asked)d groupes ; ces textes n’en forment que %(n)d.", asked=asked, n=groups))
    if 1 < different < FEW:
        lines.append(_("Moins de %(n)d textes différents : les groupes tiennent à quelques mots. Relisez-les.", n=FEW))
    if 2 * found.get("short", 0) > texts:
        lines.append(_("La plupart des textes n’ont qu’un mot : rien n’y est sûr."))
    if foreign := int(found.get("foreign", 0)):
        lines.append(_foreign(foreign))
    return list(map(str, lines))


def _foreign(count: int) -> str:
    said: str = ngettext(
        "%(num)s texte ne semble pas être en français : il est placé par son sens plus que par ses mots. Vérifiez-le.",
        "%(num)s textes ne semblent pas être en français : ils sont placés par leur sens plus que par leurs mots. "
        "Vérifiez-les.",
        count,
    )
    return said
