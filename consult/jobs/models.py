"""The queue."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base, Identified
from consult.jobs.tasks import TASKS


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Identified, Base):
    """One piece of work. `done` of `total` is how far it is; `beat` is when its worker was last heard of.

    `attempts` numbers the runs: only the latest one may write. `base` and `locale` are those of whoever asked, for
    addresses and sentences.
    """

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_state", "state", "id"),)

    kind: Mapped[str] = mapped_column(sa.String(64))
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    base: Mapped[str] = mapped_column(sa.String(200), default="")
    locale: Mapped[str] = mapped_column(sa.String(8), default="")
    state: Mapped[State] = mapped_column(default=State.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(sa.String(500), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    stop: Mapped[bool] = mapped_column(default=False)
    started: Mapped[datetime | None]
    beat: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {State.QUEUED, State.RUNNING}

    @property
    def label(self) -> LazyString | str:
        """What it is called on its page."""
        task = TASKS.get(self.kind)
        return task.label if task else self.kind
