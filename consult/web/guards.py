"""Guards around every request: what its address may hold, and two for those that write.

* A number in an address is one that a row can have: any other leads to a page that does not exist.
* Nothing is committed for an unsafe request whose CSRF token no form has checked.
* A form that was already accepted gives the answer of the first time: double clicks, retries and "back" do no harm.
  The key is inserted at the start of the request's own transaction, so two identical requests wait for one another.
"""

import hashlib
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, redirect, request
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from consult import clock
from consult.db import SAFE_METHODS, Base, begin_writing, created_at, db, insert_once
from consult.web.forms import KEY
from consult.web.reading import LAST_ROW

KEPT_FOR = timedelta(days=2)


class NumberConverter(IntegerConverter):
    """The number of a row: `<int:…>` in an address."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **({"max": LAST_ROW} | kwargs))


class SentForm(Base):
    """A form that was accepted, and where its answer led."""

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(2000), default="")
    created: Mapped[created_at] = mapped_column(index=True)


def refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL would choke on it: there is no such page."""
    if "\x00" in request.path:
        raise NotFound


def _fingerprint() -> str | None:
    """The key of this form at this address; it is random, so nobody can guess another person's."""
    key = request.form.get(KEY, "")
    if not key or len(key) > 100:
        return None
    return hashlib.sha256(f"{key}\n{request.path}".encode("utf-8", "replace")).hexdigest()


def repeat() -> AnyResponse | None:
    """Answer a form that was already accepted as the first time; note a new one."""
    if request.method != "POST" or (key := _fingerprint()) is None:
        return None
    begin_writing()
    if insert_once(SentForm, key=key, location="", created=clock.now()):
        g.sent_form = key
        return None
    g.csrf_checked = True  # nothing is written: the answer leads where the first one led
    location = db.session.scalar(sa.select(SentForm.location).filter_by(key=key))
    g.repeated = bool(location)
    return redirect(location) if location else None


def seal(response: Response) -> Response:
    """Refuse to write without a checked token; keep where an accepted form led."""
    if request.method in SAFE_METHODS or response.status_code >= 400 or g.get("repeated"):
        return response
    if not g.get("csrf_checked"):
        raise RuntimeError(f"{request.endpoint} would write without having checked a CSRF token")
    if key := g.get("sent_form"):
        if response.location and not g.get("form_refused"):
            db.session.execute(sa.update(SentForm).filter_by(key=key).values(location=response.location))
        else:
            db.session.execute(sa.delete(SentForm).filter_by(key=key))
    return response


def forget_old_forms() -> None:
    """Delete the keys that nobody will send again."""
    db.session.execute(sa.delete(SentForm).where(SentForm.created < clock.now() - KEPT_FOR))


def init_app(app: Flask) -> None:
    """Put the guards in place; must follow db.init_app, whose commit then runs after `seal`."""
    app.url_map.converters["int"] = NumberConverter
    app.before_request(refuse_nul)
    app.before_request(repeat)
    app.after_request(seal)
