"""What may be shown of counts of people: no group under five, none that a reader could work out. Pure.

Small groups are joined to others until they are five. Where anything is joined, empty groups are joined with it, so
that nobody can tell that each of those joined holds somebody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Group:
    """The places of the counts that were joined, and how many people they are together."""

    places: tuple[int, ...]
    count: int

    @property
    def is_joined(self) -> bool:
        """Whether it holds several."""
        return len(self.places) > 1


def is_small(count: int) -> bool:
    """Whether so many people are too few to be shown, though not nobody."""
    return 0 < count < FEWEST


def joined(counts: Sequence[int]) -> list[Group]:
    """Groups of counts that exclude each other and have no order: the small ones together, and as many as they need.

    Nothing where all of them together are too few.
    """
    if sum(counts) < FEWEST:
        return []
    if not any(map(is_small, counts)):
        return _alone(range(len(counts)), counts)
    rising = sorted(range(len(counts)), key=lambda place: counts[place])
    taken = [place for place in rising if counts[place] < FEWEST]
    others = rising[len(taken) :]
    while sum(counts[place] for place in taken) < FEWEST:
        taken.append(others.pop(0))
    together = Group(tuple(sorted(taken)), sum(counts[place] for place in taken))
    return [*_alone(sorted(others), counts), together]


def banded(counts: Sequence[int]) -> list[Group]:
    """The same for counts in an order: neighbours are joined. Nothing where all of them together are too few."""
    if sum(counts) < FEWEST:
        return []
    if not any(map(is_small, counts)):
        return _alone(range(len(counts)), counts)
    bands: list[list[int]] = [[]]
    for place in range(len(counts)):
        bands[-1].append(place)
        if sum(counts[one] for one in bands[-1]) >= FEWEST:
            bands.append([])
    rest = bands.pop()
    bands[-1] += rest
    return [Group(tuple(band), sum(counts[one] for one in band)) for band in bands]


def apart(counts: Iterable[int], total: int) -> list[int | None]:
    """Counts that do not exclude each other: each is hidden where it, or all who are not in it, are too few."""
    return [None if is_small(count) or is_small(total - count) else count for count in counts]


def _alone(places: Iterable[int], counts: Sequence[int]) -> list[Group]:
    return [Group((place,), counts[place]) for place in places]
