"""A file that appears whole or not at all: written beside its place, pushed to the disk, then renamed."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from consult.errors import ConsultError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NotWritten(ConsultError):
    """The file could not be written; whatever was at its place is still there."""

    status = 503


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place once it is written. Raises NotWritten, and leaves nothing behind."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise NotWritten(said(path, error)) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def said(path: Path, error: OSError) -> str:
    """What the disk says, as a sentence."""
    if error.errno in FULL:
        return str(_("Il n’y a plus assez de place sur le disque : rien n’a été publié. Réessayez plus tard."))
    return str(_("Impossible d’écrire %(path)s : %(error)s", path=path, error=error.strerror or error))
