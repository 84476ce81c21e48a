"""Minutes, small ads, resources, files."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column

from consult import kinds
from consult.db import Base, Identified
from consult.workstreams.models import Shared


class AdKind(StrEnum):
    """What a small ad is for."""

    SEEK = "seek"
    OFFER = "offer"


class ResourceKind(StrEnum):
    """What a resource is."""

    LENDING = "lending"
    ROOM = "room"
    CONTACT = "contact"


AD_KINDS: dict[AdKind, LazyString] = {AdKind.SEEK: _l("Je cherche"), AdKind.OFFER: _l("Je propose")}
RESOURCE_KINDS: dict[ResourceKind, LazyString] = {
    ResourceKind.LENDING: _l("Prêt"),
    ResourceKind.ROOM: _l("Salle"),
    ResourceKind.CONTACT: _l("Contact"),
}


class OnShelf(Identified, Shared):
    """A thing on a shelf: a title, words in Markdown, and whether they were changed."""

    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    edited: Mapped[datetime | None]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Lists are read by work stream, the latest first."""
        return (sa.Index(f"ix_{cls.__tablename__}_workstream_id", "workstream_id", "id"),)  # type: ignore[attr-defined]


class Minutes(OnShelf, Base):
    """What was said and decided in a meeting, on the day it was held."""

    __tablename__ = "minutes"

    held: Mapped[date]
    present: Mapped[str] = mapped_column(sa.String(1000), default="")


class Ad(OnShelf, Base):
    """Somebody seeks or offers something; `found` once that is done."""

    __tablename__ = "ad"

    kind: Mapped[AdKind]
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    found: Mapped[bool] = mapped_column(default=False)


class Resource(OnShelf, Base):
    """Something to borrow, a room, somebody to ask; and who has it now, until when."""

    __tablename__ = "resource"

    kind: Mapped[ResourceKind]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    borrower: Mapped[str] = mapped_column(sa.String(160), default="")
    until: Mapped[date | None]


class SharedFile(OnShelf, Base):
    """A file. `token` is its name on the disk, `name` the one people see; `digest` its SHA-256."""

    __tablename__ = "shared_file"

    name: Mapped[str] = mapped_column(sa.String(110))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)


def _register(name: str, model: type[OnShelf], shelf: str, label: LazyString) -> None:
    kinds.register(
        name,
        model,
        label=label,
        title=lambda thing: thing.title,
        endpoint="shelves.show",
        arguments=lambda thing: {"workstream_id": thing.workstream_id, "shelf": shelf, "thing_id": thing.id},
        load=lambda: (joinedload(model.author), joinedload(model.consultation)),
    )


_register("minutes", Minutes, "minutes", _l("compte rendu"))
_register("file", SharedFile, "files", _l("fichier"))
_register("ad", Ad, "ads", _l("annonce"))
_register("resource", Resource, "resources", _l("ressource"))
