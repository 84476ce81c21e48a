"""Where a thing can be moved to: a registry, filled by the features that own the places (sections, themes)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from consult import kinds
from consult.accounts.models import User


@dataclass(frozen=True)
class Shelf:
    """One way of putting a kind of things in its place. A place is a number, 0 for none.

    `places` gives the titles of the places of a thing's consultation by their numbers, `where` says where it is, `put`
    puts it elsewhere in the name of an actor.
    """

    name: str
    places: Callable[[Any], Mapping[int, str]]
    where: Callable[[Any], int]
    put: Callable[[Any, int, User], None]


SHELVES: dict[str, list[Shelf]] = {}


def register(kind: str, shelf: Shelf) -> None:
    """Let things of this kind be moved along this shelf."""
    SHELVES.setdefault(kind, []).append(shelf)


def destinations(thing: Any) -> dict[str, str]:
    """Where a thing can go from where it is: titles by address (`section:3`)."""
    found: dict[str, str] = {}
    for shelf in SHELVES.get(kinds.ref(thing).kind, ()):
        here = shelf.where(thing)
        found |= {f"{shelf.name}:{n}": title for n, title in shelf.places(thing).items() if n != here}
    return found


def title_of(thing: Any, place: str | None) -> str:
    """What a place is called now; empty where it is gone."""
    if (found := _shelf(thing, place)) is None:
        return ""
    shelf, number = found
    return shelf.places(thing).get(number, "")


def put(thing: Any, place: str, *, actor: User) -> str | None:
    """Move a thing; say where it was. None, and nothing moved, where that place does not exist or is where it is."""
    if place not in destinations(thing) or (found := _shelf(thing, place)) is None:
        return None
    shelf, number = found
    before = f"{shelf.name}:{shelf.where(thing)}"
    shelf.put(thing, number, actor)
    return before


def _shelf(thing: Any, place: str | None) -> tuple[Shelf, int] | None:
    """The shelf and the number that an address names."""
    name, _colon, number = (place or "").partition(":")
    shelf = next((s for s in SHELVES.get(kinds.ref(thing).kind, ()) if s.name == name), None)
    return (shelf, int(number)) if shelf and number.isascii() and number.isdigit() else None
