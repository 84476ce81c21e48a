"""Who counts where once proposals are merged or split. Pure: what one person did in, where they stand out.

At a proposal a person stands in one way or in none, however many of its originals they supported; so the people of a
proposal are the sum of its figures, each counted once:

* direct: they voted for this very text, by themselves;
* confirmed: they supported an original, were asked, and said that it holds for this text (their vote says so too);
* asked: they supported an original and have not answered yet;
* unasked: they supported an original and could not be written to yet.

Whoever voted on the text itself has spoken: any vote in force takes the place of what they inherited, and a vote
against, withdrawn or cancelled is no support. Whoever withdrew does not count again unless they vote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SUPPORT = "agree"
AGAINST = "disagree"


class Answer(StrEnum):
    """What a person made of the support they had given to an original."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a person supports a proposal."""

    DIRECT = "direct"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one person did at one proposal: their mark on it, and what became of the support they inherited."""

    mark: str | None = None
    cancelled: bool = False
    inherited: bool = False
    asked: bool = False
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """How many people stand in each way at a proposal."""

    direct: int = 0
    confirmed: int = 0
    asked: int = 0
    unasked: int = 0

    @property
    def inherited(self) -> int:
        """Those whose support still waits for their word."""
        return self.asked + self.unasked

    @property
    def people(self) -> int:
        """Everybody, each once."""
        return self.direct + self.confirmed + self.inherited


def standing(facts: Facts) -> Standing | None:
    """Where this person stands; None: not among the supporters."""
    if facts.mark is not None:
        if facts.mark != SUPPORT or facts.cancelled:
            return None
        return Standing.CONFIRMED if facts.answer is Answer.CONFIRMED else Standing.DIRECT
    if not facts.inherited or facts.answer is not None:
        return None
    return Standing.ASKED if facts.asked else Standing.UNASKED


def count(facts: Iterable[tuple[Facts, int]]) -> Support:
    """The figures of a proposal; each line of facts comes with the number of people it is true of."""
    found: dict[Standing, int] = {}
    for one, people in facts:
        if (where := standing(one)) is not None:
            found[where] = found.get(where, 0) + people
    return Support(*(found.get(where, 0) for where in Standing))


def heirs(*originals: Mapping[int, Facts]) -> set[int]:
    """Whose support the result inherits: who supports one original at least, and voted against none of them."""
    lines = [line for original in originals for line in original.items()]
    against = {person for person, facts in lines if facts.mark == AGAINST and not facts.cancelled}
    return {person for person, facts in lines if standing(facts) is not None} - against
