"""Letters, and an index that follows, for whole stories."""

import pytest
from flask import Flask

from consult.jobs import worker
from consult.search import services as search
from consult.search.whoosh_index import Whoosh
from tests.letters import letters  # noqa: F401  a fixture


@pytest.fixture
def index(app: Flask, db, monkeypatch):
    """`index()`: lets the worker and the search index catch up."""
    monkeypatch.setitem(app.extensions, "search", Whoosh(None))

    def catch_up():
        db.session.commit()
        db.session.remove()
        worker.drain(app)
        search.sync(wait=True)
        db.session.remove()

    return catch_up
