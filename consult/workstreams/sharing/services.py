"""Laying something out for the work stream, changing it, taking it back."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import services as moderation
from consult.search import services as search
from consult.text import file_name
from consult.workstreams import publishing
from consult.workstreams import services as workstreams
from consult.workstreams.models import WorkStream
from consult.workstreams.sharing import filetypes, storage
from consult.workstreams.sharing.models import OnShelf, SharedFile

T = TypeVar("T", bound=OnShelf)
MOST_BYTES = 10 * 1024 * 1024


def share(model: type[T], stream: WorkStream, *, author: User, **fields: Any) -> T:
    """Lay something out. `fields`: title, body, audience, and what the model has besides.

    Raises RuleBroken where the work stream may not publish now.
    """
    publishing.demand(stream)
    make: Callable[..., T] = model
    thing = make(workstream_id=stream.id, consultation_id=stream.consultation_id, author_id=author.id, **fields)
    db.session.add(thing)
    db.session.flush()
    record(Action.SHARED_ADDED, thing, actor=author, workstream=stream.id)
    search.touch(thing)
    return thing


def share_file(stream: WorkStream, *, author: User, name: str, data: bytes, **fields: Any) -> SharedFile:
    """Lay a file out, without what a camera noted in it.

    Raises RuleBroken for a file that is too large or of a type that we do not take.
    """
    publishing.demand(stream)
    return share(SharedFile, stream, author=author, **fields, **_kept(file_name(name), data))


def _kept(name: str, data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise RuleBroken(_("« %(name)s » dépasse 10 Mo.", name=name))
    kind = filetypes.recognise(name, data)
    if kind is None:
        sentence = _(
            "« %(name)s » n’est pas d’un type accepté, ou son contenu n’est pas ce que son nom annonce. "
            "Types acceptés : %(types)s.",
            name=name,
            types=filetypes.EXTENSIONS,
        )
        raise RuleBroken(sentence)
    bare = filetypes.bare(kind, data)
    told = {"name": name, "media_type": kind.media_type, "size": len(bare), "digest": sha256(bare).hexdigest()}
    return told | {"token": storage.put(bare)}


def edit(thing: OnShelf, *, actor: User, seen: int | None = None, **fields: Any) -> None:
    """Change what is laid out; that it was changed is shown. Raises RuleBroken where it was changed since `seen`."""
    workstreams.refuse_if_changed(type(thing), thing.id, seen)
    if changed := workstreams.change(thing, fields):
        thing.edited = clock.now()
        thing.version += 1
        record(Action.SHARED_EDITED, thing, actor=actor, changed=changed)
        search.touch(thing)
        moderation.reworded(thing, actor=actor)


def withdraw(thing: OnShelf, *, actor: User) -> None:
    """Take something back; nothing happens where that is done."""
    if thing.visibility is Visibility.PUBLISHED:
        thing.visibility = Visibility.WITHDRAWN
        record(Action.SHARED_WITHDRAWN, thing, actor=actor)
        search.touch(thing)
