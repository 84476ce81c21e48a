"""The database: one base class, shared column types, and one transaction per request.

* Returning a response commits; raising, or answering with a status of 400 and above, rolls back.
* Nothing else in `consult/` calls commit().
* A request that may write (POST, PUT, PATCH, DELETE) and every command begin with BEGIN IMMEDIATE on SQLite:
  a deferred transaction that writes later is refused under load. Reading requests cannot write at all.
"""

import enum
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask import Flask, Response, current_app, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from werkzeug.exceptions import NotFound

from consult import clock
from consult.sqlite import Transactions

T = TypeVar("T")
log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent.parent / "migrations"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_mode: ContextVar[str] = ContextVar("mode", default="free")  # free | read | ask | write


class UTCDateTime(sa.TypeDecorator[datetime]):
    """Store aware datetimes as naive UTC, and hand them back aware."""

    impl = sa.DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What its values are."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a datetime without a zone: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Hand the datetime back with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


intpk = Annotated[int, mapped_column(primary_key=True, sort_order=-100)]
created_at = Annotated[datetime, mapped_column(default=clock.now, sort_order=-10)]


class Base(DeclarativeBase):
    """The base of every model. Models name their table; nothing about them is generated from Flask."""

    # The map sits on the registry: Flask-SQLAlchemy 3.1 refuses it as a class attribute.
    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            # Persist enum values, not names, and as plain strings: adding a value needs no DDL.
            enum.Enum: sa.Enum(enum.Enum, values_callable=lambda e: [m.value for m in e], native_enum=False, length=32),
        },
    )


# What was read stays readable after the commit: nothing is fetched again behind our back.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()


class Identified:
    """What has a number and a birthday."""

    id: Mapped[intpk]
    created: Mapped[created_at]


M = TypeVar("M", bound=type[Base])


def found(thing: T | None) -> T:
    """The thing, or the 404 page."""
    if thing is None:
        raise NotFound
    return thing


def require_answer() -> None:
    """Ask the database something; it raises where it does not answer."""
    db.session.execute(sa.text("SELECT 1"))


def execute(statement: sa.Executable, values: Mapping[str, Any] | None = None, **options: Any) -> sa.CursorResult[Any]:
    """Run a statement on tables in the session's transaction, where the session has nothing to learn from it.

    Half the price of `db.session.execute`, for statements that come by the thousand.
    """
    return db.session.connection().execute(statement, values, **options)


def columns(model: type[Base], kind: type) -> list[sa.ColumnElement[Any]]:
    """The columns of a table that fill a dataclass, in the order of its fields."""
    return [model.__table__.c[field.name] for field in fields(kind) if field.name in model.__table__.c]


def upsert(model: type[Base], keys: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert the row `keys | values`, or set `values` on the row that has these keys: one statement, no race.

    A value may be an SQL expression over the table's columns, used only when the row exists: a new one gets the
    column's default. The statement is remembered by the expression, so let it be a constant of its module.
    """
    plain = {k: v for k, v in values.items() if not isinstance(v, sa.ColumnElement)}
    changes = tuple((k, v) for k, v in values.items() if k not in plain)
    execute(_upsert(db.engine.dialect.name, model, tuple(keys), tuple(plain), changes), keys | plain)


def _insert(dialect: str, model: type[Base]) -> "sqlite.Insert":
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: sqlite.Insert = insert(model.__table__)
    return statement


@lru_cache(maxsize=200)
def _upsert(
    dialect: str,
    model: type[Base],
    keys: tuple[str, ...],
    plain: tuple[str, ...],
    changes: tuple[tuple[str, sa.ColumnElement[Any]], ...],
) -> sa.Insert:
    statement = _insert(dialect, model)
    same = {name: statement.excluded[name] for name in plain}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=same | dict(changes))


def insert_once(model: type[Base], **values: Any) -> bool:
    """Insert the row unless a unique constraint already holds one like it; say whether it was inserted."""
    statement = _insert_once(db.engine.dialect.name, model)
    return bool(execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount)


@lru_cache(maxsize=100)
def _insert_once(dialect: str, model: type[Base]) -> sa.Insert:
    return _insert(dialect, model).on_conflict_do_nothing()


def seals(table: str) -> dict[str, list[str]]:
    """The statements that make a table append-only, by the name of the database (migrations repeat them)."""
    refusal = f"{table} is append-only"
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for verb in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
        ],
    }


def append_only(model: M) -> M:
    """Class decorator: the database itself refuses to change or delete rows of this table, whoever asks.

    Its table says so in `info["append_only"]`, for migrations.
    """
    table: Any = model.__table__
    table.info["append_only"] = True
    for dialect, statements in seals(table.name).items():
        for statement in statements:
            event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
    return model


def begin_writing() -> None:
    """Whatever this request asks and writes from here on is one transaction; so far it only asked who makes it."""
    if _mode.get() != "ask":
        return
    _mode.set("write")
    if db.session.registry().in_transaction() and (sqlite := current_app.extensions.get("sqlite")):
        sqlite.write(db.session.connection())


@contextmanager
def transaction() -> Iterator[None]:
    """The transaction of a command or a job; requests get theirs from init_app."""
    db.session.rollback()
    token = _mode.set("write")
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _mode.reset(token)
    _run_followups()


def rest() -> None:
    """Commit what a job wrote so far and go on: on SQLite the others wait while one writes. Inside `transaction()`."""
    db.session.commit()


@contextmanager
def reading() -> Iterator[None]:
    """A long look at one state of the data: it holds nobody up, and cannot write."""
    db.session.rollback()
    token = _mode.set("read")
    try:
        yield
    finally:
        db.session.rollback()
        _mode.reset(token)


_followups: list[Callable[[], object]] = []


def after_commit(job: Callable[[], object]) -> Callable[[], object]:
    """Run job after each commit that may have written something. It may fail; what was committed stays."""
    _followups.append(job)
    return job


def _run_followups() -> None:
    for job in _followups:
        try:
            job()
        except Exception:
            log.exception("after commit: %s", job.__name__)


def _begin_postgresql(connection: sa.Connection) -> None:
    """A page or an export shows one state of the data, as it does on SQLite."""
    if _mode.get() == "read":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def init_app(app: Flask) -> None:
    """Bind the database and give every request its transaction."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            app.extensions["sqlite"] = Transactions(db.engine, _mode.get)
        else:
            event.listen(db.engine, "begin", _begin_postgresql)

    @app.before_request
    def choose_mode() -> None:
        _mode.set("read" if request.method in SAFE_METHODS else "ask")

    @app.after_request
    def commit(response: Response) -> Response:
        if response.status_code >= 400:
            db.session.rollback()
            return response
        db.session.commit()
        if request.method not in SAFE_METHODS:
            _run_followups()
        return response

    @app.teardown_request
    def leave_mode(_error: BaseException | None) -> None:
        _mode.set("free")
