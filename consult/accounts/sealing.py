"""Secrets that the database holds sealed: whoever reads a back-up without the key of the instance reads nothing.

The key is drawn from SECRET_KEY (HKDF-SHA256); earlier keys, SECRET_KEY_FALLBACKS, still open what they sealed. What
was written before secrets were sealed is read as it is. Written again, a secret is sealed with the key of now.
"""

import base64
from functools import lru_cache

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consult.web import signing

SEALED = "gAAAA"  # how everything that Fernet sealed begins; no secret in base 32 does: it has no small letters


class Sealed(sa.TypeDecorator[str]):
    """A text that is sealed on its way to the database; None where no key of ours opens it."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Seal it with the key of now."""
        return None if value is None else _keys().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Open it."""
        if value is None or not value.startswith(SEALED):
            return value
        try:
            return _keys().decrypt(value.encode()).decode()
        except InvalidToken:
            return None


def _keys() -> MultiFernet:
    return _drawn(tuple(reversed(signing.keys())))


@lru_cache(maxsize=10)
def _drawn(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_draw(secret))) for secret in secrets])


def _draw(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consult: sealed in the database").derive(
        secret.encode()
    )
