"""Identifiers that lead nowhere: a keyed hash of the table and the number, by a key of the consultation."""

import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from consult.db import db, insert_once
from consult.exports.opendata.models import GivenIdentifier, OpenDataKey

LENGTH = 20  # hexadecimal digits: 80 bits
REMEMBERED = 50_000


def make_key(consultation_id: int) -> None:
    """Draw the key of a consultation, unless it has one."""
    insert_once(OpenDataKey, consultation_id=consultation_id, key=secrets.token_bytes(32))


class Identifiers:
    """The identifiers of one consultation, whose key was made."""

    def __init__(self, consultation_id: int) -> None:
        self._key: bytes = db.session.get_one(OpenDataKey, consultation_id).key
        self._consultation_id = consultation_id
        self._given: dict[str, dict[int, str]] = {}
        self._drawn = lru_cache(maxsize=REMEMBERED)(self._draw)

    def of(self, kind: str, number: Any) -> str | None:
        """The identifier of a row of this table."""
        if number is None:
            return None
        if kind not in self._given:
            query = sa.select(GivenIdentifier.row_id, GivenIdentifier.identifier)
            rows = db.session.execute(query.filter_by(consultation_id=self._consultation_id, kind=kind))
            self._given[kind] = {row.row_id: row.identifier for row in rows}
        return self._given[kind].get(number) or self._drawn(kind, int(number))

    def _draw(self, kind: str, number: int) -> str:
        return hmac.new(self._key, f"{kind}:{number}".encode(), hashlib.sha256).hexdigest()[:LENGTH]
