"""What a suggestion looks like: groups, and for each text its group, how surely, and why."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Where in a text something stands."""

    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Shared:
    """An expression that a text has in common with its group: `getattr(text, field)[start:end]` is how it is written
    there, `expression` is how the group mostly writes it."""

    expression: str
    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A suggested theme. `key` is the theme it stands for where people had decided one, else None.

    `rows` are its texts, `central` the most typical ones first, `expressions` the most telling first.
    `is_silent`: it gathers the answers without an opinion.
    """

    number: int
    name: str
    expressions: tuple[str, ...]
    central: tuple[int, ...]
    rows: tuple[int, ...]
    key: Hashable | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes: the number of its group, how surely (0 to 1), why, and its nearest fellow there."""

    group: int
    confidence: float
    why: tuple[Shared, ...] = ()
    nearest: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Groups, the largest first, and one place for each text, in the order of the texts."""

    groups: tuple[Group, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """An existing theme for a new text; None where nothing speaks for any."""

    row: int
    theme: Hashable | None
    confidence: float
    why: tuple[Shared, ...] = ()
    nearest: int | None = None
