"""A feed of one's own: what is new in all that one follows, at an address that nobody can guess.

A feed reader does not log in, so the address is the key: it is signed, names its person, and is dead once they change
their password or log out everywhere. Whoever is given it learns what is followed and nothing that is not public.
"""

from itsdangerous import BadData, URLSafeSerializer

from consult.accounts.models import User
from consult.db import db
from consult.web.signing import keys


def token(person: User) -> str:
    """The key of a person."""
    return str(_signer().dumps([person.id, person.recalls]))


def person_of(given: str) -> User | None:
    """Whose key this is; None where it is none, or is dead."""
    try:
        number, recalls = _signer().loads(given)
    except (BadData, ValueError, TypeError):
        return None
    person = db.session.get(User, number)
    return person if person and person.recalls == recalls and person.banned is None else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(keys(), salt="own feed")
