"""Write the first migration again from the models: `make migration-initial`. Only while nothing is released.

It is compared with an empty database, so it holds every table, and the seals of the append-only register.
To be deleted, with its line of the Makefile, at the first release: from then on migrations are added, never rewritten.
"""

import re
import tempfile
from pathlib import Path

import flask_migrate
import sqlalchemy as sa

import config
from consult import create_app
from consult.db import db

HERE = Path(__file__).parent


def seals() -> dict[str, list[str]]:
    """What is declared with the tables besides tables and indexes: their triggers, by database."""
    found: dict[str, list[str]] = {}
    for dialect, url in {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}.items():
        said: list[object] = []
        nowhere = sa.create_mock_engine(url, lambda statement, *_rest, said=said, **_more: said.append(statement))
        db.metadata.create_all(nowhere, checkfirst=False)
        found[dialect] = [one.statement for one in said if isinstance(one, sa.DDL)]
    return found


def unseal(statements: list[str]) -> list[str]:
    """How the functions of triggers go; the triggers themselves go with their table."""
    names = [match[1] for s in statements if (match := re.match(r"CREATE FUNCTION (\w+)", s))]
    return [f"DROP FUNCTION {name}()" for name in names]


def _by_dialect(statements: dict[str, list[str]]) -> str:
    lines = []
    for dialect, some in statements.items():
        if some:
            lines.append(f'    if op.get_bind().dialect.name == "{dialect}":\n')
            lines += [f"        op.execute({statement!r})\n" for statement in some]
    return "".join(lines)


def seal(migration: Path) -> None:
    """Add the seals at the end of both ways, and take the generator's remarks away."""
    text = re.sub(r"    # ### .*\n", "", migration.read_text())
    up, down = text.split("\n\n\ndef downgrade()", 1)
    found = seals()
    undone = {dialect: unseal(statements) for dialect, statements in found.items()}
    migration.write_text(f"{up}\n{_by_dialect(found)}\n\ndef downgrade(){down.rstrip()}\n{_by_dialect(undone)}")


def write() -> Path:
    """Write the migration; return its file."""
    for old in (HERE / "versions").glob("*.py"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"DATA_DIR": folder}))
        app.extensions["migrate"].configure_args["render_as_batch"] = False  # every table is new
        with app.app_context():
            flask_migrate.migrate(directory=str(HERE), message="the whole house", rev_id="initial")
    (migration,) = (HERE / "versions").glob("*.py")
    seal(migration)
    return migration


if __name__ == "__main__":
    print(write())  # noqa: T201
