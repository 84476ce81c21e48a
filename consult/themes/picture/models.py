"""The picture in force."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base
from consult.jobs.models import Job


class ThemeMap(Base):
    """The picture of a consultation. `areas` are lines (theme, x, y, rx, ry, angle, count, nearest theme, numbers of
    typical proposals), `dots` lines (x, y, theme or 0)."""

    __tablename__ = "theme_map"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    drawn: Mapped[datetime | None]
    total: Mapped[int] = mapped_column(default=0)
    areas: Mapped[list[list[Any]]] = mapped_column(sa.JSON, default=list)
    dots: Mapped[list[list[int]]] = mapped_column(sa.JSON, default=list)

    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")
