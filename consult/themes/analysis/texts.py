"""Texts as the analysis reads them, and those that say nothing ("rien", "RAS", "sans avis")."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.errors import ConsultError
from consult.search.french import fold

Progress = Callable[[int, int], None]

_WORD = re.compile(r"[^\W_]+")
_LONGEST_NOTHING = 8  # words
# All words of an answer without an opinion. Folded. "Non" and "oui" alone answer a question that was not kept.
_NOTHING = frozenset(
    """
    a ai ajouter au aucun aucune aucunes aucuns autre autres avis c ca ce cet cette comment commentaire commentaires d
    de des dire du en est ici idee idees idem j je l la le les me mes moi mon n na nc ne neant non nsp nul nulle objet
    on opinion oui par pas plus point points pour precision proposition propositions que question r ras remarque
    remarques rep reponse reponses rien s sais sait sans signaler so special speciale specifique suggestion suggestions
    suis sujet sur tout un une x y
    """.split()  # noqa: SIM905  reads better
)


class CannotAnalyse(ConsultError):
    """These texts cannot be grouped or compared; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A title, which may be empty, and a body."""

    title: str
    body: str = ""

    @property
    def whole(self) -> str:
        """Title and body, as one reads them."""
        return f"{self.title}\n{self.body}" if self.title and self.body else self.title or self.body


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def key(text: Text) -> str:
    """What two texts share that differ by case, accents and punctuation alone."""
    return " ".join(filter(None, map(fold, _WORD.findall(text.whole))))


def says_nothing(text: Text) -> bool:
    """Whether a text is empty, or an answer without an opinion, such as "rien à signaler" or "RAS"."""
    words = key(text).split()
    return len(words) <= _LONGEST_NOTHING and _NOTHING.issuperset(words)


def distinct(
    texts: Sequence[Text], rows: Iterable[int], decided: Mapping[int, Hashable]
) -> tuple[list[int], dict[int, int]]:
    """The first row of each different text, decided ones first, and for each row the place of its first one there.

    Texts that are the same stay two where people put them in two themes; a free one follows the first of them.
    """
    heads: list[int] = []
    known: dict[tuple[str, Hashable | None], int] = {}
    place = {}
    for row in sorted(rows, key=lambda row: (row not in decided, row)):
        words = key(texts[row])
        at = known.get((words, decided.get(row)))
        if at is None:
            at = len(heads)
            heads.append(row)
            known[words, decided.get(row)] = at
            known.setdefault((words, None), at)
        place[row] = at
    return heads, place
