"""One import under way: which row stands for which identifier, who the people are, how rows are written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.datasets import PEOPLE
from consult.db import Base, db
from consult.exports.opendata.models import GivenIdentifier
from consult.imports.opendata.reading import Archive, Cells
from consult.reading.files import ImportRefused
from consult.search import services as search
from consult.text import clean, fold

T = TypeVar("T")
BATCH = 200


@dataclass(slots=True)
class Work:
    """An archive on its way into a consultation. `ids` are row numbers by table and identifier."""

    archive: Archive
    consultation: Consultation
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    threads: dict[int, tuple[int, int]] = field(default_factory=dict)  # proposal to thread and its poll
    items: dict[tuple[str, int], int] = field(default_factory=dict)  # ("proposals", number) to what is voted on
    naming: list[tuple[int, str]] = field(default_factory=list)  # comments that name somebody, and their text
    names: dict[str, int] = field(default_factory=dict)  # people by pseudonym

    def learn(self, table: str, identifier: str | None, row_id: int) -> None:
        """Remember which row an identifier stands for. Raises ImportRefused for one that stands for two."""
        known = self.ids.setdefault(table, {})
        if identifier is None or identifier in known:
            raise ImportRefused(
                _("Table « %(name)s » : l’identifiant %(id)s y est deux fois.", name=table, id=identifier)
            )
        known[identifier] = row_id

    def one(self, table: str, identifier: str | None) -> int | None:
        """The row of an identifier, if it is there."""
        return self.ids.get(table, {}).get(identifier or "")

    def needed(self, table: str, identifier: str | None) -> int:
        """The row of an identifier. Raises ImportRefused where it is not there."""
        if (found := self.one(table, identifier)) is None:
            raise ImportRefused(
                _("Table « %(name)s » : rien n’y porte l’identifiant %(id)s.", name=table, id=identifier)
            )
        return found

    def person(self, identifier: str | None, name: str) -> int:
        """The account of a person of the archive: one that nobody logs in with."""
        if (known := self.one(PEOPLE, identifier)) is not None:
            return known
        row_id = self._ghost(clean(name)[:80] or "?", identifier or "")
        self.learn(PEOPLE, identifier, row_id)
        return row_id

    def team(self) -> int:
        """Whoever did what archives do not say who did."""
        name = clean(self.consultation.organiser)[:80] or str(_("L’équipe"))
        return self.names.get(name) or self._ghost(name, "team")

    def _ghost(self, name: str, key: str) -> int:
        origin = f"open-data:{self.consultation.id}"
        user = User(name=name, name_key=key if name in self.names else name, origin=origin)
        self.add([user])
        self.names.setdefault(name, user.id)
        self.names.setdefault(fold(name), user.id)
        return user.id

    @staticmethod
    def add(rows: Sequence[Base]) -> None:
        """Write rows. Raises ImportRefused for a text that is too long."""
        for row in rows:
            _refuse_too_long(row)
        db.session.add_all(rows)
        db.session.flush()

    @staticmethod
    def let_go(rows: Sequence[Base], *, found: bool = False) -> None:
        """Keep rows in memory no longer; those that can be found go to the index."""
        for row in rows if found else ():
            search.touch(row)
        db.session.flush()
        for row in rows:
            db.session.expunge(row)

    def keep_identifiers(self) -> None:
        """Let everything keep the identifier it came with."""
        rows = (
            {"consultation_id": self.consultation.id, "kind": kind, "row_id": row_id, "identifier": identifier}
            for kind, known in self.ids.items()
            for identifier, row_id in known.items()
        )
        for batch in batches(rows, 1_000):
            db.session.execute(sa.insert(GivenIdentifier), batch)


def _refuse_too_long(row: Base) -> None:
    for column in sa.inspect(type(row)).columns:
        value, most = getattr(row, column.key, None), getattr(column.type, "length", None)
        if isinstance(value, str) and most and not isinstance(column.type, sa.Enum) and len(value) > most:
            raise ImportRefused(_("Un texte est trop long : %(text)s…", text=value[:60]))


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The rows, some at a time."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


Rows = Iterator[Cells]
__all__ = ["Rows", "Work", "batches"]
