"""R07: the application refuses to serve a database that is not at the newest migration, and says what to do."""

from collections.abc import Callable

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from consult.db import db
from consult.schema import WrongRevision, problem, refuse_wrong_revision, require_current


def _set_revision(name: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :name"), {"name": name})


@pytest.mark.both
def test_a_migrated_database_is_served(migrated: Flask, engine: str) -> None:
    require_current()
    refuse_wrong_revision(migrated)
    assert migrated.test_client().get("/health").status_code == 200


@pytest.mark.both
def test_an_empty_database_is_not_served_until_it_is_upgraded(empty: Callable[[], Flask], engine: str) -> None:
    app = empty()
    refuse_wrong_revision(app)
    client = app.test_client()
    with app.app_context():
        with pytest.raises(WrongRevision, match=r"no tables yet\. Run: flask db upgrade"):
            require_current()
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Mise à jour en cours" in answer.text
        flask_migrate.upgrade()
        assert client.get("/health").status_code == 200


def test_a_database_of_a_newer_version_is_not_served(migrated: Flask) -> None:
    _set_revision("from-the-future")
    assert problem() == (
        "The database is at from-the-future, which this code does not know: it was upgraded by a newer version."
    )
    refuse_wrong_revision(migrated)
    assert migrated.test_client().get("/").status_code == 503
