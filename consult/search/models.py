"""The queue of the search index."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base, intpk


class Stale(Base):
    """A thing whose document in the index may be out of date. Append-only, until an indexer has seen to it.

    One row a change and not one row a thing: an indexer removes the rows it has read, and never one that was
    written while it worked.
    """

    __tablename__ = "search_stale"

    id: Mapped[intpk]
    kind: Mapped[str] = mapped_column(sa.String(32))
    thing_id: Mapped[int]
