"""Databases that the migrations made, and none of them the one of the other tests."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from consult import create_app
from consult.db import db
from tests.conftest import settings

_n = count(1)


@pytest.fixture
def empty(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], Flask]]:
    """`empty()`: an application on a new, empty database; may be called again for another one."""
    made: list[Flask] = []

    def make() -> Flask:
        url = _new_database(request.getfixturevalue("postgresql")) if engine == "postgresql" else ""
        made.append(create_app(settings(tmp_path / f"instance-{next(_n)}", DATABASE_URL=url)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _new_database(server: str) -> str:
    name = f"migrations_{next(_n)}"
    engine = sa.create_engine(server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def migrated(empty: Callable[[], Flask]) -> Iterator[Flask]:
    """An application on a database that the migrations made."""
    app = empty()
    with app.app_context():
        flask_migrate.upgrade()
        yield app
