"""Where attempts are counted: in Redis where REDIS_URL names one, else in the database; beside it where it is SQLite.

Counting is one act for all sources of a request, apart from the request's transaction, and without waiting for those
who write. A Redis that is away or slow is told of in the log and done without.
"""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base, db

log = logging.getLogger(__name__)
PATIENCE = 0.25  # seconds that Redis has to answer
BUSY = 2.0  # seconds that one waits for another process that counts


class Attempt(Base):
    """How many attempts one source made in one window. Sources are kept as digests."""

    __tablename__ = "attempt"

    source: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int] = mapped_column(default=1)


class Counting(Protocol):
    """One more attempt for each of these sources in the window that starts then; say how many that makes of each."""

    def count(self, sources: Sequence[str], start: datetime, seconds: int) -> Mapping[str, int]:
        """`seconds`: how long the window is."""


class InDatabase:
    """In the table of attempts: one statement, on a connection of its own."""

    def count(self, sources: Sequence[str], start: datetime, seconds: int) -> Mapping[str, int]:
        """See Counting."""
        names = sorted(set(sources))  # always in the same order: nobody waits for one another in a circle
        given = {f"source_{n}": name for n, name in enumerate(names)} | {"start": start}
        with db.engine.begin() as connection:
            rows = connection.execute(_one_more(len(names)), given).all()
        return {source: int(times) for source, times in rows}


@lru_cache
def _one_more(sources: int) -> sa.TextClause:
    values = ", ".join(f"(:source_{n}, :start, 1)" for n in range(sources))
    statement = sa.text(
        f'INSERT INTO attempt (source, "window", count) VALUES {values} '  # noqa: S608  names of parameters
        'ON CONFLICT (source, "window") DO UPDATE SET count = attempt.count + 1 RETURNING source, count AS count'
    )
    return statement.bindparams(sa.bindparam("start", type_=Attempt.__table__.c.window.type))


class InFile:
    """In a SQLite file that is nobody else's: it survives a restart, not a failure of the machine, and need not."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count(self, sources: Sequence[str], start: datetime, seconds: int) -> Mapping[str, int]:
        """See Counting. Windows that are over are forgotten on the way."""
        moment = start.timestamp()
        rows = [(name, moment, seconds) for name in sorted(set(sources))]
        with closing(sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS attempt (source TEXT, start REAL, seconds INTEGER, count INTEGER, "
                "PRIMARY KEY (source, start)) WITHOUT ROWID"
            )
            connection.execute("BEGIN IMMEDIATE")
            counts = {
                name: self._one_more(connection, row) for name, row in zip(sorted(set(sources)), rows, strict=True)
            }
            if 1 in counts.values():
                connection.execute("DELETE FROM attempt WHERE start + seconds < ?", (moment,))
            connection.execute("COMMIT")
        return counts

    @staticmethod
    def _one_more(connection: sqlite3.Connection, row: tuple[str, float, int]) -> int:
        statement = (
            "INSERT INTO attempt VALUES (?, ?, ?, 1) "
            "ON CONFLICT (source, start) DO UPDATE SET count = count + 1 RETURNING count"
        )
        return int(connection.execute(statement, row).fetchone()[0])


class InRedis:
    """In Redis, for instances that run on several machines; in the fallback where it does not answer."""

    def __init__(self, url: str, fallback: Counting) -> None:
        from redis import Redis  # noqa: PLC0415  only an instance with REDIS_URL needs it

        self._redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._fallback = fallback

    def count(self, sources: Sequence[str], start: datetime, seconds: int) -> Mapping[str, int]:
        """See Counting."""
        from redis.exceptions import RedisError  # noqa: PLC0415

        keys = {name: f"consult:attempt:{name}:{start.timestamp():.0f}" for name in sorted(set(sources))}
        try:
            with self._redis.pipeline() as pipeline:
                for key in keys.values():
                    pipeline.incr(key)
                    pipeline.expire(key, seconds + 1)
                answers = pipeline.execute()[::2]
        except RedisError as error:
            log.warning("Redis does not count attempts, the database does: %s", error)
            return self._fallback.count(sources, start, seconds)
        return dict(zip(keys, map(int, answers), strict=True))


def counting() -> Counting:
    """Where this instance counts, chosen when it is first asked."""
    if "attempts" not in current_app.extensions:
        current_app.extensions["attempts"] = _choose(current_app)
    chosen: Counting = current_app.extensions["attempts"]
    return chosen


def _choose(app: Flask) -> Counting:
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    is_file = url.get_backend_name() == "sqlite" and url.database
    ours: Counting = InFile(Path(f"{url.database}-attempts")) if is_file else InDatabase()
    return InRedis(app.config["REDIS_URL"], ours) if app.config["REDIS_URL"] else ours
