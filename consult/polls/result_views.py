"""The result of a poll, once it may be told."""

from typing import Any

from flask_login import current_user

from consult.policy import access
from consult.polls import figures, participation, queries
from consult.polls.blueprint import bp
from consult.polls.models import PublicPoll
from consult.votes import results
from consult.web.pages import page


@bp.get("/polls/<int:poll_id>/result")
@access("public")
def result(poll_id: int) -> Any:
    """Who took part, what came out, how it was counted. A poll that is silent says nothing to anybody."""
    one = queries.get(poll_id, viewer=current_user)
    told: dict[str, Any] = {"outcome": None}
    if one.published and one.poll.tells:
        told = _told(one)
    return page("polls/result.html", one=one, consultation=one.consultation, **told)


def _told(one: PublicPoll) -> dict[str, Any]:
    titles = {option.item_id: option.title for option in one.options}
    costs = {option.item_id: option.item.cost for option in one.options}
    outcome = results.outcome(one.poll, titles, costs)
    return {
        "outcome": outcome,
        "chart": figures.chart(one, outcome),
        "sources": figures.by_source(one, outcome),
        "cancellations": participation.cancellations(one.poll),
    }
