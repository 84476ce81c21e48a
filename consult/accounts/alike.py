"""Pseudonyms that look like one another. Pure.

"JP.Jandot" and "JPJandot" may be one person; nobody but a person decides that.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from consult.text import fold


def skeleton(name: str) -> str:
    """What remains of a name without case, accents, signs and doubled letters: equal for look-alikes."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z0-9]", "", fold(name)))


def lookalikes(names: Iterable[str]) -> list[list[str]]:
    """The groups of different spellings that share a skeleton."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        groups[skeleton(name)].append(name)
    return [group for bones, group in groups.items() if bones and len(group) > 1]
