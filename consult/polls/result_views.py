"""The result of a poll, once it may be told."""

from io import BytesIO
from typing import Any

from flask import send_file
from flask_login import current_user

from consult.db import found
from consult.policy import access
from consult.polls import ballots_file, figures, pabulib, participation, queries
from consult.polls.blueprint import bp
from consult.polls.datasets import LEAST
from consult.polls.models import PublicPoll
from consult.votes import results
from consult.votes.models import MethodName
from consult.web.pages import page


@bp.get("/polls/<int:poll_id>/result")
@access("public")
def result(poll_id: int) -> Any:
    """Who took part, what came out, how it was counted. A poll that is silent says nothing to anybody."""
    one = queries.get(poll_id, viewer=current_user)
    told: dict[str, Any] = {"outcome": None}
    if one.published and one.poll.tells:
        told = _told(one)
    return page("polls/result.html", one=one, consultation=one.consultation, least=LEAST, **told)


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


@bp.get("/polls/<int:poll_id>/result.pb")
@access("public")
def result_file(poll_id: int) -> Any:
    """The ballots of a budget, for those who count them elsewhere."""
    one = queries.get(poll_id, viewer=current_user)
    found(one if one.published and one.poll.method_name is MethodName.BUDGET else None)
    name = f"{one.consultation.slug}-{one.id}.pb"
    return send_file(BytesIO(pabulib.render(one)), mimetype="text/plain", as_attachment=True, download_name=name)


@bp.get("/polls/<int:poll_id>/ballots.json")
@access("public")
def ballots(poll_id: int) -> Any:
    """The ballots of any poll that is counted, for `flask votes count`."""
    one = queries.get(poll_id, viewer=current_user)
    found(one if one.published and one.poll.method.countings else None)
    name = f"{one.consultation.slug}-{one.id}.json"
    content = BytesIO(ballots_file.render(one))
    return send_file(content, mimetype="application/json", as_attachment=True, download_name=name)
