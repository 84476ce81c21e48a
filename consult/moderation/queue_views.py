"""The queue: one list, the same act on many things, who works on what, notes, undoing."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult import clock, kinds
from consult.db import found
from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.moderation import around, bulk, claims, queries, queue_queries, undoing
from consult.moderation.blueprint import WORDS, bp
from consult.moderation.forms import BulkForm, NoteForm
from consult.moderation.models import Measure, Reason
from consult.policy import Permission, access, require
from consult.web.forms import Act
from consult.web.pages import next_page, page

MODERATE = Permission.CONTRIBUTION_MODERATE
AT_MOST = 100


def queue_page(places: Sequence[Any], *, here: str, chosen: Any = None) -> Any:
    """The queue of one or several consultations; or what was ticked there is done."""
    form = BulkForm.from_request()
    if form.submitted() and (batch := _act(form)) is not None:
        return redirect(_again(here, batch))
    several, filters, order = ([chosen] if chosen else places), _filters(), request.args.get("order", "reports")
    waiting, appealed = queries.waiting_and_appealed([c.id for c in several])
    return page(
        "moderation/queue.html",
        fragment="moderation/_queue.html",
        consultation=places[0] if len(places) == 1 and here != url_for("moderation.everywhere") else None,
        places=places,
        place=chosen,
        where={c.id: c.title for c in places},
        listed=queue_queries.queue(
            [c.id for c in sorted(several, key=_closing)],
            viewer=current_user,
            filters=filters,
            order=order,
            after=request.args.get("after"),
        ),
        waiting=waiting,
        appeals=appealed,
        chosen=filters,
        order=order,
        here=here,
        kinds=queries.moderated_kinds(),
        form=form,
        ticked=set(request.form.getlist("case")),
        done=request.args.get("done"),
        act=Act(None),
        **WORDS,
    )


def _again(here: str, batch: str) -> str:
    """The same list again, with what can be undone."""
    asked = {name: value for name, value in request.args.items() if name != "done"}
    asked |= {"done": batch} if batch else {}
    return f"{here}?{urlencode(asked)}" if asked else here


def _closing(consultation: Any) -> tuple[Any, ...]:
    """Consultations in which a phase is about to close come first."""
    ends = [p.closes for p in consultation.phases if p.is_current and p.closes]
    return (not ends, min(ends, default=clock.now()), consultation.id)


def _filters() -> queue_queries.Filters:
    """What the address asks for; what makes no sense is left out."""
    asked = request.args
    return queue_queries.Filters(
        kind=next((k.name for k in queries.moderated_kinds() if k.name == asked.get("kind")), None),
        reason=next((r for r in Reason if r.value == asked.get("reason")), None),
        decided=asked.get("state") == "decided",
        hands=next((h for h in queue_queries.Hands if h.value == asked.get("hands")), None),
    )


def _act(form: BulkForm) -> str | None:
    """Do what was asked with what was ticked; the name of the act where it can be undone, None where it was refused."""
    ticked = dict(filter(None, map(claims.ref_of, request.form.getlist("case")[:AT_MOST])))
    things = queries.things(list(ticked), viewer=current_user)
    if not things:
        form.refuse(_("Cochez d’abord au moins un texte de la liste."))
        return None
    for thing in things.values():
        require(MODERATE, thing)
    if form.measure is None:
        flash(_claimed(form.act.data, list(things)))
        return ""
    return _decide(form, form.measure, [(things[ref], ticked[ref]) for ref in sorted(things)])


def _claimed(act: str, refs: Sequence[Ref]) -> str:
    if act == "claim":
        n = claims.claim(refs, moderator=current_user)
        if not n:
            return str(_("Quelqu’un d’autre s’en occupe déjà."))
        return str(ngettext("Vous vous occupez d’un texte.", "Vous vous occupez de %(num)s textes.", n))
    n = claims.release(refs, of=current_user)
    if not n:
        return str(_("Vous ne vous en occupiez plus."))
    return str(ngettext("Un texte est laissé à d’autres.", "%(num)s textes sont laissés à d’autres.", n))


def _decide(form: BulkForm, measure: Measure, things: Sequence[tuple[Any, int]]) -> str | None:
    done = bulk.decide(
        things,
        moderator=current_user,
        action=measure,
        rule=form.rule.data,
        facts=form.facts.data or "",
        statement=form.statement.data or "",
    )
    for refusal in done.refusals:
        if done.decisions:
            flash(refusal, "warning")
        else:
            form.refuse(refusal)
    return done.batch if done.decisions else None


@bp.post("/moderation/undo/<batch>")
@access("member")
def undo(batch: str) -> Any:
    """Take back one's own decisions of one act."""
    Act.from_request().demand()
    n = undoing.take_back(batch, moderator=current_user)
    flash(ngettext("Une décision est reprise.", "%(num)s décisions sont reprises.", n))
    return redirect(next_page(otherwise=url_for("moderation.everywhere")))


@bp.post("/moderation/<kind>/<int:thing_id>/<any(claim, release):verb>")
@access(MODERATE)
def hold(kind: str, thing_id: int, verb: str) -> Any:
    """Take a thing in one's hands, or let others take it, whoever holds it."""
    thing = _thing(kind, thing_id)
    Act.from_request().demand()
    refs = [kinds.ref(thing)]
    if verb == "release":
        claims.release(refs)
    elif not claims.claim(refs, moderator=current_user):
        raise RuleBroken(_("Quelqu’un d’autre s’en occupe déjà, ou plus rien n’attend ici."))
    return redirect(url_for("moderation.show", kind=kind, thing_id=thing_id))


@bp.post("/moderation/<kind>/<int:thing_id>/note")
@access(MODERATE)
def note(kind: str, thing_id: int) -> Any:
    """Tell the other moderators something about a thing."""
    thing = _thing(kind, thing_id)
    form = NoteForm.from_request()
    form.demand()
    claims.note(thing, author=current_user, body=form.body.data or "")
    return redirect(url_for("moderation.show", kind=kind, thing_id=thing_id, _anchor="notes"))


@bp.get("/moderation/<kind>/<int:thing_id>/context")
@access(MODERATE)
def context(kind: str, thing_id: int) -> Any:
    """What was said just before and just after a thing."""
    thing = _thing(kind, thing_id)
    before, after = around.of(thing, viewer=current_user)
    return page(
        "moderation/context.html",
        fragment="moderation/_context.html",
        shown=queries.shown(thing),
        before=before,
        after=after,
        consultation=thing.consultation,
    )


def _thing(kind: str, thing_id: int) -> Any:
    thing = queries.get(Ref(kind, thing_id), viewer=current_user)
    require(MODERATE, thing)
    return found(thing)
