"""The default backend: an index in a folder (or in memory), made and read with Whoosh 2.7.4.

Rules:
- a folder holds `current`, a file that names the sub-folder in use, so that a rebuilt index is switched to at once;
- a reader is opened anew when the index has changed. Never Searcher.refresh(): it shows deleted documents.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from consult.search import questions, spelling, whoosh_files
from consult.search.documents import Document, Hit, Hits, IndexBroken
from consult.search.postings import Place
from consult.search.ranking import Snapshot, facets
from consult.search.whoosh_files import FORMAT, SCHEMA, Memory

T = TypeVar("T")
log = logging.getLogger(__name__)

NEAR = 0.3  # of a title's weight: what a similar thing shares with it at least


class Whoosh:
    """An index in a folder, or in memory where there is none."""

    def __init__(self, directory: Path | str | None = None) -> None:
        self._directory = Path(directory) if directory is not None else None
        self._memory = Memory()
        self._reading = threading.Lock()
        self._snapshot: tuple[str, Snapshot] | None = None
        self._warned = ""

    # Writing

    @contextmanager
    def indexing(self, *, wait: bool = False) -> Iterator[bool]:
        """Hold the right to write, which one thread of one process has at a time; yield False if another has it."""
        storage: Any = self._memory
        if self._directory is not None:
            self._directory.mkdir(parents=True, exist_ok=True)
            storage = FileStorage(str(self._directory))
        lock = storage.lock("indexing")
        if not lock.acquire(blocking=wait):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def update(self, documents: Mapping[str, Document | None]) -> None:
        """Add or replace the document of each key; None removes it. All or nothing."""
        if not documents:
            return
        try:
            whoosh_files.write(self._open(create=True), documents)
        except Exception as error:
            raise IndexBroken(f"the search index could not be written: {error}") from error

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Make a new index of these documents beside the old one, then switch. Return how many it holds."""
        if self._directory is None:
            storage = Memory()
            number = whoosh_files.fill(FileIndex.create(storage, SCHEMA), documents)
            self._memory = storage
            return number
        folder = whoosh_files.new_folder(self._directory)
        try:
            number = whoosh_files.fill(FileIndex.create(FileStorage(str(folder)), SCHEMA), documents)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        whoosh_files.switch(folder)
        return number

    def _current(self) -> str:
        """The name of what is in use; "" for nothing yet."""
        if self._directory is None:
            return f"memory {id(self._memory)}"
        try:
            return (self._directory / "current").read_text().strip()
        except FileNotFoundError:
            return ""

    def _open(self, *, create: bool = False) -> FileIndex:
        name = self._current()
        if self._directory is None:
            exists = self._memory.index_exists()
            return FileIndex(self._memory, SCHEMA) if exists else FileIndex.create(self._memory, SCHEMA)
        if not name and create:
            folder = whoosh_files.new_folder(self._directory)
            index = FileIndex.create(FileStorage(str(folder)), SCHEMA)
            whoosh_files.switch(folder)
            return index
        if not name.startswith(f"{FORMAT}-"):
            raise IndexBroken(f"the search index in {self._directory} is of another version or damaged")
        return FileIndex(FileStorage(str(self._directory / name)), SCHEMA)

    # Reading

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
        clauses = questions.read(words)
        wanted = {
            "kind": kinds,
            "consultation": None if consultation_id is None else (str(consultation_id),),
            "section": None if section is None else (section,),
            "theme": None if theme is None else (theme,),
        }

        def answer(snapshot: Snapshot) -> Hits:
            scores, unknown, places = snapshot.ranked(clauses)
            passing, counted = facets(places, wanted)
            if len(passing) < len(places):
                scores = {n: score for n, score in scores.items() if snapshot.place(n) in passing}
            hits = snapshot.best(scores, max(0, limit), max(0, offset))
            return Hits(len(scores), hits, counted, spelling.suggest(snapshot, words, unknown))

        return self._ask(answer, Hits()) if clauses else Hits()

    def similar(
        self, title: str, *, kind: str = "proposal", consultation_id: int | None = None, limit: int = 5
    ) -> list[Hit]:
        """The things of a kind that speak of what this title, perhaps half typed, speaks of."""
        clauses = questions.read(title.replace('"', " "))

        def answer(snapshot: Snapshot) -> list[Hit]:
            scores, _unknown = snapshot.rank(snapshot.completed(clauses, title), share=NEAR)
            near = {n: score for n, score in scores.items() if _at(snapshot.place(n), kind, consultation_id)}
            return snapshot.best(near, limit)

        return self._ask(answer, []) if clauses else []

    def held(self) -> set[str]:
        """The keys of all documents, for checks."""
        return self._ask(lambda snapshot: {stored["key"] for stored in snapshot.reader.all_stored_fields()}, set())

    def _ask(self, answer: Callable[[Snapshot], T], nothing: T) -> T:
        """Ask the index as it is now, one thread at a time; nothing, where there is none or it is broken."""
        with self._reading:
            try:
                snapshot = self._latest()
                return answer(snapshot) if snapshot is not None else nothing
            except Exception as error:  # a reader must not see a broken index, and Whoosh raises anything
                self._snapshot = None
                if self._warned != (warning := f"{type(error).__name__}: {error}"):
                    log.warning("search index: %s; searching finds nothing until `flask search rebuild`", warning)
                    self._warned = warning
                return nothing

    def _latest(self) -> Snapshot | None:
        name = self._current()
        if not name:
            return None
        index = self._open()
        known: list[Any] = []
        if self._snapshot is not None and self._snapshot[0] == name:
            snapshot = self._snapshot[1]
            if snapshot.generation == index.latest_generation():
                return snapshot
            known = [leaf.segment for leaf in snapshot.leaves]
        self._snapshot = name, Snapshot(index.reader(), known)
        self._warned = ""
        return self._snapshot[1]


def _at(place: Place, kind: str, consultation_id: int | None) -> bool:
    return place.kind == kind and (consultation_id is None or place.consultation == str(consultation_id))
