"""Voting in a poll: the ballot, what was recorded, taking it back; and all one's votes."""

from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, may, require
from consult.polls import participation, queries, services
from consult.polls.blueprint import bp
from consult.polls.forms import AUDIENCES, BallotForm
from consult.polls.models import PublicPoll
from consult.polls.participation import Cast
from consult.web.forms import MemberAct
from consult.web.limits import limit
from consult.web.pages import page

RECEIPT = "secret_receipt"


def show_poll(one: PublicPoll, form: BallotForm | None = None) -> Any:
    """The page of a poll, with the ballot as it was sent or as it is."""
    cast = participation.ballot_of(one, current_user)
    return page(
        "polls/show.html",
        fragment="polls/_ballot.html",
        one=one,
        consultation=one.consultation,
        cast=cast,
        form=form or BallotForm(None).offer(one, cast.marks if cast else {}),
        votes=may(current_user, Permission.POLL_VOTE, one),
        audience=AUDIENCES[one.audience],
        act=MemberAct(None),
    )


@bp.post("/polls/<int:poll_id>/vote")
@access(Permission.POLL_VOTE)
@limit("vote", times=600, minutes=10)
def vote(poll_id: int) -> Any:
    """Cast a ballot, change it, or take it back (`withdraw`); or only put a ranking in order (`move`)."""
    one = queries.get(poll_id, viewer=current_user)
    require(Permission.POLL_VOTE, one)
    form = BallotForm.from_request().offer(one, {}, request.form)
    if not form.submitted():
        return show_poll(one, form)
    if "move" in request.form:
        form.move(request.form["move"])
        return show_poll(one, form)
    choices = {} if "withdraw" in request.form else form.choices()
    if choices is None:
        return show_poll(one, form)
    try:
        receipt = services.vote(one, voter=current_user, choices=choices)
    except RuleBroken as problem:
        form.refuse(str(problem))
        return show_poll(one, form)
    return _done(one, receipt)


def _done(one: PublicPoll, receipt: str | None) -> Any:
    if receipt is None:
        flash(_("Votre vote est retiré : rien de vous ne compte dans ce scrutin."))
        return redirect(url_for("polls.show", poll_id=one.id))
    if one.poll.secret:
        session[RECEIPT] = [one.id, current_user.id, receipt]
    return redirect(url_for("polls.voted", poll_id=one.id))


@bp.get("/polls/<int:poll_id>/voted")
@access("member")
def voted(poll_id: int) -> Any:
    """What was recorded of one's vote, and its receipt."""
    one = queries.get(poll_id, viewer=current_user)
    cast = found(participation.ballot_of(one, current_user))
    if one.poll.secret:
        cast = _secret_cast(one)
    return page(
        "polls/voted.html",
        one=one,
        consultation=one.consultation,
        cast=cast,
        votes=may(current_user, Permission.POLL_VOTE, one),
        form=BallotForm(None).offer(one, cast.marks),
        act=MemberAct(None),
    )


def _secret_cast(one: PublicPoll) -> Cast:
    """A secret ballot is shown once, to the browser that cast it: its receipt is kept nowhere on the server."""
    poll_id, voter_id, receipt = session.pop(RECEIPT, None) or (None, None, "")
    if (poll_id, voter_id) != (one.id, current_user.id):
        return Cast({})
    return Cast(participation.marks_on_receipt(one.poll_id, receipt), receipt)


@bp.get("/account/votes")
@access("member")
def mine() -> Any:
    """All one's votes, with their receipts."""
    votes, proposals = participation.votes_on_proposals(
        current_user, after=request.args.get("after"), size=current_app.config["PAGE_SIZE"]
    )
    first = not request.args.get("after")
    cast = participation.ballots_of(current_user) if first else []
    return page("polls/mine.html", cast=cast, votes=votes, proposals=proposals, first=first)
