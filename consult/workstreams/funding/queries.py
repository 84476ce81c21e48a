"""Reading the fund and what is asked of it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.db import db, found
from consult.kinds import Visibility
from consult.policy import visible
from consult.web.pagination import Page, paginate
from consult.workstreams import queries as workstreams
from consult.workstreams.funding.models import Fund, FundingRequest


def fund(consultation_id: int) -> Fund | None:
    """The fund of a consultation, where it has one."""
    return db.session.scalars(sa.select(Fund).filter_by(consultation_id=consultation_id)).one_or_none()


def requests(
    *, viewer: Any, fund_id: int | None = None, stream_id: int | None = None, after: str | None = None
) -> Page[FundingRequest]:
    """One page of what is asked of a fund, or by a work stream, the latest first."""
    query = visible(sa.select(FundingRequest), viewer).where(FundingRequest.visibility == Visibility.PUBLISHED)
    wanted = {FundingRequest.fund_id: fund_id, FundingRequest.workstream_id: stream_id}
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    query = query.options(joinedload(FundingRequest.author), joinedload(FundingRequest.workstream))
    query = workstreams.with_project(query, FundingRequest, viewer=viewer)
    return paginate(query, [(FundingRequest.id, True)], after=after, size=30)


def get(request_id: int, *, viewer: Any) -> FundingRequest:
    """A request that this viewer may read, with its work stream, project and fund; or the 404 page."""
    query = visible(sa.select(FundingRequest), viewer).where(FundingRequest.id == request_id)
    query = query.options(
        joinedload(FundingRequest.author),
        joinedload(FundingRequest.fund),
        joinedload(FundingRequest.answered_by),
    )
    query = workstreams.with_project(query, FundingRequest, viewer=viewer)
    one: FundingRequest = found(db.session.scalars(query).one_or_none())
    one.workstream = workstreams.get(one.workstream_id, viewer=viewer)
    return one
