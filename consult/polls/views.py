"""What everybody reads of polls: those of a consultation, one of them, how each method works."""

from typing import Any

from flask import Flask
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.policy import access
from consult.polls import journal_views, participation, queries, result_views, setup_views, voting_views  # noqa: F401  their routes
from consult.polls.blueprint import bp
from consult.polls.room.views import bp as room
from consult.polls.signals.views import bp as signals
from consult.votes import publishing as _publishing  # noqa: F401  the worker's part
from consult.votes.methods import METHODS
from consult.votes.models import MethodName
from consult.web.pages import page

EXPLAINED = {
    MethodName.SUPPORT: "polls/methods/support.html",
    MethodName.POSITION: "polls/methods/position.html",
    MethodName.POINTS: "polls/methods/points.html",
    MethodName.RANKING: "polls/methods/ranking.html",
    MethodName.JUDGEMENT: "polls/methods/judgement.html",
    MethodName.BUDGET: "polls/methods/budget.html",
}


@bp.get("/consultations/<slug>/polls")
@access("public")
def index(slug: str) -> Any:
    """The polls of a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    polls = queries.of_consultation(consultation, viewer=current_user)
    voted = participation.voted_in(polls, current_user)
    return page("polls/index.html", consultation=consultation, polls=polls, voted=voted)


@bp.get("/polls/<int:poll_id>")
@access("public")
def show(poll_id: int) -> Any:
    """One poll: the question, the ballot while it is open, the way to the result."""
    return voting_views.show_poll(queries.get(poll_id, viewer=current_user))


@bp.get(f"/polls/methods/<any({', '.join(METHODS)}):name>")
@access("public")
def method(name: str) -> Any:
    """How a method works: how one votes, how it is counted, an example, its limits."""
    return page(EXPLAINED[MethodName(name)], method=METHODS[name])


def init_app(app: Flask) -> None:
    """Register the pages."""
    for pages in (bp, room, signals):
        app.register_blueprint(pages)
