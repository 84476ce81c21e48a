"""R07: the migrations make exactly the database that the models describe, and can be undone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from consult.db import MIGRATIONS, db

SCRIPTS = ScriptDirectory(str(MIGRATIONS))


def shape(connection: sa.Connection) -> dict[str, list[str]]:
    """All that the database knows of itself (columns, constraints, indexes, triggers), one sorted list an object."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
        return {name: sorted(re.split(r",?\s*\n\s*", sql.replace('"', ""))) for name, sql in rows}
    lines: dict[str, list[str]] = {}
    for query in (
        "SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable,"
        " column_default) FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ):
        for name, line in connection.execute(sa.text(query)):
            lines.setdefault(name, []).append(line)
    return {name: sorted(some) for name, some in lines.items()}


def without_alembic(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: some for name, some in found.items() if not name.startswith("alembic_version")}


@pytest.mark.both
def test_alembic_sees_no_difference_between_migrations_and_models(migrated: Flask, engine: str) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.both
def test_the_migrated_database_is_the_one_that_create_all_makes(
    migrated: Flask, empty: Callable[[], Flask], engine: str
) -> None:
    """What Alembic does not compare: CHECK constraints, WITHOUT ROWID, triggers."""
    with db.engine.connect() as connection:
        migrations = without_alembic(shape(connection))
    with empty().app_context():
        db.create_all()
        with db.engine.connect() as connection:
            models = shape(connection)
    assert migrations == models


@pytest.mark.both
def test_every_migration_goes_up_down_and_up_again(empty: Callable[[], Flask], engine: str) -> None:
    with empty().app_context():
        seen: list[Any] = [{}]
        for revision in reversed([s.revision for s in SCRIPTS.walk_revisions()]):
            flask_migrate.upgrade(revision=revision)
            with db.engine.connect() as connection:
                seen.append(without_alembic(shape(connection)))
        highest = seen[-1]
        while len(seen) > 1:
            seen.pop()
            flask_migrate.downgrade(revision="-1")
            with db.engine.connect() as connection:
                assert without_alembic(shape(connection)) == seen[-1]
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            assert without_alembic(shape(connection)) == highest


def test_there_is_one_line_of_migrations() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_migrations_hold_no_code_of_the_application() -> None:
    for script in SCRIPTS.walk_revisions():
        text = Path(script.path).read_text()
        assert not re.search(r"^\s*(from|import) (consult|config|tests)\b", text, re.M), script.path


@pytest.mark.both
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET kind = 'other'", "DELETE FROM audit_entry"])
def test_the_register_refuses_to_be_rewritten(migrated: Flask, engine: str, statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO audit_entry (created, action, kind, thing_id, details)"
                " VALUES ('2026-01-01 10:00:00', 'account:banned', 'user', 1, '{}')"
            )
        )
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text(statement))
    with db.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT kind FROM audit_entry")).scalars().all() == ["user"]
