"""Full-text search for the rest of the house.

* `touch(thing)` queues a row in the transaction of the change; the queue is drained after the commit, outside of it.
* Writing the index costs more than the change itself. So where many write, one request a second does it, for all of
  them, and the worker catches up soon after.
* One indexer at a time reads rows of the queue and the things they name, writes the index, then removes these rows.
  Killed in between, it is done again; a broken index leaves the queue as it is.
* Whoever is refused because another one indexes may go: that one looks at the queue again once it has let go.
* What is found is read in SQL for the viewer: an index that is late shows nothing that it should not.
"""

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context
from markupsafe import Markup

from consult import kinds
from consult.db import after_commit, db, reading, transaction
from consult.jobs.tasks import periodic
from consult.search.backends import BACKENDS, Backend
from consult.search.documents import Document, IndexBroken, key
from consult.search.excerpts import excerpt, highlight
from consult.search.models import Stale
from consult.search.registry import INDEXED, by_kind, everything

__all__ = ["Result", "Results", "find", "numbers", "rebuild", "similar", "sync", "touch"]

log = logging.getLogger(__name__)
BATCH = 500
AFTER_A_REQUEST = 50  # things indexed at most while somebody waits for an answer


@dataclass(frozen=True)
class Result:
    """A thing that answers a question, ready to be shown; title and excerpt have the words of the question marked."""

    kind: str
    thing: Any
    title: Markup
    excerpt: Markup
    url: str
    score: float


@dataclass(frozen=True)
class Results:
    """One page of results; see documents.Hits."""

    total: int
    results: list[Result]
    facets: dict[str, dict[str, int]]
    suggestion: str | None


def backend() -> Backend:
    """The index of this instance, opened when it is first wanted."""
    if "search" not in current_app.extensions:
        index = BACKENDS[current_app.config["SEARCH_BACKEND"]](current_app.config["DATA_DIR"] / "index")
        current_app.extensions.setdefault("search", index)
    found: Backend = current_app.extensions["search"]
    return found


def touch(thing: Any) -> None:
    """Mark a thing's document, and those that follow it, as out of date."""
    db.session.flush()
    for indexed in INDEXED.values():
        name, model = indexed.kind.name, indexed.model
        if isinstance(thing, model):
            db.session.add(Stale(kind=name, thing_id=thing.id))
        for owner, rows in indexed.follows.items():
            if isinstance(thing, owner):
                ids = sa.select(sa.literal(name), model.id).where(rows(thing))
                db.session.execute(sa.insert(Stale).from_select(["kind", "thing_id"], ids))
    db.session.info["search is stale"] = True


@after_commit
def drain() -> None:
    """After a commit that touched something: all of it after a command, the beginning after a request."""
    if not db.session.info.pop("search is stale", False):
        return
    if not has_request_context():
        catch_up()
    elif _is_due():
        _catch_up(AFTER_A_REQUEST)


def _is_due() -> bool:
    """Whether a request of this process may update the index again."""
    now = time.monotonic()
    if now - current_app.extensions.get("search_updated", -inf) < current_app.config["SEARCH_EVERY"]:
        return False
    current_app.extensions["search_updated"] = now
    return True


@periodic(2)
def catch_up() -> None:
    """Bring the index up to date with everything that waits."""
    _catch_up(None)


def _catch_up(left: int | None) -> None:
    try:
        while (left is None or left > 0) and _waiting():
            done = sync(limit=BATCH if left is None else left)
            if not done:
                return
            left = None if left is None else left - done
    except IndexBroken as error:
        log.warning("%s; what changed waits in the queue", error)


def _waiting() -> bool:
    with reading():
        return bool(db.session.scalar(sa.select(sa.exists().select_from(Stale))))


def sync(limit: int = BATCH, *, wait: bool = False) -> int:
    """Bring the index up to date with the oldest rows of the queue; return how many are dealt with.

    0 also where another one indexes, unless `wait`. Raises IndexBroken, the queue being left as it was.
    """
    with backend().indexing(wait=wait) as mine:
        if not mine:
            return 0
        with reading():
            rows = db.session.execute(sa.select(Stale.id, Stale.kind, Stale.thing_id).order_by(Stale.id).limit(limit))
            stale = rows.all()
            documents = _documents({(kind, thing_id) for _id, kind, thing_id in stale})
        if not stale:
            return 0
        backend().update(documents)
        with transaction():
            db.session.execute(sa.delete(Stale).where(Stale.id.in_([row.id for row in stale])))
        return len(stale)


def _documents(names: Collection[tuple[str, int]]) -> dict[str, Document | None]:
    documents: dict[str, Document | None] = {key(kind, thing_id): None for kind, thing_id in names}
    for kind in sorted({kind for kind, _thing_id in names}):
        if indexed := by_kind(kind):
            documents |= indexed.documents(sorted(thing_id for name, thing_id in names if name == kind))
    return documents


def rebuild() -> int:
    """Make the index anew from the tables and switch to it; return how many documents it holds."""
    with backend().indexing(wait=True):
        with reading():
            last = db.session.scalar(sa.select(sa.func.max(Stale.id))) or 0
            number = backend().rebuild(everything())
        with transaction():
            db.session.execute(sa.delete(Stale).where(Stale.id <= last))
    return number


def find(
    words: str,
    *,
    viewer: Any,
    kinds: Collection[str] | None = None,
    consultation_id: int | None = None,
    section: int | None = None,
    theme: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Answer a question: what this viewer may read of what the index finds. Facets name places by number."""
    hits = backend().find(
        words,
        kinds=kinds,
        consultation_id=consultation_id,
        section=None if section is None else str(section),
        theme=None if theme is None else str(theme),
        limit=limit,
        offset=offset,
    )
    shown = _shown({(hit.kind, hit.id) for hit in hits.hits}, words, viewer)
    places = [(hit, shown.get(key(hit.kind, hit.id))) for hit in hits.hits]
    results = [Result(hit.kind, *found, hit.score) for hit, found in places if found is not None]
    return Results(hits.total, results, hits.facets, hits.suggestion)


Shown = tuple[Any, Markup, Markup, str]  # thing, title, excerpt, address


def _shown(names: Collection[tuple[str, int]], words: str, viewer: Any) -> dict[str, Shown]:
    """Of these things, those that the viewer may read, by key."""
    shown: dict[str, Shown] = {}
    for name in sorted({name for name, _id in names}):
        if (indexed := by_kind(name)) is None:
            continue
        things = indexed.things([thing_id for kind, thing_id in names if kind == name], viewer)
        documents = {document.id: document for document in indexed.describe(things)}
        for thing in (thing for thing in things if thing.id in documents):
            said = documents[thing.id]
            title = highlight(said.title or kinds.title(thing), words)
            shown[key(name, thing.id)] = thing, title, excerpt(said.text, words), kinds.url(thing)
    return shown


def numbers(words: str, *, kind: str, consultation_id: int, limit: int) -> list[int]:
    """Numbers of the things of a kind that answer a question, the likeliest first. The caller checks rights."""
    return [hit.id for hit in backend().find(words, kinds={kind}, consultation_id=consultation_id, limit=limit).hits]


def similar(title: str, *, consultation_id: int, limit: int = 5) -> list[int]:
    """Numbers of proposals whose words are close to this title, which may be half typed. The caller checks rights."""
    return [hit.id for hit in backend().similar(title, consultation_id=consultation_id, limit=limit)]
