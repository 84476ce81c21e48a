"""What goes into an index, what comes out of it, and what every backend can do."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of a thing: by which words it is found, and in which places it is counted.

    Section and theme are short identifiers, or None. The text is analysed and not kept.
    """

    kind: str
    id: int
    title: str
    text: str
    consultation_id: int | None = None
    section: str | None = None
    theme: str | None = None

    @property
    def key(self) -> str:
        """`kind/id`: at most one document has it."""
        return key(self.kind, self.id)


def key(kind: str, thing_id: int) -> str:
    """The key of the document of a thing."""
    return f"{kind}/{thing_id}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that answers a question; a higher score answers better, within one question."""

    kind: str
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of an answer: how many things answer in all, which are on this page, and where they lie.

    A facet counts what each of its values would give while the other filters stay: {"kind": {"proposal": 12}, …}.
    `suggestion` is the question with its unknown words replaced by known ones, or None.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {"kind": {}, "section": {}, "theme": {}})
    suggestion: str | None = None


class IndexBroken(Exception):
    """The index cannot be read or written. Its documents are not lost: `flask search rebuild` makes them anew."""


class Backend(Protocol):
    """An index. Reading never raises; writing raises IndexBroken and has then changed nothing."""

    def indexing(self, *, wait: bool = False) -> AbstractContextManager[bool]:
        """Hold the right to write, which one thread of one process has at a time; yield False if another has it."""

    def update(self, documents: Mapping[str, Document | None]) -> None:
        """Add or replace the document of each key; None removes it. All or nothing."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Make a new index of these documents beside the old one, then switch. Return how many it holds."""

    def find(
        self,
        words: str,
        *,
        kinds: Collection[str] | None = None,
        consultation_id: int | None = None,
        section: str | None = None,
        theme: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Hits:
        """Answer a question in a person's words; whatever they typed, it does not raise."""

    def similar(
        self, title: str, *, kind: str = "proposal", consultation_id: int | None = None, limit: int = 5
    ) -> list[Hit]:
        """The things of a kind that speak of what this title, perhaps half typed, speaks of."""

    def held(self) -> set[str]:
        """The keys of all documents, for checks."""
