"""Codes that change every thirty seconds (RFC 6238, over RFC 4226): what an authenticator application shows. Pure."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a clock may be early or late


def new_secret() -> str:
    """A secret of 160 bits, as applications want it: in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int, *, digits: int = DIGITS) -> str:
    """The code of a step. `step`: how many times thirty seconds since 1970."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_of(secret: str, typed: str, *, moment: float, after: int = 0) -> int | None:
    """The step that a typed code is of, near this moment (seconds since 1970) and later than `after`; None: of none.

    A code that was used once is not used again: its step is handed over as `after` the next time.
    """
    given, now = "".join(typed.split()), int(moment) // STEP
    steps = range(max(now - DRIFT, after + 1), now + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), given.encode())]
    return right[0] if right else None


def address(secret: str, *, name: str, issuer: str) -> str:
    """What an authenticator application reads from a QR code."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
