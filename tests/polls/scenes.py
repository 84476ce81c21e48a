"""A published poll that is open now, and what its tests say of it."""

from datetime import timedelta
from typing import Any

from consult import clock
from consult.consultations.models import Consultation
from consult.polls import queries, services
from consult.polls.models import PublicPoll
from consult.polls.services import NewOption
from consult.votes.models import MethodName
from tests.factories import make_consultation, make_user


def make_poll(
    consultation: Consultation | None = None,
    *,
    method: MethodName = MethodName.SUPPORT,
    titles: tuple[str, ...] = ("Un parc", "Un quai", "Une halle"),
    is_published: bool = True,
    **rules: Any,
) -> PublicPoll:
    """A poll with these options, open since yesterday and until tomorrow."""
    now = clock.now()
    one = services.create_poll(
        consultation or make_consultation(),
        actor=make_user(),
        title="Que faire de la friche ?",
        options=[NewOption(title, cost=10 if method is MethodName.BUDGET else None) for title in titles],
        method=method,
        **{"opens": now - timedelta(days=1), "closes": now + timedelta(days=1)} | rules,
    )
    if is_published:
        services.publish_poll(one, actor=make_user())
    return queries.get(one.id, viewer=make_user(is_admin=True))


def items(one: PublicPoll) -> list[int]:
    """The numbers of its options, in order."""
    return [option.item_id for option in one.options]
