"""Search backends. To add one, write a class that does what documents.Backend says, and list it in BACKENDS.

Each is made with the folder in which it may keep files, or None for none. One contract test runs on all of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from consult.search.documents import Backend, Document, Hit, Hits
from consult.search.whoosh_index import Whoosh

__all__ = ["BACKENDS", "Backend", "Document", "Hit", "Hits", "Off", "Whoosh"]


class Off:
    """Find nothing. For tests that do not search, and for running without an index."""

    def __init__(self, directory: Path | str | None = None) -> None: ...

    @contextmanager
    def indexing(self, *, wait: bool = False) -> Iterator[bool]:
        """Everybody may write nothing."""
        yield True

    def update(self, documents: Mapping[str, Document | None]) -> None:
        """Forget."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Hold none."""
        return 0

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
        """Find nothing."""
        return Hits()

    def similar(
        self, title: str, *, kind: str = "proposal", consultation_id: int | None = None, limit: int = 5
    ) -> list[Hit]:
        """Find nothing."""
        return []

    def held(self) -> set[str]:
        """Hold none."""
        return set()


BACKENDS: dict[str, Callable[[Path | str | None], Backend]] = {"whoosh": Whoosh, "off": Off}
