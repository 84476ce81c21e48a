"""Codes for the seats of a room: on paper only; what is kept of each is a digest that only its room can make. Pure."""

import hashlib
import secrets

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
LENGTH = 8


def new_codes(count: int) -> list[str]:
    """So many random codes: with 500 of them among 30⁸, one guess in a billion finds one."""
    return ["".join(secrets.choice(SIGNS) for _sign in range(LENGTH)) for _seat in range(count)]


def digest(room: object, code: str) -> str:
    """What is kept of a code in one room, however it is typed."""
    plain = "".join(sign for sign in code.lower() if sign in SIGNS)
    return hashlib.sha256(f"{room}\n{plain}".encode()).hexdigest()


def printed(code: str) -> str:
    """The code as people read it: « abcd-efgh »."""
    return f"{code[:4]}-{code[4:]}"
