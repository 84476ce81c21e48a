"""The files of a Whoosh index: what its fields hold, how a batch is written, how one folder takes another's place.

- An index keeps keys, terms and places, never a text.
- A document is replaced by deleting its number and adding it: update_document() is ten times slower.
- A small batch is a segment of its own; segments are merged when there are MANY of them.
"""

import os
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import COLUMN, ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from consult.search import french
from consult.search.documents import Document
from consult.search.postings import Place

FORMAT = "v1"  # of the analysis and the schema: change it with them, and older indexes wait for a rebuild
MANY = 8
WAIT = 5.0  # seconds for the folder's own lock, which `indexing` makes free as a rule


class Memory(RamStorage):  # type: ignore[misc]
    """An index in memory. Whoosh's own writes its temporary files into one folder for the whole machine."""

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """A folder of its own for what one writer puts aside; it goes with the index."""
        folder = tempfile.mkdtemp(prefix="consult-index-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return FileStorage(folder)


class Terms(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """The terms of a text, with the ranks of its words."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **_more: Any) -> Iterator[Token]:
        """Yield one token a term; Whoosh wants the same object each time."""
        token = Token(positions, mode=mode)
        for word in french.words(value):
            token.pos = word.rank
            for token.text in word.terms:
                yield token


class Surfaces(Analyzer):  # type: ignore[misc]
    """The words of a text as they are written, each with its folded form before it; handles are nobody's spelling."""

    def __call__(self, value: str, mode: str = "", **_more: Any) -> Iterator[Token]:
        """Yield each word once."""
        token = Token(mode=mode)
        for surface in {word.surface for word in french.words(value)}:
            if not surface.startswith("@"):
                token.text = f"{french.fold(surface)} {surface}"
                yield token


SCHEMA = Schema(
    key=ID(stored=True),
    title=TEXT(Terms()),
    text=TEXT(Terms()),
    surface=TEXT(Surfaces(), phrase=False),
    place=COLUMN(),
)


def new_folder(directory: Path) -> Path:
    """A folder for an index of today's format."""
    folder = directory / f"{FORMAT}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def switch(folder: Path) -> None:
    """Make this folder the one in use, at once and for every process; remove the others."""
    pointer = folder.parent / "current.new"
    pointer.write_text(folder.name)
    os.replace(pointer, folder.parent / "current")
    for other in folder.parent.glob("v*-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def write(index: FileIndex, documents: Mapping[str, Document | None]) -> None:
    """Add or replace the document of each key in one commit; None removes it."""
    writer = index.writer(timeout=WAIT)
    try:
        with writer.reader() as reader:
            for key in documents:
                try:
                    writer.delete_document(reader.first_id("key", key))
                except (KeyError, TermNotFound):
                    continue
        for document in documents.values():
            if document is not None:
                writer.add_document(**_fields(document))
        writer.commit(merge=len(writer.segments) >= MANY)
    except BaseException:
        writer.cancel()
        raise


def fill(index: FileIndex, documents: Iterable[Document]) -> int:
    """Put documents into a new index, in one commit; return how many."""
    writer = index.writer(limitmb=64)
    number = 0
    try:
        for document in documents:
            writer.add_document(**_fields(document))
            number += 1
        writer.commit(merge=False)
    except BaseException:
        writer.cancel()
        raise
    return number


def _fields(document: Document) -> dict[str, Any]:
    place = Place(
        document.kind, str(document.consultation_id or ""), str(document.section or ""), str(document.theme or "")
    )
    return {
        "key": document.key,
        "title": document.title,
        "text": document.text,
        "surface": f"{document.title}\n{document.text}",
        "place": "\t".join(place).encode(),
    }
