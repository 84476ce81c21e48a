"""From figures to votes: who gives which mark. Pure and always the same for the same seed."""

import random
from collections.abc import Mapping, Sequence


def deal(
    counts: Mapping[str, int], people: Sequence[str], *, leanings: Mapping[str, str] | None = None, seed: str
) -> dict[str, str]:
    """Deal the marks out: `{person: mark}` with exactly these counts.

    Those with a leaning (they said so in a comment) get their mark first, as far as it reaches; the rest go to the
    others, and to nobody whose leaning they would belie unless there is nobody else. Raises ValueError where there are
    more marks than people.
    """
    if sum(counts.values()) > len(people):
        raise ValueError(f"{sum(counts.values())} votes for {len(people)} people ({seed})")
    leanings = leanings or {}
    order = list(people)
    random.Random(seed).shuffle(order)  # noqa: S311  an order, no secret
    left, dealt = dict(counts), dict[str, str]()
    for person in order:
        if left.get(leanings.get(person, ""), 0):
            dealt[person] = leanings[person]
            left[leanings[person]] -= 1
    rest = sorted((p for p in order if p not in dealt), key=lambda p: p in leanings)
    marks = [mark for mark, count in left.items() for _ in range(count)]
    return dealt | dict(zip(rest, marks, strict=False))
