"""Signs of a campaign for facilitators, and cancellations: made by them, read by everybody.

The same pages serve a poll (`/polls/12/…`) and the votes on the proposals of a consultation (`/consultations/slug/…`).
"""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.polls import participation
from consult.polls import queries as polls
from consult.polls.models import PublicPoll
from consult.polls.signals import cancellations, queries
from consult.polls.signals.cancellations import SHOWN, Place
from consult.polls.signals.forms import ReasonForm
from consult.polls.signals.words import in_words, items_of
from consult.web.pages import page
from consult.web.reading import row_number

bp = Blueprint("signals", __name__)


@bp.get("/polls/<int:poll_id>/signals")
@bp.get("/consultations/<slug>/signals")
@access(Permission.POLL_FACILITATE)
def show(poll_id: int | None = None, slug: str | None = None) -> Any:
    """What is striking in the votes, as questions. Computed now; nothing follows from it by itself."""
    place = _facilitated(poll_id, slug)
    silent = _silent(place)
    found = [] if silent else queries.of_place(place)
    titles = queries.titles(place, items_of(found))
    questions = [in_words(one, titles, place.poll.method) for one in found]
    return page("polls/signals/show.html", **_around(place), questions=questions, silent=silent)


@bp.route("/polls/<int:poll_id>/cancellations/new", methods=["GET", "POST"])
@bp.route("/consultations/<slug>/cancellations/new", methods=["GET", "POST"])
@access(Permission.POLL_FACILITATE)
def cancel(poll_id: int | None = None, slug: str | None = None) -> Any:
    """Choose whose votes are taken out, from a signal (`signal`) or by pseudonym (`named`), and say why."""
    place = _facilitated(poll_id, slug)
    form = ReasonForm.from_request()
    chosen = [number for one in request.form.getlist("voter") if (number := row_number(one))]
    if form.submitted() and (count := _cancel(place, chosen, form)):
        flash(ngettext("%(num)s vote annulé.", "%(num)s votes annulés.", count))
        return redirect(url_for("signals.index", **_address(place)))
    key, named = request.args.get("signal"), request.args.get("named", "")[:80]
    silent = _silent(place)
    among = None if silent or not key else _voters_of(place, key)
    return page(
        "polls/signals/cancel.html",
        **_around(place),
        form=form,
        voters=[] if silent else cancellations.voters(place.poll_id, among=among, named=named),
        chosen=set(chosen) if request.method == "POST" else set(among or ()),
        asked={"signal": key, "named": named},
        silent=silent,
        shown=SHOWN,
    )


def _voters_of(place: Place, key: str) -> list[int]:
    return [voter for one in queries.of_place(place) if one.key == key for voter in one.voters]


def _cancel(place: Place, voters: list[int], form: ReasonForm) -> int:
    try:
        return cancellations.cancel(place, voters=voters, actor=current_user, reason=form.reason.data or "")
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return 0


@bp.get("/polls/<int:poll_id>/cancellations")
@bp.get("/consultations/<slug>/cancellations")
@access("public")
def index(poll_id: int | None = None, slug: str | None = None) -> Any:
    """Every cancellation: when, how many, why, and whether it was undone. For everybody."""
    place = _read(poll_id, slug)
    return _index(place, ReasonForm(None), None)


def _index(place: Place, form: ReasonForm, refused: int | None) -> Any:
    form.reason.id = f"reason-{refused}"  # each cancellation has its own form
    listed = participation.cancellations(place.poll)
    out = sum(one.count for one in listed if one.undone is None)
    return page("polls/signals/index.html", **_around(place), listed=listed, out=out, form=form, refused=refused)


@bp.post("/polls/<int:poll_id>/cancellations/<int:number>/undo")
@bp.post("/consultations/<slug>/cancellations/<int:number>/undo")
@access(Permission.POLL_FACILITATE)
def undo(number: int, poll_id: int | None = None, slug: str | None = None) -> Any:
    """Put votes back, with a reason."""
    place = _facilitated(poll_id, slug)
    form = ReasonForm.from_request()
    if not form.submitted():
        return _index(place, form, number)
    count = cancellations.restore(place, number=number, actor=current_user, reason=form.reason.data or "")
    flash(ngettext("%(num)s vote rétabli.", "%(num)s votes rétablis.", count))
    return redirect(url_for("signals.index", **_address(place)))


def _read(poll_id: int | None, slug: str | None) -> Place:
    if poll_id is not None:
        return polls.get(poll_id, viewer=current_user)
    return consultations.get(slug or "", viewer=current_user)


def _facilitated(poll_id: int | None, slug: str | None) -> Place:
    place = _read(poll_id, slug)
    require(Permission.POLL_FACILITATE, place)
    return place


def _silent(place: Place) -> str:
    """Why nothing is shown, or nothing."""
    try:
        cancellations.refuse_while_silent(place.poll)
    except RuleBroken as reason:
        return str(reason)
    return ""


def _address(place: Place) -> dict[str, Any]:
    return {"poll_id": place.id} if isinstance(place, PublicPoll) else {"slug": place.slug}


def _around(place: Place) -> dict[str, Any]:
    """What all these pages say of the place: its name, its address, where one comes from."""
    poll = isinstance(place, PublicPoll)
    home = url_for("polls.show" if poll else "consultations.show", **_address(place))
    name = place.title if poll else _("Les votes sur les propositions")
    crumbs = [(place.title, home)]
    return {"place": place, "at": _address(place), "name": name, "crumbs": crumbs}
