"""Who follows which work stream."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base
from consult.following.models import Follow
from consult.workstreams.models import WorkStream


class WorkStreamFollow(Follow, Base):
    """One person follows one work stream; `told` is until when they know its news."""

    __tablename__ = "workstream_follow"

    workstream_id: Mapped[int] = mapped_column(sa.ForeignKey("workstream.id"), primary_key=True)

    workstream: Mapped[WorkStream] = relationship(lazy="raise_on_sql")
