"""How SQLite is opened and written to: durable, in write-ahead mode, one writer after another.

SQLite lets one connection write and puts the others to sleep, longer each time they find it busy: a vote could wait a
tenth of a second for a lock that was free after a few milliseconds. So whoever will write first takes its turn at a
lock of ours: the threads of a process at a mutex, then one of each process at a file beside the database, which the
system lets go of when a process dies. SQLite's own lock stays behind it, for whoever does not know of ours.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import event

BUSY = 15.0  # seconds that a writer waits for its turn
LOOK_EVERY = 0.0005  # seconds
PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY * 1000:.0f}",
    "cache_size=-65536",
)


class Turn:
    """Whose turn it is to write in this database: among the threads of this process, then among processes."""

    def __init__(self, path: str | None) -> None:
        self._path = f"{path}-turn" if path else None
        self._mutex = threading.Lock()
        self._file = -1
        self._process = 0

    def take(self) -> bool:
        """Wait for the turn; False where it did not come in time: SQLite will then say that it is busy."""
        end = time.monotonic() + BUSY
        if not self._mutex.acquire(timeout=BUSY):
            return False
        while not self._lock():
            if time.monotonic() > end:
                self._mutex.release()
                return False
            time.sleep(LOOK_EVERY)
        return True

    def leave(self) -> None:
        """Let the next one write."""
        if self._path:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._mutex.release()

    def _lock(self) -> bool:
        if not self._path:
            return True
        if self._process != os.getpid():  # a file that was opened before a fork is locked for both
            self._file, self._process = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), os.getpid()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Transactions:
    """Begins the transactions of an engine as `mode()` wants them.

    `read`: the connection refuses to write. `write`: BEGIN IMMEDIATE, in turn; one that begins by reading and writes
    later is refused under load. `ask`: a request that will write, as long as it only looks who makes it: each look is
    a transaction of its own, and holds nobody up, until `write` is called. `free`: as SQLite would.
    """

    def __init__(self, engine: sa.Engine, mode: Callable[[], str]) -> None:
        self._turn, self._mode = Turn(engine.url.database), mode
        event.listen(engine, "connect", _open)
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "checkin", self._end)

    def write(self, connection: sa.Connection) -> None:
        """Begin to write on a connection that only asked so far; one that was made just now has begun already."""
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            self._begin(connection)

    def _begin(self, connection: sa.Connection) -> None:
        mode, info = self._mode(), connection.info
        if info.get("reads only") != (reads_only := mode == "read"):  # saying it makes SQLite compile everything anew
            _say(connection, f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
            info["reads only"] = reads_only
        if mode == "write":
            info["its turn"] = self._turn.take()
        if mode != "ask":
            _say(connection, "BEGIN IMMEDIATE" if mode == "write" else "BEGIN")

    def _end(self, _connection: Any, record: Any) -> None:
        if record.info.pop("its turn", False):
            self._turn.leave()


def _say(connection: sa.Connection, words: str) -> None:
    """Straight to the driver: this is said at every request."""
    raw: Any = connection.connection.dbapi_connection
    try:
        raw.execute(words)
    except sqlite3.OperationalError as error:
        raise sa.exc.OperationalError(words, None, error) from error


def _local_date(moment: str | None, zone: str) -> str | None:
    """The day of a moment, kept in UTC, in a time zone; zones differ from UTC by quarters of an hour."""
    return None if moment is None else _day_of_quarter(moment[:13], int(moment[14:16]) // 15, zone)


@lru_cache(maxsize=65536)
def _day_of_quarter(hour: str, quarter: int, zone: str) -> str:
    moment = datetime.fromisoformat(f"{hour}:{15 * quarter:02}:00+00:00")
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def _open(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.create_function("local_date", 2, _local_date, deterministic=True)
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
