"""Files that were asked for: made by a job, kept for a while."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.datasets import DATASETS, Dataset
from consult.db import Base, Identified
from consult.jobs.models import Job


class Export(Identified, Base):
    """One table in one format, asked for by somebody. `token` is its name on disk and in its address."""

    __tablename__ = "export"
    __table_args__ = (sa.Index("ix_export_owner_id_id", "owner_id", "id"),)

    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    dataset_name: Mapped[str] = mapped_column(sa.String(40))
    format_name: Mapped[str] = mapped_column(sa.String(16))
    expires: Mapped[datetime] = mapped_column(index=True)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")

    @property
    def dataset(self) -> Dataset | None:
        """The table it holds; None for one that is not known any more."""
        return DATASETS.get(self.dataset_name)

    def holds_what_was_taken_back(self, times: int) -> bool:
        """Whether something was hidden or taken back since it was read; `times`: how often that happened so far.

        Its job, which noted it, must be loaded; a file of which nothing is known is not trusted.
        """
        if self.job is not None and not self.job.is_over:
            return False
        return ((self.job.result or {}) if self.job else {}).get("taken_back") != times
