"""What a person is in one consultation, where somebody reports it: their pseudonym, or how they behave.

It is made when it is first reported, in a consultation in which the person speaks, so that it has a team who answers
for it. What is decided concerns the person (warn, suspend, exclude): a profile has no text to hide or to move.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from consult import clock, kinds
from consult.accounts.models import User
from consult.db import Base, Identified, db, insert_once
from consult.kinds import KINDS, Contribution, Visibility
from consult.policy import visible


class Profile(Identified, Contribution, Base):
    """A person in one consultation; its author is that person."""

    __tablename__ = "profile"
    __table_args__ = (sa.UniqueConstraint("author_id", "consultation_id"),)

    IS_A_PERSON = True

    @property
    def title(self) -> str:
        """The pseudonym. The author must be loaded."""
        return str(self.author.name)

    @property
    def body(self) -> str:
        """Nothing beside the pseudonym."""
        return ""


def places_of(person: User, *, viewer: Any) -> Sequence[int]:
    """The consultations in which this viewer can read what a person said, the latest first."""
    said: set[int] = set()
    for kind in KINDS.values():
        if issubclass(kind.model, Contribution) and not kind.model.IS_A_PERSON:
            mine = visible(sa.select(kind.model), viewer).where(kind.model.author_id == person.id)
            said |= set(db.session.scalars(mine.with_only_columns(kind.model.consultation_id).distinct()))
    return sorted(said, reverse=True)


def profile_of(person: User, *, consultation_id: int) -> Profile:
    """What a person is in a consultation, made if need be, as `kinds.resolve` loads it."""
    mine = {"author_id": person.id, "consultation_id": consultation_id}
    insert_once(Profile, **mine, visibility=Visibility.PUBLISHED, created=clock.now())
    number = db.session.scalars(sa.select(Profile.id).filter_by(**mine)).one()
    profile: Profile | None = kinds.resolve(kinds.Ref("profile", number))
    assert profile is not None  # noqa: S101  it was just made
    return profile


kinds.register(
    "profile",
    Profile,
    label=_l("profil"),
    title=lambda p: p.title,
    endpoint="accounts.show",
    arguments=lambda p: {"user_id": p.author_id},
    load=lambda: (joinedload(Profile.author), joinedload(Profile.consultation)),
    words=lambda p: p.body,
)
