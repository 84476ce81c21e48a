"""What makes identifiers stable: the key of a consultation, the identifiers that came with an import; and rows kept as
they came."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base


class OpenDataKey(Base):
    """The secret from which the identifiers of one consultation are drawn."""

    __tablename__ = "open_data_key"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class GivenIdentifier(Base):
    """The identifier that a row had in the archive it was imported from. `kind` is the name of its table."""

    __tablename__ = "given_identifier"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(sa.String(64))


class KeptRow(Base):
    """A row of an imported table that cannot be written anywhere here: it goes out again as it came in."""

    __tablename__ = "kept_row"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    dataset_name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[Any]] = mapped_column(sa.JSON)
