"""Run by Alembic for `flask db …`: which database, and how what we define is written in a migration.

* Migrations hold no code of the application: what a name means may change later, what a migration did may not.
* On SQLite a table is changed by copying it; foreign keys are off meanwhile, and checked once all is done.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from consult.db import db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as the plain types they are in the database."""
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def skip_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no migration when nothing changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Run the migrations in one transaction."""
    arguments = {
        "render_item": render_item,
        "process_revision_directives": skip_empty,
        "compare_type": True,
    } | current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:  # has no effect once a transaction has begun
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(connection=connection, target_metadata=db.metadata, **arguments)
            with context.begin_transaction():
                context.run_migrations()
                if is_sqlite and (orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"this migration would leave rows that point at nothing: {orphans[:5]}")
        finally:
            connection.invalidate()  # the next one has foreign keys again


if context.is_offline_mode():
    raise RuntimeError("migrations are run against a database: `flask db upgrade`")
run()
