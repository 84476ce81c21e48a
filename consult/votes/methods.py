"""Vote methods: which marks a voter can give, and what the counts mean. Pure: no database, no Flask.

To add one, write a class with @method; the vote form, the figures, the exports and the synthesis read METHODS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Mark:
    """One mark a voter can give: a word kept in the database, and its name for people."""

    key: str
    label: LazyString


class Method(Protocol):
    """What is common to all ways of voting on an item."""

    key: ClassVar[str]
    label: ClassVar[LazyString]
    marks: ClassVar[tuple[Mark, ...]]

    def support(self, counts: Mapping[str, int]) -> int:
        """How many people are in favour: the figure by which lists are ordered."""


M = TypeVar("M", bound=Method)
METHODS: dict[str, Method] = {}


def method(cls: type[M]) -> type[M]:
    """Register a method; a name used twice stops the application from starting."""
    one = cls()
    if one.key in METHODS:
        raise RuntimeError(f"two vote methods are called {one.key!r}")
    METHODS[one.key] = one
    return cls


@method
class Support:
    """One mark: I support this."""

    key: ClassVar[str] = "support"
    label: ClassVar[LazyString] = _l("Soutien")
    marks: ClassVar[tuple[Mark, ...]] = (Mark("agree", _l("Je soutiens")),)

    def support(self, counts: Mapping[str, int]) -> int:
        """How many support it."""
        return counts.get("agree", 0)


@method
class Position:
    """Three marks: agree, mixed, disagree."""

    key: ClassVar[str] = "position"
    label: ClassVar[LazyString] = _l("D’accord, mitigé, pas d’accord")
    marks: ClassVar[tuple[Mark, ...]] = (
        Mark("agree", _l("D’accord")),
        Mark("mixed", _l("Mitigé")),
        Mark("disagree", _l("Pas d’accord")),
    )

    def support(self, counts: Mapping[str, int]) -> int:
        """How many agree."""
        return counts.get("agree", 0)
