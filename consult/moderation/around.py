"""What was said around a thing: a registry, filled by the features that know in which talk it stands."""

from collections.abc import Callable, Sequence
from typing import Any

from consult import kinds

Neighbours = tuple[Sequence[Any], Sequence[Any]]
AROUND: dict[str, Callable[[Any, Any], Neighbours]] = {}


def register(kind: str, neighbours: Callable[[Any, Any], Neighbours]) -> None:
    """Say how the things before and after one of this kind are found: a function of (thing, viewer)."""
    AROUND[kind] = neighbours


def of(thing: Any, *, viewer: Any) -> Neighbours:
    """What comes before and after a thing, as far as this viewer may read it; authors are loaded."""
    neighbours = AROUND.get(kinds.ref(thing).kind)
    return neighbours(thing, viewer) if neighbours else ((), ())
