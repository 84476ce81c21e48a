"""Voting in a room: the voter’s page, on a phone without an account; those of the facilitator, the screen and paper."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.db import found
from consult.documents.qr import qr_code
from consult.errors import RuleBroken
from consult.notifications import mail
from consult.policy import Permission, access, require
from consult.polls import queries
from consult.polls.models import PublicPoll
from consult.polls.room import services
from consult.polls.room.forms import PaperForm, SeatForm, SeatsForm
from consult.polls.room.live import label_of, live
from consult.votes.models import Source
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("room", __name__)


@bp.get("/v/<int:poll_id>")
@access("public")
def short(poll_id: int) -> Any:
    """The address that people type from a screen or a card."""
    code = request.args.get("code")
    return redirect(url_for("room.vote", poll_id=poll_id, code=code[:40] if code else None))


@bp.route("/polls/<int:poll_id>/room", methods=["GET", "POST"])
@access("public")
@limit("room", times=60, minutes=10, field="code")
def vote(poll_id: int) -> Any:
    """Vote from a seat. Reading this page says nothing of a code and never uses it.

    One address may try 600 codes in ten minutes: a whole room sits behind it. With 500 unused codes among 30⁸, somebody
    who tries that many finds one with a chance of 1 in 2 million.
    """
    one = queries.get(poll_id, viewer=current_user)
    form = SeatForm.from_request().offer(one, {}, request.form if request.method == "POST" else None)
    if form.submitted() and (receipt := _cast(one, form)):
        return redirect(url_for("room.done", poll_id=one.id, receipt=receipt))
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:40]
    return page("polls/room/vote.html", one=one, form=form)


def _cast(one: PublicPoll, form: SeatForm) -> str | None:
    """Cast the ballot; what forbids it is said in the form, where everything chosen is kept."""
    if (choices := form.choices()) is None:
        return None
    try:
        return services.vote(one, code=form.code.data or "", choices=choices)
    except RuleBroken as refusal:
        form.refuse(str(refusal), form.code if one.poll.is_open and one.published else None)
        return None


@bp.get("/polls/<int:poll_id>/room/done")
@access("public")
def done(poll_id: int) -> Any:
    """What was recorded, and its receipt."""
    one = queries.get(poll_id, viewer=current_user)
    receipt = request.args.get("receipt", "")[:32]
    return page(
        "polls/room/done.html", one=one, receipt=receipt, choices=found(services.cast_in_room(one.poll, receipt))
    )


@bp.route("/polls/<int:poll_id>/workshop", methods=["GET", "POST"])
@access(Permission.POLL_FACILITATE)
def workshop(poll_id: int) -> Any:
    """What a facilitator needs in a room: codes, screen, paper. New codes are shown by the answer to the form alone."""
    one = _facilitated(poll_id)
    form = SeatsForm.from_request()
    if form.submitted() and (codes := _make_seats(one, form)):
        cards = [(code, qr_code(_address(one, code))) for code in codes]
        return page("polls/room/cards.html", one=one, cards=cards, address=_short_address(one))
    return page(
        "polls/room/workshop.html",
        one=one,
        form=form,
        received=_received(one),
        seats=services.seats(one.poll),
    )


def _received(one: PublicPoll) -> dict[Source, int] | None:
    """How many ballots count; None while the poll is silent: how many voted, and when, is told to nobody before."""
    return services.received(one.poll) if one.poll.tells else None


def _make_seats(one: PublicPoll, form: SeatsForm) -> list[str]:
    try:
        return services.make_seats(one, actor=current_user, count=form.count.data or 0)
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return []


@bp.get("/polls/<int:poll_id>/workshop/screen")
@access(Permission.POLL_FACILITATE)
def screen(poll_id: int) -> Any:
    """The projector's page; for htmx its live part alone, or nothing where nothing was cast since."""
    one = _facilitated(poll_id)
    state = str(one.poll.size) if one.poll.tells else "sealed"
    if request.args.get("state") == state:
        return "", 204
    return page(
        "polls/room/screen.html",
        fragment="polls/room/_live.html",
        one=one,
        state=state,
        paused="pause" in request.args,
        received=_received(one),
        rows=live(one) if one.poll.tells else None,
        figure=label_of(one.poll),
        address=_short_address(one),
        code=qr_code(_address(one)),
    )


@bp.route("/polls/<int:poll_id>/workshop/paper", methods=["GET", "POST"])
@access(Permission.POLL_FACILITATE)
def paper(poll_id: int) -> Any:
    """Enter ballots that came on paper; see what was entered."""
    one = _facilitated(poll_id)
    form = PaperForm.from_request().offer(one, {}, request.form if request.method == "POST" else None)
    if form.submitted() and _enter(one, form):
        number = form.count.data
        flash(ngettext("%(num)s bulletin papier compté.", "%(num)s bulletins papier comptés.", number))
        return redirect(url_for("room.paper", poll_id=one.id))
    return page(
        "polls/room/paper.html",
        one=one,
        form=form,
        papers=services.papers(one),
        act=Act(None),
    )


def _enter(one: PublicPoll, form: PaperForm) -> bool:
    if (choices := form.choices()) is None:
        return False
    try:
        services.enter_paper(one, actor=current_user, choices=choices, count=form.count.data or 0)
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True


@bp.post("/polls/<int:poll_id>/workshop/paper/<ballot>/remove")
@access(Permission.POLL_FACILITATE)
def remove_paper(poll_id: int, ballot: str) -> Any:
    """Take back what was entered by mistake."""
    one = _facilitated(poll_id)
    Act.from_request().demand()
    services.remove_paper(one, actor=current_user, ballot=ballot)
    flash(_("Ces bulletins papier ne sont plus comptés."))
    return redirect(url_for("room.paper", poll_id=one.id))


def _facilitated(poll_id: int) -> PublicPoll:
    one = queries.get(poll_id, viewer=current_user)
    require(Permission.POLL_FACILITATE, one)
    return one


def _short_address(one: PublicPoll) -> str:
    """« consult.example.org/v/12 »: without what a phone adds by itself."""
    return _address(one).split("://", 1)[1]


def _address(one: PublicPoll, code: str | None = None) -> str:
    return mail.address("room.short", poll_id=one.id, code=code)
